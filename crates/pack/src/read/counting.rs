//! Can what a form selects ever count for who owes the duty?

use crate::check::evidence::{body_record_for_person, cannot_reach};
use crate::compiler::Compiler;
use crate::finding::{At, Finding};
use crate::model::{Belongs, Evidence, FieldType, Form, RecordKind, Selector, Set, Who};

/// Looks at every selection of a form for records that can never count for `who`.
pub(crate) fn can_count(c: &mut Compiler, form: &Form, who: &Who, at: At) {
    let found = match form {
        Form::Coverage { set, evidence, .. } => reach(c, set, evidence, at),
        Form::Sequence { .. } => Vec::new(),
        _ if matches!(who, Who::Bodies(_) | Who::Posts { .. }) => Vec::new(),
        _ => owed_by_person(c, form, at),
    };
    found.into_iter().for_each(|finding| c.findings.push(finding));
}

fn owed_by_person(c: &Compiler, form: &Form, at: At) -> Vec<Finding> {
    let attended: Vec<&Selector> = match form.evidence() {
        Some(evidence) if evidence.by_attendance => evidence.selectors().collect(),
        _ => Vec::new(),
    };
    let others = form.selectors().into_iter().filter(|selector| !attended.contains(selector));
    let kinds = others.flat_map(|selector| c.kinds(&selector.kinds));
    let lost = kinds.filter(|kind| kind.belongs == Belongs::Body && object_type(kind) != Some(&FieldType::People));
    lost.map(|kind| body_record_for_person(at, &kind.name)).collect()
}

fn reach(c: &Compiler, set: &Set, evidence: &Evidence, at: At) -> Vec<Finding> {
    let (wanted, word) = match set {
        Set::Members if evidence.by_attendance => return Vec::new(),
        Set::Members => (FieldType::People, "党员"),
        Set::Below(_) | Set::InUnit(_) => (FieldType::Bodies, "组织"),
    };
    let kinds = evidence.selectors().flat_map(|selector| c.kinds(&selector.kinds));
    kinds.filter(|kind| object_type(kind) != Some(&wanted)).map(|kind| cannot_reach(at, &kind.name, word)).collect()
}

fn object_type(kind: &RecordKind) -> Option<&FieldType> {
    let object = kind.object.as_ref()?;
    kind.fields.iter().find(|field| field.name == *object).map(|field| &field.kind)
}
