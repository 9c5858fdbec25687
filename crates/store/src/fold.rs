//! The store's fold of the journal: the site, and what the journal says beside it.

use crate::access::Access;
use jishi_base::{ImportId, PersonId};
use jishi_facts::{Event, KeyOwner, Site, Stamp};
use std::collections::BTreeSet;

/// Everything folded from the journal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Fold {
    pub site: Site,
    /// People whose keys must be gone, and for whom there may be no content again.
    pub erased: BTreeSet<PersonId>,
    /// Imports of which the same holds.
    pub nameless: BTreeSet<ImportId>,
    /// Accounts and the ways into them.
    pub access: Access,
}

impl Fold {
    pub(crate) fn apply(&mut self, stamp: &Stamp, event: &Event) {
        self.site.apply(stamp, event);
        self.access.apply(stamp, event);
        if let Event::PersonErased { person, imports, .. } = event {
            self.erased.insert(*person);
            self.nameless.extend(imports);
        }
    }

    /// Must this owner's key be gone?
    pub(crate) fn is_erased(&self, owner: KeyOwner) -> bool {
        match owner {
            KeyOwner::Person(person) => self.erased.contains(&person),
            KeyOwner::Import(import) => self.nameless.contains(&import),
            _ => false,
        }
    }
}
