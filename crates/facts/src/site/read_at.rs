//! Where the facts of a site were read, by name.

use crate::contents::{Contents, Unopened};
use crate::site::Site;
use crate::source::{FileNames, Place, ReadAt, Source};
use crate::texts::Mark;
use jishi_base::ImportId;
use std::collections::BTreeSet;

impl Site {
    /// Where a fact was read, by name; `None` where the names have been erased, or are known to nobody. `content`: that of an entry,
    /// where it can be had.
    #[must_use]
    pub fn read_at<C: AsRef<str>>(&self, source: &Source, content: impl FnOnce(u64) -> Option<C>) -> Option<ReadAt> {
        let names = self.imports.names(source.import);
        let (file, sheet) = match &source.place {
            Place::Plain { file, sheet } => names.is_none_or(|names| names.kept().is_some()).then(|| (file.to_string(), sheet.to_string()))?,
            Place::Nth { file, sheet } => {
                let names = FileNames::read(content(names?.open()?.at)?.as_ref())?;
                let file = names.into_iter().nth(usize::try_from(*file).ok()?)?;
                (file.file, file.sheets.into_iter().nth(usize::try_from(*sheet).ok()?)?)
            }
        };
        Some(ReadAt { file, sheet, row: source.row })
    }

    /// The marks of the file and the sheet that a fact was read from; `None` where their names have been erased, or are known to nobody.
    #[must_use]
    pub fn sheet_of(&self, source: &Source) -> Option<(Mark, Mark)> {
        let names = self.imports.names(source.import);
        match &source.place {
            Place::Plain { file, sheet } => names.is_none_or(|names| names.kept().is_some()).then(|| (Mark::of(file), Mark::of(sheet))),
            Place::Nth { file, sheet } => names?.open()?.nth(*file, *sheet),
        }
    }

    /// The imports of which the name of a file or sheet contains any of these words. Opens the names of all.
    ///
    /// # Errors
    /// Where they cannot be read now.
    pub fn imports_naming(&self, words: &[&str], contents: &dyn Contents) -> Result<BTreeSet<ImportId>, Unopened> {
        let says = |name: &str| words.iter().any(|word| !word.is_empty() && name.contains(word));
        let sources = self.people.values().filter_map(|entry| entry.source.as_ref());
        let sources = sources.chain(self.bodies.values().filter_map(|entry| entry.source.as_ref()));
        let sources = sources.chain(self.holdings.values().filter_map(|entry| entry.source.as_ref()));
        let sources = sources.chain(self.records.values().filter_map(|entry| entry.source.as_deref()));
        let plain = sources.filter(|source| matches!(&source.place, Place::Plain { file, sheet } if says(file) || says(sheet)));
        Ok(plain.map(|source| source.import).chain(self.imports.naming(&says, contents)?).collect())
    }
}
