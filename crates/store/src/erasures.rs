//! The list of people who were erased: what an older copy of the site has to do again before it is used.
//!
//! It lies beside the site and in every backup, authenticated under the root key, and names nobody but by an id that
//! means nothing elsewhere.

use crate::StoreError;
use crate::rootkey::{derived, mac};
use jishi_base::PersonId;
use jishi_journal::{Hash, from_hex, to_hex};
use jishi_seal::Key;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who had been erased when the journal had so many entries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Erasures {
    /// Entries of the journal.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The people.
    pub people: BTreeSet<PersonId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    size: u64,
    root: String,
    people: BTreeSet<PersonId>,
    mac: String,
}

impl Erasures {
    /// The list as a file.
    #[must_use]
    pub(crate) fn encode(&self, root: &Key) -> Vec<u8> {
        let written = Written { size: self.size, root: to_hex(&self.root), people: self.people.clone(), mac: to_hex(&self.mac(root)) };
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
        let list = Self { size: written.size, root: hash, people: written.people };
        // Compared as a whole: there is one writing.
        if list.encode(root) == bytes { Ok(list) } else { Err(foreign()) }
    }

    fn mac(&self, root: &Key) -> Hash {
        let people: String = self.people.iter().map(ToString::to_string).collect();
        mac(&derived(root, "erasures"), &[&self.size.to_be_bytes(), &self.root, people.as_bytes()])
    }
}
