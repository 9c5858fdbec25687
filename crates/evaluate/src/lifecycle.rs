//! What stands above every form: 适用, 未启用, 期中, 免除, 延期, 可以. One draft goes in, one instance comes out.

use crate::condition::{self, Scene, Truth};
use crate::context::Context;
use crate::instance::{Counted, Instance, Status};
use crate::subject::{Owing, Presence};
use crate::why;
use jishi_calendar::{Date, Period, Reckoned};
use jishi_facts::Subject;
use jishi_pack::{Duty, Evidence, Force, Occurrence};

/// One duty of one subject, with what is needed to judge it.
#[derive(Clone, Copy)]
pub struct Case<'a, 'c> {
    /// Rules, facts, day.
    pub cx: &'c Context<'a>,
    /// The duty's index in the library.
    pub index: usize,
    /// The duty.
    pub duty: &'a Duty,
    /// What it asks, under which articles, in a sentence.
    pub basis: &'c str,
    /// Who owes it, and when.
    pub who: &'c Owing,
    /// Who acts, in words.
    pub owner: &'c str,
    /// The first day that is judged.
    pub start: Date,
}

/// What a form says of one period, before anything above it is asked.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Status.
    pub status: Status,
    /// What was looked at.
    pub evidence: Vec<Counted>,
    /// What is missing.
    pub missing: Vec<String>,
    /// How the status follows.
    pub because: Vec<String>,
}

impl Outcome {
    /// A status with its sentence.
    #[must_use]
    pub fn new(status: Status, because: impl Into<String>) -> Self {
        Self { status, evidence: Vec::new(), missing: Vec::new(), because: vec![because.into()] }
    }

