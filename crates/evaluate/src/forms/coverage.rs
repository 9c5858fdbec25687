//! 覆盖: every element of a set is reached in every period.

use super::tally::Tally;
use super::{Reach, count, exact, periods, task};
use crate::condition::{self, Truth};
use crate::context::{Context, Scene};
use crate::evidence::{Finding, gather};
use crate::facts::body_of;
use crate::instance::{Counted, Instance};
use crate::status::Status;
use crate::lack::Missing;
use crate::lifecycle::{Case, Outcome, settle};
use crate::reason::{Because, Progress};
use jishi_calendar::{Cadence, Date, Period};
use jishi_facts::{Body, MembershipKind, Record, Subject, Value, site::holds};
use jishi_pack::{Evidence, Set};
use std::collections::BTreeMap;

/// One instance a period.
pub fn judge<'a>(case: Case<'a, '_>, cadence: Cadence, set: &Set, evidence: &'a Evidence) -> Vec<Instance> {
    let own = gather(case.cx, case.duty, case.who.subject, evidence);
    let mut reached: BTreeMap<Subject, Vec<Finding<'a>>> = BTreeMap::new();
    periods(case, cadence)
        .map(|period| {
            settle(case, period, exact(period.last()), |due| {
                let due = due.unwrap_or(case.cx.as_of);
                let day = due.min(case.cx.as_of);
                let mut elements = elements(case.cx, case.who.subject, set, day);
                if *set == Set::Members {
                    let from = period.first().unwrap_or(day);
                    elements.retain(|element| !exempt(case, *element, day) && !came_after_all(case, *element, &own, (from, day)));
                }
                for element in &elements {
                    reached.entry(*element).or_insert_with(|| reaching(case, *element, &own, evidence));
                }
                let tallies: Vec<(Subject, Tally)> = elements
                    .iter()
                    .map(|element| (*element, Tally::of(reached.get(element).map_or(&[], Vec::as_slice), cadence, period, due)))
                    .collect();
                outcome(case, period, due, &tallies)
            })
        })
        .collect()
}

/// The set on a day, by id.
fn elements(cx: &Context, subject: Subject, set: &Set, day: Date) -> Vec<Subject> {
    let Ok(body) = body_of(cx, subject, day) else { return Vec::new() };
    let mut out: Vec<Subject> = match set {
        Set::Below(kinds) => {
            let below = cx.subtree_on(body.id, day).into_iter().filter(|id| *id != body.id);
            below.filter(|id| cx.site.bodies.get(id).is_some_and(|b| kinds.contains(&b.kind))).map(Subject::Body).collect()
        }
        Set::InUnit(kinds) => {
            let bodies = body.unit.map_or(&[][..], |unit| cx.bodies_of_unit(unit));
            bodies.iter().filter(|b| kinds.contains(&b.kind) && holds(b.founded, b.closed, day)).map(|b| Subject::Body(b.id)).collect()
        }
        Set::Related { relation, kinds } => {
            let related = |b: &&Body| b.relations.iter().any(|r| r.kind.word() == relation && r.to == body.id && holds(r.from, r.until, day));
            let bodies = cx.site.bodies.values().filter(|b| kinds.contains(&b.kind) && holds(b.founded, b.closed, day));
            bodies.filter(related).map(|b| Subject::Body(b.id)).collect()
        }
        Set::Members => cx
            .memberships_of_body(body.id)
            .iter()
            .filter(|m| m.kind == MembershipKind::Registered && holds(cx.site.member_since(m), m.until, day))
            .map(|m| Subject::Person(m.person))
            .collect(),
    };
    out.sort();
    out.dedup();
    out
}

/// Is the member exempt (免除)?
fn exempt(case: Case, member: Subject, day: Date) -> bool {
    let scene = Scene { duty: case.duty, subject: member, date: day, record: None };
    case.duty.exemptions.iter().any(|exemption| condition::judge(case.cx, scene, &exemption.when) == Truth::True)
}

