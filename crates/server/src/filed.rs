//! The records of one unit in the order that pages show, made when first asked for, and kept until one of them changes.

use jishi_base::{BodyId, PersonId, RecordId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Record, Site};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Places in a list, in its order.
type Places = Box<[u32]>;

/// Lists of records that stand, each newest first.
#[derive(Debug, Default)]
pub(crate) struct Filed {
    /// All of the unit.
    all: Box<[RecordId]>,
    /// Of a body; those of its people too.
    of_body: BTreeMap<BodyId, Places>,
    /// Those that name a person.
    of_person: BTreeMap<PersonId, Places>,
}

impl Filed {
    /// `branch` is the branch of each member on that day.
    pub(crate) fn new(site: &Site, unit: UnitId, branch: &BTreeMap<PersonId, BodyId>, as_of: Date) -> Self {
        let records = newest_first(site.records_about(&[unit].into()).into_iter(), as_of);
        let (mut of_body, mut of_person): (BTreeMap<BodyId, Vec<u32>>, BTreeMap<PersonId, Vec<u32>>) = Default::default();
        for (record, place) in records.iter().zip(0..) {
            let people: BTreeSet<PersonId> = record.people.values().flatten().copied().collect();
            // A person's own record belongs to no body: it is found under the branch.
            let bodies: BTreeSet<BodyId> = match &**record.bodies {
                [] => people.iter().filter_map(|person| branch.get(person).copied()).collect(),
                bodies => bodies.iter().copied().collect(),
            };
            bodies.into_iter().for_each(|body| of_body.entry(body).or_default().push(place));
            people.into_iter().for_each(|person| of_person.entry(person).or_default().push(place));
        }
        Self { all: records.iter().map(|record| record.id).collect(), of_body: exact(of_body), of_person: exact(of_person) }
    }

    fn at<'s>(&'s self, places: Option<&'s Places>) -> impl Iterator<Item = RecordId> {
        places.into_iter().flatten().filter_map(|place| self.all.get(usize::try_from(*place).ok()?).copied())
    }

    pub(crate) fn of_body(&self, body: BodyId) -> impl Iterator<Item = RecordId> {
        self.at(self.of_body.get(&body))
    }

    pub(crate) fn of_person(&self, person: PersonId) -> impl Iterator<Item = RecordId> {
        self.at(self.of_person.get(&person))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = RecordId> {
        self.all.iter().copied()
    }
}

/// Without the room that lists keep for more.
fn exact<K: Ord>(lists: BTreeMap<K, Vec<u32>>) -> BTreeMap<K, Places> {
    lists.into_iter().map(|(key, places)| (key, places.into())).collect()
}

/// The records that stand on a day, newest first.
pub(crate) fn newest_first<'s>(records: impl Iterator<Item = &'s Record>, as_of: Date) -> Vec<&'s Record> {
    let mut standing: Vec<&Record> = records.filter(|record| !record.withdrawn && record.date <= as_of).collect();
    standing.sort_by_key(|record| Reverse((record.date, record.entered.seq)));
    standing
}
