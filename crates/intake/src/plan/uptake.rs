//! What an import takes up (启用) of what it brought, and how it says so.

use super::desk::Desk;
use jishi_base::{BodyId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_facts::{Subject, Uptake};
use jishi_workflow::Command;
use serde::Serialize;
use std::collections::BTreeMap;

/// Ledgers that an import takes up: the same ones, from the same day, by so many.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct TakenUp {
    /// The kinds of records, or the registers.
    pub kinds: Vec<String>,
    /// The first day on which they are kept.
    pub from: Date,
    /// How many bodies; of registers, how many units.
    pub count: usize,
    /// The names of the first of them, at most [`TakenUp::FIRST`].
    pub first: Vec<String>,
}

impl TakenUp {
    /// Names that are shown.
    pub const FIRST: usize = 20;
}

/// Takes up what was brought and is not kept yet: from the day that was asked for, else from 1 January of this year.
pub(crate) fn take_up(desk: &mut Desk<'_>) -> Vec<TakenUp> {
    desk.origin = None;
    let brought = std::mem::take(&mut desk.brought);
    let whole = brought.registers.iter().chain(&brought.loose).map(|(unit, kind)| (*unit, None, kind.clone()));
    let own = brought.ledgers(&desk.draft).into_iter().filter_map(|(kind, body)| Some((desk.draft.unit_of(Subject::Body(body))?, Some(body), kind)));
    let all: Vec<(UnitId, Option<BodyId>, String)> = whole.chain(own).collect();
    let mut taken: BTreeMap<(UnitId, Option<BodyId>, Date), Vec<String>> = BTreeMap::new();
    for (unit, body, kind) in all {
        let (wanted, known) = (desk.options.from, desk.draft.taken_up(unit, body, &kind));
        let Some(from) = wanted.or_else(|| Period::Year(desk.options.today.year()).first()) else { continue };
        if known.is_none() || (wanted.is_some() && known != wanted) {
            // The unit and its bodies were registered above; a refusal cannot come.
            let _ = desk.run(Command::TakeUp { uptake: Uptake { unit, body, kind: kind.clone(), from: Some(from) } });
            taken.entry((unit, body, from)).or_default().push(kind);
        }
    }
    said(desk, taken)
}

/// Who takes up the same from the same day is said together, the most first.
fn said(desk: &Desk<'_>, taken: BTreeMap<(UnitId, Option<BodyId>, Date), Vec<String>>) -> Vec<TakenUp> {
    let name = |unit: UnitId, body: Option<BodyId>| match body {
        Some(body) => desk.draft.name_of(Subject::Body(body)),
        None => desk.draft.units.get(&unit).map_or_else(String::new, |unit| unit.name.clone()),
    };
    let mut alike: BTreeMap<(Vec<String>, Date), Vec<String>> = BTreeMap::new();
    for ((unit, body, from), mut kinds) in taken {
        kinds.sort();
        alike.entry((kinds, from)).or_default().push(name(unit, body));
    }
    let mut out: Vec<TakenUp> = alike
        .into_iter()
        .map(|((kinds, from), who)| TakenUp { kinds, from, count: who.len(), first: who.into_iter().take(TakenUp::FIRST).collect() })
        .collect();
    out.sort_by_key(|taken| std::cmp::Reverse(taken.count));
    out
}
