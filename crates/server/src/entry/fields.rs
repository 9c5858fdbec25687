//! Where each field of a record kind stands in the form. Six facts come first; everything else is folded.

use jishi_pack::{Field, FieldType, RecordKind};
use std::collections::BTreeSet;

/// How many should have come, how many came, who did not, and why.
pub(crate) const DUE: &str = "应到";
/// See [`DUE`].
pub(crate) const CAME: &str = "实到";
/// See [`DUE`].
pub(crate) const ABSENT: &str = "缺席";
/// See [`DUE`].
pub(crate) const REASONS: &str = "缺席原因";
/// What was decided; each line becomes an item of this kind.
pub(crate) const DECIDED: &str = "议定事项";

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
        let text = |field: &&Field| field.kind == FieldType::Text && field.name != REASONS && field.name != DECIDED;
        let speaks = |field: &Field| read.contains(field.name.as_str()) || field.required;
        let topics = kind.fields.iter().filter(text).any(speaks);
        let first = kind.fields.iter().find(text).map(|field| field.name.as_str());
        for field in &kind.fields {
            let topic = text(&field) && if topics { speaks(field) } else { first == Some(field.name.as_str()) };
            let place = match field.name.as_str() {
                DUE | CAME | ABSENT | REASONS => Place::Attendance,
                DECIDED if field.kind == FieldType::Text => Place::Decided,
                _ if topic => Place::Topic,
                name if field.required || kind.object.as_deref() == Some(name) => Place::Needed,
                _ => Place::More,
            };
            if !out.iter().any(|(_, known)| known.name == field.name) {
                out.push((place, field));
            }
        }
    }
    out
}
