//! Who has to do with whom: ways through the registers that are found here, instead of looking through all of them.
//!
//! A tie that there ever was stays: what follows from ties is what may be touched, and too much of it costs time alone.

use crate::entity::Entity;
use crate::record::Record;
use crate::subject::Subject;
use crate::site::Site;
use jishi_base::{Atom, BodyId, Map, PersonId, PostId, RecordId, Set, UnitId};
use std::collections::BTreeSet;

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
    /// The units that have people or bodies of people in common with a unit.
    tied: Map<UnitId, Set<UnitId>>,
    /// The records that are about a unit, by kind: of its bodies, naming its people, or of no body and naming people of its bodies.
    filed: Map<UnitId, Map<Atom, Set<RecordId>>>,
}

fn all<'m, K: Ord, V: Ord>(map: &'m Map<K, Set<V>>, key: &K) -> impl Iterator<Item = &'m V> + use<'m, K, V> {
    map.get(key).into_iter().flat_map(Set::iter)
}

impl Ties {
    fn file(&mut self, record: RecordId, unit: UnitId, kind: Atom) {
        self.filed.get_or_default(unit).get_or_default(kind).insert(record);
    }

    /// The records that are filed under a unit, with the kind under which each is.
    fn filed_under(&self, unit: UnitId) -> impl Iterator<Item = (&Atom, &RecordId)> {
        let kinds = self.filed.get(&unit).into_iter().flat_map(Map::iter);
        kinds.flat_map(|(kind, records)| records.iter().map(move |record| (kind, record)))
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
        let units: BTreeSet<UnitId> = others.iter().filter_map(|other| self.unit_of(Subject::Body(*other))).chain(own).chain(there).collect();
        for other in others {
            self.ties.near.get_or_default(other).insert(body);
            self.ties.near.get_or_default(body).insert(other);
        }
        if let Some(own) = own.filter(|_| own != there) {
            self.ties.elsewhere.get_or_default(body).insert(own);
        }
        for unit in &units {
            units.iter().filter(|other| *other != unit).for_each(|other| self.ties.tied.get_or_default(*unit).insert(*other));
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
        let theirs: Vec<(RecordId, Atom)> = self.ties.filed_under(own).filter(|(_, id)| self.records.get(id).is_some_and(alone))
            .map(|(kind, id)| (*id, kind.clone())).collect();
        theirs.into_iter().for_each(|(record, kind)| self.ties.file(record, there, kind));
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
    pub(crate) fn with_above(&self, bodies: impl IntoIterator<Item = BodyId>) -> BTreeSet<BodyId> {
        reach(bodies, |body| self.bodies.get(&body).into_iter().flat_map(|body| body.relations.iter().map(|relation| relation.to)))
    }

    /// Bodies with all that ever stood to them.
    pub(crate) fn with_below(&self, bodies: impl IntoIterator<Item = BodyId>) -> BTreeSet<BodyId> {
        reach(bodies, |body| all(&self.ties.below, &body).copied())
    }

    /// Takes records out of the files of their units, before they change.
    pub(crate) fn unfile(&mut self, touched: &[Entity]) {
        for (record, unit, kind) in self.places_filed(touched) {
            let filed = self.ties.filed.get_mut(&unit).and_then(|kinds| kinds.get_mut(&kind));
            filed.into_iter().for_each(|filed| filed.remove(&record));
        }
    }

    /// Puts them back, after they have changed.
    pub(crate) fn file(&mut self, touched: &[Entity]) {
        self.places_filed(touched).into_iter().for_each(|(record, unit, kind)| self.ties.file(record, unit, kind));
    }

    fn places_filed(&self, touched: &[Entity]) -> BTreeSet<(RecordId, UnitId, Atom)> {
        let records = touched.iter().filter_map(|entity| if let Entity::Record(id) = entity { self.records.get(id) } else { None });
        let places = records.flat_map(|record| units_about(self, record).into_iter().map(move |unit| (record, unit)));
        places.flat_map(|(record, unit)| record.kinds.iter().map(move |kind| (record.id, unit, kind.clone()))).collect()
    }

    fn filed<'s>(&'s self, units: &BTreeSet<UnitId>, such: impl Fn(&str) -> bool) -> Vec<&'s Record> {
        let filed = units.iter().flat_map(|unit| self.ties.filed_under(*unit)).filter(|(kind, _)| such(kind));
        let ids: BTreeSet<RecordId> = filed.map(|(_, id)| *id).collect();
        ids.iter().filter_map(|id| self.records.get(id)).collect()
    }

    /// The records that are about some units, each once: of their bodies, or naming their people.
    #[must_use]
    pub fn records_about(&self, units: &BTreeSet<UnitId>) -> Vec<&Record> {
        self.filed(units, |_| true)
    }

    /// Those of some kinds among them.
    #[must_use]
    pub fn records_of_kinds(&self, units: &BTreeSet<UnitId>, kinds: &BTreeSet<String>) -> Vec<&Record> {
        self.filed(units, |kind| kinds.contains(kind))
    }

    /// The units whose records a judgement of these units may look at: they themselves with those that their people are tied
    /// to, and the others, which have bodies below theirs.
    #[must_use]
    pub fn looked_at(&self, units: &BTreeSet<UnitId>) -> (BTreeSet<UnitId>, BTreeSet<UnitId>) {
        let with_tied = |units: &BTreeSet<UnitId>| units.iter().flat_map(|unit| all(&self.ties.tied, unit)).chain(units).copied().collect();
        let own = self.bodies.values().filter(|body| body.unit.is_some_and(|unit| units.contains(&unit))).map(|body| body.id);
        let below = self.with_below(own).into_iter().filter_map(|body| self.unit_of(Subject::Body(body))).collect();
        let near: BTreeSet<UnitId> = with_tied(units);
        let below: BTreeSet<UnitId> = with_tied(&below);
        (near.clone(), below.difference(&near).copied().collect())
    }
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
