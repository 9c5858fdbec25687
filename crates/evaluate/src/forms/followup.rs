//! 跟踪: every opened item has an owner and a day, and is closed and verified by somebody else by then.

use super::exact;
use crate::instance::{Instance, Status};
use crate::lifecycle::{Case, Outcome, settle};
use crate::uptake::new_year;
use crate::why;
use jishi_base::PersonId;
use jishi_calendar::{Date, Period};
use jishi_facts::{Item, Subject};

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
    let name = |person: Option<PersonId>| person.map_or_else(String::new, |id| case.cx.site.name_of(Subject::Person(id)));
    let mut unknown = Vec::new();
    if item.owner.is_none() {
        unknown.push("没有登记责任人".to_owned());
    }
    let Some(due) = due else {
        unknown.push("没有登记期限".to_owned());
        return super::fact_missing(unknown);
    };
    if !unknown.is_empty() {
        return super::fact_missing(unknown);
    }
    let opened = format!("{} 交{}办理，期限为 {due}。", item.opened, name(item.owner));
    let missing = if closed(case, item).is_some() { "待他人核实" } else { "还没有办结" };
    let mut out = match verified(case, item) {
        Some(day) if day <= due => Outcome::new(Status::Met, format!("{day} 由{}核实办结，已完成。", name(item.verified_by))),
        Some(day) => Outcome::new(Status::MetLate, format!("{day} 才由{}核实办结，算补办。", name(item.verified_by))),
        None if as_of > due => Outcome::new(Status::Overdue, format!("到 {as_of} {missing}，{}。", why::overdue_by(due, as_of)))
            .missing(vec![missing.to_owned()]),
        None => Outcome::new(Status::Due, format!("到 {as_of} {missing}，待办。")).missing(vec![missing.to_owned()]),
    };
    out.because.insert(0, opened);
    out
}
