//! What belongs to a meeting: who was there, and what was decided.

use super::inputs::Choice;
use crate::entry::{Draft, Fault, Place, Typed};
use jishi_base::PersonId;
use jishi_authorize::Seen;
use jishi_pack::{Field, FieldType};
use std::collections::BTreeSet;

/// Rows for what was decided.
const ROWS: usize = 3;

/// Who was there.
pub(crate) struct Roll {
    pub(crate) people: Vec<Choice>,
    pub(crate) note: String,
    pub(crate) reasons: String,
}

/// One thing decided.
pub(crate) struct Row {
    pub(crate) number: usize,
    pub(crate) what: String,
    pub(crate) owners: Vec<Choice>,
    pub(crate) due: String,
    pub(crate) fault: Option<Fault>,
}

pub(super) fn roll(site: &Seen, typed: &Typed, places: &[(Place, &Field)], people: &[PersonId], draft: Option<&Draft>) -> Option<Roll> {
    let attended = places.iter().any(|(place, field)| *place == Place::Attendance && field.kind == FieldType::People);
    if people.is_empty() || !attended {
        return None;
    }
    let absent: BTreeSet<&str> = typed.all("absent").collect();
    let choice = |person: &PersonId| {
        let id = person.to_string();
        let chosen = absent.contains(id.as_str());
        Some(Choice { text: site.person(*person)?.name().to_owned(), value: id, chosen })
    };
    let choices: Vec<Choice> = people.iter().filter_map(choice).collect();
    let away = choices.iter().filter(|choice| choice.chosen).count();
    let (came, due) = draft.and_then(|draft| draft.attendance).unwrap_or((choices.len() - away, choices.len()));
    let half = if came * 2 > due { "，过半数" } else if came * 2 == due { "，正好半数" } else { "，不到半数" };
    Some(Roll { people: choices, note: format!("默认全到，点名字标记没来的；应到 {due}，实到 {came}{half}"), reasons: typed.one("reasons").to_owned() })
}

pub(super) fn rows(site: &Seen, typed: &Typed, places: &[(Place, &Field)], people: &[PersonId], faults: &[Fault]) -> Vec<Row> {
    if !places.iter().any(|(place, _)| *place == Place::Decided) {
        return Vec::new();
    }
    let row = |number: usize| {
        let (what, owner, due) = (format!("item{number}"), format!("item{number}:owner"), format!("item{number}:due"));
        let chosen = typed.one(&owner);
        let choice = |person: &PersonId| {
            let id = person.to_string();
            Some(Choice { text: site.person(*person)?.name().to_owned(), chosen: id == chosen, value: id })
        };
        Row {
            number,
            what: typed.one(&what).to_owned(),
            owners: people.iter().filter_map(choice).collect(),
            fault: faults.iter().find(|fault| fault.field == what || fault.field == due).cloned(),
            due: typed.one(&due).to_owned(),
        }
    };
    (1..=ROWS).map(row).collect()
}
