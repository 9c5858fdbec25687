//! Grids to bytes: workbooks, and texts with commas or tabs.

use super::cells::{Cell, Pen};
use super::sheets::Grid;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

/// Days between the two ways of counting.
const APART: f64 = 1_462.0;

/// The files of a rendering, by name.
pub(super) fn files(pen: &mut Pen<'_>, grids: Vec<Grid>) -> Vec<(String, Vec<u8>)> {
    if pen.style.csv > 0 {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        return grids.into_iter().map(|grid| {
            let nth = names.entry(grid.name.clone()).or_default();
            *nth += 1;
            let end = if pen.style.tabs { "tsv" } else { "csv" };
            (format!("{}.{end}", grid.name.trim()), plain(pen, &grid))
        }).collect();
    }
    let mut books: BTreeMap<String, Vec<Grid>> = BTreeMap::new();
    for grid in grids {
        books.entry(grid.file.clone()).or_default().push(grid);
    }
    books.into_iter().map(|(name, grids)| (format!("{name}.xlsx"), workbook(pen, &grids))).collect()
}

fn serial(date: jishi_calendar::Date) -> f64 {
    let days = (date - jiff::civil::date(1899, 12, 30)).get_days();
    f64::from(days)
}

fn plain(pen: &Pen<'_>, grid: &Grid) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(if pen.style.tabs { b'\t' } else { b',' }).from_writer(Vec::new());
    let width = grid.rows.iter().map(Vec::len).max().unwrap_or_default();
    for row in &grid.rows {
        let cells = (0..width).map(|at| match row.get(at) {
            None | Some(Cell::Nothing) => String::new(),
            Some(Cell::Text(text) | Cell::Formula(_, text)) => text.clone(),
            Some(Cell::Number(number)) => number.to_string(),
            Some(Cell::Day(date)) => date.to_string(),
            Some(Cell::Counted(date)) => serial(*date).to_string(),
        });
        writer.write_record(cells).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    match pen.style.csv {
        2 => format!("\u{feff}{text}").into_bytes(),
        3 => encoding_rs::GB18030.encode(&text).0.into_owned(),
        _ => text.into_bytes(),
    }
}

fn workbook(pen: &mut Pen<'_>, grids: &[Grid]) -> Vec<u8> {
    let mut writer = Workbook::new();
    for grid in grids {
        let sheet = writer.add_worksheet().set_name(&grid.name).unwrap();
        for (at, row) in grid.rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                write(pen, sheet, u32::try_from(at).unwrap(), u16::try_from(column).unwrap(), cell);
            }
        }
        for &(top, left, bottom, right) in &grid.merges {
            let (rows, columns) = ((u32::try_from(top).unwrap(), u32::try_from(bottom).unwrap()), (u16::try_from(left).unwrap(), u16::try_from(right).unwrap()));
            sheet.merge_range(rows.0, columns.0, rows.1, columns.1, "", &Format::new()).unwrap();
            write(pen, sheet, rows.0, columns.0, &grid.rows[top][left]);
        }
        for row in &grid.hidden_rows {
            sheet.set_row_hidden(u32::try_from(*row).unwrap()).unwrap();
        }
        for column in &grid.hidden_columns {
            sheet.set_column_hidden(u16::try_from(*column).unwrap()).unwrap();
        }
    }
    let bytes = writer.save_to_buffer().unwrap();
    if pen.style.since_1904 || pen.style.inline_strings { altered(pen, &bytes) } else { bytes }
}

fn write(pen: &mut Pen<'_>, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) {
    let counted = |date: &jishi_calendar::Date| serial(*date) - if pen.style.since_1904 { APART } else { 0.0 };
    let written = match cell {
        Cell::Nothing => return,
        Cell::Text(text) if pen.style.rich && text.chars().count() > 2 && pen.draw.once_in(3) => {
            let at = text.char_indices().nth(1).unwrap().0;
            let (bold, usual) = (Format::new().set_bold(), Format::new());
            sheet.write_rich_string(row, column, &[(&bold, &text[..at]), (&usual, &text[at..])])
        }
        Cell::Text(text) => sheet.write_string(row, column, text),
        Cell::Number(number) => sheet.write_number(row, column, *number),
        Cell::Counted(date) => sheet.write_number(row, column, counted(date)),
        Cell::Day(date) => sheet.write_number_with_format(row, column, counted(date), &Format::new().set_num_format(*pen.draw.of(&["yyyy-mm-dd", "yyyy/m/d", "yyyy\"年\"m\"月\"d\"日\""]))),
        Cell::Formula(formula, result) => sheet.write_formula(row, column, Formula::new(format!("={formula}")).set_result(result)),
    };
    written.unwrap();
}

/// A workbook that counts days from 1904, or has its texts in the cells.
fn altered(pen: &Pen<'_>, bytes: &[u8]) -> Vec<u8> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        all.push((part.name().unwrap().into_owned(), content));
    }
    let shared = all.iter().find(|(name, _)| name.ends_with("sharedStrings.xml")).map(|(_, content)| String::from_utf8(content.clone()).unwrap()).unwrap_or_default();
    let strings: Vec<&str> = shared.split("<si>").skip(1).filter_map(|rest| rest.split("</si>").next()).collect();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in &all {
        let mut text = String::from_utf8(content.clone()).unwrap();
        if pen.style.since_1904 && name == "xl/workbook.xml" {
            text = text.replace("<workbookPr ", "<workbookPr date1904=\"1\" ");
        }
        if pen.style.inline_strings && name.starts_with("xl/worksheets/sheet") {
            text = inlined(&text, &strings);
        }
        out.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn inlined(sheet: &str, strings: &[&str]) -> String {
    let mut pieces = sheet.split(" t=\"s\"><v>");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (index, rest) = piece.split_once("</v>").unwrap();
        out.push_str(&format!(" t=\"inlineStr\"><is>{}</is>{rest}", strings[index.parse::<usize>().unwrap()]));
    }
    out
}
