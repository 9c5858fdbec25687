//! Sheets that are no table of one row for each entry and can be made one: forms, tables that are turned, months as columns.

use super::shape::{Labels, Unfolded};
use super::{DEPTH, Known, form, months, turned};
use crate::mapping::Mapping;
use crate::text;
use crate::workbook::Sheet;

/// The table that a sheet is, where it is none as it stands.
pub(crate) fn unfold(sheet: &Sheet, tables: &[Known<'_>], mapping: &Mapping) -> Option<Unfolded> {
    if let Some(unfolded) = months::unfold(sheet, mapping) {
        return Some(unfolded);
    }
    let headings = tables.iter().flat_map(|known| known.headings.keys().cloned());
    let labels = Labels(headings.chain(mapping.words.ignored.iter().map(|word| text::heading(word))).collect());
    if sheet.rows.iter().take(DEPTH).any(|row| labels.heads(row)) {
        return None;
    }
    turned::unfold(sheet, &labels, &mapping.words).or_else(|| form::unfold(sheet, &labels, mapping))
}
