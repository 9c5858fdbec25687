//! How an entity stands at a moment: told apart, kept, and put back; and its version.

#![deny(clippy::wildcard_enum_match_arm)] // An entity that is added must say how it stands.

use crate::entity::{Entity, Moves};
use crate::register::{Link, Membership};
use crate::site::Site;
use jishi_base::{Map, PersonId};
use jishi_calendar::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What tells whether an entity has been changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum State {
    #[default]
    Absent,
    Version(u64),
    Memberships(Vec<Membership>),
    Uptake(Date),
    Link(Box<Link>),
}

/// The states of a site's entities. Made once for many questions: memberships lie in one list.
pub(crate) struct States<'s> {
    site: &'s Site,
    memberships: BTreeMap<PersonId, Vec<Membership>>,
}

impl<'s> States<'s> {
    pub(crate) fn of(site: &'s Site) -> Self {
        let mut memberships: BTreeMap<PersonId, Vec<Membership>> = BTreeMap::new();
        for membership in &site.memberships {
            memberships.entry(membership.person).or_default().push(membership.clone());
        }
        Self { site, memberships }
    }

    pub(crate) fn state(&self, entity: &Entity) -> State {
        let site = self.site;
        match entity {
            Entity::Link(id) => site.links.get(id).map_or(State::Absent, |link| State::Link(Box::new(link.clone()))),
            Entity::Ledger(ledger) => site.uptakes.get(ledger).map_or(State::Absent, |from| State::Uptake(*from)),
            Entity::Memberships(person) => self.memberships.get(person).map_or(State::Absent, |all| State::Memberships(all.clone())),
            Entity::Unit(_) | Entity::Body(_) | Entity::Person(_) | Entity::Post(_) | Entity::Holding(_) | Entity::Record(_) | Entity::Item(_) => {
                entity.version(site).map_or(State::Absent, State::Version)
            }
            // No import changes these, and none is taken back by them.
            Entity::Site
            | Entity::Waiver(_)
            | Entity::Reason(_)
            | Entity::Extension(_)
            | Entity::Import(_)
            | Entity::Proposal(_)
            | Entity::Account(_) => State::Absent,
        }
    }
}

impl Entity {
    /// The version it has now, which a change of it must name: the position in the journal of the last event about it. None
    /// where there is no such thing, and of what has no version.
    #[must_use]
    pub fn version(&self, site: &Site) -> Option<u64> {
        match self {
            Self::Unit(id) => site.units.get(id).map(|entry| entry.version),
            Self::Body(id) => site.bodies.get(id).map(|entry| entry.version),
            Self::Person(id) => site.people.get(id).map(|entry| entry.version),
            Self::Post(id) => site.posts.get(id).map(|entry| entry.version),
            Self::Holding(id) => site.holdings.get(id).map(|entry| entry.version),
            Self::Record(id) => site.records.get(id).map(|entry| entry.version),
            Self::Item(id) => site.items.get(id).map(|entry| entry.version),
            Self::Site
            | Self::Ledger(_)
            | Self::Memberships(_)
            | Self::Link(_)
            | Self::Waiver(_)
            | Self::Reason(_)
            | Self::Extension(_)
            | Self::Import(_)
            | Self::Proposal(_)
            | Self::Account(_) => None,
        }
    }

    /// Is it kept as it was while an import is folded, so that it can be put back? What is only ever added to is not.
    pub(crate) fn can_be_put_back(&self) -> bool {
        match self.moves() {
            Moves::Registers | Moves::Activity => true,
            Moves::Decision | Moves::Imports | Moves::Proposals | Moves::Nothing => false,
        }
    }
}

impl Site {
    /// Copies an entity from `other`, which this site does not have yet.
    pub(crate) fn keep(&mut self, entity: &Entity, other: &Self) {
        if let Entity::Memberships(person) = entity {
            self.memberships.extend(other.memberships.iter().filter(|membership| membership.person == *person).cloned());
        } else {
            self.put(entity, other);
        }
    }

    /// Puts entities in the state that they have in `other`: away, where it has none.
    pub(crate) fn put_back<'e>(&mut self, entities: impl Iterator<Item = &'e Entity>, other: &Self) {
        let mut people = BTreeSet::new();
        for entity in entities {
            if let Entity::Memberships(person) = entity {
                people.insert(*person);
            } else {
                self.put(entity, other);
            }
        }
        self.put_memberships(&people, other);
    }

    fn put(&mut self, entity: &Entity, other: &Self) {
        match entity {
            Entity::Unit(id) => put(&mut self.units, &other.units, *id),
            Entity::Body(id) => put(&mut self.bodies, &other.bodies, *id),
            Entity::Person(id) => put(&mut self.people, &other.people, *id),
            Entity::Post(id) => put(&mut self.posts, &other.posts, *id),
            Entity::Holding(id) => put(&mut self.holdings, &other.holdings, *id),
            Entity::Link(id) => put(&mut self.links, &other.links, *id),
            Entity::Record(id) => put(&mut self.records, &other.records, *id),
            Entity::Item(id) => put(&mut self.items, &other.items, *id),
            Entity::Ledger(ledger) => put(&mut self.uptakes, &other.uptakes, ledger.clone()),
            Entity::Memberships(_)
            | Entity::Site
            | Entity::Waiver(_)
            | Entity::Reason(_)
            | Entity::Extension(_)
            | Entity::Import(_)
            | Entity::Proposal(_)
            | Entity::Account(_) => {}
        }
    }

    /// The memberships of some people as they are in `other`, where the first of each person's stood.
    fn put_memberships(&mut self, people: &BTreeSet<PersonId>, other: &Self) {
        let mut theirs: BTreeMap<PersonId, Vec<Membership>> = BTreeMap::new();
        for membership in other.memberships.iter().filter(|membership| people.contains(&membership.person)) {
            theirs.entry(membership.person).or_default().push(membership.clone());
        }
        let mine = std::mem::take(&mut self.memberships);
        for membership in &mine {
            if people.contains(&membership.person) {
                self.memberships.extend(theirs.remove(&membership.person).unwrap_or_default());
            } else {
                self.memberships.push(membership.clone());
            }
        }
        self.memberships.extend(theirs.into_values().flatten());
    }
}

fn put<K: Ord + Clone, T>(to: &mut Map<K, T>, from: &Map<K, T>, key: K) {
    match from.shared(&key) {
        Some(entry) => drop(to.share(key, entry)),
        None => drop(to.remove(&key)),
    }
}
