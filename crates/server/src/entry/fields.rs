//! Where each field of a record kind stands in the form. Six facts come first; everything else is folded.

use jishi_pack::{Field, FieldType, Meaning, RecordKind};
use std::collections::BTreeSet;

/// Where a field stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// What it was about.
    Topic,
    /// Who was there: reckoned from the ticks.
    Attendance,
    /// What was decided, by whom, until when.
    Decided,
    /// Cannot be left out.
    Needed,
    /// Folded, with the article that asks for it.
    More,
}

/// The fields of several kinds, each once, with their places.
pub(crate) fn place_fields<'l>(kinds: &[&'l RecordKind]) -> Vec<(Place, &'l Field)> {
    let mut out: Vec<(Place, &Field)> = Vec::new();
    for kind in kinds {
        let read: BTreeSet<&str> = kind.fields.iter().flat_map(|field| field.read_from.iter().map(String::as_str)).collect();
        let text = |field: &&Field| field.kind == FieldType::Text && !matches!(field.meaning, Some(Meaning::Reasons | Meaning::Decided));
        let speaks = |field: &Field| read.contains(field.name.as_str()) || field.required;
        let topics = kind.fields.iter().filter(text).any(speaks);
        let first = kind.fields.iter().find(text).map(|field| field.name.as_str());
        for field in &kind.fields {
            let topic = text(&field) && if topics { speaks(field) } else { first == Some(field.name.as_str()) };
            let place = match field.meaning {
                Some(Meaning::Expected | Meaning::Came | Meaning::Absent | Meaning::Reasons) => Place::Attendance,
                Some(Meaning::Decided) => Place::Decided,
                _ if topic => Place::Topic,
                _ if field.required || kind.object.as_deref() == Some(field.name.as_str()) => Place::Needed,
                _ => Place::More,
            };
            if !out.iter().any(|(_, known)| known.name == field.name) {
                out.push((place, field));
            }
        }
    }
    out
}

/// The first of these fields with a meaning.
pub(crate) fn meaning<'l>(places: &[(Place, &'l Field)], meaning: Meaning) -> Option<&'l Field> {
    places.iter().map(|(_, field)| *field).find(|field| field.meaning == Some(meaning))
}
