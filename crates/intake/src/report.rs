//! What an import would do, sheet by sheet: the preview that a person reads before anything is written.

use serde::Serialize;

/// One sheet of one workbook.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct SheetReport {
    /// The workbook's file name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The table it was recognised as.
    pub table: Option<String>,
    /// Rows that bring something new.
    pub created: u32,
    /// Rows that change what is known.
    pub changed: u32,
    /// Rows that say what is known.
    pub unchanged: u32,
    /// Rows without data: totals, signatures, blanks, repeated headings.
    pub skipped: u32,
    /// What is implausible, accepted as written.
    pub warnings: Vec<Warning>,
    /// Rows that were not taken: one entry a row.
    pub refused: Vec<Refused>,
}

/// Something to look at.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Warning {
    /// Address of the cell; empty where it is about the sheet.
    pub cell: String,
    /// What is odd.
    pub message: String,
}

/// A row that was not taken.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Refused {
    /// Address of the first cell that is wrong.
    pub cell: String,
    /// Where each reason stands, in their order; empty where all stand in the first cell.
    #[serde(skip)]
    pub cells: Vec<String>,
    /// All that is wrong with the row.
    pub reasons: Vec<String>,
    /// What to do.
    pub help: String,
}

impl SheetReport {
    /// A report that a whole file was refused: it could not be read, or it was not what it should be.
    #[must_use]
    pub fn of_file(file: &str, reason: &str, help: &str) -> Self {
        Self {
            file: file.to_owned(),
            refused: vec![Refused { cell: String::new(), cells: Vec::new(), reasons: vec![reason.to_owned()], help: help.to_owned() }],
            ..Self::default()
        }
    }
}
