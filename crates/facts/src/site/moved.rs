//! How far each part of a site has moved: what was worked out from it at one point of the journal stands as long as
//! nothing that it rests on has moved since.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must say what it moves.

use crate::event::Event;
use crate::stamp::{Stamp, Timestamp};
use crate::site::part::Part;
use crate::subject::Subject;
use crate::site::Site;
use jishi_base::{Atom, BodyId, Map, PersonId, UnitId};
use jishi_calendar::Date;
use std::collections::BTreeSet;

/// What an event moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moves {
    /// The registers: who and what there is, which names mean whom, or an import as a whole.
    Registers,
    /// Records and items, of the units that they are about.
    Activity,
    /// How a duty of somebody stands: a waiver, a reason, an extension.
    Decision(Subject),
    /// How far something has come that is under way: an import, an erasure. Nothing is judged by it.
    Progress,
    /// Nothing of the site, which stands as it stood: what becomes of accounts, the rules of log-ins, who was refused and who
    /// looked. No register, record or judgement knows of it.
    Nothing,
}

impl Event {
    /// What it moves. Every event is named, so that a new one has to be thought about.
    #[must_use]
    pub fn moves(&self) -> Moves {
        match self {
            Self::UnitRegistered { .. }
            | Self::BodyRegistered { .. }
            | Self::BodyRenamed { .. }
            | Self::BodyKindCorrected { .. }
            | Self::BodyFoundedOn { .. }
            | Self::BodyClosed { .. }
            | Self::BodyEntry { .. }
            | Self::Related { .. }
            | Self::Unrelated { .. }
            | Self::TermStarted { .. }
            | Self::TermCorrected { .. }
            | Self::PersonRegistered { .. }
            | Self::PersonChanged { .. }
            | Self::PersonErased { .. }
            | Self::PersonRestricted { .. }
            | Self::RestrictionLifted { .. }
            | Self::MemberJoined { .. }
            | Self::MemberLeft { .. }
            | Self::PostOpened { .. }
            | Self::PostAbolished { .. }
            | Self::HolderAppointed { .. }
            | Self::HolderLeft { .. }
            | Self::HoldingCorrected { .. }
            | Self::Linked { .. }
            | Self::Unlinked { .. }
            | Self::TakenUp { .. }
            | Self::ImportUndone { .. } => Moves::Registers,
            Self::Recorded { .. }
            | Self::RecordCorrected { .. }
            | Self::RecordWithdrawn { .. }
            | Self::ItemOpened { .. }
            | Self::ItemClosed { .. }
            | Self::ItemVerified { .. } => Moves::Activity,
            Self::Waived { waiver } => Moves::Decision(waiver.subject),
            Self::ReasonGiven { subject, .. } => Moves::Decision(*subject),
            Self::Extended { extension } => Moves::Decision(extension.subject),
            Self::ErasureProposed { .. } | Self::ErasureSettled { .. } | Self::ImportBegun { .. } | Self::ImportPublished { .. } => {
                Moves::Progress
            }
            Self::CommandUsed { .. }
            | Self::LogInRules { .. }
            | Self::AccountChanged { .. }
            | Self::UnitOpensAccounts { .. }
            | Self::LogInFailed { .. }
            | Self::ActRefused { .. }
            | Self::Exported { .. }
            | Self::Opened { .. }
            | Self::LogRead { .. } => Moves::Nothing,
        }
    }

    /// Does it leave the site as it is?
    #[must_use]
    pub fn is_beside(&self) -> bool {
        self.moves() == Moves::Nothing
    }
}

/// Up to which event something of a kind happened, by unit.
type KindsMoved = Map<UnitId, Map<Atom, u64>>;

