//! 触发: after (or before) an event, something within so long; may come back every year, or every half-year until something ends it.

use crate::events::{self, Happening};
use crate::evidence::{Finding, Weight, gather, occurrences, of_matter, selected};
use crate::instance::{Counted, Instance};
use crate::status::Status;
use crate::lack::{Lack, Missing};
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::{Because, Elapsed, Moment, Timing};
use crate::uptake::new_year;
use crate::why;
use jishi_base::{BodyId, RecordId};
use jishi_calendar::{Cadence, Date, Duration, Period, Reckoned, months_after, years_after};
use jishi_facts::Subject;
use jishi_pack::{Deadline, Evidence, Occurrence, RegisterEvent, Repeat};

/// How a trigger's clock runs.
pub struct Clock<'d> {
    /// By when.
    pub deadline: Deadline,
    /// 待办 from so long before the last day.
    pub opens: Option<Duration>,
    /// What was done so long before the trigger counts too.
    pub lead: Option<Duration>,
    /// Comes back.
    pub repeat: Option<&'d Repeat>,
}

/// The days on which evidence counts: from the first, before the second.
#[derive(Clone, Copy)]
pub(super) struct Days {
    from: Date,
    before: Date,
}

impl Days {
    /// From a day on.
    pub(super) fn from(from: Date) -> Self {
        Self { from, before: Date::MAX }
    }

    fn contain(self, day: Date) -> bool {
        self.from <= day && day < self.before
    }
}

/// Something that started a clock.
struct Trigger {
    date: Date,
    /// What happened, and when.
    event: Moment,
    /// How long after it is meant, where it comes back.
    again: Option<Elapsed>,
    /// The record, where it is one.
    record: Option<RecordId>,
    /// Evidence counts on these days.
    counts: Days,
    /// What is not known of it, where it cannot be told whether it happened.
    unknown: Vec<Lack>,
    /// What is not known of its day, where only its month is.
    day: Option<Lack>,
}

/// One instance a trigger.
pub fn judge<'a>(case: Case<'a, '_>, trigger: &'a Occurrence, clock: &Clock<'a>, evidence: &'a Evidence) -> Vec<Instance> {
    let found = gather(case.cx, case.duty, case.who.subject, evidence);
    let of_registers = matches!(trigger, Occurrence::Register(_));
    if let Some(body) = term_unknown(case, trigger) {
        return vec![settle(case, Period::Now, None, |_| super::fact_missing([Lack::TermOf(body)]))];
    }
    triggers(case, trigger, clock)
        .into_iter()
        .map(|trigger| {
            let record = trigger.record.and_then(|record| case.cx.site.records.get(&record));
            let found = of_matter(case.duty, record, &found);
            (trigger, found)
        })
        .filter(|(trigger, found)| judged(case, of_registers, trigger, clock, evidence, found))
        .map(|(trigger, found)| {
            let due = why::due(case.cx, &clock.deadline, trigger.date);
            settle(case, Period::Day(trigger.date), Some(due), |due| outcome(case, &trigger, clock, due.unwrap_or(trigger.date), &found))
        })
        .collect()
}

/// The body, where the end of its term is waited for and no term of it is registered: its clock is not known.
fn term_unknown(case: Case, trigger: &Occurrence) -> Option<BodyId> {
    let (Occurrence::Register(RegisterEvent::TermEnds), Subject::Body(body)) = (trigger, case.who.subject) else { return None };
    let registered = case.cx.site.bodies.get(&body).is_some_and(|body| !body.terms.is_empty());
    (!registered && case.who.present_on(case.cx.as_of)).then_some(body)
}

