//! 频次: at least so many in every period.

use super::tally::Tally;
use super::{Reach, exact, periods, task_sentence, task_status};
use crate::evidence::gather;
use crate::instance::{Instance, Status};
use crate::lifecycle::{Case, Outcome, settle};
use jishi_calendar::{Cadence, Date, Period};
use jishi_pack::Evidence;

/// One instance a period.
pub fn judge<'a>(case: Case<'a, '_>, cadence: Cadence, at_least: u32, evidence: &'a Evidence) -> Vec<Instance> {
    let found = gather(case.cx, case.duty, case.who.subject, evidence);
    periods(case, cadence)
        .map(|period| {
            settle(case, period, exact(period.last()), |due| {
                let due = due.unwrap_or(case.cx.as_of);
                outcome(case.cx.as_of, period, due, at_least as usize, &Tally::of(&found, cadence, period, due))
            })
        })
        .collect()
}

fn outcome(as_of: Date, period: Period, due: Date, at_least: usize, tally: &Tally) -> Outcome {
    let opens = period.first().unwrap_or(due);
    let (in_time, with_made_up) = (tally.in_time.len(), tally.in_time.len() + tally.made_up.len());
    let reach = Reach {
        enough: in_time >= at_least,
        made_up: with_made_up >= at_least,
        undecided: with_made_up + tally.undecided.len() >= at_least,
    };
    let status = task_status(as_of, opens, due, &reach);
    let what = match (in_time, tally.made_up.len()) {
        (0, 0) => "还没有一次".to_owned(),
        (_, 0) => format!("{}内已有 {in_time} 次", period.in_words()),
        (_, late) => format!("{}内有 {in_time} 次，期后补办 {late} 次", period.in_words()),
    };
    let mut out = Outcome::new(status, task_sentence(status, &what, as_of, opens, due)).evidence(tally.listed());
    out.because.extend(tally.quorum_note());
    out.missing = match status {
        Status::FactMissing => tally.unknown(),
        Status::Due | Status::Overdue => vec![format!("还差 {} 次", at_least.saturating_sub(with_made_up))],
        _ => Vec::new(),
    };
    out
}
