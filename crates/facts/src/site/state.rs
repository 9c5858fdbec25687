//! How a part of a site stands at a moment: told apart, kept, and put back.

use crate::site::part::Part;
use crate::register::{Link, Membership};
use crate::site::Site;
use jishi_base::{Map, PersonId};
use jishi_calendar::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What tells whether a part has been changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) enum State {
    #[default]
    Absent,
    Version(u64),
    Memberships(Vec<Membership>),
    Uptake(Date),
    Link(Box<Link>),
}

/// The states of a site's parts. Made once for many questions: memberships lie in one list.
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

    pub(crate) fn state(&self, part: &Part) -> State {
        let site = self.site;
        let version = |version: Option<u64>| version.map_or(State::Absent, State::Version);
        match part {
            Part::Unit(id) => version(site.units.get(id).map(|unit| unit.version)),
            Part::Body(id) => version(site.bodies.get(id).map(|body| body.version)),
            Part::Person(id) => version(site.people.get(id).map(|person| person.version)),
            Part::Post(id) => version(site.posts.get(id).map(|post| post.version)),
            Part::Holding(id) => version(site.holdings.get(id).map(|holding| holding.version)),
            Part::Record(id) => version(site.records.get(id).map(|record| record.version)),
            Part::Item(id) => version(site.items.get(id).map(|item| item.version)),
            Part::Link(id) => site.links.get(id).map_or(State::Absent, |link| State::Link(Box::new(link.clone()))),
            Part::Uptake(ledger) => site.uptakes.get(ledger).map_or(State::Absent, |from| State::Uptake(*from)),
            Part::Memberships(person) => self.memberships.get(person).map_or(State::Absent, |all| State::Memberships(all.clone())),
        }
    }
}

impl Site {
    /// Copies a part from `other`, which this site does not have yet.
    pub(crate) fn keep(&mut self, part: &Part, other: &Self) {
        if let Part::Memberships(person) = part {
            self.memberships.extend(other.memberships.iter().filter(|membership| membership.person == *person).cloned());
        } else {
            self.put(part, other);
        }
    }

    /// Puts parts in the state that they have in `other`: away, where it has none.
    pub(crate) fn put_back<'p>(&mut self, parts: impl Iterator<Item = &'p Part>, other: &Self) {
        let mut people = BTreeSet::new();
        for part in parts {
            if let Part::Memberships(person) = part {
                people.insert(*person);
            } else {
                self.put(part, other);
            }
        }
        self.put_memberships(&people, other);
    }

    fn put(&mut self, part: &Part, other: &Self) {
        match part {
            Part::Unit(id) => put(&mut self.units, &other.units, *id),
            Part::Body(id) => put(&mut self.bodies, &other.bodies, *id),
            Part::Person(id) => put(&mut self.people, &other.people, *id),
            Part::Post(id) => put(&mut self.posts, &other.posts, *id),
            Part::Holding(id) => put(&mut self.holdings, &other.holdings, *id),
            Part::Link(id) => put(&mut self.links, &other.links, *id),
            Part::Record(id) => put(&mut self.records, &other.records, *id),
            Part::Item(id) => put(&mut self.items, &other.items, *id),
            Part::Uptake(ledger) => put(&mut self.uptakes, &other.uptakes, ledger.clone()),
            Part::Memberships(_) => {}
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
