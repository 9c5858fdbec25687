//! What the fold keeps of texts, which lie sealed beside the journal: where, and a mark that tells one text from another and says
//! nothing of either.

use jishi_base::{Atom, Slim};
use jishi_journal::leaf_hash;

/// The free text of a record, by field name: topics as written, resolutions, reasons of absence.
pub type RecordText = Slim<Atom, String>;

/// Tells a text from others: blank texts are all the same, and so are those that differ in the
/// spaces around them. Kept in memory alone: who has it could try out texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Mark(u64);

impl Mark {
    const BLANK: Self = Self(0);

    /// The mark of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::BLANK;
        }
        let [a, b, c, d, e, f, g, h, ..] = leaf_hash(text.as_bytes());
        Self(u64::from_be_bytes([a, b, c, d, e, f, g, h]).max(1))
    }

    /// Is there nothing but space?
    #[must_use]
    pub fn is_blank(self) -> bool {
        self == Self::BLANK
    }
}

/// What the fold keeps of the texts of a record or an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Texts {
    /// The entry that holds them.
    pub at: u64,
    /// A mark of each, by field name.
    pub marks: Slim<Atom, Mark>,
}

impl Texts {
    /// Of texts that lie at an entry.
    #[must_use]
    pub fn of(text: &RecordText, at: u64) -> Self {
        Self { at, marks: text.iter().map(|(name, text)| (name.clone(), Mark::of(text))).collect() }
    }

    /// Are they these?
    #[must_use]
    pub fn are(&self, text: &RecordText) -> bool {
        self.marks.len() == text.len() && text.iter().all(|(name, text)| self.marks.get(name) == Some(&Mark::of(text)))
    }

    /// Does a field say anything?
    #[must_use]
    pub fn says(&self, field: &str) -> bool {
        self.marks.get(field).is_some_and(|mark| !mark.is_blank())
    }

    /// The fields that say something.
    pub fn filled(&self) -> impl Iterator<Item = &Atom> {
        self.marks.iter().filter(|(_, mark)| !mark.is_blank()).map(|(name, _)| name)
    }

    /// The texts out of the content of their entry, as far as these fields go.
    #[must_use]
    pub fn read(&self, content: &str) -> Option<RecordText> {
        let mut text: RecordText = serde_json::from_str(content).ok()?;
        text.retain(|name, _| self.marks.contains_key(name));
        Some(text)
    }
}

/// What the fold keeps of one text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Text {
    /// The entry that holds it.
    pub at: u64,
    /// Its mark.
    pub mark: Mark,
}

impl Text {
    /// Of a text that lies at an entry.
    #[must_use]
    pub fn of(text: &str, at: u64) -> Self {
        Self { at, mark: Mark::of(text) }
    }

    /// The text out of the content of its entry.
    #[must_use]
    pub fn read(self, content: &str) -> Option<String> {
        serde_json::from_str(content).ok()
    }
}
