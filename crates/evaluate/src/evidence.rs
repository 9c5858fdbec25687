//! Which records and register events count for a subject, and why others do not.

use crate::asked::Days;
use crate::attendance::Attendee;
use crate::condition::{self, Truth};
use crate::context::Scene;
use crate::context::{Context, about};
use crate::events;
use crate::instance::{Counted, NotCounted};
use crate::happened::Happened;
use crate::lack::Lack;
use crate::reason::Moment;
use crate::wording::Wording;
use jishi_calendar::{Cadence, Date, Period};
use jishi_facts::{Record, Subject, Value, site::holds};
use jishi_pack::{Belongs, Counting, Duty, Evidence, Meaning, Occurrence, RecordKind, Selector};
use std::collections::BTreeSet;

/// Does it count?
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Weight {
    /// Yes.
    Counts,
    /// No, and why.
    Not(NotCounted),
    /// It cannot be told; what is not known.
    Undecided(Vec<Lack>),
}

/// Something that was looked at.
#[derive(Clone, Debug)]
pub struct Finding<'a> {
    /// The day it happened, never later than the day judged.
    pub date: Date,
    /// What it is.
    pub what: Happened,
    /// The record; register events have none.
    pub record: Option<&'a Record>,
    /// Does it count?
    pub weight: Weight,
    /// Its kind asks for a quorum, and the numbers present are not entered.
    pub unknown_quorum: bool,
    /// The label of the period that it is entered as making up for.
    made_up: Option<&'a str>,
}

impl<'a> Finding<'a> {
    /// A record that was looked at.
    pub(crate) fn of_record(cx: &Context<'a>, record: &'a Record, (weight, unknown_quorum): (Weight, bool)) -> Self {
        Self { date: record.date, what: Happened::Record(record.id), record: Some(record), weight, unknown_quorum, made_up: made_up(cx, record) }
    }

    /// Does it count?
    #[must_use]
    pub fn counts(&self) -> bool {
        self.weight == Weight::Counts
    }

    /// What happened, and when.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { what: self.what, date: self.date }
    }

    /// As an instance lists it.
    #[must_use]
    pub fn listed(&self) -> Counted {
        let not_counted = match &self.weight {
            Weight::Counts => None,
            Weight::Not(reason) => Some(reason.clone()),
            Weight::Undecided(lacks) => Some(NotCounted::Unknown(lacks.as_slice().into())),
        };
        Counted { what: self.what, date: self.date, not_counted }
    }

    /// The period of `cadence` that it is entered as making up for, where it is one of that cadence.
    #[must_use]
    pub fn makes_up(&self, cadence: Cadence) -> Option<Period> {
        let period: Period = self.made_up?.parse().ok()?;
        (cadence.containing(period.first()?) == period).then_some(period)
    }
}

/// Everything that was looked at for `subject`, by day. Records of other kinds are never looked at.
#[must_use]
pub fn gather<'a>(cx: &Context<'a>, duty: &'a Duty, subject: Subject, evidence: &'a Evidence) -> Vec<Finding<'a>> {
    let mut out = Vec::new();
    for occurrence in &evidence.any {
        match occurrence {
            Occurrence::Records(selector) => out.extend(records(cx, duty, subject, selector, &evidence.by, None)),
            Occurrence::Register(event) => out.extend(
                events::of(cx, duty, subject, *event).into_iter().filter(|happening| happening.date <= cx.as_of).map(register_finding),
            ),
        }
    }
    once_each(out)
}

/// As [`gather`], for a trigger or a step of a sequence; of records those of some days alone, where days are named.
#[must_use]
pub fn occurrences<'a>(cx: &Context<'a>, duty: &'a Duty, subject: Subject, occurrence: &'a Occurrence, days: Days<'_>) -> Vec<Finding<'a>> {
    match occurrence {
        Occurrence::Records(selector) => selected(cx, duty, subject, selector, days),
        Occurrence::Register(event) => events::of(cx, duty, subject, *event).into_iter().map(register_finding).collect(),
    }
}

