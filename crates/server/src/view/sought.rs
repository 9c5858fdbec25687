//! What somebody looks for among records: words apart by spaces, each of which must stand somewhere.

use crate::snapshot::Snapshot;
use jishi_base::RecordId;
use jishi_facts::Record;
use std::collections::BTreeSet;

/// Each word, with the records in whose texts it stands.
pub(crate) struct Sought<'t>(Vec<(&'t str, BTreeSet<RecordId>)>);

impl<'t> Sought<'t> {
    /// Looks for the words of a text among these records; a blank text is in all of them.
    pub(crate) fn among(snapshot: &Snapshot, text: &'t str, records: &[&Record]) -> Self {
        Self(text.split_whitespace().map(|word| (word, snapshot.seen().saying(word, records))).collect())
    }

    /// Does each word stand in the record's texts, in its kinds, or in what else is said of it?
    pub(crate) fn is_in(&self, record: &Record, besides: impl Fn(&str) -> bool) -> bool {
        let kind = |word: &str| record.kinds.iter().any(|kind| kind.contains(word));
        self.0.iter().all(|(word, said)| said.contains(&record.id) || kind(word) || besides(word))
    }
}