/// What an event touches.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Touched {
    /// Units that must be judged again.
    pub units: BTreeSet<UnitId>,
    /// Units where something of a kind happened: to be judged again as far as duties look at it.
    pub kinds: BTreeSet<(UnitId, Atom)>,
    /// Units above what happened, by kind: to be judged again as far as duties look at it in bodies below.
    pub above: BTreeSet<(UnitId, Atom)>,
    /// The bodies that it is about.
    pub bodies: BTreeSet<BodyId>,
    /// The people whom it names.
    pub people: BTreeSet<PersonId>,
}

impl Touched {
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.units.extend(other.units);
        self.kinds.extend(other.kinds);
        self.above.extend(other.above);
        self.bodies.extend(other.bodies);
        self.people.extend(other.people);
        self
    }
}

/// Up to which event each part has moved, and the latest time of entry.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Moved {
    registers: u64,
    activity: Map<UnitId, u64>,
    /// Which units may be judged otherwise, whatever the duty.
    judged: Map<UnitId, u64>,
    /// The same by the kinds of what happened: as far as duties look at them.
    kinds: KindsMoved,
    /// The same of units above what happened.
    above: KindsMoved,
    /// The same by what it is about.
    bodies: Map<BodyId, u64>,
    people: Map<PersonId, u64>,
    latest: Option<(Timestamp, Date)>,
}

impl Moved {
    /// Has anything moved since the site was of this size (see [`Site::size`]) that these units rest on: the registers,
    /// or their own records and items?
    #[must_use]
    pub fn since(&self, size: u64, units: &BTreeSet<UnitId>) -> bool {
        self.registers > size || units.iter().any(|unit| self.activity.get(unit).is_some_and(|last| *last > size))
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

fn since(kinds: &KindsMoved, size: u64, unit: UnitId) -> impl Iterator<Item = &str> {
    let kinds = kinds.get(&unit).into_iter().flat_map(Map::iter);
    kinds.filter(move |(_, last)| **last > size).map(|(kind, _)| kind.as_str())
}

impl Site {
    /// Has something happened since the site was of this size that names a person, or is about a body that the person ever
    /// belonged to or held a post in?
    #[must_use]
    pub fn moved_about(&self, person: PersonId, size: u64) -> bool {
        let later = |last: Option<&u64>| last.is_some_and(|last| *last > size);
        later(self.moved.people.get(&person)) || self.bodies_of(person).any(|body| later(self.moved.bodies.get(&body)))
    }

    /// The units whose records and items an event is about, seen from this site.
    pub(crate) fn units_moved(&self, event: &Event, parts: &[Part]) -> BTreeSet<UnitId> {
        match event.moves() {
            Moves::Activity => parts.iter().flat_map(|part| self.units_of(part)).collect(),
            Moves::Registers | Moves::Decision(_) | Moves::Progress | Moves::Nothing => BTreeSet::new(),
        }
    }

    /// Notes what an event has moved: its units, and what it touches, before it and after it. A correction may have moved a
    /// record elsewhere.
    pub(crate) fn move_on(&mut self, stamp: &Stamp, event: &Event, units: BTreeSet<UnitId>, touched: Touched) {
        let size = stamp.seq + 1;
        if event.moves() == Moves::Registers {
            self.moved.registers = size;
        }
        if !event.is_beside() {
            self.changed = size;
        }
        units.into_iter().for_each(|unit| drop(self.moved.activity.insert(unit, size)));
        touched.units.into_iter().for_each(|unit| drop(self.moved.judged.insert(unit, size)));
        for (kinds, touched) in [(&mut self.moved.kinds, touched.kinds), (&mut self.moved.above, touched.above)] {
            touched.into_iter().for_each(|(unit, kind)| drop(kinds.get_or_default(unit).insert(kind, size)));
        }
        touched.bodies.into_iter().for_each(|body| drop(self.moved.bodies.insert(body, size)));
        touched.people.into_iter().for_each(|person| drop(self.moved.people.insert(person, size)));
        let (at, day) = self.moved.latest.unwrap_or((stamp.at, stamp.day));
        self.moved.latest = Some((at.max(stamp.at), day.max(stamp.day)));
    }
}

#[cfg(test)]
mod tests;