/// Did the member come when everything of the period was over? What took place before, nobody could take part in.
fn came_after_all(case: Case, member: Subject, own: &[Finding], (from, day): (Date, Date)) -> bool {
    let (Subject::Person(person), Ok(body)) = (member, body_of(case.cx, case.who.subject, day)) else { return false };
    let memberships = case.cx.memberships_of_person(person).iter().filter(|m| m.body == body.id && holds(case.cx.site.member_since(m), m.until, day));
    let came = memberships.filter_map(|m| case.cx.site.member_since(m)).max().filter(|came| *came > from);
    came.is_some_and(|came| !own.iter().any(|f| f.counts() && came <= f.date && f.date <= day))
}

/// What reaches an element: records about it, and the subject's own records that name it in a field.
fn reaching<'a>(case: Case<'a, '_>, element: Subject, own: &[Finding<'a>], evidence: &'a Evidence) -> Vec<Finding<'a>> {
    let mut out = gather(case.cx, case.duty, element, evidence);
    if let Subject::Body(_) = element {
        let (name, id) = (case.cx.site.name_of(element), subject_id(element));
        let known: Vec<_> = out.iter().filter_map(|f| f.record.map(|r| r.id)).collect();
        let named = own.iter().filter(|f| f.record.is_some_and(|r| !known.contains(&r.id) && names_body(r, &name, &id)));
        out.extend(named.cloned());
        out.sort_by_key(|f| f.date);
    }
    out
}

fn subject_id(subject: Subject) -> String {
    match subject {
        Subject::Body(id) => id.to_string(),
        Subject::Post(id) => id.to_string(),
        Subject::Person(id) => id.to_string(),
    }
}

/// A 组织 field holds names or ids of bodies as codes.
fn names_body(record: &Record, name: &str, id: &str) -> bool {
    record.fields.values().any(|value| match value {
        Value::Code(code) => code == name || code == id,
        Value::Codes(codes) => codes.iter().any(|code| code == name || code == id),
        _ => false,
    })
}

fn outcome(case: Case, period: Period, due: Date, tallies: &[(Subject, Tally)]) -> Outcome {
    let as_of = case.cx.as_of;
    if tallies.is_empty() {
        return Outcome::new(Status::NotApplicable, Because::NothingToCover);
    }
    let of = |reached: &dyn Fn(&Tally) -> bool| tallies.iter().filter(|(_, tally)| reached(tally)).count();
    let in_time = of(&|t| !t.in_time.is_empty());
    let with_made_up = of(&|t| !t.in_time.is_empty() || !t.made_up.is_empty());
    let possible = of(&|t| !t.in_time.is_empty() || !t.made_up.is_empty() || !t.undecided.is_empty());
    let all = tallies.len();
    let opens = period.first().unwrap_or(due);
    let reach = Reach { enough: in_time == all, made_up: with_made_up == all, undecided: possible == all };
    let mut out = task(as_of, opens, due, &reach, Progress::Covered(count(with_made_up), count(all))).evidence(listed(case.cx, tallies));
    let open = tallies.iter().filter(|(_, t)| t.in_time.is_empty() && t.made_up.is_empty());
    let lacks =
        |(element, tally): &(Subject, Tally)| tally.unknown().into_iter().map(|lack| Missing::LackOf(*element, lack)).collect::<Vec<_>>();
    out.missing = match out.status {
        Status::FactMissing => open.flat_map(lacks).collect(),
        Status::Due | Status::Overdue => open.map(|(element, _)| Missing::Uncovered(*element)).collect(),
        _ => Vec::new(),
    };
    out
}

/// Everything looked at, each record once.
fn listed(cx: &Context, tallies: &[(Subject, Tally)]) -> Vec<Counted> {
    let mut out: Vec<Counted> = tallies.iter().flat_map(|(_, tally)| tally.listed(cx)).collect();
    out.sort_by_key(|c| (c.date, c.what.record(), c.not_counted.is_some()));
    out.dedup_by(|a, b| a.what.record().is_some() && a.what == b.what);
    out
}
