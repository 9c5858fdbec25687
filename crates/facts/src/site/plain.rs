//! Words that stand in plain in entries of the first shape. Nothing takes them out of the journal: they are counted, so that
//! whoever erases a person knows of them.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must be looked at.

use crate::erasure::Ground;
use crate::event::Event;
use crate::register::Waiver;
use crate::subject::Subject;
use crate::site::Site;
use crate::source::{Place, Source};
use jishi_base::PersonId;
use std::collections::{BTreeMap, BTreeSet};

/// Entries that hold words in plain, by what the words are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlainWords {
    /// Entries with names of files and sheets.
    pub places: u64,
    /// Entries with grounds.
    pub grounds: u64,
    /// How many of them are about a person.
    of: BTreeMap<PersonId, u64>,
}

/// What sort of words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sort {
    Place,
    Ground,
}

impl PlainWords {
    /// How many entries with plain words are about a person.
    #[must_use]
    pub fn of(&self, person: PersonId) -> u64 {
        self.of.get(&person).copied().unwrap_or_default()
    }
}

impl Event {
    /// Does its entry hold words in plain? New entries never do.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.plain().is_some()
    }

    /// Which words its entry holds in plain, and the people whom it is about.
    fn plain(&self) -> Option<(Sort, BTreeSet<PersonId>)> {
        let read = |source: &Option<Source>, people: BTreeSet<PersonId>| {
            matches!(source, Some(Source { place: Place::Plain { .. }, .. })).then_some((Sort::Place, people))
        };
        match self {
            Self::BodyRegistered { source, .. } => read(source, BTreeSet::new()),
            Self::PersonRegistered { person, source, .. } | Self::PersonChanged { person, source, .. } | Self::HolderAppointed { person, source, .. } => {
                read(source, [*person].into())
            }
            Self::Recorded { people, source, .. } | Self::RecordCorrected { people, source, .. } => {
                read(source, people.values().flatten().copied().collect())
            }
            Self::ImportPublished { names, .. } => (!names.is_sealed()).then(|| (Sort::Place, BTreeSet::new())),
            Self::Waived { waiver } => (!waiver.ground.is_sealed()).then(|| (Sort::Ground, waived(waiver))),
            Self::PersonErased { person, ground, .. } => matches!(ground, Ground::Plain(_)).then(|| (Sort::Ground, [*person].into())),
            Self::ErasureProposed { ground, .. } => matches!(ground, Ground::Plain(_)).then(|| (Sort::Ground, BTreeSet::new())),
            Self::UnitRegistered { .. }
            | Self::BodyRenamed { .. }
            | Self::BodyKindCorrected { .. }
            | Self::BodyFoundedOn { .. }
            | Self::BodyClosed { .. }
            | Self::BodyEntry { .. }
            | Self::Related { .. }
            | Self::Unrelated { .. }
            | Self::TermStarted { .. }
            | Self::TermCorrected { .. }
            | Self::ErasureSettled { .. }
            | Self::PersonRestricted { .. }
            | Self::RestrictionLifted { .. }
            | Self::MemberJoined { .. }
            | Self::MemberLeft { .. }
            | Self::PostOpened { .. }
            | Self::PostAbolished { .. }
            | Self::HolderLeft { .. }
            | Self::HoldingCorrected { .. }
            | Self::Linked { .. }
            | Self::Unlinked { .. }
            | Self::RecordWithdrawn { .. }
            | Self::ItemOpened { .. }
            | Self::ItemClosed { .. }
            | Self::ItemVerified { .. }
            | Self::TakenUp { .. }
            | Self::ReasonGiven { .. }
            | Self::Extended { .. }
            | Self::ImportBegun { .. }
            | Self::ImportAbandoned { .. }
            | Self::ImportUndone { .. }
            | Self::CommandUsed { .. }
            | Self::LogInRules { .. }
            | Self::AccountChanged { .. }
            | Self::UnitOpensAccounts { .. }
            | Self::LogInFailed { .. }
            | Self::ActRefused { .. }
            | Self::Exported { .. }
            | Self::Opened { .. }
            | Self::LogRead { .. } => None,
        }
    }
}

/// Whose duty was waived, where it is a person's, and by whom.
fn waived(waiver: &Waiver) -> BTreeSet<PersonId> {
    match waiver.subject {
        Subject::Person(person) => [person, waiver.by].into(),
        Subject::Body(_) | Subject::Post(_) => [waiver.by].into(),
    }
}

impl Site {
    pub(crate) fn count_plain(&mut self, event: &Event) {
        let Some((sort, people)) = event.plain() else { return };
        match sort {
            Sort::Place => self.plain.places += 1,
            Sort::Ground => self.plain.grounds += 1,
        }
        for person in people {
            *self.plain.of.entry(person).or_default() += 1;
        }
    }
}
