//! 间隔: no absence longer than so long, whatever the calendar period.

use crate::evidence::{Finding, Verdict, gather};
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Lack, Missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::Because;
use jishi_calendar::{Date, Duration, Period};
use jishi_pack::Evidence;

/// One instance for the day judged.
pub fn judge<'a>(case: Case<'a, '_>, at_most: Duration, evidence: &'a Evidence) -> Vec<Instance> {
    let as_of = case.cx.as_of;
    if !case.who.present_on(as_of) {
        return Vec::new();
    }
    let found = gather(case.cx, case.duty, case.who.subject, evidence);
    let last = found.iter().rev().find(|f| f.counts());
    // Before the ledger, or before somebody came, nothing is known to be missing.
    let since = [Some(case.start), case.who.since(), last.map(|f| f.date)].into_iter().flatten().max().unwrap_or(case.start);
    let due = at_most.after(since, case.cx.workdays);
    let period = if as_of > due.date { Period::Clock(since, due.date) } else { Period::Now };
    vec![settle(case, period, Some(due), |due| outcome(as_of, since, due.unwrap_or(since), last, &found))]
}

fn outcome(as_of: Date, since: Date, due: Date, last: Option<&Finding>, found: &[Finding]) -> Outcome {
    let from = last.filter(|last| last.date == since).map(Finding::moment);
    let unknown: Vec<Lack> = found
        .iter()
        .filter(|f| f.date > since)
        .filter_map(|f| if let Verdict::Undecided(lacks) = &f.verdict { Some(lacks.clone()) } else { None })
        .flatten()
        .collect();
    let out = if as_of <= due {
        Outcome::new(Status::Met, Because::Gap { last: from, since, due, late: None })
    } else if !unknown.is_empty() {
        super::fact_missing(unknown)
    } else {
        Outcome::new(Status::Overdue, Because::Gap { last: from, since, due, late: Some(as_of) }).missing(vec![Missing::NoneSince(since)])
    };
    out.evidence(last.map(Finding::listed).into_iter().collect())
}
