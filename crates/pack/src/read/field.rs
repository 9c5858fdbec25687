//! Fields of record kinds, and what fields of one name have in common (共用字段).

use super::Entry;
use super::keys::Keys;
use crate::compiler::{Compiler, Sort};
use crate::check::{meaning as check_meaning, names, vocabulary as check};
use crate::model::{Field, FieldType, Meaning, Readers, SharedField};
use crate::node::{Node, Text};
use jishi_base::{Citation, Label};

/// 共用字段
pub(crate) fn shared(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let word = keys.need_text("类型", "文本", &mut c.findings);
    let list = keys.text("代码", &mut c.findings);
    let said = keys.text("含义", &mut c.findings);
    let label = keys.text("密级", &mut c.findings);
    let readers = keys.text("可看", &mut c.findings);
    let essential = keys.flag("要素", &mut c.findings);
    keys.close(&mut c.findings);
    let Some(word) = word else { return };
    let (name, kind) = (entry.name.value.clone(), field_type(c, word, list));
    let meaning = said.and_then(|text| meaning_of(c, text, &name, &kind));
    let label = label.map_or(Label::Internal, |text| own_label(c, text, &name, meaning));
    let readers = readers.map_or(Readers::of(label), |text| readers_of(c, text, &name, label));
    c.library.shared_fields.entry(name.clone()).or_insert(SharedField { name, kind, meaning, label, readers, essential });
}

/// 含义: known, and of a type that a field with it can have.
fn meaning_of(c: &mut Compiler, text: &Text, field: &str, kind: &FieldType) -> Option<Meaning> {
    let Some(meaning) = Meaning::ALL.into_iter().find(|meaning| meaning.word() == text.value) else {
        c.findings.push(check_meaning::unknown(text, Meaning::ALL.map(Meaning::word)));
        return None;
    };
    if meaning.field_type() != *kind {
        c.findings.push(check_meaning::wrong_type(text.at, field, meaning));
        return None;
    }
    let earlier = Meaning::ALL.into_iter().find(|other| other.field_type() == *kind && c.library.meanings.has(*other, field));
    if let Some(earlier) = earlier.filter(|earlier| *earlier != meaning) {
        c.findings.push(check_meaning::other_meaning(text.at, field, meaning, earlier));
        return None;
    }
    c.library.meanings.note(meaning, field);
    c.meant.entry(field.to_owned()).or_insert(text.at);
    Some(meaning)
}

/// A label that is written on a field itself. What a record is called by stays readable.
fn own_label(c: &mut Compiler, text: &Text, field: &str, meaning: Option<Meaning>) -> Label {
    let label = label_of(c, text);
    if meaning == Some(Meaning::Title) && label.is_closed() {
        c.findings.push(check::closed_title(text.at, field));
    }
    label
}

/// The fields of a record kind, whose `label` goes for every field that says nothing of its own.
pub(super) fn fields(c: &mut Compiler, items: &[Node], label: Label) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut read_from = Vec::new();
    for item in items {
        let Some((field, sources)) = field(c, item, label) else { continue };
        if fields.iter().any(|earlier| earlier.name == field.name) {
            c.findings.push(names::duplicate_member(item.at, "字段", &field.name));
            continue;
        }
        if let Some((meaning, other)) = field.meaning.filter(|meaning| meaning.is_single()).and_then(|meaning| {
            Some((meaning, fields.iter().find(|earlier: &&Field| earlier.meaning == Some(meaning))?))
        }) {
            c.findings.push(check_meaning::twice(item.at, &field.name, &other.name, meaning));
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
    let reads = keys.text("可看", &mut c.findings);
    let said = keys.text("含义", &mut c.findings);
    let essential = keys.flag("要素", &mut c.findings);
    keys.close(&mut c.findings);
    let citation = citations(c, citation).into_iter().next();
    let kind = field_type(c, word?, list);
    let read_from = sources.iter().map(|text| text.value.clone()).collect();
    let name = name?.value.clone();
    let own_meaning = said.and_then(|text| meaning_of(c, text, &name, &kind));
    // A field of the same name and another type is another thing.
    let shared = c.library.shared_fields.get(&name).filter(|shared| shared.kind == kind).cloned();
    let meaning = own_meaning.or_else(|| shared.as_ref()?.meaning);
    let label = match own {
        Some(text) => own_label(c, text, &name, meaning),
        // What the record is called by stays readable in a kind that is kept closely.
        None if meaning == Some(Meaning::Title) => shared.as_ref().map_or(Label::Internal, |shared| shared.label),
        None => shared.as_ref().map_or(of_kind, |shared| shared.label.max(of_kind)),
    };
    let of_shared = shared.as_ref().map(|shared| shared.readers);
    let readers = match reads {
        Some(text) => readers_of(c, text, &name, label),
        None => of_shared.unwrap_or_default().max(Readers::of(label)),
    };
    let essential = essential || shared.is_some_and(|shared| shared.essential);
    Some((Field { name, kind, unit, citation, required, read_from, label, readers, meaning, essential }, sources))
}

/// 可看: known, and of a field that is closed. A wrong word is read as the fewest.
fn readers_of(c: &mut Compiler, text: &Text, field: &str, label: Label) -> Readers {
    let Some(readers) = Readers::ALL.into_iter().find(|readers| readers.word() == text.value) else {
        c.findings.push(check_meaning::unknown_readers(text, &Readers::ALL.map(Readers::word)));
        return Readers::Discipline;
    };
    if !label.is_closed() && readers != Readers::Record {
        c.findings.push(check_meaning::open_to_few(text.at, field, readers));
    }
    if (label == Label::Discipline) != (readers == Readers::Discipline) && label.is_closed() {
        c.findings.push(check_meaning::not_discipline(text.at, field, readers));
    }
    readers
}

/// The citations of a record or field; none where 无出处 is written.
pub(super) fn citations(c: &mut Compiler, texts: Vec<&Text>) -> Vec<Citation> {
    texts.into_iter().filter(|text| text.value != "无出处").filter_map(|text| c.citation(text)).collect()
}

/// A wrong label is reported, and read as the closest: nothing is shown by mistake.
pub(super) fn label_of(c: &mut Compiler, text: &Text) -> Label {
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
        ("编号", None) => FieldType::Matter,
        ("人员", None) => FieldType::People,
        ("组织", None) => FieldType::Bodies,
        _ => {
            c.findings.push(check::bad_field_type(word.at, &word.value));
            FieldType::Text
        }
    }
}

fn code_list(c: &mut Compiler, list: &Text) -> String {
    if !c.declared(Sort::Code, &list.value) {
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
