//! 上限: a count or a share stays within a bound. A cap is no task: within it nothing is due.

use super::each::each_record;
use super::periods;
use super::tally::Tally;
use crate::condition::{Scene, Truth, record_share};
use crate::evidence::gather;
use crate::instance::{Instance, Status};
use crate::lifecycle::{Case, Outcome, settle};
use crate::uptake::{kept_since, needs};
use jishi_calendar::{Cadence, Date, Period};
use jishi_pack::{Evidence, Selector, Share};

/// At most so many in a period.
pub fn at_most<'a>(case: Case<'a, '_>, cadence: Cadence, count: u32, evidence: &'a Evidence) -> Vec<Instance> {
    let found = gather(case.cx, case.duty, case.who.subject, evidence);
    periods(case, cadence)
        .map(|period| {
            settle(case, period, None, |_| {
                let tally = Tally::of(&found, cadence, period, last(period, case.cx.as_of));
                within(case.cx.as_of, period, &tally, count as usize, &format!("上限 {count} 次"))
            })
        })
        .collect()
}

/// Not more than in the period before.
pub fn not_more_than_last<'a>(case: Case<'a, '_>, cadence: Cadence, evidence: &'a Evidence) -> Vec<Instance> {
    let found = gather(case.cx, case.duty, case.who.subject, evidence);
    let kinds: Vec<&'a str> = needs(case.duty).records.concat();
    periods(case, cadence)
        .map(|period| {
            settle(case, period, None, |_| {
                let Some(before) = before(cadence, period) else {
                    return Outcome::new(Status::NotApplicable, "没有上一期可比，不适用。");
                };
                let tally = |period| Tally::of(&found, cadence, period, last(period, case.cx.as_of));
                let bound = tally(before).in_time.len();
                let kept = before.first().is_some_and(|first| kept_since(case.cx, case.who.unit, kinds.iter().copied(), first));
                if bound == 0 && !kept {
                    return Outcome::new(Status::NotApplicable, format!("未启用：{}还没有台账，无从比较。", before.in_words()));
                }
                within(case.cx.as_of, period, &tally(period), bound, &format!("{}为 {bound} 次", before.in_words()))
            })
        })
        .collect()
}

fn last(period: Period, as_of: Date) -> Date {
    period.last().unwrap_or(as_of)
}

fn before(cadence: Cadence, period: Period) -> Option<Period> {
    period.first()?.yesterday().ok().map(|day| cadence.containing(day))
}

fn within(as_of: Date, period: Period, tally: &Tally, bound: usize, bound_in_words: &str) -> Outcome {
    let count = tally.in_time.len();
    let says = format!("{}已有 {count} 次，{bound_in_words}", period.in_words());
    let out = if count > bound {
        Outcome::new(Status::Overdue, format!("{says}，已超过。")).missing(vec![format!("超出 {} 次", count - bound)])
    } else if count + tally.undecided.len() > bound {
        super::fact_missing(tally.unknown())
    } else if as_of > last(period, as_of) {
        Outcome::new(Status::Met, format!("{says}，没有超过。"))
    } else {
        Outcome::new(Status::Upcoming, format!("{says}，没有超过；期未过，还不作结论。"))
    };
    out.evidence(tally.listed())
}

/// A share within a bound, in each record.
pub fn share<'a>(case: Case<'a, '_>, each: &'a Selector, share: &Share) -> Vec<Instance> {
    each_record(case, each, |finding, record| {
        settle(case, Period::Day(record.date), None, |_| {
            let scene = Scene { subject: case.who.subject, date: record.date, record: Some(record) };
            let held = format!("{} {}", record.date, record.title());
            let bound = format!("{}占{}的 {}", share.part, share.whole, share.bound());
            let out = match record_share(case.cx, scene, share) {
                Truth::True => Outcome::new(Status::Met, format!("{held}，以{bound}为限，没有超过。")),
                Truth::False => {
                    Outcome::new(Status::Overdue, format!("{held}，以{bound}为限，已超过。")).missing(vec![format!("超过{bound}")])
                }
                Truth::Unknown(reasons) => super::fact_missing(reasons),
            };
            out.evidence(vec![finding.listed()])
        })
    })
}
