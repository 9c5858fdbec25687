//! What an import takes up (启用) of what it brought.

use super::desk::Desk;
use jishi_base::{BodyId, UnitId};
use jishi_calendar::Period;
use jishi_facts::{Site, Subject, Uptake};
use jishi_workflow::Command;

/// Takes up what was brought and is not kept yet: from the day that was asked for, else from 1 January of this year.
pub(crate) fn take_up(desk: &mut Desk<'_>) {
    desk.origin = None;
    let brought = std::mem::take(&mut desk.brought);
    let whole = brought.registers.iter().chain(&brought.loose).map(|(unit, kind)| (*unit, None, kind.clone()));
    let unit_of = |site: &Site, body: BodyId| site.unit_of(Subject::Body(body));
    let own = brought.ledgers(&desk.draft).into_iter().filter_map(|(kind, body)| Some((unit_of(&desk.draft, body)?, Some(body), kind)));
    let all: Vec<(UnitId, Option<BodyId>, String)> = whole.chain(own).collect();
    for (unit, body, kind) in all {
        let (wanted, known) = (desk.options.from, desk.draft.taken_up(unit, body, &kind));
        if known.is_none() || (wanted.is_some() && known != wanted) {
            let from = wanted.or_else(|| Period::Year(desk.options.today.year()).first());
            // The unit and its bodies were registered above; a refusal cannot come.
            let _ = desk.run(Command::TakeUp { uptake: Uptake { unit, body, kind, from } });
        }
    }
}
