//! The kinds of records that the form offers.

use super::inputs::Choice;
use crate::entry::Typed;
use crate::snapshot::Snapshot;
use jishi_calendar::Cadence;
use jishi_facts::Body;
use jishi_pack::{Duty, Form, Who};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds that show without unfolding.
const CHIPS: usize = 6;

/// The record kinds that this body's duties look at, the most frequent duties first.
pub(super) fn offered(snapshot: &Snapshot, body: &Body, typed: &Typed) -> (Vec<Choice>, Vec<Choice>) {
    let library = snapshot.library();
    let of_branch = snapshot.seen().members_on(body.id, snapshot.as_of()).next().is_some();
    let mut kinds: BTreeMap<&str, (u8, usize)> = BTreeMap::new();
    for (place, duty) in library.duties.iter().enumerate().filter(|(_, duty)| concerns(duty, body, of_branch)) {
        for kind in duty.form.selectors().into_iter().flat_map(|selector| &selector.kinds) {
            let entry = kinds.entry(kind).or_insert((u8::MAX, place));
            *entry = (*entry).min((rarity(&duty.form), place));
        }
    }
    let chosen: BTreeSet<&str> = typed.all("kind").collect();
    let mut order: Vec<(&str, (u8, usize))> = kinds.into_iter().filter(|(kind, _)| library.record_kinds.contains_key(*kind)).collect();
    for kind in &chosen {
        if library.record_kinds.contains_key(*kind) && !order.iter().any(|(known, _)| known == kind) {
            order.push((kind, (u8::MAX, usize::MAX)));
        }
    }
    order.sort_by_key(|(kind, rank)| (!chosen.contains(kind), *rank));
    let choices: Vec<Choice> = order.iter().map(|(kind, _)| Choice { value: (*kind).to_owned(), text: (*kind).to_owned(), chosen: chosen.contains(kind) }).collect();
    let shown = CHIPS.max(chosen.len());
    let others = choices.iter().skip(shown).cloned().collect();
    (choices.into_iter().take(shown).collect(), others)
}

fn concerns(duty: &Duty, body: &Body, of_branch: bool) -> bool {
    match &duty.who {
        Who::Bodies(kinds) | Who::Holders { kinds, .. } | Who::Posts { kinds, .. } => kinds.contains(&body.kind),
        Who::Members => of_branch,
    }
}

fn rarity(form: &Form) -> u8 {
    match form {
        Form::Periodic { cadence, .. } | Form::Quota { cadence, .. } | Form::Coverage { cadence, .. } => match cadence {
            Cadence::Month => 0,
            Cadence::Quarter => 1,
            Cadence::HalfYear => 2,
            Cadence::Year => 3,
        },
        _ => 5,
    }
}
