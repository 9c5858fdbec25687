//! 定量: a measure sums to at least so much in every period.

use super::tally::Tally;
use super::{Reach, exact, periods, task};
use crate::condition::number_of;
use crate::context::Context;
use crate::evidence::{Finding, Weight, gather};
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Missing, missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::Progress;
use jishi_base::Number;
use jishi_calendar::{Cadence, Date, Period};
use jishi_pack::{Duty, Evidence};

/// One instance a period.
pub fn judge<'a>(case: Case<'a, '_>, cadence: Cadence, measure: &str, at_least: Number, evidence: &'a Evidence) -> Vec<Instance> {
    let mut found = gather(case.cx, case.duty, case.who.subject, evidence);
    found.iter_mut().for_each(|finding| without_amount(case.duty, finding, measure));
    let goal = Goal { duty: case.duty, measure, at_least };
    periods(case, cadence)
        .map(|period| {
            settle(case, period, exact(period.last()), |due| {
                let due = due.unwrap_or(case.cx.as_of);
                outcome(case.cx, period, due, &goal, &Tally::of(&found, cadence, period, due))
            })
        })
        .collect()
}

/// A record that does not say how much is undecided, not worth nothing.
pub(super) fn without_amount(duty: &Duty, finding: &mut Finding, measure: &str) {
    if let (Weight::Counts, Some(record)) = (&finding.weight, finding.record)
        && let Err(lack) = number_of(duty, record, measure)
    {
        finding.weight = Weight::Undecided(vec![lack]);
    }
}

struct Goal<'g> {
    duty: &'g Duty,
    measure: &'g str,
    at_least: Number,
}

fn outcome(cx: &Context, period: Period, due: Date, goal: &Goal, tally: &Tally) -> Outcome {
    let sum =
        |findings: &[&Finding]| -> Number { findings.iter().filter_map(|f| number_of(goal.duty, f.record?, goal.measure).ok()).sum() };
    let opens = period.first().unwrap_or(due);
    let in_time = sum(&tally.in_time);
    let total = in_time + sum(&tally.made_up);
    let reach = Reach { enough: in_time >= goal.at_least, made_up: total >= goal.at_least, undecided: !tally.undecided.is_empty() };
    let mut out = task(cx.as_of, opens, due, &reach, Progress::Amount(total)).evidence(tally.listed(cx));
    out.missing = match out.status {
        Status::FactMissing => missing(tally.unknown()),
        Status::Due | Status::Overdue => vec![Missing::Amount(goal.at_least - total)],
        _ => Vec::new(),
    };
    out
}
