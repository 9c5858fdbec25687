//! xlsx bytes to a [`Workbook`], within limits. Meant to run in a child process: it bounds what it can, the process
//! bounds the rest.
//!
//! Absent on purpose: files (the caller reads them), meaning (`layout` and `plan`), the old .xls format (its reader
//! cannot be bounded; the message says how to save it anew).

mod csv;
mod marks;

use crate::bounds::{Limits, ReadError};
use crate::container;
use crate::workbook::{Cell, Merged, Row, Sheet, Workbook};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxFormulaMetadata};
use jishi_base::signs::with_plain_line_ends;
use jishi_calendar::Date;
use jishi_defence::Defence;
use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a file by its name: a text with commas or tabs where it ends in .csv, else a workbook.
///
/// # Errors
/// A [`ReadError`], in Chinese, with what to do.
pub fn read_file(name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    if is_csv(name) { csv::read(name, bytes, limits) } else { read_workbook(bytes, limits) }
}

/// Is it a text with commas, by its name?
fn is_csv(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ["csv", "tsv"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Reads a workbook.
///
/// # Errors
/// A [`ReadError`], in Chinese, with what to do.
pub fn read_workbook(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let limits = if Defence::WorkbooksAreBounded.holds() { limits } else { &Limits::NONE };
    container::check(bytes, limits)?;
    // The reader below has panicked on malformed files before; a panic means a damaged file, not a broken program.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes, limits))).unwrap_or(Err(ReadError::Damaged))
}

fn sheets(bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    let mut xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut budget = Budget { cells: limits.cells, text: limits.text };
    let mut workbook = Workbook::default();
    let since_1904 = xlsx.has_1904_epoch();
    let mut marks = marks::of_workbook(bytes);
    for meta in xlsx.sheets_metadata().to_vec() {
        if meta.typ != SheetType::WorkSheet {
            continue;
        }
        let mut rows = rows(&mut xlsx, &meta.name, &mut budget, limits)?;
        let merged = merged(&mut xlsx, &meta.name)?;
        let marks = marks.remove(&meta.name).unwrap_or_default();
        marks.months_only(&mut rows);
        let (hidden_rows, hidden_columns) = (marks.hidden_rows, marks.hidden_columns);
        let hidden = meta.visible != SheetVisible::Visible;
        workbook.sheets.push(Sheet { name: meta.name, hidden, rows, merged, hidden_rows, hidden_columns, since_1904 });
    }
    if workbook.sheets.iter().all(|sheet| sheet.rows.is_empty()) { Err(ReadError::NoSheets) } else { Ok(workbook) }
}

fn damaged(_: calamine::XlsxError) -> ReadError {
    ReadError::Damaged
}

struct Budget {
    cells: usize,
    text: usize,
}

fn rows(xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str, budget: &mut Budget, limits: &Limits) -> Result<Vec<Row>, ReadError> {
    let mut reader = xlsx.worksheet_cells_reader(name).map_err(damaged)?;
    let mut rows: Vec<Row> = Vec::new();
    // Of formulas that are written once for many cells, those that move.
    let mut moving: BTreeSet<usize> = BTreeSet::new();
    while let Some(found) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        budget.cells = budget.cells.checked_sub(1).ok_or(ReadError::TooManyCells(limits.cells))?;
        let value = cell(found.value);
        if let Some(Cell::Text(text)) = &value {
            budget.text = budget.text.checked_sub(text.len()).ok_or(ReadError::TooMuchText)?;
        }
        let cell = match found.formula {
            None => value,
            Some(formula) if moves(&formula, &mut moving) => Some(Cell::Volatile),
            Some(_) => Some(Cell::Formula(value.filter(|value| *value != Cell::Error).map(Box::new))),
        };
        let Some(cell) = cell else { continue };
        let (number, column) = (found.pos.0.saturating_add(1), found.pos.1);
        match rows.last_mut() {
            Some(row) if row.number == number => row.cells.push((column, cell)),
            _ => rows.push(Row { number, cells: vec![(column, cell)] }),
        }
    }
    for row in &mut rows {
        row.cells.sort_by_key(|(column, _)| *column);
        row.cells.dedup_by_key(|(column, _)| *column);
        row.cells.shrink_to_fit();
    }
    rows.sort_by_key(|row| row.number);
    Ok(rows)
}

/// Does a formula give another value on another day, or one out of another file?
fn moves(formula: &XlsxFormulaMetadata, moving: &mut BTreeSet<usize>) -> bool {
    const BY_THE_DAY: [&str; 6] = ["TODAY(", "NOW(", "RAND", "INDIRECT(", "OFFSET(", "WEBSERVICE("];
    let says = |text: &str| {
        let text = text.to_ascii_uppercase();
        let elsewhere = text.split('[').skip(1).any(|rest| rest.split(']').next().is_some_and(|inside| inside.contains(".XLS") || inside.bytes().all(|byte| byte.is_ascii_digit())));
        elsewhere || BY_THE_DAY.iter().any(|word| text.contains(word))
    };
    match formula {
        XlsxFormulaMetadata::Normal { formula } => says(formula),
        XlsxFormulaMetadata::Shared { shared_index, formula, .. } => {
            let moves = says(formula);
            if moves {
                moving.insert(*shared_index);
            }
            moves
        }
        XlsxFormulaMetadata::SharedDerived { shared_index } => moving.contains(shared_index),
        // A formula of a kind that came after this was written: what it gives is not known.
        _ => true,
    }
}

fn cell(value: DataRef<'_>) -> Option<Cell> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| Cell::Text(with_plain_line_ends(text.to_owned()).into()));
    match value {
        DataRef::Empty => None,
        DataRef::Int(number) => Some(Cell::Number(number as f64)),
        DataRef::Float(number) => Some(Cell::Number(number)),
        DataRef::String(string) => text(&string),
        DataRef::SharedString(string) => text(string),
        DataRef::Bool(flag) => Some(Cell::Bool(flag)),
        DataRef::DateTime(day) => Some(date(&day)),
        DataRef::DateTimeIso(iso) => Some(iso.get(..10).and_then(|day| day.parse().ok()).map_or_else(|| Cell::Text(iso.into()), |day| Cell::Date(Some(day)))),
        DataRef::DurationIso(duration) => text(&duration),
        DataRef::Error(_) => Some(Cell::Error),
    }
}

/// The day of a date cell. A year and month such as 1970.05 that was formatted as a date stays what it is: a number.
fn date(day: &ExcelDateTime) -> Cell {
    if !day.is_datetime() {
        return Cell::Number(day.as_f64());
    }
    let (year, month, date, ..) = day.to_ymd_hms_milli();
    let day = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(date).ok());
    Cell::Date(day.and_then(|((year, month), date)| Date::new(year, month, date).ok()))
}

fn merged(xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Merged>, ReadError> {
    const MOST: usize = 50_000;
    let ranges = xlsx.merge_cells_by_sheet_name(name).map_err(damaged)?;
    Ok(ranges
        .into_iter()
        .take(MOST)
        .map(|range| Merged {
            top: range.start.0.saturating_add(1),
            left: range.start.1,
            bottom: range.end.0.saturating_add(1),
            right: range.end.1,
        })
        .collect())
}
