//! 跟踪: every opened item has an owner and a day, and is closed and verified by somebody else by then.

use super::exact;
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Lack, Missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::Because;
use crate::uptake::new_year;
use jishi_calendar::{Date, Period};
use jishi_facts::Item;

/// One instance an item: all that are open, and those settled since the year began.
pub fn judge<'a>(case: Case<'a, '_>, kind: &'a str) -> Vec<Instance> {
    let mut items = items_of(case, kind);
    items.sort_by_key(|item| (item.opened, item.id));
    items
        .into_iter()
        .filter(|item| verified(case, item).is_none_or(|day| day >= case.start.min(new_year(case.cx.as_of, 0))))
        .map(|item| {
            let period = item.due.map_or(Period::Day(item.opened), |due| Period::Clock(item.opened, due));
            settle(case, period, exact(item.due), |due| outcome(case, item, due))
        })
        .collect()
}

/// Items of a body, or those a person answers for, opened by the day judged.
pub(super) fn items_of<'a>(case: Case<'a, '_>, kind: &'a str) -> Vec<&'a Item> {
    case.cx.items_of(kind, case.who.subject).iter().copied().filter(|item| item.opened <= case.cx.as_of).collect()
}

/// The day somebody verified it who had not done it; the one who did it never counts.
fn verified(case: Case, item: &Item) -> Option<Date> {
    closed(case, item)?;
    let doers = [item.closed_by, item.owner];
    item.verified.filter(|day| *day <= case.cx.as_of && item.verified_by.is_some() && !doers.contains(&item.verified_by))
}

fn closed(case: Case, item: &Item) -> Option<Date> {
    item.closed.filter(|day| *day <= case.cx.as_of)
}

fn outcome(case: Case, item: &Item, due: Option<Date>) -> Outcome {
    let as_of = case.cx.as_of;
    let (owner, due) = match (item.owner, due) {
        (Some(owner), Some(due)) => (owner, due),
        (owner, due) => {
            let lacks = [owner.is_none().then_some(Lack::ItemOwner), due.is_none().then_some(Lack::ItemDue)];
            return super::fact_missing(lacks.into_iter().flatten());
        }
    };
    let is_closed = closed(case, item).is_some();
    let missing = if is_closed { Missing::Unverified } else { Missing::Open };
    let late = (as_of > due).then_some(due);
    let mut out = match verified(case, item).zip(item.verified_by) {
        Some((day, by)) => Outcome::new(if day <= due { Status::Met } else { Status::MetLate }, Because::Verified(day, by, day > due)),
        None => Outcome::new(if late.is_some() { Status::Overdue } else { Status::Due }, Because::ItemOpen(as_of, is_closed, late))
            .missing(vec![missing]),
    };
    out.because.insert(0, Because::Given(item.opened, owner, due));
    out
}
