//! The list of who was erased: what an older copy of the site has to do again before it is used.
//!
//! It lies beside the site and in every backup, authenticated under the root key, and names nobody but by an id that
//! means nothing elsewhere.

use crate::StoreError;
use crate::rootkey::{derived, mac};
use jishi_base::{ImportId, PersonId};
use jishi_facts::{Event, KeyOwner};
use jishi_journal::{Hash, from_hex, to_hex};
use jishi_seal::Key;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Whose keys must be gone, and for whom there may be no content again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gone {
    /// People.
    pub people: BTreeSet<PersonId>,
    /// Imports of which a file's or sheet's name named one of them.
    pub imports: BTreeSet<ImportId>,
}

impl Gone {
    /// Must this owner's key be gone?
    pub(crate) fn has(&self, owner: KeyOwner) -> bool {
        match owner {
            KeyOwner::Person(person) => self.people.contains(&person),
            KeyOwner::Import(import) => self.imports.contains(&import),
            KeyOwner::Body(_) | KeyOwner::Unit(_) => false,
        }
    }

    /// All of them.
    pub(crate) fn owners(&self) -> impl Iterator<Item = KeyOwner> {
        self.people.iter().copied().map(KeyOwner::Person).chain(self.imports.iter().copied().map(KeyOwner::Import))
    }

    /// Takes note of what an event erases.
    pub(crate) fn note(&mut self, event: &Event) {
        for owner in event.erases() {
            match owner {
                KeyOwner::Person(person) => drop(self.people.insert(person)),
                KeyOwner::Import(import) => drop(self.imports.insert(import)),
                // Keys of bodies and units stay.
                KeyOwner::Body(_) | KeyOwner::Unit(_) => {}
            }
        }
    }

    /// Takes in what another knows.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.people.extend(&other.people);
        self.imports.extend(&other.imports);
    }

    pub(crate) fn len(&self) -> usize {
        self.people.len() + self.imports.len()
    }
}

/// Who had been erased when the journal had so many entries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Erasures {
    /// Entries of the journal.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Who.
    pub gone: Gone,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    size: u64,
    root: String,
    people: BTreeSet<PersonId>,
    /// Not in lists of a program that knew of none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    imports: BTreeSet<ImportId>,
    mac: String,
}

impl Erasures {
    /// The list as a file.
    #[must_use]
    pub(crate) fn encode(&self, root: &Key) -> Vec<u8> {
        let Gone { people, imports } = self.gone.clone();
        let written = Written { size: self.size, root: to_hex(&self.root), people, imports, mac: to_hex(&self.mac(root)) };
        // Writing to memory does not fail.
        let mut bytes = serde_json::to_vec(&written).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads what [`Erasures::encode`] wrote under the same root key.
    ///
    /// # Errors
    /// [`StoreError::Incomplete`] where anything differs.
    pub(crate) fn decode(bytes: &[u8], root: &Key) -> Result<Self, StoreError> {
        let foreign =
            || StoreError::Incomplete("删除名单读不出来，或不是这个站点写的。请用 jishi erasures 另出一份，或用最近一次备份里的".into());
        let written: Written = serde_json::from_slice(bytes).map_err(|_| foreign())?;
        let hash = from_hex(&written.root).and_then(|bytes| bytes.try_into().ok()).ok_or_else(foreign)?;
        let list = Self { size: written.size, root: hash, gone: Gone { people: written.people, imports: written.imports } };
        // Compared as a whole: there is one writing.
        if list.encode(root) == bytes { Ok(list) } else { Err(foreign()) }
    }

    fn mac(&self, root: &Key) -> Hash {
        let people: String = self.gone.people.iter().map(ToString::to_string).collect();
        let imports: String = self.gone.imports.iter().map(ToString::to_string).collect();
        let (size, key) = (self.size.to_be_bytes(), derived(root, "erasures"));
        let parts: [&[u8]; 4] = [&size, &self.root, people.as_bytes(), imports.as_bytes()];
        mac(&key, if imports.is_empty() { &parts[..3] } else { &parts })
    }
}
