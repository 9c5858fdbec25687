//! What stands above every form: 适用, 未启用, 期中, 免除, 延期, 可以. One draft goes in, one instance comes out.

use crate::asked::Days;
use crate::condition::{self, Truth};
use crate::context::Scene;
use crate::context::Context;
use crate::instance::{Counted, Instance, Verdict};
use crate::status::Status;
use crate::lack::{Missing, missing};
use crate::owner::OnDuty;
use crate::reason::{Because, Trace};
use crate::subject::{Owing, Presence};
use crate::uptake::Ledgers;
use crate::wording::Wording;
use jishi_calendar::{Date, Period, Reckoned};
use jishi_facts::Subject;
use jishi_pack::{Duty, Evidence, Force, Form, MidPeriod, Occurrence};
use std::sync::Arc;

/// One duty of one subject, with what is needed to judge it.
#[derive(Clone, Copy)]
pub struct Case<'a, 'c> {
    /// Rules, facts, day.
    pub cx: &'c Context<'a>,
    /// The duty's index in the library.
    pub index: usize,
    /// Which of its texts it is, counted from the oldest.
    pub edition: u16,
    /// That text.
    pub duty: &'a Duty,
    /// Who owes it, and when.
    pub who: &'c Owing,
    /// Who acts.
    pub owner: &'c Arc<OnDuty>,
    /// The first day that is judged.
    pub start: Date,
    /// Where each record of the duty is judged by itself: of which days.
    pub days: Days<'c>,
}

/// What a form says of one period, before anything above it is asked.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Status.
    pub status: Status,
    /// What was looked at.
    pub evidence: Vec<Counted>,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// What the parts of the condition were found to be.
    pub parts: Vec<Trace>,
    /// How the status follows.
    pub because: Vec<Because>,
}

impl Outcome {
    /// A status with its reason.
    #[must_use]
    pub fn new(status: Status, because: Because) -> Self {
        Self { status, evidence: Vec::new(), missing: Vec::new(), parts: Vec::new(), because: vec![because] }
    }

    /// With the parts of the condition.
    #[must_use]
    pub fn parts(mut self, parts: Vec<Trace>) -> Self {
        self.parts = parts;
        self
    }

    /// With what is missing.
    #[must_use]
    pub fn missing(mut self, missing: Vec<Missing>) -> Self {
        self.missing = missing;
        self
    }

    /// With what was looked at.
    #[must_use]
    pub fn evidence(mut self, evidence: Vec<Counted>) -> Self {
        self.evidence = evidence;
        self
    }
}

/// A decision that stands above the form's own status.
struct Ruling {
    status: Status,
    missing: Vec<Missing>,
    parts: Vec<Trace>,
    because: Because,
}

impl Ruling {
    fn new(status: Status, because: Because) -> Self {
        Self { status, missing: Vec::new(), parts: Vec::new(), because }
    }
}

/// Judges one period: `form` is asked with the last day in time, which an approved extension moves.
#[must_use]
pub fn settle(case: Case, period: Period, due: Option<Reckoned>, form: impl FnOnce(Option<Date>) -> Outcome) -> Instance {
    let (cx, duty) = (case.cx, case.duty);
    let extended = due.and_then(|due| extension(case, period, due.date));
    let moved_from = due.map(|due| due.date).filter(|_| extended.is_some());
    let due = extended.map(|date| Reckoned { date, provisional: false }).or(due);
    let mut outcome = form(due.map(|due| due.date));
    let mut because = vec![Because::Basis];
    because.extend(extended.map(Because::Extended));
    let amount = outcome.because.iter().find_map(|reason| reason.amount());
    because.append(&mut outcome.because);
    if due.is_some_and(|due| due.provisional) {
        because.push(Because::Provisional);
    }
    if let Some(ruling) = ruling(case, period, due.map(|due| due.date), outcome.status) {
        outcome.status = ruling.status;
        outcome.missing = ruling.missing;
        outcome.parts = ruling.parts;
        because.truncate(1);
        because.push(ruling.because);
    }
    let rungs = rungs(duty, outcome.status, due.map(|due| due.date), cx);
    because.splice(1..1, rungs.into_iter().map(|(place, day)| Because::Rung(place, day)));
    if outcome.status == Status::Overdue && cx.reason_given(&duty.name, case.who.subject, period) {
        because.push(Because::ReasonGiven);
    }
    let verdict = Verdict {
        duty: case.index,
        edition: case.edition,
        subject: case.who.subject,
        unit: Some(case.who.unit),
        period,
        status: outcome.status,
        force: duty.force,
        due: due.map(|due| due.date),
        moved_from,
        provisional: due.is_some_and(|due| due.provisional),
        owner: case.owner.clone(),
        times: 0,
        last: None,
        amount,
    };
    Instance { verdict, evidence: Vec::new(), missing: outcome.missing, parts: outcome.parts, because }.resting_on(outcome.evidence)
}

/// The rungs of the ladder that are reached, each with its day: only what is still open is told of.
fn rungs(duty: &Duty, status: Status, due: Option<Date>, cx: &Context) -> Vec<(u8, Date)> {
    let Some(due) = due.filter(|_| matches!(status, Status::Due | Status::Overdue)) else { return Vec::new() };
    let days = (0_u8..).zip(&duty.ladder).map(|(place, rung)| (place, rung.day(due, cx.workdays)));
    days.filter(|(_, day)| *day <= cx.as_of).collect()
}

