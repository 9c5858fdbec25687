//! What lies on the shelves is what a search through all records finds, whatever happened to them.

use crate::{Event, Fields, Record, RecordText, Roles, Sealed, Site, Stamp, Subject};
use jishi_base::{BodyId, PersonId, RecordId, SlimSet, UnitId};
use jishi_calendar::Date;
use proptest::collection::vec;
use proptest::prelude::*;

const KINDS: [&str; 3] = ["党课", "谈心谈话", "学习培训"];

fn apply(site: &mut Site, event: &Event) {
    let stamp = Stamp { seq: site.size, at: 0, day: "2026-11-20".parse().unwrap(), actor: "本机".into() };
    site.apply(&stamp, event);
}

fn site() -> Site {
    let mut site = Site::default();
    apply(&mut site, &Event::UnitRegistered { unit: UnitId(1), name: "甲局".into() });
    for body in [10, 11].map(BodyId) {
        apply(&mut site, &Event::BodyRegistered { body, unit: Some(UnitId(1)), kind: "党支部".into(), name: "支部".into(), founded: None, source: None });
    }
    for person in [5, 6].map(PersonId) {
        apply(&mut site, &Event::PersonRegistered { person, unit: UnitId(1), blind: None, details: Sealed::Open(crate::PersonDetails::default()), source: None });
    }
    site
}

/// The same record twice is a correction; of no kind or nobody, a withdrawal or an erasure.
fn step() -> impl Strategy<Value = Event> {
    let sets = (0_u128..12, 0_usize..8, 0_usize..4, 0_usize..4, 1_i8..29);
    sets.prop_map(|(record, kinds, bodies, people, day)| {
        let (record, person) = (RecordId(record), PersonId(5 + (record % 2)));
        let of = |mask: usize, all: usize| (0..all).filter(move |at| mask & (1 << at) != 0);
        let kinds: SlimSet<_> = of(kinds, 3).filter_map(|at| KINDS.get(at)).copied().collect();
        if kinds.is_empty() {
            return if bodies == 0 { Event::PersonErased { person, ground: crate::Ground::Requested, imports: [].into() } } else { Event::RecordWithdrawn { record } };
        }
        let bodies: Vec<BodyId> = of(bodies, 2).map(|at| BodyId(10 + at as u128)).collect();
        let people: Vec<PersonId> = of(people, 2).map(|at| PersonId(5 + at as u128)).collect();
        let (people, date) = (if people.is_empty() { Roles::new() } else { Roles::from([("对象", people)]) }, Date::new(2026, 3, day).unwrap_or_default());
        let text = Sealed::Open(RecordText::from([("主题", "某")]));
        Event::RecordCorrected { record, kinds, bodies, date, fields: Fields::new(), people, text, source: None }
    })
}

/// A correction of what is not there is entered as new.
fn entered(site: &mut Site, event: &Event) {
    match event.clone() {
        Event::RecordCorrected { record, kinds, bodies, date, fields, people, text, source } if !site.records.contains_key(&record) => {
            apply(site, &Event::Recorded { record, kinds, bodies, date, fields, people, text, source });
        }
        event => apply(site, &event),
    }
}

proptest! {
    #[test]
    fn shelves_hold_what_the_records_say(steps in vec(step(), 0..60)) {
        let mut site = site();
        for event in &steps {
            entered(&mut site, event);
        }
        for kind in KINDS {
            for subject in [Subject::Body(BodyId(10)), Subject::Body(BodyId(11)), Subject::Person(PersonId(5)), Subject::Person(PersonId(6))] {
                let names = |record: &&Record| record.kinds.contains(kind) && match subject {
                    Subject::Body(body) => record.bodies.contains(&body),
                    Subject::Person(person) => record.people.values().flatten().any(|named| *named == person),
                    Subject::Post(_) => false,
                };
                let mut all: Vec<&Record> = site.records.values().filter(names).collect();
                all.sort_by_key(|record| (record.date, record.entered.seq, record.id));
                let shelf: Vec<&Record> = site.records_naming(subject, kind).iter().map(|record| &**record).collect();
                prop_assert_eq!(shelf, all, "{:?} {}", subject, kind);
            }
        }
        prop_assert!(site.ties.over(&site.records) == site.ties, "nothing is left of a shelf that is empty");
    }
}
