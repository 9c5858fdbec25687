//! Who has to do with whom: ways through the registers that are found here, instead of looking through all of them.
//!
//! A tie that there ever was stays: what follows from ties is what may be touched, and too much of it costs time alone.

use crate::entity::Entity;
use crate::record::Record;
use crate::subject::Subject;
use crate::site::Site;
use crate::site::shelves::Shelves;
use jishi_base::{BodyId, Map, PersonId, PostId, RecordId, Set, UnitId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The ties of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ties {
    /// The bodies that a person ever belonged to or held a post in.
    bodies: Map<PersonId, Set<BodyId>>,
    /// The bodies that ever had a person in common with a body.
    near: Map<BodyId, Set<BodyId>>,
    /// The units, other than its own, that people of a body are of.
    elsewhere: Map<BodyId, Set<UnitId>>,
    /// The bodies that ever stood to a body in any relation.
    below: Map<BodyId, Set<BodyId>>,
    /// The records that are about a unit: of its bodies, naming its people, or of no body and naming people of its bodies.
    filed: Map<UnitId, Set<RecordId>>,
    /// The same by the bodies and people that they name.
    pub(crate) shelves: Shelves,
}

fn all<'m, K: Ord, V: Ord>(map: &'m Map<K, Set<V>>, key: &K) -> impl Iterator<Item = &'m V> + use<'m, K, V> {
    map.get(key).into_iter().flat_map(Set::iter)
}

impl Ties {
    /// The same over these records: of a site that holds others than those that were entered.
    #[must_use]
    pub fn over(&self, records: &Map<RecordId, Record>) -> Self {
        let mut shelves = Shelves::default();
        records.entries().for_each(|(_, record)| shelves.put(record));
        Self { shelves, ..self.clone() }
    }

    fn file(&mut self, record: RecordId, unit: UnitId) {
        self.filed.get_or_default(unit).insert(record);
    }
}

impl Site {
    /// Notes that a body stands to another in some relation.
    pub(crate) fn tie_below(&mut self, body: BodyId, to: BodyId) {
        self.ties.below.get_or_default(to).insert(body);
    }

    /// Notes that a person has a post.
    pub(crate) fn tie_holder(&mut self, person: PersonId, post: PostId) {
        if let Some(body) = self.posts.get(&post).map(|post| post.body) {
            self.tie_person(person, body);
        }
    }

    /// Notes that a person has to do with a body.
    pub(crate) fn tie_person(&mut self, person: PersonId, body: BodyId) {
        if self.ties.bodies.get(&person).is_some_and(|bodies| bodies.contains(&body)) {
            return;
        }
        let (own, there) = (self.unit_of(Subject::Person(person)), self.unit_of(Subject::Body(body)));
        let others: Vec<BodyId> = all(&self.ties.bodies, &person).copied().collect();
        for other in others {
            self.ties.near.get_or_default(other).insert(body);
            self.ties.near.get_or_default(body).insert(other);
        }
        if let Some(own) = own.filter(|_| own != there) {
            self.ties.elsewhere.get_or_default(body).insert(own);
        }
        self.ties.bodies.get_or_default(person).insert(body);
        if let (Some(own), Some(there)) = (own, there)
            && own != there
        {
            self.file_of(person, own, there);
        }
    }

    /// Files what is about a person alone under another unit too: that of a branch which is not of the person's own unit.
    fn file_of(&mut self, person: PersonId, own: UnitId, there: UnitId) {
        let alone = |record: &Record| record.bodies.is_empty() && record.people.values().flatten().any(|named| *named == person);
        let theirs: Vec<RecordId> = all(&self.ties.filed, &own).filter(|id| self.records.get(id).is_some_and(alone)).copied().collect();
        theirs.into_iter().for_each(|record| self.ties.file(record, there));
    }

    /// The bodies that a person ever had to do with.
    pub(crate) fn bodies_of(&self, person: PersonId) -> impl Iterator<Item = BodyId> {
        all(&self.ties.bodies, &person).copied()
    }

