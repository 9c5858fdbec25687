//! The records of one unit in the order that pages show, made when first asked for, and kept until one of them changes.

use jishi_base::{BodyId, PersonId, RecordId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Record, Site};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Lists of records that stand, each newest first.
#[derive(Debug, Default)]
pub(crate) struct Filed {
    /// Of a body; those of its people too.
    of_body: BTreeMap<BodyId, Vec<RecordId>>,
    /// Those that name a person.
    of_person: BTreeMap<PersonId, Vec<RecordId>>,
    /// All of the unit.
    all: Vec<RecordId>,
}

impl Filed {
    /// `branch` is the branch of each member on that day.
    pub(crate) fn new(site: &Site, unit: UnitId, branch: &BTreeMap<PersonId, BodyId>, as_of: Date) -> Self {
        let mut filed = Self::default();
        for record in newest_first(site.records_about(&[unit].into()).into_iter(), as_of) {
            let people: BTreeSet<PersonId> = record.people.values().flatten().copied().collect();
            // A person's own record belongs to no body: it is found under the branch.
            let bodies: BTreeSet<BodyId> = match &*record.bodies {
                [] => people.iter().filter_map(|person| branch.get(person).copied()).collect(),
                bodies => bodies.iter().copied().collect(),
            };
            bodies.into_iter().for_each(|body| filed.of_body.entry(body).or_default().push(record.id));
            people.into_iter().for_each(|person| filed.of_person.entry(person).or_default().push(record.id));
            filed.all.push(record.id);
        }
        filed
    }

    pub(crate) fn of_body(&self, body: BodyId) -> &[RecordId] {
        self.of_body.get(&body).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn of_person(&self, person: PersonId) -> &[RecordId] {
        self.of_person.get(&person).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn all(&self) -> &[RecordId] {
        &self.all
    }
}

/// The records that stand on a day, newest first.
pub(crate) fn newest_first<'s>(records: impl Iterator<Item = &'s Record>, as_of: Date) -> Vec<&'s Record> {
    let mut standing: Vec<&Record> = records.filter(|record| !record.withdrawn && record.date <= as_of).collect();
    standing.sort_by_key(|record| Reverse((record.date, record.entered.seq)));
    standing
}
