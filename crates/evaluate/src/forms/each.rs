//! 每次: every record of a kind has a property, or is followed by another within so long.

use super::triggered::{after, clock};
use crate::condition::{Scene, Truth, judge as judge_condition, trace};
use crate::evidence::{Finding, Verdict, gather, selected};
use crate::instance::{Instance, Status};
use crate::lifecycle::{Case, Outcome, settle};
use jishi_calendar::{Date, Period};
use jishi_facts::Record;
use jishi_pack::{Deadline, Evidence, Expr, Selector};

/// One instance a record.
pub fn judge<'a>(case: Case<'a, '_>, of: &'a Selector, must: Option<&'a Expr>, then: Option<&'a (Evidence, Deadline)>) -> Vec<Instance> {
    let followers = then.map_or_else(Vec::new, |(evidence, _)| gather(case.cx, case.duty, case.who.subject, evidence));
    each_record(case, of, |finding, record| {
        let due = then.map(|(_, deadline)| clock(case, deadline, record.date));
        settle(case, Period::Day(record.date), due.map(|(due, _)| due), |due| {
            let held = format!("{} {}", record.date, record.title());
            let mut out = match must.map(|must| property(case, record, must)) {
                Some(outcome) if outcome.status != Status::Met || then.is_none() => outcome,
                _ => follow(case, then, record, due, &followers),
            };
            out.because.insert(0, format!("{held}。"));
            out.evidence.insert(0, finding.listed());
            out
        })
    })
}

/// One instance a record of the window; what it cannot be told of is 缺事实.
pub(super) fn each_record<'a>(
    case: Case<'a, '_>,
    of: &'a Selector,
    mut judge: impl FnMut(&Finding<'a>, &'a Record) -> Instance,
) -> Vec<Instance> {
    let mut out = Vec::new();
    for finding in selected(case.cx, case.who.subject, of) {
        let Some(record) = finding.record.filter(|r| r.date >= case.start && case.who.present_on(r.date)) else { continue };
        match &finding.verdict {
            Verdict::Counts => out.push(judge(&finding, record)),
            Verdict::Not(_) => {}
            Verdict::Undecided(reasons) => {
                let unknown = || super::fact_missing(reasons.clone()).evidence(vec![finding.listed()]);
                out.push(settle(case, Period::Day(record.date), None, |_| unknown()));
            }
        }
    }
    out
}

fn property(case: Case, record: &Record, must: &Expr) -> Outcome {
    let scene = Scene { subject: case.who.subject, date: record.date, record: Some(record) };
    let parts = || trace(case.cx, scene, must).join("；");
    match judge_condition(case.cx, scene, must) {
        Truth::True => Outcome::new(Status::Met, format!("{}，符合要求。", parts())),
        Truth::False => {
            Outcome::new(Status::Overdue, format!("{}，不符合要求。", parts())).missing(vec![format!("不符合“{}”", must.words)])
        }
        Truth::Unknown(reasons) => super::fact_missing(reasons),
    }
}

fn follow(case: Case, then: Option<&(Evidence, Deadline)>, record: &Record, due: Option<Date>, followers: &[Finding]) -> Outcome {
    let (Some((_, deadline)), Some(due)) = (then, due) else {
        return Outcome::new(Status::Met, "没有别的要求。");
    };
    let (_, days) = clock(case, deadline, record.date);
    let others: Vec<Finding> = followers.iter().filter(|f| f.record.map(|r| r.id) != Some(record.id)).cloned().collect();
    after(case.cx.as_of, days, record.date.min(due), due, &others)
}
