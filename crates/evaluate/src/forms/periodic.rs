//! 频次: at least so many in every period.

use super::tally::Tally;
use super::{Reach, count, exact, periods, task};
use crate::evidence::gather;
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Missing, missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::Progress;
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
    let done = Progress::Times(count(in_time), count(tally.made_up.len()));
    let mut out = task(as_of, opens, due, &reach, done).evidence(tally.listed());
    out.because.extend(tally.quorum_note());
    out.missing = match out.status {
        Status::FactMissing => missing(tally.unknown()),
        Status::Due | Status::Overdue => vec![Missing::Times(count(at_least.saturating_sub(with_made_up)))],
        _ => Vec::new(),
    };
    out
}
