//! An extent: the bodies, people and units over which something may be done, and the one question asked of it.

use crate::actor::Resource;
use crate::register::Personal;
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_facts::{Item, Post, Record, Site};
use std::collections::BTreeSet;

/// How far a right goes. The sets are complete even where it goes over everything.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    /// Over everything, the site itself included.
    pub whole: bool,
    /// Whole units.
    pub units: BTreeSet<UnitId>,
    /// Bodies.
    pub bodies: BTreeSet<BodyId>,
    /// People.
    pub people: BTreeSet<PersonId>,
    /// The actor, where it goes over what concerns them: records they are in, items they answer for, posts they hold.
    pub own: Option<PersonId>,
    /// Does it only look? Then a joint record needs one of its bodies; to change it takes all of them.
    pub reads: bool,
    /// Which records are about persons.
    pub personal: Personal,
}

impl Extent {
    /// Does a resource lie in it? What does not exist lies nowhere. Every list, count and single read asks this.
    #[must_use]
    pub fn covers(&self, site: &Site, resource: Resource) -> bool {
        match resource {
            Resource::Site => self.whole,
            Resource::Unit(id) => site.units.contains_key(&id) && self.units.contains(&id),
            Resource::Body(id) => site.bodies.contains_key(&id) && self.bodies.contains(&id),
            Resource::Post(id) => site.posts.get(&id).is_some_and(|post| self.covers_post(site, post)),
            Resource::Person(id) => site.people.contains_key(&id) && self.people.contains(&id),
            Resource::Record(id) => site.records.get(&id).is_some_and(|record| self.covers_record(record)),
            Resource::Item(id) => site.items.get(&id).is_some_and(|item| self.covers_item(item)),
        }
    }

    /// A post of a body in it; to look, also a post that the actor holds or held.
    fn covers_post(&self, site: &Site, post: &Post) -> bool {
        let own = || self.own.is_some() && site.holdings.values().any(|held| held.post == post.id && Some(held.person) == self.own);
        self.bodies.contains(&post.body) || (self.reads && own())
    }

    /// A record of its bodies; a record about persons where one of them is in it; to look, also one that the actor is in.
    pub(crate) fn covers_record(&self, record: &Record) -> bool {
        let within = |body: &BodyId| self.bodies.contains(body);
        let mut people = record.people.values().flatten();
        let of_bodies = match (self.personal.is_about(record), self.reads) {
            (true, _) => people.clone().any(|person| self.people.contains(person)),
            (false, true) => record.bodies.iter().any(within),
            (false, false) => record.bodies.iter().all(within),
        };
        self.whole || of_bodies || (self.reads && people.any(|person| Some(*person) == self.own))
    }

    /// An item of its bodies, or one that the actor answers for.
    pub(crate) fn covers_item(&self, item: &Item) -> bool {
        self.whole || self.bodies.contains(&item.body) || (self.own.is_some() && item.owner == self.own)
    }

    /// Both together.
    pub(crate) fn join(&mut self, other: &Self) {
        self.whole |= other.whole;
        self.reads |= other.reads;
        self.units.extend(&other.units);
        self.bodies.extend(&other.bodies);
        self.people.extend(&other.people);
        self.own = self.own.or(other.own);
    }
}
