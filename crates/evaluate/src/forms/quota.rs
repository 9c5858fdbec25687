//! 定量: a measure sums to at least so much in every period.

use super::tally::Tally;
use super::{Reach, exact, periods, task_sentence, task_status};
use crate::condition::number_of;
use crate::evidence::{Finding, Verdict, gather};
use crate::instance::{Instance, Status};
use crate::lifecycle::{Case, Outcome, settle};
use jishi_base::Number;
use jishi_calendar::{Cadence, Date, Period};
use jishi_pack::Evidence;

/// One instance a period.
pub fn judge<'a>(
    case: Case<'a, '_>,
    cadence: Cadence,
    measure: &str,
    at_least: Number,
    unit: &str,
    evidence: &'a Evidence,
) -> Vec<Instance> {
    let mut found = gather(case.cx, case.duty, case.who.subject, evidence);
    found.iter_mut().for_each(|finding| without_amount(finding, measure));
    let goal = Goal { measure, at_least, unit };
    periods(case, cadence)
        .map(|period| {
            settle(case, period, exact(period.last()), |due| {
                let due = due.unwrap_or(case.cx.as_of);
                outcome(case.cx.as_of, period, due, &goal, &Tally::of(&found, cadence, period, due))
            })
        })
        .collect()
}

/// A record that does not say how much is undecided, not worth nothing.
fn without_amount(finding: &mut Finding, measure: &str) {
    if let (Verdict::Counts, Some(record)) = (&finding.verdict, finding.record)
        && let Err(reason) = number_of(record, measure)
    {
        finding.verdict = Verdict::Undecided(vec![reason]);
    }
}

struct Goal<'g> {
    measure: &'g str,
    at_least: Number,
    unit: &'g str,
}

fn outcome(as_of: Date, period: Period, due: Date, goal: &Goal, tally: &Tally) -> Outcome {
    let sum = |findings: &[&Finding]| -> Number { findings.iter().filter_map(|f| number_of(f.record?, goal.measure).ok()).sum() };
    let opens = period.first().unwrap_or(due);
    let in_time = sum(&tally.in_time);
    let total = in_time + sum(&tally.made_up);
    let reach = Reach { enough: in_time >= goal.at_least, made_up: total >= goal.at_least, undecided: !tally.undecided.is_empty() };
    let status = task_status(as_of, opens, due, &reach);
    let what = format!("{}{}合计 {total} {}，要求 {} {}", period.in_words(), goal.measure, goal.unit, goal.at_least, goal.unit);
    let mut out = Outcome::new(status, task_sentence(status, &what, as_of, opens, due)).evidence(tally.listed());
    out.missing = match status {
        Status::FactMissing => tally.unknown(),
        Status::Due | Status::Overdue => vec![format!("还差 {} {}", goal.at_least - total, goal.unit)],
        _ => Vec::new(),
    };
    out
}
