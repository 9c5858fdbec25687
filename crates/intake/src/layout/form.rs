//! A sheet that is a form: labels with their values beside them, one form a sheet or several below each other. It becomes
//! a table of one row for each form, which remembers where every cell stood.

use super::headings::forms;
use super::shape::{Labels, Shape, Unfolded, Unread};
use crate::mapping::{Mapping, Words};
use crate::text;
use crate::workbook::{Address, Cell, Row, Sheet};
use jishi_base::signs;
use std::collections::{BTreeMap, BTreeSet};

/// Rows with a label and its value that make a sheet a form.
const ROWS: usize = 3;

/// A label with its value.
struct Pair<'s> {
    label: String,
    value: Option<(Address, std::borrow::Cow<'s, Cell>)>,
    row: u32,
}

/// The table that a sheet is, where it is a form.
pub(super) fn unfold(sheet: &Sheet, labels: &Labels, mapping: &Mapping) -> Option<Unfolded> {
    let mut unread = Vec::new();
    let mut pairs: Vec<Pair<'_>> = sheet.rows.iter().flat_map(|row| pairs(row, labels, &mut unread)).collect();
    // Whose the forms are stands once above the first of them, as above a table: no label of theirs.
    let unit = |pair: &Pair<'_>| mapping.words.unit.iter().any(|word| forms(&pair.label).contains(&text::heading(word)));
    let above = pairs.iter().take_while(|pair| unit(pair)).count();
    if pairs.iter().skip(above).all(|pair| !unit(pair)) {
        pairs.drain(..above);
    }
    let told: BTreeSet<u32> = pairs.iter().filter(|pair| pair.value.is_some()).map(|pair| pair.row).collect();
    let tabular = sheet.rows.iter().filter(|row| row.cells.len() > 1 && !told.contains(&row.number)).count();
    if told.len() < ROWS || tabular > told.len() {
        return None;
    }
    unread.extend(unlabelled(sheet, &told, &mapping.words));
    Some(tabled(sheet, &split(pairs), unread))
}

/// Rows among the labels of a form that look like a label and a value, and have no label that is known.
fn unlabelled(sheet: &Sheet, told: &BTreeSet<u32>, words: &Words) -> Vec<Unread> {
    let within = |row: &&Row| told.first().is_some_and(|first| *first < row.number) && told.last().is_some_and(|last| row.number < *last);
    let signature = |written: &str| words.signatures.iter().chain(&words.unit).any(|word| written.starts_with(word.as_str()));
    let label = |row: &Row| match row.cells.as_slice() {
        [(column, Cell::Text(written)), _, ..] if !signature(&text::squeezed(written)) => Some((Address { row: row.number, column: *column }, written.clone())),
        _ => None,
    };
    let rows = sheet.rows.iter().filter(within).filter(|row| !told.contains(&row.number));
    let unread = |(cell, written): (Address, Box<str>)| Unread { cell, message: format!("“{}”这一栏不认识，没有导入", signs::written_out(written.trim())), help: None };
    rows.filter_map(label).map(unread).collect()
}

/// The labels of a row with their values: beside them, or in the same cell after a colon.
fn pairs<'s>(row: &'s Row, labels: &Labels, unread: &mut Vec<Unread>) -> Vec<Pair<'s>> {
    let mut out: Vec<Pair<'s>> = Vec::new();
    let mut cells = row.cells.iter().peekable();
    while let Some((column, cell)) = cells.next() {
        let at = |column: u32| Address { row: row.number, column };
        if labels.holds(cell) {
            let value = cells.next_if(|(_, next)| !labels.holds(next)).map(|(column, cell)| (at(*column), std::borrow::Cow::Borrowed(cell)));
            out.push(Pair { label: cell.shown(), value, row: row.number });
            continue;
        }
        let before = out.len();
        let written = cell.shown();
        for piece in written.split(['\n', '\r', '\t', '\u{3000}']).flat_map(|line| line.split("  ")) {
            let Some((label, value)) = piece.split_once(['：', ':']) else { continue };
            if labels.knows(&text::heading(label)) && !value.trim().is_empty() {
                let value = (at(*column), std::borrow::Cow::Owned(Cell::Text(value.trim().into())));
                out.push(Pair { label: label.trim().to_owned(), value: Some(value), row: row.number });
            }
        }
        if before > 0 && out.len() == before && !written.trim().is_empty() {
            let message = format!("“{}”前面没有认得的标题，没有导入", signs::written_out(written.trim()));
            unread.push(Unread { cell: at(*column), message, help: None });
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

fn tabled(sheet: &Sheet, forms: &[Vec<Pair<'_>>], unread: Vec<Unread>) -> Unfolded {
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
    Unfolded { shape: Shape::Form, sheet: table, places, unread }
}
