//! Where a fact was read: the import, and a row of one of its sheets. The names of files and sheets may name people: they
//! lie once with the import, under a key of its own, and a fact only counts them.

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

/// Where a fact was read, by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ReadAt<'s> {
    /// The workbook's file name.
    pub file: &'s str,
    /// The sheet's name.
    pub sheet: &'s str,
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
