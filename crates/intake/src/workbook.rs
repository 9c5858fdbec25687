//! The workbook as read: sheets of sparse rows of typed cells, with merged ranges. Small enough to be handed from the
//! child process that reads to the parent that plans.

use jishi_base::signs::{Stray, stray};
use jishi_calendar::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A workbook.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Workbook {
    /// Sheets in the workbook's order.
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Sheet {
    /// Name on the tab.
    pub name: String,
    /// Hidden from the user.
    pub hidden: bool,
    /// Rows that hold anything, in order.
    pub rows: Vec<Row>,
    /// Merged ranges.
    pub merged: Vec<Merged>,
    /// Numbers of rows that are hidden from the user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_rows: Vec<u32>,
    /// First and last column of each run that is hidden from the user, from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_columns: Vec<(u32, u32)>,
    /// Days without a format are counted from 1904, as the workbook says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub since_1904: bool,
}

/// A row that holds at least one cell.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Row {
    /// Number as Excel shows it, from 1.
    #[serde(rename = "n")]
    pub number: u32,
    /// Cells that are not empty, by column.
    #[serde(rename = "c")]
    pub cells: Vec<(u32, Cell)>,
}

impl Row {
    /// The cell in a column (from 0), if it is not empty.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.binary_search_by_key(&column, |(at, _)| *at).ok().and_then(|at| self.cells.get(at)).map(|(_, cell)| cell)
    }
}

/// A cell that is not empty.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Cell {
    /// Text as typed.
    #[serde(rename = "t")]
    Text(Box<str>),
    /// A number.
    #[serde(rename = "n")]
    Number(f64),
    /// A cell formatted as a date; `None` where the number in it is no day.
    #[serde(rename = "d")]
    Date(Option<Date>),
    /// A cell formatted as year and month: the day in it was never meant.
    #[serde(rename = "m")]
    Month(i16, i8),
    /// TRUE or FALSE.
    #[serde(rename = "b")]
    Bool(bool),
    /// A formula with the value that the file holds for it, where it holds one.
    #[serde(rename = "f")]
    Formula(Option<Box<Cell>>),
    /// A formula whose value is another on another day, or comes from another file.
    #[serde(rename = "v")]
    Volatile,
    /// `#REF!`, `#N/A` …
    #[serde(rename = "e")]
    Error,
}

impl Cell {
    /// As a person sees it, roughly: for headings, titles and messages.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Date(Some(date)) => date.to_string(),
            Self::Month(year, month) => format!("{year}年{month}月"),
            Self::Formula(Some(value)) => value.shown(),
            Self::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Date(None) | Self::Formula(None) | Self::Volatile | Self::Error => String::new(),
        }
    }

    /// The first sign of its text that is never taken.
    #[must_use]
    pub fn stray(&self) -> Option<Stray> {
        match self {
            Self::Text(text) => stray(text),
            Self::Formula(Some(value)) => value.stray(),
            _ => None,
        }
    }
}

/// A merged range, rows from 1 and columns from 0, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Merged {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

/// The address of a cell as Excel writes it: `C12`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Address {
    /// Row, from 1.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut letters, mut rest) = (String::new(), self.column + 1);
        while rest > 0 {
            rest -= 1;
            letters.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
            rest /= 26;
        }
        write!(f, "{letters}{}", self.row)
    }
}
