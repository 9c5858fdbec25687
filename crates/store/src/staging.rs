//! What is staged: events of imports that are being written in parts, which are not true until their import is published.
//!
//! They are kept beside the site, by the place where they were entered, so that nobody who is shown the site is shown them.

use jishi_base::{ImportId, Map, PersonId, UnitId};
use jishi_facts::{Event, KeyOwner, Stamp};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of an entry of an import that is written in parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Its import is still being written: it is not true.
    Staged,
    /// Its import was published.
    Published,
    /// Its import was given up: it never became true.
    Abandoned,
}

/// The imports that are being written in parts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Stagings {
    open: Map<ImportId, Staging>,
    /// Up to which entry what was staged for an import was given up. The same id may be staged again.
    abandoned: BTreeMap<ImportId, u64>,
}

/// What is staged for one import.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Staging {
    /// By their places in the journal.
    events: Map<u64, Event>,
    /// Whose bodies and people would be which unit's.
    units: Map<KeyOwner, UnitId>,
}

impl Stagings {
    pub(crate) fn is_open(&self, import: ImportId) -> bool {
        self.open.contains_key(&import)
    }

    /// Imports that are not published and not given up.
    pub(crate) fn left(&self) -> Vec<ImportId> {
        self.open.keys().copied().collect()
    }

    pub(crate) fn stage(&mut self, import: ImportId, stamp: &Stamp, event: Event) {
        let staging = self.open.get_or_default(import);
        if let Some((owner, unit)) = registers(&event) {
            staging.units.insert(owner, unit);
        }
        staging.events.insert(stamp.seq, event);
    }

    /// The unit of whom a staged content belongs to, where the import would bring the owner.
    pub(crate) fn unit_of(&self, import: ImportId, owner: KeyOwner) -> Option<UnitId> {
        self.open.get(&import)?.units.get(&owner).copied()
    }

    /// The entries that are staged for an import.
    pub(crate) fn entries(&self, import: ImportId) -> Vec<u64> {
        self.open.get(&import).into_iter().flat_map(|staging| staging.events.keys().copied()).collect()
    }

    /// Would an import bring this person?
    pub(crate) fn brings(&self, person: PersonId) -> bool {
        self.open.values().any(|staging| staging.units.contains_key(&KeyOwner::Person(person)))
    }

    /// The people whom an import would bring.
    pub(crate) fn people(&self, import: ImportId) -> BTreeSet<PersonId> {
        let owners = self.open.get(&import).into_iter().flat_map(|staging| staging.units.keys());
        owners.filter_map(|owner| if let KeyOwner::Person(person) = owner { Some(*person) } else { None }).collect()
    }

    /// What is staged for an import, which is published now.
    pub(crate) fn publish(&mut self, import: ImportId) -> Map<u64, Event> {
        self.open.remove(&import).map(|staging| staging.events.clone()).unwrap_or_default()
    }

    pub(crate) fn abandon(&mut self, import: ImportId, at: u64) {
        if self.open.remove(&import).is_some() {
            self.abandoned.insert(import, at);
        }
    }

    /// Takes away the contents of these owners: they are gone from the journal too.
    pub(crate) fn erase(&mut self, owners: &[KeyOwner]) {
        let theirs = |event: &Event| event.content().is_some_and(|(owner, _)| owners.contains(&owner));
        for import in self.left() {
            let Some(staging) = self.open.get_mut(&import) else { continue };
            let erased: Vec<(u64, Event)> =
                staging.events.iter().filter(|(_, event)| theirs(event)).filter_map(|(seq, event)| Some((*seq, event.clone().with_content(None).ok()?))).collect();
            erased.into_iter().for_each(|(seq, event)| drop(staging.events.insert(seq, event)));
        }
    }

    /// What becomes of an entry that was staged for an import.
    pub(crate) fn fate(&self, import: ImportId, seq: u64) -> Fate {
        if self.abandoned.get(&import).is_some_and(|at| seq < *at) {
            return Fate::Abandoned;
        }
        if self.is_open(import) { Fate::Staged } else { Fate::Published }
    }

    /// How many were given up.
    pub(crate) fn given_up(&self) -> usize {
        self.abandoned.len()
    }
}

/// The owner of contents that an event brings, with the unit.
fn registers(event: &Event) -> Option<(KeyOwner, UnitId)> {
    if let Event::PersonRegistered { person, unit, .. } = event {
        return Some((KeyOwner::Person(*person), *unit));
    }
    if let Event::BodyRegistered { body, unit: Some(unit), .. } = event {
        return Some((KeyOwner::Body(*body), *unit));
    }
    None
}
