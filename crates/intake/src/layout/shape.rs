//! What a sheet becomes that is no table as it stands: a table that remembers where every cell stood, and the headings by which
//! it is known.

use super::headings::forms;
use crate::text;
use crate::workbook::{Address, Cell, Row, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// What a sheet was before it was made a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Labels with their values beside them.
    Form,
    /// Headings down one column, an entry in each column after it.
    Turned,
    /// A column for each month, days in its cells.
    Months,
}

/// A sheet as a table.
pub(crate) struct Unfolded {
    pub(crate) shape: Shape,
    /// Titles, one row of headings, one row for each entry.
    pub(crate) sheet: Sheet,
    /// Where each value stands in the sheet as written, by row and column of the table.
    pub(crate) places: BTreeMap<(u32, u32), Address>,
    /// Cells that are not read, each with why.
    pub(crate) unread: Vec<Unread>,
}

/// A cell that is not read.
pub(crate) struct Unread {
    pub(crate) cell: Address,
    pub(crate) message: String,
    /// What to do, where the cell ought to have been read.
    pub(crate) help: Option<&'static str>,
}

/// The headings that any table knows.
pub(super) struct Labels(pub(super) BTreeSet<String>);

impl Labels {
    /// Is it a heading as it stands?
    pub(super) fn knows(&self, heading: &str) -> bool {
        self.0.contains(heading)
    }

    /// Is a cell a heading, perhaps with brackets behind it?
    pub(super) fn holds(&self, cell: &Cell) -> bool {
        matches!(cell, Cell::Text(written) if forms(written).iter().any(|form| self.knows(form)))
    }

    /// A row that is labels for the most part heads a table. The same word again is no further label: 党支部、党支部 are values.
    pub(super) fn heads(&self, row: &Row) -> bool {
        let labels: BTreeSet<String> = row.cells.iter().filter(|(_, cell)| self.holds(cell)).map(|(_, cell)| text::heading(&cell.shown())).collect();
        labels.len() >= 3 && labels.len() * 3 > row.cells.len() * 2
    }
}
