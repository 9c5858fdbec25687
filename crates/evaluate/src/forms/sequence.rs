//! 顺序: B only after A, not too soon and not too long after. Nothing asks that B come at all: where it must, another
//! duty says so.

use super::fact_missing;
use crate::evidence::{Finding, Weight, occurrences, of_matter};
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Missing, OutOfOrder};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::Because;
use jishi_calendar::{Date, Duration, Period};
use jishi_pack::Occurrence;

/// How far apart the two steps may be.
#[derive(Clone, Copy)]
struct Distance {
    at_least: Option<Duration>,
    at_most: Option<Duration>,
}

impl Distance {
    fn earliest(self, case: Case, first: Date) -> Date {
        self.at_least.map_or(first, |length| length.after(first, case.cx.workdays).date)
    }

    fn latest(self, case: Case, first: Date) -> Option<Date> {
        self.at_most.map(|length| length.after(first, case.cx.workdays).date)
    }

    fn fits(self, case: Case, first: Date, then: Date) -> bool {
        self.earliest(case, first) <= then && self.latest(case, first).is_none_or(|latest| then <= latest)
    }
}

/// One instance for each second step.
pub fn judge<'a>(
    case: Case<'a, '_>,
    first: &'a Occurrence,
    then: &'a Occurrence,
    at_least: Option<Duration>,
    at_most: Option<Duration>,
) -> Vec<Instance> {
    let distance = Distance { at_least, at_most };
    let known = |occurrence, days| {
        let mut found = occurrences(case.cx, case.duty, case.who.subject, occurrence, days);
        found.retain(|f| f.date <= case.cx.as_of && !matches!(f.weight, Weight::Not(_)));
        found
    };
    let (firsts, thens) = (known(first, None), known(then, case.days));
    thens
        .iter()
        .filter(|then| then.date >= case.start)
        .map(|then| settle(case, Period::Day(then.date), None, |_| second(case, &firsts, then, distance)))
        .collect()
}

fn second(case: Case, firsts: &[Finding], then: &Finding, distance: Distance) -> Outcome {
    if let Weight::Undecided(lacks) = &then.weight {
        return fact_missing(lacks.iter().copied()).evidence(vec![then.listed()]);
    }
    let firsts = of_matter(case.duty, then.record, firsts);
    let fitting =
        |counts: bool| firsts.iter().rev().find(|f| f.counts() == counts && f.date <= then.date && distance.fits(case, f.date, then.date));
    if let Some(first) = fitting(true) {
        return Outcome::new(Status::Met, Because::InOrder).evidence(vec![first.listed(), then.listed()]);
    }
    if let Some(Weight::Undecided(lacks)) = fitting(false).map(|f| &f.weight) {
        return fact_missing(lacks.iter().copied()).evidence(vec![then.listed()]);
    }
    let last = firsts.iter().rev().find(|f| f.counts() && f.date <= then.date);
    let latest_allowed = distance.at_least.map_or(then.date, |length| length.before(then.date, case.cx.workdays).date);
    if last.is_none() && latest_allowed < case.start {
        return Outcome::new(Status::NotApplicable, Because::FirstBeforeLedger(then.moment(), case.start)).evidence(vec![then.listed()]);
    }
    let failure = match last {
        None => OutOfOrder::NoFirst,
        Some(first) if then.date < distance.earliest(case, first.date) => OutOfOrder::TooSoon(first.date),
        Some(first) => OutOfOrder::TooLate(first.date),
    };
    let evidence = last.map(Finding::listed).into_iter().chain([then.listed()]).collect();
    Outcome::new(Status::Overdue, Because::OutOfOrder(then.moment(), failure))
        .missing(vec![Missing::OutOfOrder(failure)])
        .evidence(evidence)
}
