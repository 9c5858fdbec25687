//! Where a fact was read: the import, and a row of one of its sheets. The names of files and sheets may name people: they
//! lie once with the import, under a key of its own, and a fact only counts them.

use crate::texts::Mark;
use jishi_base::{Atom, ImportId};
use serde::{Deserialize, Serialize};

/// Where a fact was read, so that a person can look it up again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(into = "Entered", try_from = "Entered")]
pub struct Source {
    /// The import that brought it.
    pub import: ImportId,
    /// The file and the sheet.
    pub place: Place,
    /// The row as Excel numbers it, from 1.
    pub row: u32,
}

/// A sheet of an import.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// By its place among the import's files and the file's sheets, each from 0.
    Nth {
        /// Which file.
        file: u32,
        /// Which of its sheets.
        sheet: u32,
    },
    /// By name, in plain, as entries of the first shape have it.
    Plain {
        /// The workbook's file name (no folder).
        file: Atom,
        /// The sheet's name.
        sheet: Atom,
    },
}

/// A file of an import with its sheets, by name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileNames {
    /// The workbook's file name (no folder).
    pub file: String,
    /// The names of those of its sheets that were read, in order.
    pub sheets: Vec<String>,
}

impl FileNames {
    /// A file with its sheets.
    pub fn new(file: impl Into<String>, sheets: &[&str]) -> Self {
        Self { file: file.into(), sheets: sheets.iter().map(|sheet| (*sheet).to_owned()).collect() }
    }
}

/// What the fold keeps of the names of an import's files and sheets, which lie sealed beside its publication: where, and a mark of each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Names {
    /// The entry that holds them.
    pub at: u64,
    files: Vec<(Mark, Vec<Mark>)>,
}

impl Names {
    /// Of names that lie at an entry.
    #[must_use]
    pub fn of(names: &[FileNames], at: u64) -> Self {
        let marks = |file: &FileNames| (Mark::of(&file.file), file.sheets.iter().map(|sheet| Mark::of(sheet)).collect());
        Self { at, files: names.iter().map(marks).collect() }
    }

    /// The marks of a file and one of its sheets.
    pub(crate) fn nth(&self, file: u32, sheet: u32) -> Option<(Mark, Mark)> {
        let (file, sheets) = self.files.get(usize::try_from(file).ok()?)?;
        Some((*file, *sheets.get(usize::try_from(sheet).ok()?)?))
    }
}

impl FileNames {
    /// The names out of the content of an import's publication.
    #[must_use]
    pub fn read(content: &str) -> Option<Vec<Self>> {
        serde_json::from_str(content).ok()
    }
}

/// Where a fact was read, by name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ReadAt {
    /// The workbook's file name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The row.
    pub row: u32,
}

/// As an entry writes it: a file and a sheet are both numbers, or both names.
#[derive(Serialize, Deserialize)]
struct Entered {
    import: ImportId,
    file: Spot,
    sheet: Spot,
    row: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Spot {
    Nth(u32),
    Plain(Atom),
}

impl From<Source> for Entered {
    fn from(source: Source) -> Self {
        let Source { import, place, row } = source;
        let (file, sheet) = match place {
            Place::Nth { file, sheet } => (Spot::Nth(file), Spot::Nth(sheet)),
            Place::Plain { file, sheet } => (Spot::Plain(file), Spot::Plain(sheet)),
        };
        Self { import, file, sheet, row }
    }
}

impl TryFrom<Entered> for Source {
    type Error = &'static str;

    fn try_from(entered: Entered) -> Result<Self, Self::Error> {
        let Entered { import, file, sheet, row } = entered;
        let place = match (file, sheet) {
            (Spot::Nth(file), Spot::Nth(sheet)) => Place::Nth { file, sheet },
            (Spot::Plain(file), Spot::Plain(sheet)) => Place::Plain { file, sheet },
            _ => return Err("file and sheet are both numbers, or both names"),
        };
        Ok(Self { import, place, row })
    }
}
