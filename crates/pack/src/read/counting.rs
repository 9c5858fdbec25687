//! Can what a form selects ever count for who owes the duty?

use super::phrase::listed;
use crate::check::evidence::{body_record_for_person, cannot_reach};
use crate::check::vocabulary::unknown_field;
use crate::compiler::Compiler;
use crate::finding::{At, Finding};
use crate::model::{Belongs, Counting, Evidence, FieldType, Form, RecordKind, Selector, Set, Who};
use crate::node::Text;

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
        Some(evidence) if evidence.by != Counting::Object => evidence.selectors().collect(),
        _ => Vec::new(),
    };
    let others = form.selectors().into_iter().filter(|selector| !attended.contains(selector));
    let kinds = others.flat_map(|selector| c.kinds(&selector.kinds));
    let lost = kinds.filter(|kind| kind.belongs == Belongs::Body && object_type(kind) != Some(&FieldType::People));
    lost.map(|kind| body_record_for_person(at, &kind.name)).collect()
}

fn reach(c: &Compiler, set: &Set, evidence: &Evidence, at: At) -> Vec<Finding> {
    let (wanted, word) = match set {
        Set::Members if evidence.by != Counting::Object => return Vec::new(),
        Set::Members => (FieldType::People, "党员"),
        Set::Below(_) | Set::InUnit(_) | Set::Related { .. } => (FieldType::Bodies, "组织"),
    };
    let kinds = evidence.selectors().flat_map(|selector| c.kinds(&selector.kinds));
    kinds.filter(|kind| object_type(kind) != Some(&wanted)).map(|kind| cannot_reach(at, &kind.name, word)).collect()
}

/// 计入: names of roles, of which every kind of the evidence has at least one.
pub(crate) fn roles(c: &mut Compiler, evidence: &Evidence, text: &Text) -> Option<Counting> {
    let roles: Vec<String> = listed(&text.value).into_iter().map(str::to_owned).collect();
    let kinds: Vec<String> = evidence.selectors().flat_map(|selector| selector.kinds.clone()).collect();
    let mut known = !roles.is_empty();
    for kind in c.kinds(&kinds).into_iter().cloned().collect::<Vec<_>>() {
        let people = || kind.fields.iter().filter(|field| field.kind == FieldType::People).map(|field| field.name.as_str());
        if !people().any(|name| roles.iter().any(|role| role == name)) {
            c.findings.push(unknown_field(text.at, &text.value, &kind.name, people().chain(["参加"])));
            known = false;
        }
    }
    known.then_some(Counting::Roles(roles))
}

fn object_type(kind: &RecordKind) -> Option<&FieldType> {
    let object = kind.object.as_ref()?;
    kind.fields.iter().find(|field| field.name == *object).map(|field| &field.kind)
}
