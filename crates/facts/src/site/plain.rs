//! Words that stand in plain in entries of the first shape. Nothing takes them out of the journal: they are counted, so that
//! whoever erases a person knows of them.

use crate::erasure::Ground;
use crate::event::Event;
use crate::subject::Subject;
use crate::sealed::Words;
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

    fn plain(&self) -> Option<Sort> {
        let named = |source: &Option<Source>| matches!(source, Some(Source { place: Place::Plain { .. }, .. })).then_some(Sort::Place);
        match self {
            Self::BodyRegistered { source, .. }
            | Self::PersonRegistered { source, .. }
            | Self::PersonChanged { source, .. }
            | Self::HolderAppointed { source, .. }
            | Self::Recorded { source, .. }
            | Self::RecordCorrected { source, .. } => named(source),
            Self::ImportPublished { names: Words::Plain(_), .. } => Some(Sort::Place),
            Self::Waived { waiver } if !waiver.ground.is_sealed() => Some(Sort::Ground),
            Self::PersonErased { ground: Ground::Plain(_), .. } | Self::ErasureProposed { ground: Ground::Plain(_), .. } => Some(Sort::Ground),
            _ => None,
        }
    }

    /// The people whom an event with plain words is about.
    fn about(&self) -> BTreeSet<PersonId> {
        match self {
            Self::PersonRegistered { person, .. }
            | Self::PersonChanged { person, .. }
            | Self::HolderAppointed { person, .. }
            | Self::PersonErased { person, .. } => [*person].into(),
            Self::Recorded { people, .. } | Self::RecordCorrected { people, .. } => people.values().flatten().copied().collect(),
            Self::Waived { waiver } => match waiver.subject {
                Subject::Person(person) => [person, waiver.by].into(),
                _ => [waiver.by].into(),
            },
            _ => BTreeSet::new(),
        }
    }
}

impl Site {
    pub(crate) fn count_plain(&mut self, event: &Event) {
        match event.plain() {
            None => return,
            Some(Sort::Place) => self.plain.places += 1,
            Some(Sort::Ground) => self.plain.grounds += 1,
        }
        for person in event.about() {
            *self.plain.of.entry(person).or_default() += 1;
        }
    }
}