/// The records that a selector looks at for `subject`, by day; those of some days alone, where days are named.
#[must_use]
pub fn selected<'a>(cx: &Context<'a>, duty: &'a Duty, subject: Subject, selector: &'a Selector, days: Days<'_>) -> Vec<Finding<'a>> {
    once_each(records(cx, duty, subject, selector, &Counting::Object, days))
}

fn register_finding<'a>(happening: events::Happening) -> Finding<'a> {
    let weight = happening.day.map_or(Weight::Counts, |lack| Weight::Undecided(vec![lack]));
    Finding { date: happening.date, what: happening.what, record: None, weight, unknown_quorum: false, made_up: None }
}

/// A record that serves several kinds is one finding, the best of them; the whole by day.
pub(crate) fn once_each(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|f| (f.date, f.record.map(|r| (r.entered.seq, r.id)), rank(f)));
    findings.dedup_by(|later, kept| later.record.is_some() && later.record.map(|r| r.id) == kept.record.map(|r| r.id));
    findings
}

fn rank(finding: &Finding) -> u8 {
    match finding.weight {
        Weight::Counts => 0,
        Weight::Undecided(_) => 1,
        Weight::Not(_) => 2,
    }
}

fn records<'a>(cx: &Context<'a>, duty: &'a Duty, subject: Subject, selector: &'a Selector, by: &Counting, days: Days<'_>) -> Vec<Finding<'a>> {
    let mut out = Vec::new();
    for name in &selector.kinds {
        let Some(kind) = cx.library.record_kinds.get(name) else { continue };
        let mut seen = BTreeSet::new();
        for record in candidates(cx, kind, subject, by) {
            if record.date > cx.as_of || days.is_some_and(|days| !days.contains(&record.date)) {
                continue;
            }
            let scene = Scene { duty, subject, date: record.date, record: Some(record) };
            let (mut weight, unknown_quorum) = weigh(cx, scene, kind, selector, record);
            let same = same_key(kind, subject, record);
            if weight == Weight::Counts && same.is_some_and(|key| !seen.insert(key)) {
                weight = Weight::Not(NotCounted::Repeated);
            }
            out.push(Finding::of_record(cx, record, (weight, unknown_quorum)));
        }
    }
    out
}

/// The label of the period that a record is entered as making up for.
fn made_up<'a>(cx: &Context<'a>, record: &'a Record) -> Option<&'a str> {
    match cx.library.meanings.names(Meaning::MakesUp).iter().find_map(|name| record.fields.get(name))? {
        Value::Code(label) => Some(label),
        Value::Codes(labels) => labels.first().map(|label| label.as_str()),
        Value::Number(_) | Value::Date(_) | Value::Flag(_) => None,
    }
}

/// Does a record count, and are the numbers present unknown where its kind asks for a quorum?
pub(crate) fn weigh(cx: &Context, scene: Scene, kind: &RecordKind, selector: &Selector, record: &Record) -> (Weight, bool) {
    if record.withdrawn {
        return (Weight::Not(NotCounted::Withdrawn), false);
    }
    let quorum = kind.quorum.as_ref().map_or(Truth::True, |share| condition::record_share(cx, scene, share));
    let unknown_quorum = matches!(quorum, Truth::Unknown(_));
    if quorum == Truth::False {
        return (Weight::Not(NotCounted::NoQuorum), false);
    }
    let weight = match &selector.when {
        None => Weight::Counts,
        Some(when) => match condition::judge(cx, scene, when) {
            Truth::True => Weight::Counts,
            Truth::False => Weight::Not(NotCounted::Fails(Wording::of(scene.duty, &when.words))),
            Truth::Unknown(reasons) => Weight::Undecided(reasons),
        },
    };
    (weight, unknown_quorum)
}

