//! What a person was not there for: the last that was attended, and what was missed since.

use crate::attendance::Attendee;
use crate::context::{Context, Scene, Shelf, place};
use crate::evidence::{Finding, Weight, gather, once_each, weigh};
use crate::instance::NotCounted;
use jishi_base::PersonId;
use jishi_calendar::Date;
use jishi_facts::{Record, Subject};
use jishi_pack::{Duty, Evidence, Occurrence, RecordKind, Selector};

/// The last that a person took part in and that counts, by the day judged.
#[must_use]
pub fn last_attended<'a>(cx: &Context<'a>, duty: &'a Duty, person: PersonId, evidence: &'a Evidence) -> Option<Finding<'a>> {
    let Some(kinds) = told_apart(cx, evidence) else {
        return gather(cx, duty, Subject::Person(person), evidence).into_iter().rev().find(Finding::counts);
    };
    let whose = Attendee::of(cx, person);
    let mut last: Option<(&'a Record, bool)> = None;
    for (selector, kind) in kinds {
        let shelves: Vec<Shelf<'a>> = whose.shelves(&kind.name);
        let counting = |record: &'a Record| {
            if record.date > cx.as_of || !whose.took_part(record) {
                return None;
            }
            let scene = Scene { duty, subject: Subject::Person(person), date: record.date, record: Some(record) };
            let (weight, unknown_quorum) = weigh(cx, scene, kind, selector, record);
            (weight == Weight::Counts).then_some((record, unknown_quorum))
        };
        // Newest first, and no further than to what is known already.
        let mut newest = |records: &mut dyn Iterator<Item = &'a Record>| {
            let later = records.take_while(|record| last.is_none_or(|(known, _)| place(known) < place(record))).find_map(counting);
            last = later.or(last);
        };
        newest(&mut cx.records_of_person(&kind.name, person).rev());
        shelves.iter().for_each(|shelf| newest(&mut shelf.iter().rev().copied()));
    }
    last.map(|(record, unknown_quorum)| Finding::of_record(cx, record, (Weight::Counts, unknown_quorum)))
}

/// The kinds of records that are looked at, each with its selector, where each record counts or does not by itself: none where the
/// registers are looked at too, or where one record may be the same as another.
fn told_apart<'a>(cx: &Context<'a>, evidence: &'a Evidence) -> Option<Vec<(&'a Selector, &'a RecordKind)>> {
    let mut kinds = Vec::new();
    for occurrence in &evidence.any {
        let Occurrence::Records(selector) = occurrence else { return None };
        kinds.extend(selector.kinds.iter().filter_map(|name| cx.library.record_kinds.get(name)).map(|kind| (selector, kind)));
    }
    kinds.iter().all(|(_, kind)| kind.same_by.is_empty()).then_some(kinds)
}

/// What took place from a day on in the bodies that a person belonged to at the time, and the person had no part in, by day: what
/// the records themselves say of it. What counts for nobody is not missed by anybody.
#[must_use]
pub fn missed<'a>(cx: &Context<'a>, duty: &'a Duty, person: PersonId, evidence: &'a Evidence, since: Date) -> Vec<Finding<'a>> {
    let whose = Attendee::of(cx, person);
    let mut out = Vec::new();
    for selector in evidence.any.iter().filter_map(|one| if let Occurrence::Records(selector) = one { Some(selector) } else { None }) {
        for kind in selector.kinds.iter().filter_map(|name| cx.library.record_kinds.get(name)) {
            let held = whose.shelves(&kind.name);
            let since = held.iter().flat_map(|shelf| shelf.get(shelf.partition_point(|record| record.date < since)..)).flatten().copied();
            let absent = since.filter(|record| record.date <= cx.as_of && !whose.took_part(record)).filter(|record| {
                record.bodies.iter().any(|body| whose.belonged(*body, record.date))
            });
            out.extend(absent.filter_map(|record| {
                let scene = Scene { duty, subject: Subject::Person(person), date: record.date, record: Some(record) };
                let counts = weigh(cx, scene, kind, selector, record).0 == Weight::Counts;
                counts.then(|| Finding::of_record(cx, record, (Weight::Not(NotCounted::Missed), false)))
            }));
        }
    }
    once_each(out)
}
