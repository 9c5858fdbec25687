//! Where the facts of a site were read, by name.

use crate::site::Site;
use crate::source::{Place, ReadAt, Source};
use jishi_base::ImportId;
use std::collections::BTreeSet;

impl Site {
    /// Where a fact was read, by name; `None` where the names have been erased, or are known to nobody.
    #[must_use]
    pub fn read_at<'s>(&'s self, source: &'s Source) -> Option<ReadAt<'s>> {
        let names = self.imports.names(source.import);
        let (file, sheet) = match &source.place {
            Place::Plain { file, sheet } => names.is_none_or(|names| names.kept().is_some()).then_some((file.as_str(), sheet.as_str()))?,
            Place::Nth { file, sheet } => {
                let file = names?.open()?.get(usize::try_from(*file).ok()?)?;
                (file.file.as_str(), file.sheets.get(usize::try_from(*sheet).ok()?)?.as_str())
            }
        };
        Some(ReadAt { file, sheet, row: source.row })
    }

    /// The imports of which the name of a file or sheet contains any of these words.
    #[must_use]
    pub fn imports_naming(&self, words: &[&str]) -> BTreeSet<ImportId> {
        let says = |name: &str| words.iter().any(|word| !word.is_empty() && name.contains(word));
        let sources = self.people.values().filter_map(|entry| entry.source.as_ref());
        let sources = sources.chain(self.bodies.values().filter_map(|entry| entry.source.as_ref()));
        let sources = sources.chain(self.holdings.values().filter_map(|entry| entry.source.as_ref()));
        let sources = sources.chain(self.records.values().filter_map(|entry| entry.source.as_deref()));
        let plain = sources.filter(|source| matches!(&source.place, Place::Plain { file, sheet } if says(file) || says(sheet)));
        plain.map(|source| source.import).chain(self.imports.naming(&says)).collect()
    }
}
