//! The journal's rows on their way into a backup or out of one: each is held to its hashes and to the one before it.

use crate::erasures::Gone;
use crate::row::Row;
use crate::schema::{CONTENT, JOURNAL, Table};
use crate::{StoreError, entry};
use jishi_facts::Timestamp;
use jishi_journal::{Hash, NO_PREVIOUS, Peaks, chain, leaf_hash};
use std::collections::BTreeSet;

/// What has gone by.
pub(super) struct Chain {
    peaks: Peaks,
    prev: Hash,
    /// Who has been erased.
    pub gone: Gone,
    /// When the last entry was made.
    pub at: Timestamp,
    /// Size and root at a place that was asked for.
    at_place: (u64, Option<Hash>),
}

impl Chain {
    /// From the start; notes the root when the journal has so many entries.
    pub(super) fn new(place: u64) -> Self {
        let mut chain = Self { peaks: Peaks::new(), prev: NO_PREVIOUS, gone: Gone::default(), at: 0, at_place: (place, None) };
        chain.note();
        chain
    }

    fn note(&mut self) {
        if self.peaks.size() == self.at_place.0 {
            self.at_place.1 = Some(self.peaks.root());
        }
    }

    /// Size and root of all that has gone by.
    pub(super) fn head(&self) -> (u64, Hash) {
        (self.peaks.size(), self.peaks.root())
    }

    /// The root at the place that was asked for; none where it was not reached.
    pub(super) fn root_there(&self) -> Option<Hash> {
        self.at_place.1
    }

    /// Takes the next row of a table; those of other tables are let by.
    ///
    /// # Errors
    /// Where it does not follow on the one before.
    pub(super) fn take(&mut self, table: &Table, row: &Row) -> Result<(), StoreError> {
        if table.name != JOURNAL.name {
            return Ok(());
        }
        let seq = self.peaks.size();
        let cell = |name: &str| &row[table.position(name)];
        let bytes = cell("entry").bytes();
        let leaf = leaf_hash(bytes);
        let follows = u64::try_from(cell("seq").integer()) == Ok(seq) && cell("leaf").bytes() == leaf && cell("prev").bytes() == self.prev;
        let entry = entry::decode(bytes).ok().filter(|entry| follows && entry.stamp.seq == seq);
        let entry = entry.ok_or_else(|| StoreError::Damaged(format!("日志第 {seq} 条与前一条接不上，或被改动")))?;
        self.gone.note(&entry.event);
        self.at = entry.stamp.at;
        self.prev = chain(&self.prev, bytes);
        self.peaks.append(leaf);
        self.note();
        Ok(())
    }
}

/// Whose key seals a row of the content table.
pub(super) fn owner<'r>(table: &Table, row: &'r Row) -> Option<&'r str> {
    (table.name == CONTENT.name).then(|| row[table.position("owner")].text())
}

/// How many have contents and no key.
pub(super) fn keyless(contents: &BTreeSet<String>, keys: &BTreeSet<String>) -> usize {
    contents.difference(keys).count()
}
