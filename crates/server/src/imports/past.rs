//! Imports that were written, and how the last of them is undone.

use crate::snapshot::Snapshot;
use jishi_base::{ImportId, RecordId};
use jishi_calendar::Date;
use jishi_facts::{Event, Record, Site};
use std::collections::{BTreeMap, BTreeSet};

/// An import that was written, as far as its records may be seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Past {
    pub(crate) import: ImportId,
    pub(crate) day: Date,
    pub(crate) files: BTreeSet<String>,
    /// Records that stand.
    pub(crate) records: usize,
    /// Position in the journal of its first record.
    pub(crate) seq: u64,
}

/// Imports with records that stand, the last first.
pub(crate) fn past(snapshot: &Snapshot) -> Vec<Past> {
    let mut all: BTreeMap<ImportId, Past> = BTreeMap::new();
    for record in snapshot.site().records.values().filter(|record| !record.withdrawn) {
        let Some(source) = &record.source else { continue };
        let fresh = Past { import: source.import, day: record.entered.day, files: BTreeSet::new(), records: 0, seq: record.entered.seq };
        let entry = all.entry(source.import).or_insert(fresh);
        entry.files.insert(source.file.clone());
        entry.records += 1;
        entry.seq = entry.seq.min(record.entered.seq);
    }
    let mut all: Vec<Past> = all.into_values().collect();
    all.sort_by_key(|past| std::cmp::Reverse(past.seq));
    all
}

/// What takes back an import's records: those that nobody has corrected since. People, bodies and posts stay, since
/// later facts may stand on them.
pub(crate) fn undo(site: &Site, import: ImportId) -> Vec<Event> {
    let untouched = |record: &&Record| {
        let mine = record.source.as_ref().is_some_and(|source| source.import == import);
        mine && !record.withdrawn && record.corrections == 0
    };
    let records = site.records.values().filter(untouched).map(|record| record.id);
    records.map(|record: RecordId| Event::RecordWithdrawn { record }).collect()
}