/// The records of a kind that concern a subject.
fn candidates<'a>(cx: &Context<'a>, kind: &'a RecordKind, subject: Subject, by: &Counting) -> Vec<&'a Record> {
    let name = kind.name.as_str();
    match subject {
        Subject::Body(body) => cx.records_of_body(name, body).to_vec(),
        Subject::Person(person) if *by == Counting::Attendance => Attendee::of(cx, person).attended(name),
        Subject::Person(person) => {
            if let Counting::Roles(roles) = by {
                let acts = |record: &&Record| roles.iter().any(|role| record.people.get(role).is_some_and(|people| people.contains(&person)));
                return cx.records_of_person(name, person).filter(acts).collect();
            }
            cx.records_of_person(name, person).filter(|record| about(cx.library, record, kind).any(|p| p == person)).collect()
        }
        Subject::Post(post) => match kind.belongs {
            Belongs::Body => cx.site.posts.get(&post).map_or_else(Vec::new, |p| cx.records_of_body(name, p.body).to_vec()),
            Belongs::Person => cx
                .holdings_of_post(post)
                .iter()
                .flat_map(|h| {
                    cx.records_of_person(name, h.person).filter(|r| holds(Some(h.from), h.until, r.date)).map(|r| (h.person, r))
                })
                .filter(|(holder, record)| about(cx.library, record, kind).any(|p| p == *holder))
                .map(|(_, record)| record)
                .collect(),
        },
    }
}

/// What makes two entries the same (去重); `None` where the kind names nothing, or where the text has been erased.
fn same_key(kind: &RecordKind, subject: Subject, record: &Record) -> Option<Vec<String>> {
    if kind.same_by.is_empty() {
        return None;
    }
    kind.same_by
        .iter()
        .map(|name| {
            if name == "日期" {
                return Some(record.date.to_string());
            }
            // For a person's own duty an entry that also names others is still the same entry.
            if matches!(subject, Subject::Person(_)) && kind.object.as_ref() == Some(name) {
                return Some(String::new());
            }
            if let Some(value) = record.fields.get(name) {
                return Some(format!("{value:?}"));
            }
            if let Some(people) = record.people.get(name) {
                return Some(format!("{people:?}"));
            }
            record.text.open().map(|text| text.marks.get(name).map(|mark| format!("{mark:?}")).unwrap_or_default())
        })
        .collect()
}

/// What of the findings is about the same matter as a record (同一): those that differ from it are left out, and where it cannot be
/// told, they are undecided. Events of the registers are of no matter.
#[must_use]
pub fn of_matter<'a>(duty: &Duty, record: Option<&Record>, found: &[Finding<'a>]) -> Vec<Finding<'a>> {
    let Some(record) = record.filter(|_| !duty.same.is_empty()) else { return found.to_vec() };
    let kept = found.iter().filter_map(|finding| {
        let same = finding.record.map_or_else(|| Ok(true), |other| same_matter(duty, record, other));
        match same {
            Ok(same) => same.then(|| finding.clone()),
            Err(lack) if finding.counts() => Some(Finding { weight: Weight::Undecided(vec![lack]), ..finding.clone() }),
            Err(_) => Some(finding.clone()),
        }
    });
    kept.collect()
}

/// Do two records agree in the fields that make a matter? Where several are named in both, one in common is enough.
fn same_matter(duty: &Duty, one: &Record, other: &Record) -> Result<bool, Lack> {
    let mut unknown = None;
    for field in &duty.same {
        match (named_in(one, field), named_in(other, field)) {
            (Some(a), Some(b)) if !a.iter().any(|value| b.contains(value)) => return Ok(false),
            (Some(_), Some(_)) => {}
            (a, _) => unknown = unknown.or(Some(Lack::Field(if a.is_none() { one.id } else { other.id }, Wording::of(duty, field)))),
        }
    }
    unknown.map_or(Ok(true), Err)
}

fn named_in(record: &Record, field: &str) -> Option<Vec<String>> {
    let people = || record.people.get(field).map(|people| people.iter().map(ToString::to_string).collect());
    let named: Option<Vec<String>> = match record.fields.get(field) {
        Some(Value::Code(code)) => Some(vec![code.to_string()]),
        Some(Value::Codes(codes)) => Some(codes.iter().map(ToString::to_string).collect()),
        Some(_) => None,
        None => people(),
    };
    named.filter(|named| !named.is_empty())
}
