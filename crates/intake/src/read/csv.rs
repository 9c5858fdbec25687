//! Text with commas or tabs to a [`Workbook`] of one sheet of texts, in UTF-8 or GB 18030, within the same limits.

use crate::bounds::{Limits, ReadError};
use crate::workbook::{Cell, Row, Sheet, Workbook};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use jishi_base::signs::with_plain_line_ends;

/// Reads such a text; the sheet is called as the file is.
pub(super) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Workbook, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() as u64 > limits.container {
        return Err(ReadError::TooLarge(limits.container));
    }
    let text = decoded(bytes)?;
    let (mut cells, mut texts) = (limits.cells, limits.text);
    let mut rows = Vec::new();
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(&text)).from_reader(text.as_bytes());
    for (record, number) in reader.records().zip(1..) {
        let record = record.map_err(|_| ReadError::Damaged)?;
        let mut row = Row { number, cells: Vec::new() };
        for (field, column) in record.iter().zip(0..) {
            cells = cells.checked_sub(1).ok_or(ReadError::TooManyCells(limits.cells))?;
            texts = texts.checked_sub(field.len()).ok_or(ReadError::TooMuchText)?;
            if !field.trim().is_empty() {
                row.cells.push((column, Cell::Text(with_plain_line_ends(field.to_owned()).into())));
            }
        }
        if !row.cells.is_empty() {
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err(ReadError::NoSheets);
    }
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
    Ok(Workbook { sheets: vec![Sheet { name, rows, ..Sheet::default() }] })
}

/// UTF-8 where it is, by its mark or by being it; else GB 18030.
fn decoded(bytes: &[u8]) -> Result<String, ReadError> {
    for (encoding, mark) in [(UTF_8, &b"\xEF\xBB\xBF"[..]), (UTF_16LE, b"\xFF\xFE"), (UTF_16BE, b"\xFE\xFF")] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return whole(encoding, rest);
        }
    }
    whole(UTF_8, bytes).or_else(|_| whole(GB18030, bytes))
}

fn whole(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Result<String, ReadError> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or(ReadError::Encoding)?;
    // A NUL is in no text: what reads as one is something else.
    if text.contains('\0') { Err(ReadError::Encoding) } else { Ok(text.into_owned()) }
}

/// Tabs where the first line has more of them than commas.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    if count('\t') > count(',') {
        b'\t'
    } else if count(';') > count(',') {
        b';'
    } else {
        b','
    }
}
