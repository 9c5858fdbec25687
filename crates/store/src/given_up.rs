//! What was staged and given up, followed through the journal as far as a check asks: which entries have no contents any more,
//! and which people never came to be. What is staged still when the journal is read can only be given up.

use jishi_base::{ImportId, PersonId};
use jishi_facts::{Event, KeyOwner};
use std::collections::{BTreeMap, BTreeSet};

/// Entries and people of imports that were staged.
#[derive(Default)]
pub(crate) struct GivenUp {
    /// Entries that never became true: their contents must be gone.
    entries: BTreeSet<u64>,
    /// People whom they would have brought, and who are not there: their keys must be gone.
    unborn: BTreeSet<PersonId>,
    /// Of imports that are staged still.
    staged: BTreeMap<ImportId, Staged>,
}

#[derive(Default)]
struct Staged {
    /// In their order.
    entries: Vec<u64>,
    people: BTreeSet<PersonId>,
}

impl GivenUp {
    /// Takes the next entry.
    pub(crate) fn follow(&mut self, seq: u64, event: &Event, staged: Option<ImportId>) {
        let person = if let Event::PersonRegistered { person, .. } = event { Some(*person) } else { None };
        if let Some(import) = staged {
            let staged = self.staged.entry(import).or_default();
            staged.entries.push(seq);
            staged.people.extend(person);
        } else if let Some(person) = person {
            self.unborn.remove(&person);
        } else if let Event::ImportPublished { import, .. } = event {
            let staged = self.staged.remove(import).unwrap_or_default();
            self.unborn.retain(|person| !staged.people.contains(person));
        } else if let Event::ImportAbandoned { import, .. } = event {
            let staged = self.staged.remove(import).unwrap_or_default();
            self.entries.extend(staged.entries);
            self.unborn.extend(staged.people);
        }
    }

    /// Was this entry given up?
    pub(crate) fn has(&self, seq: u64) -> bool {
        self.entries.contains(&seq)
    }

    /// Need the contents of this entry not be there? A copy may have been made while what was staged was being given up.
    pub(crate) fn may_lack(&self, seq: u64) -> bool {
        self.has(seq) || self.staged.values().any(|staged| staged.entries.binary_search(&seq).is_ok())
    }

    /// Who must have no key. Whoever is staged again has one.
    pub(crate) fn keyless(&self) -> impl Iterator<Item = KeyOwner> {
        let unborn = self.unborn.iter().filter(|person| self.staged.values().all(|staged| !staged.people.contains(person)));
        unborn.copied().map(KeyOwner::Person)
    }
}
