//! The store's fold of the journal: the site, and what the journal says beside it.

use jishi_base::{ImportId, PersonId};
use jishi_calendar::Date;
use jishi_facts::{Event, Site, Stamp};
use std::collections::{BTreeMap, BTreeSet};

/// One published import.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Import {
    pub seq: u64,
    pub day: Date,
    pub files: Vec<String>,
    pub facts: u64,
}

/// Everything folded from the journal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Fold {
    pub site: Site,
    pub imports: BTreeMap<ImportId, Import>,
    /// People whose keys must be gone, and for whom there may be no content again.
    pub erased: BTreeSet<PersonId>,
}

impl Fold {
    pub(crate) fn apply(&mut self, stamp: &Stamp, event: &Event) {
        self.site.apply(stamp, event);
        match event {
            Event::ImportPublished { import, files, facts } => {
                self.imports.insert(*import, Import { seq: stamp.seq, day: stamp.day, files: files.clone(), facts: *facts });
            }
            Event::PersonErased { person, .. } => {
                self.erased.insert(*person);
            }
            _ => {}
        }
    }
}
