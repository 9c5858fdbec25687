//! A table that is turned: its headings stand down one column, and each column after it is an entry.

use super::shape::{Labels, Shape, Unfolded};
use crate::mapping::Words;
use crate::text;
use crate::workbook::{Address, Cell, Merged, Row, Sheet};
use std::collections::BTreeMap;

/// Headings that make a column one of headings.
const HEADINGS: usize = 3;
/// How far to the right headings are looked for.
const ACROSS: u32 = 4;

/// The table that a sheet is, where it is turned: most of its headings have values of two entries or more behind them.
pub(super) fn unfold(sheet: &Sheet, labels: &Labels, words: &Words) -> Option<Unfolded> {
    let column = (0..ACROSS).find(|column| is_headings(sheet, labels, *column))?;
    let heads = |row: &&Row| row.cell(column).is_some_and(|cell| labels.holds(cell));
    // A label with one value above the others is the unit's, as above a table.
    let first = sheet.rows.iter().position(|row| heads(&row) && row.cells.len() > 2)?;
    // A heading that is not known is shown as one.
    let signed = |written: &str| words.signatures.iter().any(|word| text::squeezed(written).starts_with(word.as_str()));
    let unknown = |row: &Row| row.cells.len() > 1 && matches!(row.cell(column), Some(Cell::Text(written)) if !signed(written));
    let rows: Vec<&Row> = sheet.rows.iter().skip(first).filter(|row| heads(row) || unknown(row)).collect();
    // Rows of the table that is made are numbered below the titles.
    let above = first.checked_sub(1).and_then(|at| sheet.rows.get(at)).map_or(0, |row| row.number);
    let number = |of: u32| above + of - column + 1;
    let mut made: Vec<Row> = sheet.rows.iter().take(first).cloned().collect();
    let heading = |(row, at): (&&Row, u32)| row.cell(column).map(|cell| (at, cell.clone()));
    made.push(Row { number: number(column), cells: rows.iter().zip(0..).filter_map(heading).collect() });
    let mut places = BTreeMap::new();
    let end = rows.iter().filter_map(|row| row.cells.last()).map(|(column, _)| *column).max()?;
    for entry in column + 1..=end {
        let value = |(row, at): (&&Row, u32)| row.cell(entry).map(|cell| (at, cell.clone()));
        let cells: Vec<(u32, Cell)> = rows.iter().zip(0..).filter_map(value).collect();
        if !cells.is_empty() {
            places.extend(rows.iter().zip(0..).map(|(row, at)| ((number(entry), at), Address { row: row.number, column: entry })));
            made.push(Row { number: number(entry), cells });
        }
    }
    let at = |number: u32| rows.iter().zip(0..).find(|(row, _)| row.number == number).map(|(_, at)| at);
    let merge = |range: &Merged| {
        let (left, right) = (at(range.top)?, at(range.bottom)?);
        (range.left > column).then(|| Merged { top: number(range.left), left, bottom: number(range.right), right })
    };
    let merged = sheet.merged.iter().filter_map(merge).collect();
    let table = Sheet { name: sheet.name.clone(), rows: made, merged, since_1904: sheet.since_1904, ..Sheet::default() };
    Some(Unfolded { shape: Shape::Turned, sheet: table, places, unread: Vec::new() })
}

fn is_headings(sheet: &Sheet, labels: &Labels, column: u32) -> bool {
    let heads = |row: &&Row| row.cell(column).is_some_and(|cell| labels.holds(cell)) && row.cells.first().is_some_and(|(at, _)| *at == column);
    let headed: Vec<&Row> = sheet.rows.iter().filter(heads).collect();
    // In a form, labels stand between the values.
    let several = |row: &&&Row| row.cells.len() > 2 && row.cells.iter().skip(1).all(|(_, cell)| !labels.holds(cell));
    let of_several = headed.iter().filter(several).count();
    headed.len() >= HEADINGS && of_several * 3 >= headed.len() * 2
}
