//! Headings as they may be compared: through merged ranges, with the row above them, with and without brackets.

use super::{DEPTH, WIDTH};
use crate::text;
use crate::workbook::{Cell, Merged, Row, Sheet};
use std::collections::BTreeMap;

/// A heading as it may be compared: by itself, and together with the one above it.
pub(super) struct Heading {
    pub(super) written: String,
    pub(super) forms: Vec<String>,
    /// Does the row above belong to it?
    pub(super) above: bool,
}

/// Merged ranges near the top of a sheet.
pub(super) struct Merges<'a> {
    by_row: BTreeMap<u32, Vec<&'a Merged>>,
}

impl<'a> Merges<'a> {
    /// Merged ranges by the rows near the top that they touch.
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        let last = sheet.rows.get(DEPTH).map_or(u32::MAX, |row| row.number);
        let mut by_row: BTreeMap<u32, Vec<&Merged>> = BTreeMap::new();
        for range in sheet.merged.iter().filter(|range| range.top <= last && range.bottom - range.top.min(range.bottom) < 50) {
            for row in range.top..=range.bottom {
                by_row.entry(row).or_default().push(range);
            }
        }
        Self { by_row }
    }

    /// The text a cell shows, through merged ranges.
    fn text(&self, sheet: &Sheet, row: &Row, column: u32) -> Option<String> {
        if let Some(cell) = row.cell(column) {
            return Some(cell.shown());
        }
        let range = self.by_row.get(&row.number)?.iter().find(|range| (range.left..=range.right).contains(&column))?;
        let at = sheet.rows.binary_search_by_key(&range.top, |row| row.number).ok()?;
        sheet.rows.get(at)?.cell(range.left).map(Cell::shown)
    }

    /// The headings of the row at `at`, by column.
    pub(super) fn headings(&self, sheet: &Sheet, at: usize) -> BTreeMap<u32, Heading> {
        let Some(row) = sheet.rows.get(at) else { return BTreeMap::new() };
        let upper = at.checked_sub(1).and_then(|above| sheet.rows.get(above)).filter(|above| above.number + 1 == row.number && above.cells.len() > 1);
        let width = |row: &Row| row.cells.last().map_or(0, |(column, _)| *column);
        let last = width(row).max(upper.map_or(0, width)).min(WIDTH);
        (0..=last)
            .filter_map(|column| {
                let written = self.text(sheet, row, column).filter(|text| !text.trim().is_empty())?;
                let over = upper.and_then(|upper| self.text(sheet, upper, column)).filter(|over| *over != written);
                let above = upper.is_some() && self.spans(row.number, column);
                let mut forms = forms(&written);
                if let Some(over) = &over {
                    forms.push(text::heading(&format!("{over}{written}")));
                }
                Some((column, Heading { written, forms, above: above || over.is_some_and(|_| self.grouped(row.number, column)) }))
            })
            .collect()
    }

    /// Does a merged range join this row with the one above in this column?
    fn spans(&self, row: u32, column: u32) -> bool {
        self.by_row.get(&row).is_some_and(|ranges| ranges.iter().any(|range| range.top < row && (range.left..=range.right).contains(&column)))
    }

    /// Does a merged range of the row above group several columns over this one?
    fn grouped(&self, row: u32, column: u32) -> bool {
        row.checked_sub(1).and_then(|above| self.by_row.get(&above)).is_some_and(|ranges| {
            ranges.iter().any(|range| range.right > range.left && range.bottom < row && (range.left..=range.right).contains(&column))
        })
    }
}

/// How a heading may be meant: as written, and without what stands in brackets.
pub(super) fn forms(written: &str) -> Vec<String> {
    let whole = text::heading(written);
    let bare = text::heading(&text::without_brackets(written));
    if bare == whole || bare.is_empty() { vec![whole] } else { vec![whole, bare] }
}
