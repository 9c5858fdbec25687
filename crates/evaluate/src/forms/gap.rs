//! 间隔: no absence longer than so long, whatever the calendar period.

use crate::evidence::{Finding, Verdict, gather};
use crate::instance::{Instance, Status};
use crate::lifecycle::{Case, Outcome, settle};
use crate::why;
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
    let says = match last {
        Some(last) if last.date == since => format!("最近一次是 {} {}，下一次应不晚于 {due}", last.date, last.title()),
        _ => format!("自 {since} 起算还没有一次，应不晚于 {due}"),
    };
    let unknown: Vec<String> = found
        .iter()
        .filter(|f| f.date > since)
        .filter_map(|f| if let Verdict::Undecided(reasons) = &f.verdict { Some(reasons.clone()) } else { None })
        .flatten()
        .collect();
    let out = if as_of <= due {
        Outcome::new(Status::Met, format!("{says}，没有超过间隔。"))
    } else if !unknown.is_empty() {
        super::fact_missing(unknown)
    } else {
        Outcome::new(Status::Overdue, format!("{says}，{}。", why::overdue_by(due, as_of)))
            .missing(vec![format!("自 {since} 以来没有记录")])
    };
    out.evidence(last.map(Finding::listed).into_iter().collect())
}
