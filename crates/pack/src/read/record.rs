//! Record kinds and their fields.

use super::keys::{Keys, list_of};
use super::Entry;
use crate::compiler::Compiler;
use crate::check::{names, shape, vocabulary as check};
use crate::condition;
use crate::model::{Belongs, Field, FieldType, RecordKind, Share};
use crate::node::{Node, Text};
use jishi_base::{Citation, Label, TITLE_FIELDS};

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
    kind.quorum = quorum.and_then(|text| share(c, &kind, text));
    c.library.record_kinds.entry(kind.name.clone()).or_insert(kind);
}

/// The citations of a record or field; none where 无出处 is written.
fn citations(c: &mut Compiler, texts: Vec<&Text>) -> Vec<Citation> {
    texts.into_iter().filter(|text| text.value != "无出处").filter_map(|text| c.citation(text)).collect()
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

/// `label` is the record kind's: it goes for every field that says nothing of its own.
fn fields(c: &mut Compiler, items: &[Node], label: Label) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut read_from = Vec::new();
    for item in items {
        let Some((field, sources)) = field(c, item, label) else { continue };
        if fields.iter().any(|earlier| earlier.name == field.name) {
            c.findings.push(names::duplicate_member(item.at, "字段", &field.name));
            continue;
        }
        read_from.push((field.name.clone(), sources));
        fields.push(field);
    }
    for (name, sources) in read_from {
        check_read_from(c, &fields, &name, &sources);
    }
    fields
}

fn field<'t>(c: &mut Compiler, item: &'t Node, of_kind: Label) -> Option<(Field, Vec<&'t Text>)> {
    let mut keys = Keys::of(item, &mut c.findings)?;
    let name = keys.need_text("字段", "主题", &mut c.findings);
    let word = keys.need_text("类型", "文本", &mut c.findings);
    let list = keys.text("代码", &mut c.findings);
    let unit = keys.text("单位", &mut c.findings).map(|text| text.value.clone());
    let required = keys.flag("必填", &mut c.findings);
    let citation = keys.texts("依据", &mut c.findings);
    let sources = keys.texts("读自", &mut c.findings);
    let own = keys.text("密级", &mut c.findings);
    keys.close(&mut c.findings);
    let citation = citations(c, citation).into_iter().next();
    let kind = field_type(c, word?, list);
    let read_from = sources.iter().map(|text| text.value.clone()).collect();
    let name = name?.value.clone();
    let titles = kind == FieldType::Text && TITLE_FIELDS.contains(&name.as_str());
    let label = match own {
        Some(text) => {
            let label = label_of(c, text);
            if titles && label.is_closed() {
                c.findings.push(check::closed_title(text.at, &name));
            }
            label
        }
        // What the record is called by stays readable in a kind that is kept closely.
        None if titles => Label::Internal,
        None => of_kind,
    };
    Some((Field { name, kind, unit, citation, required, read_from, label }, sources))
}

/// A wrong label is reported, and read as the closest: nothing is shown by mistake.
fn label_of(c: &mut Compiler, text: &Text) -> Label {
    let known = Label::ALL.into_iter().find(|label| label.word() == text.value);
    known.unwrap_or_else(|| {
        c.findings.push(check::bad_label(text));
        Label::Discipline
    })
}

/// A wrong type is reported and read as text, which no condition can use by mistake.
fn field_type(c: &mut Compiler, word: &Text, list: Option<&Text>) -> FieldType {
    match (word.value.as_str(), list) {
        ("单选", Some(list)) => FieldType::Code(code_list(c, list)),
        ("多选", Some(list)) => FieldType::Codes(code_list(c, list)),
        ("文本", None) => FieldType::Text,
        ("数字", None) => FieldType::Number,
        ("日期", None) => FieldType::Date,
        ("是否", None) => FieldType::Flag,
        ("期", None) => FieldType::Period,
        ("人员", None) => FieldType::People,
        ("组织", None) => FieldType::Bodies,
        _ => {
            c.findings.push(check::bad_field_type(word.at, &word.value));
            FieldType::Text
        }
    }
}

fn code_list(c: &mut Compiler, list: &Text) -> String {
    if !c.declared(crate::compiler::Sort::Code, &list.value) {
        let finding = check::unknown_code_list(list, c.library.codes.keys().map(String::as_str));
        c.unknown(finding);
    }
    list.value.clone()
}

fn check_read_from(c: &mut Compiler, fields: &[Field], name: &str, sources: &[&Text]) {
    let coded = fields.iter().any(|field| field.name == name && matches!(field.kind, FieldType::Code(_) | FieldType::Codes(_)));
    for source in sources {
        let text = fields.iter().any(|field| field.name == source.value && field.kind == FieldType::Text);
        if !coded {
            c.findings.push(check::bad_read_from(source.at, &format!("“{name}”不是单选或多选，不能用 读自")));
        } else if !text {
            c.findings.push(check::bad_read_from(source.at, &format!("“{}”不是本记录的文本字段", source.value)));
        }
    }
}
