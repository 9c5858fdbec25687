//! 每次: every record of a kind has a property, or is followed by another within so long.

use super::triggered::{after, clock};
use crate::condition::{Truth, judge as judge_condition, trace};
use crate::context::Scene;
use crate::evidence::{Finding, Weight, gather, of_matter, selected};
use crate::instance::Instance;
use crate::status::Status;
use crate::lack::Missing;
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::Because;
use crate::wording::Wording;
use jishi_calendar::{Date, Period};
use jishi_facts::Record;
use jishi_pack::{Deadline, Evidence, Expr, Selector};

/// One instance a record.
pub fn judge<'a>(case: Case<'a, '_>, of: &'a Selector, must: Option<&'a Expr>, then: Option<&'a (Evidence, Deadline)>) -> Vec<Instance> {
    let followers = then.map_or_else(Vec::new, |(evidence, _)| gather(case.cx, case.duty, case.who.subject, evidence));
    each_record(case, of, |finding, record| {
        let due = then.map(|(_, deadline)| clock(case, deadline, record.date));
        settle(case, Period::Day(record.date), due.map(|(due, _)| due), |due| {
            let mut out = match must.map(|must| property(case, record, must)) {
                Some(outcome) if outcome.status != Status::Met || then.is_none() => outcome,
                _ => follow(case, then, record, due, &followers),
            };
            out.because.insert(0, Because::Record(finding.moment()));
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
    for finding in selected(case.cx, case.duty, case.who.subject, of, case.days) {
        let Some(record) = finding.record.filter(|r| r.date >= case.start && case.who.present_on(r.date)) else { continue };
        match &finding.weight {
            Weight::Counts => out.push(judge(&finding, record)),
            Weight::Not(_) => {}
            Weight::Undecided(lacks) => {
                let unknown = || super::fact_missing(lacks.iter().copied()).evidence(vec![finding.listed()]);
                out.push(settle(case, Period::Day(record.date), None, |_| unknown()));
            }
        }
    }
    out
}

fn property(case: Case, record: &Record, must: &Expr) -> Outcome {
    let scene = Scene { duty: case.duty, subject: case.who.subject, date: record.date, record: Some(record) };
    let found = |status, holds| Outcome::new(status, Because::Found(None, holds)).parts(trace(case.cx, scene, must));
    match judge_condition(case.cx, scene, must) {
        Truth::True => found(Status::Met, true),
        Truth::False => found(Status::Overdue, false).missing(vec![Missing::Fails(Wording::of(case.duty, &must.words))]),
        Truth::Unknown(lacks) => super::fact_missing(lacks),
    }
}

fn follow(case: Case, then: Option<&(Evidence, Deadline)>, record: &Record, due: Option<Date>, followers: &[Finding]) -> Outcome {
    let (Some((_, deadline)), Some(due)) = (then, due) else {
        return Outcome::new(Status::Met, Because::NothingElse);
    };
    let (_, days) = clock(case, deadline, record.date);
    let mut others = of_matter(case.duty, Some(record), followers);
    others.retain(|f| f.record.map(|r| r.id) != Some(record.id));
    after(case.cx.as_of, days, record.date.min(due), due, &others)
}
