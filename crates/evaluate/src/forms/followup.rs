//! 跟踪: every opened item has an owner and a day, and is done by it. Where somebody else is to verify it (核实), that is a matter
//! of its own, with a day of its own: who was in time stays in time.

use super::exact;
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Lack, Missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::{Because, Timing};
use crate::uptake::new_year;
use jishi_calendar::{Date, Duration, Period};
use jishi_facts::Item;
use jishi_pack::Force;

/// An instance an item, and one more for its verification: all that are open, and those settled since the year began.
pub fn judge<'a>(case: Case<'a, '_>, kind: &'a str, verify: Option<Duration>) -> Vec<Instance> {
    let mut items = items_of(case, kind);
    items.sort_by_key(|item| (item.opened, item.id));
    let since = case.start.min(new_year(case.cx.as_of, 0));
    let open = |settled: Option<Date>| settled.is_none_or(|day| day >= since);
    let done = items.iter().filter(|item| open(settled(case, item, verify))).map(|item| {
        let period = item.due.map_or(Period::Day(item.opened), |due| Period::Clock(item.opened, due));
        settle(case, period, exact(item.due), |due| outcome(case, item, due))
    });
    let verified = items.iter().filter(|item| open(verified(case, item))).filter_map(|item| verification(case, item, verify?));
    done.chain(verified).collect()
}

/// Items of a body, or those a person answers for, opened by the day judged.
pub(super) fn items_of<'a>(case: Case<'a, '_>, kind: &'a str) -> Vec<&'a Item> {
    case.cx.items_of(kind, case.who.subject).iter().copied().filter(|item| item.opened <= case.cx.as_of).collect()
}

/// The day on which nothing more was to be done about it.
fn settled(case: Case, item: &Item, verify: Option<Duration>) -> Option<Date> {
    if verify.is_some() { verified(case, item) } else { closed(case, item) }
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
    let mut out = match closed(case, item) {
        Some(day) => Outcome::new(if day <= due { Status::Met } else { Status::MetLate }, Because::Closed(day, Timing::of(day, due))),
        None => Outcome::new(if as_of <= due { Status::Due } else { Status::Overdue }, Because::ItemOpen(as_of, Timing::of(as_of, due)))
            .missing(vec![Missing::Open]),
    };
    out.because.insert(0, Because::Given(item.opened, owner, due));
    out
}

/// Nothing asks for it but the unit's own way: a reason may stand in for it.
fn verification(case: Case, item: &Item, within: Duration) -> Option<Instance> {
    let (as_of, done) = (case.cx.as_of, closed(case, item)?);
    let due = within.after(done, case.cx.workdays);
    let mut instance = settle(case, Period::Clock(done, due.date), Some(due), |due| {
        let due = due.unwrap_or(done);
        let mut out = match verified(case, item).zip(item.verified_by) {
            Some((day, by)) => {
                Outcome::new(if day <= due { Status::Met } else { Status::MetLate }, Because::Verified(day, by, Timing::of(day, due)))
            }
            None => Outcome::new(if as_of <= due { Status::Due } else { Status::Overdue }, Because::Unverified(as_of, Timing::of(as_of, due)))
                .missing(vec![Missing::Unverified]),
        };
        out.because.insert(0, Because::ToVerify(done, due));
        out
    });
    instance.verdict.force = instance.force.min(Force::Should);
    Some(instance)
}
