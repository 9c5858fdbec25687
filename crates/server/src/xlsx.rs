//! Rows as a workbook that can be read and printed: typed string cells, never formulas, so that nothing a clerk wrote is
//! ever run.

use crate::error::PageError;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jishi_calendar::Date;
use jishi_defence::Defence;
use jishi_intake::{Refusal, SheetReport, refusals};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use std::fmt::Write;

/// The longest text that a cell takes.
const LONGEST: usize = 32_000;
/// Places of the widest column: more of them would make all letters small on paper.
const WIDEST: u32 = 36;
/// The row of the heads of the columns; over it stand the title and what it is about.
const HEAD: u32 = 2;
/// The paper that the program's sheets are printed on, by its number in workbooks.
const A4: u8 = 9;
/// Sizes of letters, and the height of a line in the table and over it, in points.
const TITLE_SIZE: f64 = 16.0;
const TEXT_SIZE: f64 = 11.0;
const LINE: f64 = 17.0;
const LINE_OVER: f64 = 18.0;
/// The highest that a row can be, in points.
const HIGHEST: f64 = 409.0;
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook as an answer to download: `name` is Chinese, `plain` what old browsers save.
pub(crate) fn download(name: &str, plain: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{plain}.xlsx\"; filename*=UTF-8''{}.xlsx", percent(name));
    ([(header::CONTENT_TYPE, CONTENT_TYPE), (header::CONTENT_DISPOSITION, disposition.as_str())], bytes).into_response()
}

/// A table as it is read on a screen and on paper: what it is, of whom and of which day stands over it.
pub(crate) struct Table<'t> {
    /// The name of the sheet.
    pub(crate) name: &'t str,
    /// What it is.
    pub(crate) title: String,
    /// Of whom, of which day, how many.
    pub(crate) about: String,
    /// The day that it is of.
    pub(crate) day: Date,
    /// The heads of its columns: two or more.
    pub(crate) columns: &'t [&'t str],
}

/// A workbook with one sheet.
pub(crate) fn workbook(table: &Table<'_>, rows: &[Vec<String>]) -> Result<Vec<u8>, PageError> {
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    written(table, &rows).map_err(|error| PageError::Render(error.to_string()))
}

/// A workbook of every refused row of an import: where it stands, what is wrong and what to do. `None` where there are
/// more than a sheet takes.
#[must_use]
pub fn refusals_workbook(reports: &[SheetReport], made: Date) -> Option<Vec<u8>> {
    let reasons: Vec<String> = refusals(reports).map(|refusal| refusal.row.reasons.join("；")).collect();
    let rows: Vec<Vec<&str>> = refusals(reports).zip(&reasons).map(|(refusal, reasons)| row(refusal, reasons)).collect();
    let table = Table {
        name: "不收的行",
        title: "导入时不收的行".to_owned(),
        about: format!("{}核对，共 {} 行。请在原来的工作簿里照“怎么改”改好，再导入一次；已经写入的不会重复。", day(made), rows.len()),
        day: made,
        columns: &["文件", "工作表", "单元格", "哪里不对", "怎么改"],
    };
    written(&table, &rows).ok()
}

fn row<'r>(refusal: Refusal<'r>, reasons: &'r str) -> Vec<&'r str> {
    vec![refusal.file, refusal.sheet, &refusal.row.cell, reasons, &refusal.row.help]
}

fn written(table: &Table<'_>, rows: &[Vec<&str>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The day judged for, not the clock: the same rows give the same file.
    let made = table.day;
    let made = ExcelDateTime::from_ymd(u16::try_from(made.year()).unwrap_or(1900), made.month().unsigned_abs(), made.day().unsigned_abs())?;
    workbook.set_properties(&DocProperties::new().set_title(&table.title).set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    sheet.set_name(table.name)?;
    let widths: Vec<u32> = (0..).zip(table.columns).map(|(at, head)| width(head, rows.iter().filter_map(|row| row.get::<usize>(at)))).collect();
    for (column, wide) in (0..).zip(&widths) {
        sheet.set_column_width(column, *wide + 2)?;
    }
    over(sheet, table, f64::from(widths.iter().map(|wide| wide + 2).sum::<u32>()))?;
    let cell = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top).set_text_wrap();
    for (number, row) in (HEAD + 1..).zip(rows) {
        for (column, text) in (0..).zip(row) {
            write(sheet, number, column, text, &cell)?;
        }
        // Not every program makes a row as high as what is in it.
        let lines = row.iter().zip(&widths).map(|(text, wide)| places(text).div_ceil(*wide + 1)).max().unwrap_or(1);
        if lines > 1 {
            sheet.set_row_height(number, (f64::from(lines) * LINE).min(HIGHEST))?;
        }
    }
    on_paper(sheet)?;
    workbook.save_to_buffer()
}

/// What stands over the table, and the heads of its columns.
fn over(sheet: &mut Worksheet, table: &Table<'_>, across: f64) -> Result<(), XlsxError> {
    let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let line = Format::new().set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let title = line.clone().set_bold().set_font_size(TITLE_SIZE).set_align(FormatAlign::Center);
    let scale = TITLE_SIZE / TEXT_SIZE;
    for (row, text, format, scale) in [(0, &table.title, &title, scale), (1, &table.about, &line, 1.0)] {
        sheet.merge_range(row, 0, row, last, text, format)?;
        // Joined cells do not grow with their text by themselves.
        let lines = (f64::from(places(text)) * scale / across).ceil().max(1.0);
        sheet.set_row_height(row, lines * scale * LINE_OVER)?;
    }
    let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_background_color(Color::RGB(0xEE_F0_EE));
    let head = head.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter).set_text_wrap();
    for (column, words) in (0..).zip(table.columns) {
        sheet.write_string_with_format(HEAD, column, *words, &head)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0).map(|_| ())
}

/// On A4 across, as wide as the paper, the heads on every sheet of it.
fn on_paper(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3).set_footer("&C第 &P 页，共 &N 页");
    sheet.set_repeat_rows(HEAD, HEAD).map(|_| ())
}

/// As people write it: `2026年11月24日`.
pub(crate) fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    let text: String = text.chars().take(LONGEST).collect();
    if !Defence::FormulasStayText.holds() && text.starts_with('=') {
        return sheet.write_formula(row, column, text.as_str()).map(|_| ());
    }
    sheet.write_string_with_format(row, column, text, format).map(|_| ())
}

/// Places that a text takes; a Chinese letter takes two, and a little more in the fonts of spreadsheets.
fn places(text: &str) -> u32 {
    let halves = text.chars().map(|c| if c.is_ascii() { 10 } else { 21 }).sum::<u32>();
    halves.div_ceil(10)
}

/// Places of a column: wide enough for most of what is in it; what is longer goes on in the next line of its cell.
fn width<'a>(head: &str, texts: impl Iterator<Item = &'a &'a str>) -> u32 {
    texts.map(|text| places(text)).max().unwrap_or_default().max(places(head)).clamp(6, WIDEST)
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