    /// A body with those that ever had a person in common with it.
    pub(crate) fn near(&self, body: BodyId) -> impl Iterator<Item = BodyId> {
        std::iter::once(body).chain(all(&self.ties.near, &body).copied())
    }

    /// The units of a body and of its people.
    pub(crate) fn units_about(&self, body: BodyId) -> impl Iterator<Item = UnitId> {
        self.unit_of(Subject::Body(body)).into_iter().chain(all(&self.ties.elsewhere, &body).copied())
    }

    /// Bodies with all that they ever stood to, in any relation.
    #[must_use]
    pub fn with_above(&self, bodies: impl IntoIterator<Item = BodyId>) -> BTreeSet<BodyId> {
        reach(bodies, |body| self.bodies.get(&body).into_iter().flat_map(|body| body.relations.iter().map(|relation| relation.to)))
    }

    /// Bodies with all that ever stood to them.
    pub(crate) fn with_below(&self, bodies: impl IntoIterator<Item = BodyId>) -> BTreeSet<BodyId> {
        reach(bodies, |body| all(&self.ties.below, &body).copied())
    }

    /// Takes records out of the files of their units, before they change.
    pub(crate) fn unfile(&mut self, touched: &[Entity]) {
        for (record, unit) in self.places_filed(touched) {
            self.ties.filed.get_mut(&unit).into_iter().for_each(|filed| filed.remove(&record));
        }
        records(touched).filter_map(|id| self.records.shared(&id)).for_each(|record| self.ties.shelves.take(&record));
    }

    /// Puts them back, after they have changed.
    pub(crate) fn file(&mut self, touched: &[Entity]) {
        self.places_filed(touched).into_iter().for_each(|(record, unit)| self.ties.file(record, unit));
        records(touched).filter_map(|id| self.records.shared(&id)).for_each(|record| self.ties.shelves.put(&record));
    }

    fn places_filed(&self, touched: &[Entity]) -> BTreeSet<(RecordId, UnitId)> {
        let records = records(touched).filter_map(|id| self.records.get(&id));
        records.flat_map(|record| units_about(self, record).into_iter().map(move |unit| (record.id, unit))).collect()
    }

    /// The records that are about some units, each once: of their bodies, or naming their people.
    #[must_use]
    pub fn records_about(&self, units: &BTreeSet<UnitId>) -> Vec<&Record> {
        let filed = units.iter().flat_map(|unit| all(&self.ties.filed, unit));
        let ids: BTreeSet<RecordId> = filed.copied().collect();
        ids.iter().filter_map(|id| self.records.get(id)).collect()
    }

    /// The records of a kind that belong to a body, or that name a person in any role: by day, then in the order of entry.
    #[must_use]
    pub fn records_naming(&self, subject: Subject, kind: &str) -> &[Arc<Record>] {
        self.ties.shelves.of(subject, kind)
    }
}

fn records(touched: &[Entity]) -> impl Iterator<Item = RecordId> {
    touched.iter().filter_map(|entity| if let Entity::Record(id) = entity { Some(*id) } else { None })
}

fn units_about(site: &Site, record: &Record) -> BTreeSet<UnitId> {
    let people = || record.people.values().flatten();
    let mut bodies: BTreeSet<BodyId> = record.bodies.iter().copied().collect();
    // What is about people alone is found under their branches, of whatever unit these are.
    if record.bodies.is_empty() {
        bodies.extend(people().flat_map(|person| site.bodies_of(*person)));
    }
    let subjects = bodies.into_iter().map(Subject::Body).chain(people().map(|person| Subject::Person(*person)));
    subjects.filter_map(|subject| site.unit_of(subject)).collect()
}

/// Everything that is reached step by step, from where one begins.
fn reach<I: Iterator<Item = BodyId>>(from: impl IntoIterator<Item = BodyId>, step: impl Fn(BodyId) -> I) -> BTreeSet<BodyId> {
    let (mut seen, mut open) = (BTreeSet::new(), from.into_iter().collect::<Vec<_>>());
    while let Some(body) = open.pop() {
        if seen.insert(body) {
            open.extend(step(body));
        }
    }
    seen
}

#[cfg(test)]
mod tests;