/// The instance of a subject whose unit has not taken up the ledgers that the duty is judged by.
#[must_use]
pub fn not_taken_up(case: Case, period: Period, ledgers: Ledgers) -> Instance {
    let outcome = Outcome::new(Status::NotApplicable, Because::NotTakenUp(ledgers)).missing(vec![Missing::NotTakenUp(ledgers)]);
    settle(case, period, None, |_| outcome)
}

/// The extended last day, where it was approved and the duty's rule allows so much.
fn extension(case: Case, period: Period, due: Date) -> Option<Date> {
    let extension = case.cx.extension(&case.duty.name, case.who.subject, period)?;
    let rule = case.duty.extension.as_ref()?;
    (extension.until <= rule.at_most.after(due, case.cx.workdays).date).then_some(extension.until)
}

fn ruling(case: Case, period: Period, due: Option<Date>, status: Status) -> Option<Ruling> {
    let (cx, duty) = (case.cx, case.duty);
    let at = period.last().map_or(cx.as_of, |last| last.min(cx.as_of));
    let scene = Scene { duty, subject: case.who.subject, date: at, record: None };
    let applies = duty.applies.as_ref().map(|when| (when, condition::judge(cx, scene, when)));
    if let Some((when, Truth::False)) = &applies {
        let ruling = Ruling::new(Status::NotApplicable, Because::DoesNotApply(at, condition::told(duty, when)));
        return Some(Ruling { parts: condition::trace(cx, scene, when), ..ruling });
    }
    if status == Status::NotApplicable {
        return None;
    }
    if status != Status::Met
        && let Some(reason) = outside(case, period, due)
    {
        return Some(Ruling::new(Status::NotApplicable, reason));
    }
    if let Some((when, Truth::Unknown(lacks))) = applies {
        let ruling = Ruling::new(Status::FactMissing, Because::AppliesUnknown(Wording::of(duty, &when.words)));
        return Some(Ruling { missing: missing(lacks), ..ruling });
    }
    waived(case, period, scene, status).or_else(|| optional(duty, status))
}

/// Why a period is not judged: begun before the ledger, or the subject was there for part of it only.
fn outside(case: Case, period: Period, due: Option<Date>) -> Option<Because> {
    let first = period.first()?;
    if matches!(period, Period::Day(_) | Period::Clock(..)) {
        let left = case.who.left().filter(|left| (first < *left || (first == *left && case.triggered_by_record())) && due.is_some_and(|due| *left <= due))?;
        return Some(Because::LeftBefore(left));
    }
    if first < case.start {
        return Some(Because::BeforeLedger(case.start));
    }
    let person = matches!(case.who.subject, Subject::Person(_));
    let counts = case.duty.counts_mid_period;
    match case.who.presence_in(period) {
        Presence::Came(day) if !in_full(counts, person, day) => Some(Because::Came(day)),
        Presence::Left(day) if person || counts != Some(MidPeriod::Counts) => Some(Because::Left(day)),
        _ => None,
    }
}

/// Does who came on a day owe the whole period?
fn in_full(counts: Option<MidPeriod>, person: bool, came: Date) -> bool {
    match counts {
        None => person,
        Some(MidPeriod::Counts) => true,
        Some(MidPeriod::Exempt) => false,
        Some(MidPeriod::Before(month)) => came.month() < month,
    }
}

fn waived(case: Case, period: Period, scene: Scene, status: Status) -> Option<Ruling> {
    let (cx, duty) = (case.cx, case.duty);
    let mut unknown = Vec::new();
    // Where each member is to be reached, the members are exempt, one by one.
    let exemptions = if duty.form.reaches_members() { &[][..] } else { &duty.exemptions };
    for (exemption, place) in exemptions.iter().zip(0..) {
        match condition::judge(cx, scene, &exemption.when) {
            Truth::True => return Some(Ruling::new(Status::Waived, Because::Exempt(place, condition::told(duty, &exemption.when)))),
            Truth::Unknown(lacks) => unknown.extend(lacks),
            Truth::False => {}
        }
    }
    if let Some(waiver) = cx.waiver(&duty.name, case.who.subject, period) {
        return Some(Ruling::new(Status::Waived, Because::Waived(waiver.by)));
    }
    let ruling = Ruling::new(Status::FactMissing, Because::ExemptionUnknown);
    (status == Status::Overdue && !unknown.is_empty()).then(|| Ruling { missing: missing(unknown), ..ruling })
}

fn optional(duty: &Duty, status: Status) -> Option<Ruling> {
    (duty.force == Force::May && status == Status::Overdue).then(|| Ruling::new(Status::NotApplicable, Because::Optional))
}

impl Case<'_, '_> {
    /// Does it answer for what is recorded, not for an event of the registers such as leaving itself?
    fn triggered_by_record(&self) -> bool {
        matches!(&self.duty.form, Form::Triggered { trigger: Occurrence::Records(_), .. })
    }


    /// Is it judged by register events alone? Those stand open however long ago they happened.
    #[must_use]
    pub fn is_register(&self, evidence: &Evidence) -> bool {
        evidence.any.iter().all(|one| matches!(one, Occurrence::Register(_)))
    }
}
