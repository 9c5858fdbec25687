//! How far each part of a site has moved: what was worked out from it at one point of the journal stands as long as
//! nothing that it rests on has moved since.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must say what it moves.

use crate::event::{Event, Stamp, Timestamp};
use crate::site::Site;
use jishi_base::UnitId;
use jishi_calendar::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What an event moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moves {
    /// The registers: who and what there is, which names mean whom, or an import as a whole.
    Registers,
    /// Records and items, of the units that they are about.
    Activity,
    /// Neither of them, and the site all the same: a decision about a duty, the progress of an import.
    Decisions,
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
            Self::ErasureProposed { .. } | Self::ErasureSettled { .. } | Self::Waived { .. } | Self::ReasonGiven { .. } | Self::Extended { .. } | Self::ImportBegun { .. } | Self::ImportPublished { .. } => {
                Moves::Decisions
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

/// Up to which event each part has moved, and the latest time of entry.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Moved {
    registers: u64,
    activity: BTreeMap<UnitId, u64>,
    latest: Option<(Timestamp, Date)>,
}

impl Moved {
    /// Has anything moved since the site was of this size (see [`Site::size`]) that these units rest on: the registers,
    /// or their own records and items?
    #[must_use]
    pub fn since(&self, size: u64, units: &BTreeSet<UnitId>) -> bool {
        self.registers > size || units.iter().any(|unit| self.activity.get(unit).is_some_and(|last| *last > size))
    }

    /// The latest time, and the latest day, at which anything was entered; `None` where nothing has been.
    #[must_use]
    pub fn latest(&self) -> Option<(Timestamp, Date)> {
        self.latest
    }
}

impl Site {
    /// The units whose records and items an event is about, seen from this site.
    pub(crate) fn units_moved(&self, event: &Event) -> BTreeSet<UnitId> {
        match event.moves() {
            Moves::Activity => event.parts(self).iter().flat_map(|part| self.units_of(part)).collect(),
            Moves::Registers | Moves::Decisions | Moves::Nothing => BTreeSet::new(),
        }
    }

    /// Notes what an event has moved; `before` are its units before it: a correction may have moved a record elsewhere.
    pub(crate) fn move_on(&mut self, stamp: &Stamp, event: &Event, before: BTreeSet<UnitId>) {
        let size = stamp.seq + 1;
        if event.moves() == Moves::Registers {
            self.moved.registers = size;
        }
        if !event.is_beside() {
            self.changed = size;
        }
        for unit in before.into_iter().chain(self.units_moved(event)) {
            self.moved.activity.insert(unit, size);
        }
        let (at, day) = self.moved.latest.unwrap_or((stamp.at, stamp.day));
        self.moved.latest = Some((at.max(stamp.at), day.max(stamp.day)));
    }
}

#[cfg(test)]
mod tests;
