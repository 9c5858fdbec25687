//! Record kinds.

use super::field::{citations, fields, label_of};
use super::keys::list_of;
use super::Entry;
use crate::compiler::Compiler;
use crate::check::{meaning, shape, vocabulary as check};
use crate::condition;
use crate::model::{Belongs, FieldType, Readers, RecordKind, Share};
use crate::node::Text;
use jishi_base::Label;

/// The day of a record: no field of its own, but named in 去重.
const DAY: &str = "日期";

/// 记录
pub(crate) fn read(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    if keys.key("依据").is_none() {
        c.findings.push(shape::missing_key(entry.name.at, "依据", "无出处"));
    }
    let grounds = keys.texts("依据", &mut c.findings);
    let citations = citations(c, grounds);
    let aliases = keys.words("别名", &mut c.findings);
    let belongs = keys.need_text("归属", "组织", &mut c.findings);
    let object = keys.text("对象", &mut c.findings);
    let quorum = keys.text("成会", &mut c.findings);
    let same_by = keys.texts("去重", &mut c.findings);
    let label = keys.text("密级", &mut c.findings).map_or(Label::Internal, |text| label_of(c, text));
    let items = keys.get("字段", &mut c.findings).map(|node| list_of(node, &mut c.findings)).unwrap_or_default();
    keys.close(&mut c.findings);
    let fields = fields(c, items, label);
    let mut kind = RecordKind {
        name: entry.name.value.clone(),
        aliases,
        citations,
        belongs: belongs.map_or(Belongs::Body, |text| belongs_of(c, text)),
        object: None,
        quorum: None,
        same_by: same_by.iter().map(|text| text.value.clone()).collect(),
        fields,
        origin: entry.origin(),
    };
    for text in same_by {
        if text.value != DAY && !kind.fields.iter().any(|field| field.name == text.value) {
            unknown_field(c, &kind, text);
        }
    }
    kind.object = object_of(c, &kind, object, entry.name);
    for field in &kind.fields {
        let missing = match field.readers {
            Readers::Parties => !kind.fields.iter().any(|field| field.kind == FieldType::People),
            Readers::Attendance => kind.belongs != Belongs::Body,
            Readers::Record | Readers::Discipline => false,
        };
        if missing {
            c.findings.push(meaning::no_readers(entry.name.at, &field.name, field.readers));
        }
    }
    kind.quorum = quorum.and_then(|text| share(c, &kind, text));
    c.library.record_kinds.entry(kind.name.clone()).or_insert(kind);
}

fn belongs_of(c: &mut Compiler, text: &Text) -> Belongs {
    match text.value.as_str() {
        "组织" => Belongs::Body,
        "人员" => Belongs::Person,
        _ => {
            c.findings.push(check::bad_belongs(text));
            Belongs::Body
        }
    }
}

fn object_of(c: &mut Compiler, kind: &RecordKind, object: Option<&Text>, name: &Text) -> Option<String> {
    let Some(object) = object else {
        if kind.belongs == Belongs::Person {
            c.findings.push(check::no_object(name.at, &format!("“{}”归属人员，却没有写对象", kind.name)));
        }
        return None;
    };
    let Some(field) = kind.fields.iter().find(|field| field.name == object.value) else {
        unknown_field(c, kind, object);
        return None;
    };
    let fits = match kind.belongs {
        Belongs::Person => field.kind == FieldType::People,
        Belongs::Body => matches!(field.kind, FieldType::People | FieldType::Bodies),
    };
    if !fits {
        c.findings.push(check::no_object(object.at, &format!("字段“{}”不能作对象：类型应为人员（或组织）", object.value)));
    }
    Some(object.value.clone())
}

fn unknown_field(c: &mut Compiler, kind: &RecordKind, text: &Text) {
    c.findings.push(check::unknown_field(text.at, &text.value, &kind.name, kind.fields.iter().map(|field| field.name.as_str())));
}

/// 成会: a share of two number fields of this kind.
fn share(c: &mut Compiler, kind: &RecordKind, text: &Text) -> Option<Share> {
    let parts = condition::share(text, &mut c.findings)?;
    for name in [&parts.part, &parts.whole] {
        match kind.fields.iter().find(|field| field.name == name.value) {
            None => unknown_field(c, kind, name),
            Some(field) if field.kind != FieldType::Number => {
                c.findings.push(crate::check::condition::bad_share(name.at, format!("“{}”不是数字字段", name.value)));
            }
            Some(_) => {}
        }
    }
    Some(parts.into_share())
}

