//! 频次: at least so many in every period.

use super::tally::{Days, Tally};
use super::{Reach, count, periods, task};
use crate::context::Context;
use crate::evidence::gather;
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Missing, missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::Progress;
use jishi_calendar::{Cadence, Date, Duration, Period, Reckoned};
use jishi_pack::Evidence;

/// One instance a period.
pub fn judge<'a>(case: Case<'a, '_>, cadence: Cadence, at_least: u32, after: Option<Duration>, evidence: &'a Evidence) -> Vec<Instance> {
    let mut found = gather(case.cx, case.duty, case.who.subject, evidence);
    periods(case, cadence)
        .map(|period| {
            let last = period.last();
            let due = last.map(|last| after.map_or(Reckoned { date: last, provisional: false }, |after| after.after(last, case.cx.workdays)));
            settle(case, period, due, |due| {
                let due = due.unwrap_or(case.cx.as_of);
                let days = days(cadence, period, due, after.is_some());
                let tally = Tally::within(&found, cadence, period, &days);
                let opens = days.from.unwrap_or(due);
                let out = outcome(case.cx, opens, due, at_least as usize, &tally);
                // Where it was put off into the next period, it is not done for that one as well.
                let used: Vec<_> = tally.in_time.iter().filter(|f| after.is_none() && last.is_some_and(|last| last < f.date)).map(|f| f.what).collect();
                let enough = at_least as usize;
                let before = tally.in_time.len() - used.len();
                let used: Vec<_> = used.into_iter().take(enough.saturating_sub(before)).collect();
                found.retain(|f| !used.contains(&f.what));
                out
            })
        })
        .collect()
}

/// When it counts: on the days of the period, or, where it is done after it, from its last day on, late until the next one's last day.
fn days(cadence: Cadence, period: Period, due: Date, after: bool) -> Days {
    let Some(last) = period.last().filter(|_| after) else { return Days { from: period.first(), due, late: due } };
    let next = last.tomorrow().ok().and_then(|day| cadence.containing(day).last()?.yesterday().ok());
    Days { from: Some(last), due, late: next.unwrap_or(due).max(due) }
}

fn outcome(cx: &Context, opens: Date, due: Date, at_least: usize, tally: &Tally) -> Outcome {
    let (in_time, with_made_up) = (tally.in_time.len(), tally.in_time.len() + tally.made_up.len());
    let reach = Reach {
        enough: in_time >= at_least,
        made_up: with_made_up >= at_least,
        undecided: with_made_up + tally.undecided.len() >= at_least,
    };
    let done = Progress::Times(count(in_time), count(tally.made_up.len()));
    let mut out = task(cx.as_of, opens, due, &reach, done).evidence(tally.listed(cx));
    out.because.extend(tally.quorum_note());
    out.missing = match out.status {
        Status::FactMissing => missing(tally.unknown()),
        Status::Due | Status::Overdue => vec![Missing::Times(count(at_least.saturating_sub(with_made_up)))],
        _ => Vec::new(),
    };
    out
}
