//! The records of an example: `2026-03-10 张三 专题党课（学时 = 4）`, read by the fields of their kind.

use super::builder::Builder;
use jishi_base::{BodyId, PersonId, RecordId};
use jishi_facts::{Event, Fields, RecordText, Roles, Sealed, Value};
use jishi_pack::{Belongs, CodeList, FieldType, GivenRecord, RecordKind};

/// A record in the making.
#[derive(Default)]
struct Draft {
    bodies: Vec<BodyId>,
    fields: Fields,
    people: Roles,
    text: RecordText,
}

/// Adds one record.
pub(super) fn add(builder: &mut Builder, given: &GivenRecord) {
    let kinds: Vec<RecordKind> = given.kinds.iter().filter_map(|name| builder.library.record_kinds.get(name).cloned()).collect();
    let mut draft = Draft::default();
    for (name, written) in &given.fields {
        field(builder, &mut draft, &kinds, name, written);
    }
    let rest = first_word(builder, &mut draft, &kinds, given.text.trim());
    words(builder, &mut draft, &kinds, &rest);
    let of_people = kinds.iter().any(|kind| kind.belongs == Belongs::Person) && kinds.iter().all(|kind| kind.belongs == Belongs::Person);
    if draft.bodies.is_empty() && !of_people {
        draft.bodies.extend(builder.own_body());
    }
    let record = RecordId::fresh(&mut builder.ids);
    let kinds = given.kinds.iter().collect();
    let Draft { bodies, fields, people, text } = draft;
    builder.add(Event::Recorded { record, kinds, bodies, date: given.date, fields, people, text: Sealed::Open(text), source: None });
}

fn list(written: &str) -> impl Iterator<Item = &str> {
    written.split(['、', '，', ',', '；']).map(str::trim).filter(|part| !part.is_empty())
}

/// A field in brackets, by its type; `组织 = 名称` says whose the record is.
fn field(builder: &mut Builder, draft: &mut Draft, kinds: &[RecordKind], name: &str, written: &str) {
    let declared = kinds.iter().flat_map(|kind| &kind.fields).find(|field| field.name == name).map(|field| field.kind.clone());
    let written = written.trim();
    let value = match declared {
        Some(FieldType::Text) => return drop(draft.text.insert(name, written)),
        Some(FieldType::People) => {
            let people: Vec<PersonId> = list(written).map(|name| builder.person_named(name)).collect();
            return drop(draft.people.insert(name, people));
        }
        None if name == "组织" => return draft.bodies.extend(list(written).filter_map(|name| builder.body_named(name))),
        Some(FieldType::Bodies) | Some(FieldType::Codes(_)) => Value::codes(list(written)),
        Some(FieldType::Number) | None if written.parse::<jishi_base::Number>().is_ok() => {
            Value::Number(written.parse().unwrap_or_default())
        }
        Some(FieldType::Date) if written.parse::<jishi_calendar::Date>().is_ok() => {
            written.parse().map_or_else(|_| Value::code(written), Value::Date)
        }
        Some(FieldType::Flag) => Value::Flag(written == "是"),
        _ => Value::code(written),
    };
    draft.fields.insert(name, value);
}

/// The first word may be whom or what the record is about; gives what is left.
fn first_word(builder: &mut Builder, draft: &mut Draft, kinds: &[RecordKind], text: &str) -> String {
    let (word, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()));
    if word.is_empty() {
        return String::new();
    }
    let object = kinds.iter().find_map(|kind| Some((kind, kind.object.clone()?)));
    let of_bodies = |kind: &RecordKind, name: &str| kind.fields.iter().any(|f| f.name == name && f.kind == FieldType::Bodies);
    let about_person = kinds.iter().any(|kind| kind.belongs == Belongs::Person) || list(word).all(|name| builder.people.contains_key(name));
    match object {
        Some((kind, role)) if of_bodies(kind, &role) && builder.body_named(word).is_some() => {
            draft.fields.insert(role, Value::codes([word]));
        }
        Some((kind, role)) if about_person && !of_bodies(kind, &role) && !draft.people.contains_key(&role) => {
            let people: Vec<PersonId> = list(word).map(|name| builder.person_named(name)).collect();
            draft.people.insert(role, people);
        }
        _ => match builder.body_named(word) {
            Some(body) => draft.bodies.push(body),
            None => return text.to_owned(),
        },
    }
    rest.to_owned()
}

/// What is left is the topic: it goes into the free text, and is coded as an import would code it.
fn words(builder: &Builder, draft: &mut Draft, kinds: &[RecordKind], text: &str) {
    if text.is_empty() {
        return;
    }
    let mut topic = true;
    for field in kinds.iter().flat_map(|kind| &kind.fields) {
        match &field.kind {
            FieldType::Text => {
                draft.text.get_or_insert_with(&field.name, || text.to_owned());
            }
            FieldType::Code(list) | FieldType::Codes(list) if !draft.fields.contains_key(&field.name) => {
                let Some(codes) = builder.library.codes.get(list) else { continue };
                // Only the first coded field is the topic; others are filled where the text says so.
                let found = if topic { codes.read(text) } else { said(codes, text) };
                topic = false;
                let value = match (&field.kind, found.first()) {
                    (_, None) => continue,
                    (FieldType::Code(_), Some(one)) => Value::code(one),
                    (_, Some(_)) => Value::codes(found),
                };
                draft.fields.insert(&field.name, value);
            }
            _ => {}
        }
    }
    if let Some(title) = builder.library.titles().first() {
        draft.text.get_or_insert_with(title, || text.to_owned());
    }
}

fn said(codes: &CodeList, text: &str) -> Vec<String> {
    let values = codes.values.iter().filter(|v| v.words.iter().any(|word| text.contains(word.as_str())));
    values.map(|v| v.value.clone()).collect()
}