    /// With what is missing.
    #[must_use]
    pub fn missing(mut self, missing: Vec<String>) -> Self {
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
    missing: Vec<String>,
    because: Vec<String>,
}

impl Ruling {
    fn new(status: Status, because: impl Into<String>) -> Self {
        Self { status, missing: Vec::new(), because: vec![because.into()] }
    }
}

/// Judges one period: `form` is asked with the last day in time, which an approved extension moves.
#[must_use]
pub fn settle(case: Case, period: Period, due: Option<Reckoned>, form: impl FnOnce(Option<Date>) -> Outcome) -> Instance {
    let (cx, duty) = (case.cx, case.duty);
    let extended = due.and_then(|due| extension(case, period, due.date));
    let due = extended.map(|date| Reckoned { date, provisional: false }).or(due);
    let mut outcome = form(due.map(|due| due.date));
    let mut because = vec![case.basis.to_owned()];
    if let Some(date) = extended {
        because.push(format!("经批准延期，期限为 {date}。"));
    }
    because.append(&mut outcome.because);
    if due.is_some_and(|due| due.provisional) {
        because.push("期限涉及的年份还没有放假安排，工作日暂按周一至周五计算。".to_owned());
    }
    if let Some(ruling) = ruling(case, period, due.map(|due| due.date), outcome.status) {
        outcome.status = ruling.status;
        outcome.missing = ruling.missing;
        because.truncate(1);
        because.extend(ruling.because);
    }
    if outcome.status == Status::Overdue && cx.reason_given(&duty.name, case.who.subject, &period.to_string()) {
        because.push("已登记未按期办理的理由。".to_owned());
    }
    Instance {
        duty: case.index,
        subject: case.who.subject,
        subject_name: case.who.name.clone(),
        unit: Some(case.who.unit),
        period,
        status: outcome.status,
        force: duty.force,
        due: due.map(|due| due.date),
        provisional: due.is_some_and(|due| due.provisional),
        owner: case.owner.to_owned(),
        evidence: outcome.evidence,
        missing: outcome.missing,
        because,
    }
}

/// The instance of a subject whose unit has not taken up the ledgers that the duty is judged by.
#[must_use]
pub fn not_taken_up(case: Case, period: Period, ledgers: &[String]) -> Instance {
    let unit = case.cx.site.units.get(&case.who.unit).map_or("该单位", |unit| unit.name.as_str());
    let says = format!("未启用：{unit}没有启用{}台账，不作判断。", ledgers.join("、"));
    settle(case, period, None, |_| Outcome::new(Status::NotApplicable, says).missing(vec![format!("未启用：{}", ledgers.join("、"))]))
}

/// The extended last day, where it was approved and the duty's rule allows so much.
fn extension(case: Case, period: Period, due: Date) -> Option<Date> {
    let extension = case.cx.extension(&case.duty.name, case.who.subject, &period.to_string())?;
    let rule = case.duty.extension.as_ref()?;
    (extension.until <= rule.at_most.after(due, case.cx.workdays).date).then_some(extension.until)
}

fn ruling(case: Case, period: Period, due: Option<Date>, status: Status) -> Option<Ruling> {
    let (cx, duty) = (case.cx, case.duty);
    let at = period.last().map_or(cx.as_of, |last| last.min(cx.as_of));
    let scene = Scene { subject: case.who.subject, date: at, record: None };
    let applies = duty.applies.as_ref().map(|when| (when, condition::judge(cx, scene, when)));
    if let Some((when, Truth::False)) = &applies {
        let mut ruling = Ruling::new(Status::NotApplicable, format!("{at} 不具备适用条件“{}”，不适用。", condition::told(when)));
        ruling.because.extend(condition::trace(cx, scene, when).into_iter().map(|part| format!("{part}。")));
        return Some(ruling);
    }
    if status == Status::NotApplicable {
        return None;
    }
    if status != Status::Met
        && let Some(reason) = outside(case, period, due)
    {
        return Some(Ruling::new(Status::NotApplicable, reason));
    }
    if let Some((when, Truth::Unknown(reasons))) = applies {
        let because = format!("是否适用要看“{}”，而{}。", when.words, reasons.join("，"));
        return Some(Ruling { status: Status::FactMissing, missing: reasons, because: vec![because] });
    }
    waived(case, period, scene, status).or_else(|| optional(duty, status))
}

/// Why a period is not judged: begun before the ledger, or the subject was there for part of it only.
fn outside(case: Case, period: Period, due: Option<Date>) -> Option<String> {
    let first = period.first()?;
    if matches!(period, Period::Day(_) | Period::Clock(..)) {
        let left = case.who.left().filter(|left| first < *left && due.is_some_and(|due| *left <= due))?;
        return Some(format!("{left} 已不在其列，期限还没有到，不适用。"));
    }
    if first < case.start {
        return Some(format!("未启用：台账自 {} 启用，{}在此之前开始，不作判断。", case.start, period.in_words()));
    }
    let person = matches!(case.who.subject, Subject::Person(_));
    let counts = case.duty.counts_mid_period;
    match case.who.presence_in(period) {
        Presence::Came(day) if !counts.unwrap_or(person) => {
            Some(format!("{day} {}，不满一期，不适用。", if person { "期中加入" } else { "期中成立" }))
        }
        Presence::Left(day) if person || !counts.unwrap_or(false) => {
            Some(format!("{day} {}，不满一期，不适用。", if person { "期中离开" } else { "期中撤销" }))
        }
        _ => None,
    }
}

fn waived(case: Case, period: Period, scene: Scene, status: Status) -> Option<Ruling> {
    let (cx, duty) = (case.cx, case.duty);
    let mut unknown = Vec::new();
    for exemption in &duty.exemptions {
        match condition::judge(cx, scene, &exemption.when) {
            Truth::True => {
                let article = why::on_page(cx.library, &exemption.citation);
                return Some(Ruling::new(Status::Waived, format!("符合“{}”，依据{article}免除。", condition::told(&exemption.when))));
            }
            Truth::Unknown(reasons) => unknown.extend(reasons),
            Truth::False => {}
        }
    }
    if let Some(waiver) = cx.waiver(&duty.name, case.who.subject, &period.to_string()) {
        let by = cx.site.name_of(Subject::Person(waiver.by));
        let ground = waiver.ground.open().map_or("依据已删除", String::as_str);
        return Some(Ruling::new(Status::Waived, format!("已登记免除：{ground}（{by}）。")));
    }
    (status == Status::Overdue && !unknown.is_empty()).then(|| {
        let because = format!("是否免除还不能确定：{}。", unknown.join("，"));
        Ruling { status: Status::FactMissing, missing: unknown, because: vec![because] }
    })
}

fn optional(duty: &Duty, status: Status) -> Option<Ruling> {
    (duty.force == Force::May && status == Status::Overdue).then(|| Ruling::new(Status::NotApplicable, "可以做而没有做，不算逾期。"))
}

impl Case<'_, '_> {
    /// Is it judged by register events alone? Those stand open however long ago they happened.
    #[must_use]
    pub fn is_register(&self, evidence: &Evidence) -> bool {
        evidence.any.iter().all(|one| matches!(one, Occurrence::Register(_)))
    }
}
