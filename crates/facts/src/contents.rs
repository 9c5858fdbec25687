//! What lies sealed beside the journal: opened by the entry that it belongs to, when somebody looks.

use crate::event::Event;
use crate::stamp::Stamp;
use jishi_base::UnitId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Opens contents by the entries that they belong to.
pub trait Contents: Send + Sync {
    /// The contents of entries, in their order, as [`Event::content`] gives them, or [`Event::plain_content`] of entries of the first
    /// shape; `None` of one that has been erased, or never had any.
    ///
    /// # Errors
    /// Where what is kept cannot be read now.
    fn open(&self, entries: &[u64]) -> Result<Vec<Option<String>>, Unopened>;

    /// The content of an entry that the fold says is there.
    ///
    /// # Errors
    /// As [`Contents::open`]; and where it is not there: entered in a transaction that is still being written, or erased since.
    fn one(&self, entry: u64) -> Result<String, Unopened> {
        self.open(&[entry])?.pop().flatten().ok_or_else(|| Unopened("内容刚刚有了改动".into()))
    }

    /// The entries among these in whose contents all of these words may stand: those in which they do, and perhaps some more. A word
    /// has two signs at least.
    ///
    /// # Errors
    /// As [`Contents::open`].
    fn find(&self, words: &[&str], among: &Among) -> Result<BTreeSet<u64>, Unopened>;

    /// How often they could not be read so far: what was made of them meanwhile lacks something.
    fn failures(&self) -> u64 {
        0
    }
}

impl fmt::Debug for dyn Contents + '_ {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Contents")
    }
}

/// Entries by the unit of whom they belong to: records by their first body, else their first person.
pub type Among = BTreeMap<Option<UnitId>, BTreeSet<u64>>;

/// Why contents cannot be read now: in Chinese, without personal values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unopened(pub String);

impl fmt::Display for Unopened {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Unopened {}

/// Contents of a site that lies in no database: kept as they are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct InMemory(BTreeMap<u64, String>);

impl InMemory {
    /// Keeps the content of an event, if it has any.
    pub fn keep(&mut self, stamp: &Stamp, event: &Event) {
        if let Some(content) = event.content().and_then(|(_, content)| content).or_else(|| event.plain_content()) {
            self.0.insert(stamp.seq, content);
        }
    }
}

impl Contents for InMemory {
    fn open(&self, entries: &[u64]) -> Result<Vec<Option<String>>, Unopened> {
        Ok(entries.iter().map(|entry| self.0.get(entry).cloned()).collect())
    }

    fn find(&self, words: &[&str], among: &Among) -> Result<BTreeSet<u64>, Unopened> {
        // As they stand in JSON, without the quotes around them.
        let words: Vec<String> = words.iter().filter_map(|word| serde_json::to_string(word).ok()).collect();
        let says = |entry: &&u64| self.0.get(entry).is_some_and(|content| words.iter().all(|word| content.contains(word.trim_matches('"'))));
        Ok(among.values().flatten().filter(says).copied().collect())
    }
}

#[cfg(test)]
mod tests;
