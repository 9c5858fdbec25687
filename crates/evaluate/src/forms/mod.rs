//! The ten forms of duty, one small file each, and what several of them share.

mod cap;
mod coverage;
mod each;
mod followup;
mod gap;
mod periodic;
mod quota;
mod sequence;
mod state;
mod tally;
mod triggered;

use crate::instance::Instance;
use crate::status::Status;
use crate::lack::{Lack, missing};
use crate::lifecycle::{Case, Outcome};
use crate::reason::{Because, Progress};
use crate::subject::Presence;
use jishi_calendar::{Cadence, Date, Period, Reckoned};
use jishi_pack::{Bound, Form};

/// Every instance of a duty of a subject.
#[must_use]
pub fn judge(case: Case) -> Vec<Instance> {
    match &case.duty.form {
        Form::Periodic { cadence, at_least, after, evidence } => periodic::judge(case, *cadence, *at_least, *after, evidence),
        Form::Quota { cadence, measure, at_least, evidence, .. } => quota::judge(case, *cadence, measure, *at_least, evidence),
        Form::Coverage { cadence, set, evidence } => coverage::judge(case, *cadence, set, evidence),
        Form::Triggered { trigger, deadline, opens, lead, repeat, evidence } => {
            let clock = triggered::Clock { deadline: *deadline, opens: *opens, lead: *lead, repeat: repeat.as_ref() };
            triggered::judge(case, trigger, &clock, evidence)
        }
        Form::State { condition, grace } => state::judge(case, condition, *grace),
        Form::Each { of, must, then } => each::judge(case, of, must.as_ref(), then.as_ref()),
        Form::Cap(Bound::AtMost { cadence, count, evidence }) => cap::at_most(case, *cadence, *count, evidence),
        Form::Cap(Bound::NotMoreThanLast { cadence, measure, evidence }) => {
            cap::not_more_than_last(case, *cadence, measure.as_deref(), evidence)
        }
        Form::Cap(Bound::Share { each, share }) => cap::share(case, each, share),
        Form::Followup { items, verify } => followup::judge(case, items, *verify),
        Form::Sequence { first, then, at_least, at_most } => sequence::judge(case, first, then, *at_least, *at_most),
        Form::Gap { at_most, evidence } => gap::judge(case, *at_most, evidence),
    }
}

/// Has a subject items of a kind?
#[must_use]
pub fn has_items<'a>(case: Case<'a, '_>, kind: &'a str) -> bool {
    !followup::items_of(case, kind).is_empty()
}

/// The period that stands for "now" where a duty is not judged at all.
#[must_use]
pub fn period_of_today(form: &Form, today: Date) -> Period {
    match form {
        Form::Periodic { cadence, .. }
        | Form::Quota { cadence, .. }
        | Form::Coverage { cadence, .. }
        | Form::Cap(Bound::AtMost { cadence, .. } | Bound::NotMoreThanLast { cadence, .. }) => cadence.containing(today),
        _ => Period::Now,
    }
}

/// The periods judged: from the first day of the ledger to the end of the year, those in which the subject was there.
fn periods<'c>(case: Case<'_, 'c>, cadence: Cadence) -> impl Iterator<Item = Period> + use<'c> {
    let last = Period::Year(case.cx.as_of.year()).last().unwrap_or(case.cx.as_of);
    let who = case.who;
    cadence.periods(case.start, last).into_iter().filter(move |period| who.presence_in(*period) != Presence::Absent)
}

/// A day as a due date that rests on no holidays.
fn exact(date: Option<Date>) -> Option<Reckoned> {
    date.map(|date| Reckoned { date, provisional: false })
}

/// What the evidence for a period comes to.
struct Reach {
    /// Enough in time.
    enough: bool,
    /// Enough together with what was made up later.
    made_up: bool,
    /// Whether it is enough hangs on something that is not known.
    undecided: bool,
}

/// The status of a task that must be done between two days.
fn task_status(as_of: Date, opens: Date, due: Date, reach: &Reach) -> Status {
    match reach {
        Reach { enough: true, .. } => Status::Met,
        _ if as_of < opens => Status::Upcoming,
        Reach { made_up: true, .. } if as_of > due => Status::MetLate,
        Reach { undecided: true, .. } => Status::FactMissing,
        _ if as_of > due => Status::Overdue,
        _ => Status::Due,
    }
}

/// How such a task stands by what has been done.
fn task(as_of: Date, opens: Date, due: Date, reach: &Reach, done: Progress) -> Outcome {
    let status = task_status(as_of, opens, due, reach);
    Outcome::new(status, Because::Task { status, done, as_of, opens, due })
}

/// An outcome that hangs on what is not known.
fn fact_missing(lacks: impl IntoIterator<Item = Lack>) -> Outcome {
    Outcome::new(Status::FactMissing, Because::FactMissing).missing(missing(lacks))
}

/// A count as it is carried.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
