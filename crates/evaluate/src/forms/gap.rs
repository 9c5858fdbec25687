//! 间隔: no absence longer than so long, whatever the calendar period.
//!
//! Of people who are to take part (计入 参加) only what took place counts, and is recorded: from the first that was missed to
//! the last. Where nothing took place, whoever was to hold it owes that, and nobody else anything.

use super::count;
use crate::absence::{last_attended, missed};
use crate::evidence::{Finding, Weight, gather};
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Lack, Missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::Because;
use jishi_calendar::{Date, Duration, Period};
use jishi_facts::Subject;
use jishi_pack::{Counting, Evidence};

/// One instance for the day judged.
pub fn judge<'a>(case: Case<'a, '_>, at_most: Duration, evidence: &'a Evidence) -> Vec<Instance> {
    let as_of = case.cx.as_of;
    if !case.who.present_on(as_of) {
        return Vec::new();
    }
    // Before the ledger, or before somebody came, nothing is known to be missing.
    let since = |last: Option<&Finding>| [Some(case.start), case.who.since(), last.map(|f| f.date)].into_iter().flatten().max().unwrap_or(case.start);
    if let (Subject::Person(person), true) = (case.who.subject, evidence.by == Counting::Attendance) {
        let last = last_attended(case.cx, case.duty, person, evidence);
        let since = since(last.as_ref());
        let mut absences = missed(case.cx, case.duty, person, evidence, since);
        absences.retain(|missed| last.as_ref().is_none_or(|last| missed.date > last.date));
        return vec![absent(case, at_most, since, last.as_ref(), &absences)];
    }
    let found = gather(case.cx, case.duty, case.who.subject, evidence);
    let last = found.iter().rev().find(|f| f.counts());
    let since = since(last);
    let due = at_most.after(since, case.cx.workdays);
    let period = if as_of > due.date { Period::Clock(since, due.date) } else { Period::Now };
    vec![settle(case, period, Some(due), |due| outcome(as_of, since, due.unwrap_or(since), last, &found))]
}

fn absent(case: Case, at_most: Duration, since: Date, last: Option<&Finding>, absences: &[Finding]) -> Instance {
    let (Some(first), Some(latest)) = (absences.first(), absences.last()) else {
        let out = Outcome::new(Status::Met, Because::NothingMissed(since));
        return settle(case, Period::Now, None, |_| out.evidence(last.map(Finding::listed).into_iter().collect()));
    };
    let due = at_most.after(first.date, case.cx.workdays);
    let period = if latest.date > due.date { Period::Clock(first.date, due.date) } else { Period::Now };
    settle(case, period, Some(due), |due| {
        let due = due.unwrap_or(first.date);
        let because = Because::Missed { times: count(absences.len()), first: first.date, last: latest.date, due };
        let out = if latest.date > due {
            Outcome::new(Status::Overdue, because).missing(vec![Missing::NoneSince(first.date)])
        } else {
            Outcome::new(Status::Met, because)
        };
        out.evidence(last.into_iter().chain(absences).map(Finding::listed).collect())
    })
}

fn outcome(as_of: Date, since: Date, due: Date, last: Option<&Finding>, found: &[Finding]) -> Outcome {
    let from = last.filter(|last| last.date == since).map(Finding::moment);
    let unknown: Vec<Lack> = found
        .iter()
        .filter(|f| f.date > since)
        .filter_map(|f| if let Weight::Undecided(lacks) = &f.weight { Some(lacks.clone()) } else { None })
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
