//! A sheet that is a form: labels with their values beside them, one form a sheet or several below each other. It becomes
//! a table of one row for each form, which remembers where every cell stood.

use super::headings::forms;
use super::{DEPTH, Known};
use crate::mapping::Mapping;
use crate::text;
use crate::workbook::{Address, Cell, Row, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// Rows with a label and its value that make a sheet a form.
const ROWS: usize = 3;

/// A form as a table.
pub(crate) struct Unfolded {
    /// Titles, one row of labels, one row of values for each form.
    pub(crate) sheet: Sheet,
    /// Where each value stands in the sheet as written, by row and column of the table.
    pub(crate) places: BTreeMap<(u32, u32), Address>,
}

/// A label with its value.
struct Pair<'s> {
    label: String,
    value: Option<(Address, std::borrow::Cow<'s, Cell>)>,
    row: u32,
}

/// The table that a sheet is, where it is a form.
pub(crate) fn unfold(sheet: &Sheet, tables: &[Known<'_>], mapping: &Mapping) -> Option<Unfolded> {
    let headings = tables.iter().flat_map(|known| known.headings.keys().cloned());
    let labels: BTreeSet<String> = headings.chain(mapping.words.ignored.iter().map(|word| text::heading(word))).collect();
    let is_label = |cell: &Cell| matches!(cell, Cell::Text(written) if forms(written).iter().any(|form| labels.contains(form)));
    let count = |row: &Row| row.cells.iter().filter(|(_, cell)| is_label(cell)).count();
    // A row that is labels for the most part heads a table.
    let heads = |row: &Row| count(row) >= 3 && count(row) * 3 > row.cells.len() * 2;
    if sheet.rows.iter().take(DEPTH).any(heads) {
        return None;
    }
    let pairs: Vec<Pair<'_>> = sheet.rows.iter().flat_map(|row| pairs(row, &is_label, &labels)).collect();
    let told: BTreeSet<u32> = pairs.iter().filter(|pair| pair.value.is_some()).map(|pair| pair.row).collect();
    let tabular = sheet.rows.iter().filter(|row| row.cells.len() > 1 && !told.contains(&row.number)).count();
    if told.len() < ROWS || tabular > told.len() {
        return None;
    }
    Some(tabled(sheet, &split(pairs)))
}

/// The labels of a row with their values: beside them, or in the same cell after a colon.
fn pairs<'s>(row: &'s Row, is_label: &impl Fn(&Cell) -> bool, labels: &BTreeSet<String>) -> Vec<Pair<'s>> {
    let mut out = Vec::new();
    let mut cells = row.cells.iter().peekable();
    while let Some((column, cell)) = cells.next() {
        let at = |column: u32| Address { row: row.number, column };
        if is_label(cell) {
            let value = cells.next_if(|(_, next)| !is_label(next)).map(|(column, cell)| (at(*column), std::borrow::Cow::Borrowed(cell)));
            out.push(Pair { label: cell.shown(), value, row: row.number });
            continue;
        }
        let Cell::Text(written) = cell else { continue };
        for piece in written.split(['\n', '\r', '\t', '\u{3000}']).flat_map(|line| line.split("  ")) {
            let Some((label, value)) = piece.split_once(['：', ':']) else { continue };
            if labels.contains(&text::heading(label)) && !value.trim().is_empty() {
                let value = (at(*column), std::borrow::Cow::Owned(Cell::Text(value.trim().into())));
                out.push(Pair { label: label.trim().to_owned(), value: Some(value), row: row.number });
            }
        }
    }
    out
}

/// A label that comes again begins the next form.
fn split(pairs: Vec<Pair<'_>>) -> Vec<Vec<Pair<'_>>> {
    let (mut out, mut seen): (Vec<Vec<Pair<'_>>>, BTreeSet<String>) = (vec![Vec::new()], BTreeSet::new());
    let first = pairs.first().map(|pair| text::heading(&pair.label));
    for pair in pairs {
        let label = text::heading(&pair.label);
        if Some(&label) == first.as_ref() && seen.contains(&label) {
            out.push(Vec::new());
            seen.clear();
        }
        if seen.insert(label)
            && let Some(form) = out.last_mut()
        {
            form.push(pair);
        }
    }
    out
}

fn tabled(sheet: &Sheet, forms: &[Vec<Pair<'_>>]) -> Unfolded {
    let mut labels: Vec<&str> = Vec::new();
    for pair in forms.iter().flatten() {
        if !labels.iter().any(|known| text::heading(known) == text::heading(&pair.label)) {
            labels.push(&pair.label);
        }
    }
    let top = forms.first().and_then(|form| form.first()).map_or(1, |pair| pair.row);
    let mut rows: Vec<Row> = sheet.rows.iter().filter(|row| row.number < top).cloned().collect();
    let heading = labels.iter().zip(0..).map(|(label, column)| (column, Cell::Text((*label).into()))).collect();
    rows.push(Row { number: top, cells: heading });
    let mut places = BTreeMap::new();
    for form in forms {
        // A row below the labels that no other form has: the second row of this one.
        let Some(number) = form.iter().map(|pair| pair.row).find(|row| *row > form.first().map_or(0, |pair| pair.row)) else { continue };
        let mut row = Row { number, cells: Vec::new() };
        for (label, column) in labels.iter().zip(0..) {
            let pair = form.iter().find(|pair| text::heading(&pair.label) == text::heading(label));
            if let Some((address, cell)) = pair.and_then(|pair| pair.value.as_ref()) {
                places.insert((number, column), *address);
                row.cells.push((column, cell.as_ref().clone()));
            }
        }
        rows.push(row);
    }
    let table = Sheet { name: sheet.name.clone(), rows, since_1904: sheet.since_1904, ..Sheet::default() };
    Unfolded { sheet: table, places }
}