fn triggers<'a>(case: Case<'a, '_>, trigger: &'a Occurrence, clock: &Clock<'a>) -> Vec<Trigger> {
    let mut out: Vec<Trigger> = match trigger {
        Occurrence::Register(event) => of_registers(case, *event),
        Occurrence::Records(selector) => selected(case.cx, case.duty, case.who.subject, selector, None).iter().filter_map(of_record).collect(),
    };
    if let Some(repeat) = clock.repeat {
        let ends = repeat.until.as_ref().map_or_else(Vec::new, |until| occurrences(case.cx, case.duty, case.who.subject, until, None));
        let again = |trigger| if repeat.cadence == Cadence::Year { anniversaries(case, trigger) } else { half_years(case, trigger) };
        out = out.iter().flat_map(|trigger| until(again(trigger), trigger.date, repeat.cadence, &ends)).collect();
    }
    if let Some(lead) = clock.lead {
        for trigger in out.iter_mut().filter(|trigger| trigger.counts.from == trigger.date) {
            trigger.counts.from = lead.before(trigger.date, case.cx.workdays).date;
        }
    }
    if clock.deadline.before {
        let dates: Vec<Date> = out.iter().map(|trigger| trigger.date).collect();
        for (at, trigger) in out.iter_mut().enumerate().filter(|(_, trigger)| trigger.counts.from == trigger.date) {
            trigger.counts.from = look_back(trigger.date, at.checked_sub(1).and_then(|previous| dates.get(previous)).copied());
        }
    }
    out
}

fn of_record(finding: &Finding) -> Option<Trigger> {
    let unknown = match &finding.weight {
        Weight::Counts => Vec::new(),
        Weight::Undecided(lacks) => lacks.clone(),
        Weight::Not(_) => return None,
    };
    Some(Trigger { date: finding.date, event: finding.moment(), again: None, record: finding.record.map(|r| r.id), counts: Days::from(finding.date), unknown, day: None })
}

/// What ends a term or a probation may come at any time after it began; an event counts from its own day.
fn of_registers(case: Case, event: RegisterEvent) -> Vec<Trigger> {
    let happenings = events::of(case.cx, case.duty, case.who.subject, event);
    happenings
        .into_iter()
        .map(|Happening { date, since, what, day }| {
            let from = if since < date && day.is_none() { since.tomorrow().unwrap_or(since) } else { since };
            Trigger { date, event: Moment { what, date }, again: None, record: None, counts: Days::from(from), unknown: Vec::new(), day }
        })
        .collect()
}

/// What must come before a trigger counts since the one before it, and at most for a year.
fn look_back(date: Date, previous: Option<Date>) -> Date {
    let year = years_after(date, -1);
    previous.and_then(|day| day.tomorrow().ok()).map_or(year, |day| day.max(year).min(date))
}

fn anniversaries(case: Case, trigger: &Trigger) -> Vec<Trigger> {
    let as_of = case.cx.as_of;
    (case.start.year().max(trigger.date.year() + 1)..=as_of.year())
        .map(|year| {
            let years = year - trigger.date.year();
            let date = years_after(trigger.date, i32::from(years));
            // What is done for one anniversary is not done for the one before.
            let counts = Days { from: date, before: years_after(trigger.date, i32::from(years) + 1) };
            Trigger { date, again: Some(Elapsed::Years(years)), counts, unknown: trigger.unknown.clone(), ..*trigger }
        })
        .filter(|trigger| trigger.date >= case.start)
        .collect()
}

/// Each half-year from a trigger on that has begun. What comes late for one counts for it, and for the next.
fn half_years(case: Case, trigger: &Trigger) -> Vec<Trigger> {
    let after = |halves: i32| months_after(trigger.date, 6 * halves);
    (0_i32..)
        .map(|halves| {
            let date = after(halves);
            // The last day of one half-year is the first of the next, and counts for the earlier.
            let from = if halves == 0 { date } else { date.tomorrow().unwrap_or(date) };
            let again = (halves > 0).then(|| Elapsed::Months(i16::try_from(6 * halves).unwrap_or(i16::MAX)));
            Trigger { date, again, counts: Days { from, before: after(halves + 2) }, unknown: trigger.unknown.clone(), ..*trigger }
        })
        .take_while(|trigger| trigger.date <= case.cx.as_of)
        .filter(|trigger| trigger.date >= case.start)
        .collect()
}

/// Those that come before the end: a time that the end cuts short is not asked for.
fn until(mut triggers: Vec<Trigger>, began: Date, cadence: Cadence, ends: &[Finding]) -> Vec<Trigger> {
    let end = ends.iter().find(|end| end.counts() && end.date >= began).map(|end| end.date);
    let full = |trigger: &Trigger| if cadence == Cadence::HalfYear { months_after(trigger.date, 6) } else { trigger.date };
    triggers.retain(|trigger| end.is_none_or(|end| full(trigger) <= end));
    triggers
}

