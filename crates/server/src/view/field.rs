//! The fields of records: which are filled in, and which article asks for each.

use jishi_base::Citation;
use jishi_facts::Record;
use jishi_pack::{Field, Library, Meaning, RecordKind};
use std::collections::BTreeMap;

/// The record kinds of a record that the packs know, in name order.
pub(crate) fn kinds<'a>(library: &'a Library, record: &'a Record) -> impl Iterator<Item = &'a RecordKind> {
    record.kinds.iter().filter_map(|kind| library.record_kinds.get(kind.as_str()))
}

/// The names of the fields that hold something, each once.
pub(crate) fn filled(record: &Record) -> Vec<&str> {
    let text = record.text.open().into_iter().flat_map(|texts| texts.filled()).map(|name| name.as_str());
    let people = record.people.iter().filter(|(_, people)| !people.is_empty()).map(|(role, _)| role.as_str());
    let coded = record.fields.keys().map(|name| name.as_str());
    text.chain(people).chain(coded).map(|name| (name, ())).collect::<BTreeMap<_, _>>().into_keys().collect()
}

/// The field of that name, with the kind that has it.
pub(crate) fn field<'a>(library: &'a Library, record: &'a Record, name: &str) -> Option<(&'a RecordKind, &'a Field)> {
    kinds(library, record).find_map(|kind| kind.fields.iter().find(|field| field.name == name).map(|field| (kind, field)))
}

/// The article that asks for a field; `None` is 无出处.
pub(crate) fn ground<'a>(kind: &'a RecordKind, field: &'a Field) -> Option<&'a Citation> {
    let of_kind = field.required || field.essential || kind.object.as_deref() == Some(field.name.as_str());
    field.citation.as_ref().or_else(|| kind.citations.first().filter(|_| of_kind))
}

/// Did a person fill it in? What is read from another field costs nobody anything.
pub(crate) fn by_hand(field: &Field) -> bool {
    field.read_from.is_empty()
}

/// A talk is known by who led it. Only that it took place is shown: why belongs to the two.
pub(crate) fn is_talk(kind: &RecordKind) -> bool {
    kind.field_meaning(Meaning::Talker).is_some()
}
