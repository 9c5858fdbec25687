//! 上限: a count, a sum or a share stays within a bound. A cap is no task: within it nothing is due.

use super::each::each_record;
use super::tally::Tally;
use super::{count, periods};
use super::quota::without_amount;
use crate::condition::{Truth, number_of, record_share};
use crate::context::{Context, Scene};
use crate::evidence::gather;
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Lack, Missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::{Because, Within};
use crate::uptake::{kept_since, needs};
use jishi_calendar::{Cadence, Date, Period};
use jishi_base::Number;
use jishi_pack::{Duty, Evidence, Selector, Share};

/// At most so many in a period.
pub fn at_most<'a>(case: Case<'a, '_>, cadence: Cadence, bound: u32, evidence: &'a Evidence) -> Vec<Instance> {
    let found = gather(case.cx, case.duty, case.who.subject, evidence);
    periods(case, cadence)
        .map(|period| {
            settle(case, period, None, |_| {
                let tally = Tally::of(&found, cadence, period, last(period, case.cx.as_of));
                within(case.cx, period, &tally, (tally.in_time.len(), bound as usize), None)
            })
        })
        .collect()
}

/// Not more than in the period before.
pub fn not_more_than_last<'a>(case: Case<'a, '_>, cadence: Cadence, measure: Option<&str>, evidence: &'a Evidence) -> Vec<Instance> {
    let mut found = gather(case.cx, case.duty, case.who.subject, evidence);
    if let Some(measure) = measure {
        found.iter_mut().for_each(|finding| without_amount(case.duty, finding, measure));
    }
    let kinds: Vec<&'a str> = needs(case.duty).records.concat();
    periods(case, cadence)
        .map(|period| {
            settle(case, period, None, |_| {
                let Some(before) = before(cadence, period) else {
                    return Outcome::new(Status::NotApplicable, Because::NoneBefore);
                };
                let tally = |period| Tally::of(&found, cadence, period, last(period, case.cx.as_of));
                let bound = amount(case.duty, &tally(before), measure);
                let kept = before.first().is_some_and(|first| kept_since(case.cx, (case.who.subject, case.who.unit), kinds.iter().copied(), first));
                if bound == 0 && (!kept || (measure.is_some() && tally(before).in_time.is_empty())) {
                    return Outcome::new(Status::NotApplicable, Because::NoLedgerIn(before));
                }
                let now = tally(period);
                if measure.is_some() {
                    let unknown: Vec<Lack> = [&tally(before), &now].into_iter().flat_map(|tally| tally.unknown()).collect();
                    if !unknown.is_empty() {
                        return super::fact_missing(unknown).evidence(now.listed(case.cx));
                    }
                    if now.in_time.is_empty() && case.cx.as_of > last(period, case.cx.as_of) {
                        return Outcome::new(Status::NotApplicable, Because::NoLedgerIn(period));
                    }
                }
                within(case.cx, period, &now, (amount(case.duty, &now, measure), bound), Some(before))
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

/// How many there are; where a field is named, what it comes to.
fn amount(duty: &Duty, tally: &Tally, measure: Option<&str>) -> usize {
    let Some(measure) = measure else { return tally.in_time.len() };
    let sum: Number = tally.in_time.iter().filter_map(|finding| number_of(duty, finding.record?, measure).ok()).sum();
    usize::try_from(sum.as_thousandths() / 1000).unwrap_or(0)
}

fn within(cx: &Context, period: Period, tally: &Tally, (times, bound): (usize, usize), before: Option<Period>) -> Outcome {
    let as_of = cx.as_of;
    let stands = |stands| Because::Count { count: count(times), bound: count(bound), before, stands };
    let out = if times > bound {
        Outcome::new(Status::Overdue, stands(Within::Over)).missing(vec![Missing::TooMany(count(times - bound))])
    } else if times + tally.undecided.len() > bound {
        super::fact_missing(tally.unknown())
    } else if as_of > last(period, as_of) {
        Outcome::new(Status::Met, stands(Within::Held))
    } else {
        Outcome::new(Status::Upcoming, stands(Within::SoFar))
    };
    out.evidence(tally.listed(cx))
}

/// A share within a bound, in each record.
pub fn share<'a>(case: Case<'a, '_>, each: &'a Selector, share: &Share) -> Vec<Instance> {
    each_record(case, each, |finding, record| {
        settle(case, Period::Day(record.date), None, |_| {
            let scene = Scene { duty: case.duty, subject: case.who.subject, date: record.date, record: Some(record) };
            let moment = finding.moment();
            let out = match record_share(case.cx, scene, share) {
                Truth::True => Outcome::new(Status::Met, Because::Share(moment, true)),
                Truth::False => Outcome::new(Status::Overdue, Because::Share(moment, false)).missing(vec![Missing::OverShare]),
                Truth::Unknown(lacks) => super::fact_missing(lacks),
            };
            out.evidence(vec![finding.listed()])
        })
    })
}