/// Which triggers are judged at all: those of the window, of the registers also what still stands open.
fn judged(case: Case, of_registers: bool, trigger: &Trigger, clock: &Clock<'_>, evidence: &Evidence, found: &[Finding]) -> bool {
    let as_of = case.cx.as_of;
    // Somebody who leaves is gone on the day of leaving, and still owes what leaving asks for; nothing that is still to come.
    let eve = trigger.date.yesterday().unwrap_or(trigger.date).min(as_of);
    if ![as_of.min(trigger.date), eve, as_of].into_iter().any(|day| case.who.present_on(day)) {
        return false;
    }
    // A trigger of the registers is known from before the ledger; it is judged where its clock ran on into the ledger.
    if clock.repeat.is_some() || !case.is_register(evidence) {
        let known = if of_registers && clock.repeat.is_none() { why::due(case.cx, &clock.deadline, trigger.date).date } else { trigger.date };
        return known >= case.start;
    }
    let open = !found.iter().any(|f| f.counts() && trigger.counts.contain(f.date));
    trigger.date >= new_year(as_of, -1) || open
}

fn outcome(case: Case, trigger: &Trigger, clock: &Clock<'_>, due: Date, found: &[Finding]) -> Outcome {
    let as_of = case.cx.as_of;
    if !trigger.unknown.is_empty() {
        return super::fact_missing(trigger.unknown.iter().copied());
    }
    if let Some(lack) = trigger.day {
        // Before the month, and when its last day is long enough ago, the month decides.
        let first = trigger.date.first_of_month();
        let open = !found.iter().any(|f| f.counts() && first <= f.date);
        if first <= as_of && !(open && due < as_of) {
            return super::fact_missing([lack]);
        }
    }
    let opens = opens(case, trigger, clock, due);
    let mut out = after(as_of, trigger.counts, opens, due, found);
    let event = Moment { date: trigger.date, ..trigger.event };
    out.because.insert(0, Because::Triggered { trigger: event, again: trigger.again, ahead: trigger.date > as_of, due });
    out
}

/// When it becomes due: so long before the last day; otherwise with the trigger, or, where it must come before the
/// trigger, once more the same length before the last day.
fn opens(case: Case, trigger: &Trigger, clock: &Clock<'_>, due: Date) -> Date {
    match clock.opens {
        Some(opens) => opens.before(due, case.cx.workdays).date,
        None if clock.deadline.before => clock.deadline.length.before(due, case.cx.workdays).date,
        None => trigger.date,
    }
}

/// The status of something that must follow: the first that counts on those days, in time until `due`.
pub(super) fn after(as_of: Date, days: Days, opens: Date, due: Date, found: &[Finding]) -> Outcome {
    let mut near = found.iter().filter(|f| days.contain(f.date));
    let first = near.clone().find(|f| f.counts());
    let unknown: Vec<Lack> = near.clone().filter_map(undecided).flatten().copied().collect();
    let listed: Vec<Counted> = match first {
        Some(first) => near.filter(|f| f.date <= first.date).map(Finding::listed).collect(),
        None => near.by_ref().map(Finding::listed).collect(),
    };
    let out = match first {
        Some(first) => {
            let status = if first.date <= due { Status::Met } else { Status::MetLate };
            Outcome::new(status, Because::Followed(first.moment(), Timing::of(first.date, due)))
        }
        None if !unknown.is_empty() => super::fact_missing(unknown),
        None if as_of <= due && as_of < opens => Outcome::new(Status::Upcoming, Because::OpensOn(opens)),
        None => {
            let status = if as_of > due { Status::Overdue } else { Status::Due };
            Outcome::new(status, Because::NotYet(as_of, Timing::of(as_of, due))).missing(vec![Missing::NotDone])
        }
    };
    out.evidence(listed)
}

fn undecided<'f>(finding: &'f Finding) -> Option<&'f [Lack]> {
    match &finding.weight {
        Weight::Undecided(lacks) => Some(lacks),
        _ => None,
    }
}

/// The clock of one event that is not a trigger of its own (随后).
pub(super) fn clock(case: Case, deadline: &Deadline, event: Date) -> (Reckoned, Days) {
    let due = why::due(case.cx, deadline, event);
    let from = if deadline.before { look_back(event, None) } else { event };
    (due, Days::from(from))
}
