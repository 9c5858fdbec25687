//! Rows as a workbook: typed string cells, never formulas, so that nothing a clerk wrote is ever run.

use crate::error::PageError;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jishi_calendar::Date;
use jishi_defence::Defence;
use jishi_intake::{Refusal, SheetReport, refusals};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::fmt::Write;

/// The longest text that a cell takes.
const LONGEST: usize = 32_000;
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook as an answer to download: `name` is Chinese, `plain` what old browsers save.
pub(crate) fn download(name: &str, plain: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{plain}.xlsx\"; filename*=UTF-8''{}.xlsx", percent(name));
    ([(header::CONTENT_TYPE, CONTENT_TYPE), (header::CONTENT_DISPOSITION, disposition.as_str())], bytes).into_response()
}

/// A workbook with one sheet.
pub(crate) fn workbook(title: &str, made: Date, columns: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, PageError> {
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    written(title, made, columns, &rows).map_err(|error| PageError::Render(error.to_string()))
}

/// A workbook of every refused row of an import: where it stands, what is wrong and what to do. `None` where there are
/// more than a sheet takes.
#[must_use]
pub fn refusals_workbook(reports: &[SheetReport], made: Date) -> Option<Vec<u8>> {
    let reasons: Vec<String> = refusals(reports).map(|refusal| refusal.row.reasons.join("；")).collect();
    let rows: Vec<Vec<&str>> = refusals(reports).zip(&reasons).map(|(refusal, reasons)| row(refusal, reasons)).collect();
    written("不收的行", made, &["文件", "工作表", "单元格", "哪里不对", "怎么改"], &rows).ok()
}

fn row<'r>(refusal: Refusal<'r>, reasons: &'r str) -> Vec<&'r str> {
    vec![refusal.file, refusal.sheet, &refusal.row.cell, reasons, &refusal.row.help]
}

fn written(title: &str, made: Date, columns: &[&str], rows: &[Vec<&str>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The day judged for, not the clock: the same rows give the same file.
    let day = ExcelDateTime::from_ymd(u16::try_from(made.year()).unwrap_or(1900), made.month().unsigned_abs(), made.day().unsigned_abs())?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&day));
    let sheet = workbook.add_worksheet();
    sheet.set_name(title)?;
    let head = Format::new().set_bold();
    for (column, words) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, *words, &head)?;
        sheet.set_column_width(column, width(words, rows.iter().filter_map(|row| row.get(usize::from(column)))))?;
    }
    for (number, row) in (1..).zip(rows) {
        for (column, text) in (0..).zip(row) {
            write(sheet, number, column, text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    let text: String = text.chars().take(LONGEST).collect();
    if !Defence::FormulasStayText.holds() && text.starts_with('=') {
        return sheet.write_formula(row, column, text.as_str()).map(|_| ());
    }
    sheet.write_string(row, column, text).map(|_| ())
}

/// Wide enough for most of what is in it; a Chinese letter takes two.
fn width<'a>(head: &str, texts: impl Iterator<Item = &'a &'a str>) -> f64 {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    let widest = texts.map(|text| wide(text)).max().unwrap_or_default().max(wide(head));
    f64::from(widest.clamp(6, 48) + 2)
}

/// As RFC 8187 wants it: whatever is not a letter, a figure, a hyphen or a point of ASCII is written in hexadecimal.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests;
