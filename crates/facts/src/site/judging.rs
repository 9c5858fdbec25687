//! Which units can be judged otherwise where an entity is touched.
//!
//! A unit's judgement rests on its own bodies, posts and people; on the records and items about them; on what is below its
//! bodies; on the bodies in which its people have to do. What is said here is never too little: a test holds it to judging
//! anew. A record or an item is said with its kinds: which duties look at these, in their own unit and in bodies below, the
//! packs say.

#![deny(clippy::wildcard_enum_match_arm)] // An entity that is added must say who is judged by it.

use crate::entity::Entity;
use crate::record::{Item, Record};
use crate::subject::Subject;
use crate::register::Ledger;
use crate::site::Site;
use jishi_base::{Atom, BodyId, PersonId, RecordId, UnitId};
use jishi_calendar::Date;
use std::collections::BTreeSet;

/// The duty, by name, about which something was decided of somebody.
pub(crate) type Decided = (Subject, Atom);

/// What must be judged again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Judged {
    /// Units, whatever the duty.
    pub units: BTreeSet<UnitId>,
    /// Units where something of a kind happened: as far as duties look at it.
    pub kinds: BTreeSet<(UnitId, Atom)>,
    /// Units above what happened, by kind: as far as duties look at it in bodies below.
    pub above: BTreeSet<(UnitId, Atom)>,
    /// The bodies that it is about, and the people whom it names.
    pub subjects: BTreeSet<Subject>,
    /// The days on which it took place.
    pub days: BTreeSet<Date>,
    /// What it decides, and in which unit.
    pub decided: BTreeSet<(UnitId, Decided)>,
}

impl Judged {
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.units.extend(other.units);
        self.kinds.extend(other.kinds);
        self.above.extend(other.above);
        self.subjects.extend(other.subjects);
        self.days.extend(other.days);
        self.decided.extend(other.decided);
        self
    }
}

impl Site {
    /// What is judged by these entities, seen from this site: asked before an event and after it.
    pub(crate) fn judged_by(&self, entities: &[Entity]) -> Judged {
        let mut judged = Judged::default();
        entities.iter().for_each(|entity| self.judge_by(entity, &mut judged));
        judged
    }

    /// The units that a record may have to be looked at for: of their own, and for bodies below theirs.
    #[must_use]
    pub fn looking_at(&self, record: RecordId) -> (BTreeSet<UnitId>, BTreeSet<UnitId>) {
        let judged = self.judged_by(&[Entity::Record(record)]);
        let units = |kinds: BTreeSet<(UnitId, Atom)>| kinds.into_iter().map(|(unit, _)| unit).collect();
        (units(judged.kinds), units(judged.above))
    }

    fn judge_by(&self, entity: &Entity, judged: &mut Judged) {
        match entity {
            Entity::Unit(unit) => drop(judged.units.insert(*unit)),
            Entity::Ledger(Ledger { unit, body, .. }) => {
                judged.units.insert(*unit);
                body.iter().for_each(|body| self.judge_by_body(*body, judged));
            }
            Entity::Body(body) => self.judge_by_body(*body, judged),
            Entity::Person(person) | Entity::Memberships(person) => self.judge_by_person(*person, judged),
            Entity::Post(post) => self.posts.get(post).into_iter().for_each(|post| self.judge_by_body(post.body, judged)),
            Entity::Holding(holding) => {
                if let Some(holding) = self.holdings.get(holding) {
                    self.judge_by_person(holding.person, judged);
                    self.posts.get(&holding.post).into_iter().for_each(|post| self.judge_by_body(post.body, judged));
                }
            }
            Entity::Link(link) => {
                let ends = self.links.get(link).map(|link| [link.from, link.to]);
                judged.units.extend(ends.into_iter().flatten().filter_map(|end| self.unit_of(end)));
            }
            Entity::Record(record) => self.records.get(record).into_iter().for_each(|record| self.judge_by_record(record, judged)),
            Entity::Item(item) => self.items.get(item).into_iter().for_each(|item| self.judge_by_item(item, judged)),
            Entity::Waiver(place) => self.waivers.get(at(*place)).into_iter().for_each(|one| self.judge_by_decision(one.subject, &one.duty, judged)),
            Entity::Reason(place) => self.reasons.get(at(*place)).into_iter().for_each(|one| self.judge_by_decision(one.subject, &one.duty, judged)),
            Entity::Extension(place) => self.extensions.get(at(*place)).into_iter().for_each(|one| self.judge_by_decision(one.subject, &one.duty, judged)),
            Entity::Site | Entity::Import(_) | Entity::Proposal(_) | Entity::Account(_) => {}
        }
    }

    /// Who stands above or below it, and where its people have to do besides.
    fn judge_by_body(&self, body: BodyId, judged: &mut Judged) {
        let near: Vec<BodyId> = self.near(body).collect();
        let all = self.with_above(near).into_iter().chain(self.with_below([body]));
        judged.units.extend(all.flat_map(|body| self.units_about(body)));
    }

    /// The bodies in which a person has to do, as far as their registers tell of their people.
    fn judge_by_person(&self, person: PersonId, judged: &mut Judged) {
        judged.units.extend(self.unit_of(Subject::Person(person)));
        let all = self.with_above(self.bodies_of(person));
        judged.units.extend(all.into_iter().flat_map(|body| self.units_about(body)));
    }

    /// Its bodies and their people, who may have taken part; the people it names, with their bodies; who is above them.
    fn judge_by_record(&self, record: &Record, judged: &mut Judged) {
        let people: BTreeSet<PersonId> = record.people.values().flatten().copied().collect();
        let mut units: BTreeSet<UnitId> = record.bodies.iter().flat_map(|body| self.units_about(*body)).collect();
        units.extend(people.iter().filter_map(|person| self.unit_of(Subject::Person(*person))));
        let near = record.bodies.iter().flat_map(|body| self.near(*body)).chain(people.iter().flat_map(|person| self.bodies_of(*person)));
        let near: BTreeSet<BodyId> = near.collect();
        units.extend(near.iter().filter_map(|body| self.unit_of(Subject::Body(*body))));
        let above: BTreeSet<UnitId> = self.with_above(near).into_iter().filter_map(|body| self.unit_of(Subject::Body(body))).collect();
        judged.days.insert(record.date);
        judged.subjects.extend(record.bodies.iter().map(|body| Subject::Body(*body)));
        judged.subjects.extend(people.into_iter().map(Subject::Person));
        for kind in &record.kinds {
            judged.above.extend(above.difference(&units).map(|unit| (*unit, kind.clone())));
            judged.kinds.extend(units.iter().map(|unit| (*unit, kind.clone())));
        }
    }

    fn judge_by_item(&self, item: &Item, judged: &mut Judged) {
        let people = || [item.owner, item.closed_by, item.verified_by].into_iter().flatten();
        let subjects: BTreeSet<Subject> = std::iter::once(Subject::Body(item.body)).chain(people().map(Subject::Person)).collect();
        judged.kinds.extend(subjects.iter().filter_map(|subject| self.unit_of(*subject)).map(|unit| (unit, (&item.kind).into())));
        judged.subjects.extend(subjects);
    }

    /// A decision is about one duty of one subject.
    fn judge_by_decision(&self, subject: Subject, duty: &str, judged: &mut Judged) {
        judged.decided.extend(self.unit_of(subject).map(|unit| (unit, (subject, duty.into()))));
    }
}

fn at(place: u64) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
