//! How far each part of a site has moved: what was worked out from it at one point of the journal stands as long as
//! nothing that it rests on has moved since.

#![deny(clippy::wildcard_enum_match_arm)] // What may move besides must be noted.

use crate::entity::{Entity, Moves};
use crate::stamp::{Stamp, Timestamp};
use crate::site::judging::{Decided, Judged};
use crate::subject::Subject;
use crate::site::Site;
use jishi_base::{Atom, Map, Set, UnitId};
use jishi_calendar::Date;
use std::collections::BTreeSet;

/// Up to which event something of a kind happened, by unit.
type KindsMoved = Map<UnitId, Map<Atom, u64>>;

/// Up to which event something happened about each of many, found by the last of them.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Latest<K: Ord> {
    last: Map<K, u64>,
    order: Set<(u64, K)>,
}

impl<K: Ord> Default for Latest<K> {
    fn default() -> Self {
        Self { last: Map::default(), order: Set::default() }
    }
}

impl<K: Ord + Copy> Latest<K> {
    fn note(&mut self, key: K, size: u64) {
        if let Some(last) = self.last.insert(key, size) {
            self.order.remove(&(*last, key));
        }
        self.order.insert((size, key));
    }

    fn since(&self, size: u64) -> impl Iterator<Item = K> {
        self.order.iter().rev().take_while(move |(last, _)| *last > size).map(|(_, key)| *key)
    }
}

/// Up to which event each part has moved, and the latest time of entry.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    registers: u64,
    imports: u64,
    /// Which units may be judged otherwise, whatever the duty.
    judged: Map<UnitId, u64>,
    /// The same by the kinds of what happened: as far as duties look at them.
    kinds: KindsMoved,
    /// The same of units above what happened.
    above: KindsMoved,
    /// The same by what it is about: bodies and people.
    subjects: Latest<Subject>,
    /// The same of records by the day of what they tell.
    days: Latest<Date>,
    /// What was decided in a unit.
    decided: Map<UnitId, Map<Decided, u64>>,
    latest: Option<(Timestamp, Date)>,
}

/// Records of some kinds in some units, about some bodies or people, on some days.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Looked {
    /// The units.
    pub units: BTreeSet<UnitId>,
    /// The kinds.
    pub kinds: BTreeSet<Atom>,
    /// Of which bodies, or about which people.
    pub subjects: BTreeSet<Subject>,
    /// The days.
    pub days: BTreeSet<Date>,
}

impl Moved {
    /// Has anything moved since the site was of this size (see [`Site::size`]) that something rests on: the registers,
    /// imports with what was read where, or records such as it looked at?
    #[must_use]
    pub fn since(&self, size: u64, looked: &Looked) -> bool {
        let of_kind = |unit: &UnitId| self.kinds_since(size, *unit).any(|kind| looked.kinds.contains(kind));
        let about = || self.subjects_since(size).any(|subject| looked.subjects.contains(&subject));
        let on_day = || self.days_since(size).any(|day| looked.days.contains(&day));
        self.registers > size || self.imports > size || (looked.units.iter().any(of_kind) && about() && on_day())
    }

    /// Can any duty of a unit stand otherwise than when the site was of this size, whatever it looks at?
    #[must_use]
    pub fn judged_since(&self, size: u64, unit: UnitId) -> bool {
        self.judged.get(&unit).is_some_and(|last| *last > size)
    }

    /// The kinds of records and items of which something happened in a unit since the site was of this size.
    pub fn kinds_since(&self, size: u64, unit: UnitId) -> impl Iterator<Item = &str> {
        since(&self.kinds, size, unit)
    }

    /// The same in bodies below those of the unit.
    pub fn below_since(&self, size: u64, unit: UnitId) -> impl Iterator<Item = &str> {
        since(&self.above, size, unit)
    }

    /// The bodies that something happened about, and the people whom it names, since the site was of this size.
    pub fn subjects_since(&self, size: u64) -> impl Iterator<Item = Subject> {
        self.subjects.since(size)
    }

    /// The days of records of which something happened since the site was of this size.
    pub fn days_since(&self, size: u64) -> impl Iterator<Item = Date> {
        self.days.since(size)
    }

    /// Whose duties in a unit, by name, something was decided about since the site was of this size.
    pub fn decided_since(&self, size: u64, unit: UnitId) -> impl Iterator<Item = (Subject, &str)> {
        let decided = self.decided.get(&unit).into_iter().flat_map(Map::iter);
        decided.filter(move |(_, last)| **last > size).map(|((subject, duty), _)| (*subject, duty.as_str()))
    }

    /// Up to which event the registers moved.
    #[must_use]
    pub fn registers(&self) -> u64 {
        self.registers
    }

    /// The latest time, and the latest day, at which anything was entered; `None` where nothing has been.
    #[must_use]
    pub fn latest(&self) -> Option<(Timestamp, Date)> {
        self.latest
    }
}

/// Two states that are the same may have been come to otherwise: of one that was read at once ([`Site::replay`]) it is not known
/// what was judged by which event.
impl PartialEq for Moved {
    fn eq(&self, other: &Self) -> bool {
        (self.registers, self.imports, self.latest) == (other.registers, other.imports, other.latest)
    }
}

impl Eq for Moved {}

fn since(kinds: &KindsMoved, size: u64, unit: UnitId) -> impl Iterator<Item = &str> {
    let kinds = kinds.get(&unit).into_iter().flat_map(Map::iter);
    kinds.filter(move |(_, last)| **last > size).map(|(kind, _)| kind.as_str())
}

impl Site {
    /// Notes what an event has moved: what it touched, and what is judged by that, before it and after it. A correction may
    /// have moved a record elsewhere. `size` is that of the journal with which it is so.
    pub(crate) fn move_on(&mut self, stamp: &Stamp, touched: &[Entity], judged: Judged, size: u64) {
        self.size = size;
        for entity in touched {
            match entity.moves() {
                Moves::Registers => self.moved.registers = size,
                Moves::Imports => self.moved.imports = size,
                Moves::Activity | Moves::Decision | Moves::Proposals => {}
                Moves::Nothing => continue,
            }
            self.changed = size;
        }
        judged.units.into_iter().for_each(|unit| drop(self.moved.judged.insert(unit, size)));
        for (kinds, judged) in [(&mut self.moved.kinds, judged.kinds), (&mut self.moved.above, judged.above)] {
            judged.into_iter().for_each(|(unit, kind)| drop(kinds.get_or_default(unit).insert(kind, size)));
        }
        judged.subjects.into_iter().for_each(|subject| self.moved.subjects.note(subject, size));
        judged.days.into_iter().for_each(|day| self.moved.days.note(day, size));
        judged.decided.into_iter().for_each(|(unit, decided)| drop(self.moved.decided.get_or_default(unit).insert(decided, size)));
        let (at, day) = self.moved.latest.unwrap_or((stamp.at, stamp.day));
        self.moved.latest = Some((at.max(stamp.at), day.max(stamp.day)));
    }
}

#[cfg(test)]
mod tests;
