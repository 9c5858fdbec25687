//! What the reader of cells does not tell of a workbook: rows and columns that are hidden, and cells whose format shows
//! year and month only. A second pass over the parts; what is not understood marks nothing.

use crate::workbook::{Cell, Row};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, escape};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Cursor};
use zip::ZipArchive;

/// Marks of one sheet.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) hidden_rows: Vec<u32>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Row from 1, column from 0.
    months: BTreeSet<(u32, u32)>,
}

impl Marks {
    /// Takes the day out of dates that are shown as year and month.
    pub(super) fn months_only(&self, rows: &mut [Row]) {
        for (row, column) in &self.months {
            let Ok(at) = rows.binary_search_by_key(row, |row| row.number) else { continue };
            let cell = rows.get_mut(at).and_then(|row| row.cells.iter_mut().find(|(known, _)| known == column));
            let Some((_, cell)) = cell else { continue };
            let cell = if let Cell::Formula(Some(value)) = cell { value.as_mut() } else { cell };
            if let Cell::Date(Some(date)) = cell {
                *cell = Cell::Month(date.year(), date.month());
            }
        }
    }
}

type Parts<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Marks by the name of the sheet.
pub(super) fn of_workbook(bytes: &[u8]) -> BTreeMap<String, Marks> {
    let Ok(mut parts) = ZipArchive::new(Cursor::new(bytes)) else { return BTreeMap::new() };
    let months = months(&mut parts);
    let paths = paths(&mut parts);
    let marks = |(name, path): (String, String)| Some((name, marks(part(&mut parts, &path)?, &months)));
    paths.into_iter().filter_map(marks).collect()
}

fn part<'p>(parts: &'p mut Parts<'_>, path: &str) -> Option<impl BufRead + 'p> {
    let path = parts.file_names().flatten().find(|name| name.eq_ignore_ascii_case(path))?.into_owned();
    Some(BufReader::with_capacity(64 << 10, parts.by_name(&path).ok()?))
}

/// Calls `with` for every element.
fn each(part: impl BufRead, mut with: impl FnMut(&str, &BytesStart<'_>)) {
    let (mut reader, mut buffer) = (Reader::from_reader(part), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => with(element.local_name().as_ref(), &element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    escape::unescape(&found.value).ok().map(|value| value.into_owned())
}

fn is_set(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| value == "1" || value == "true")
}

/// Name and part of each sheet.
fn paths(parts: &mut Parts<'_>) -> Vec<(String, String)> {
    let (mut sheets, mut targets) = (Vec::new(), BTreeMap::new());
    if let Some(part) = part(parts, "xl/workbook.xml") {
        each(part, |element, start| {
            if element == "sheet" {
                sheets.extend(attribute(start, "name").zip(attribute(start, "id")));
            }
        });
    }
    if let Some(part) = part(parts, "xl/_rels/workbook.xml.rels") {
        each(part, |element, start| {
            if element == "Relationship" {
                targets.extend(attribute(start, "Id").zip(attribute(start, "Target")));
            }
        });
    }
    let path = |target: &String| target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
    sheets.into_iter().filter_map(|(name, id)| Some((name, path(targets.get(&id)?)))).collect()
}

/// Indexes of the cell formats that show a year and a month and no day.
fn months(parts: &mut Parts<'_>) -> BTreeSet<String> {
    /// Formats that every workbook knows without saying them, as Chinese Excel shows them: 2026年1月, Jan-26.
    const KNOWN: [u32; 6] = [17, 27, 36, 50, 52, 57];
    let Some(part) = part(parts, "xl/styles.xml") else { return BTreeSet::new() };
    let (mut codes, mut at, mut out) = (BTreeMap::new(), None, BTreeSet::new());
    each(part, |element, start| match element {
        "numFmt" => codes.extend(attribute(start, "numFmtId").zip(attribute(start, "formatCode"))),
        // What stands in other lists of formats (cellStyleXfs) is not what cells name.
        "cellXfs" => at = Some(0usize),
        "cellStyles" | "dxfs" => at = None,
        "xf" => {
            if let Some(index) = at.as_mut() {
                let id = attribute(start, "numFmtId").unwrap_or_default();
                let month = match codes.get(&id) {
                    Some(code) => is_month(code),
                    None => id.parse().is_ok_and(|id: u32| KNOWN.contains(&id)),
                };
                if month {
                    out.insert(index.to_string());
                }
                *index += 1;
            }
        }
        _ => {}
    });
    out
}

/// Does a format show year and month, but no day? Quoted text and colours are no part of it.
pub(super) fn is_month(code: &str) -> bool {
    let (mut plain, mut quoted, mut bracket, mut escaped) = (String::new(), false, false, false);
    for c in code.chars().take_while(|c| *c != ';') {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' => bracket = false,
            c if !quoted && !bracket => plain.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    plain.contains('y') && plain.contains('m') && !plain.contains(['d', 'h', 's'])
}

fn marks(part: impl BufRead, months: &BTreeSet<String>) -> Marks {
    const MOST: usize = 100_000;
    let mut out = Marks::default();
    let (mut row, mut column) = (0u32, 0u32);
    each(part, |element, start| match element {
        "col" if is_set(start, "hidden") => {
            let number = |name: &str| attribute(start, name).and_then(|text| text.parse::<u32>().ok());
            if let Some((first, last)) = number("min").zip(number("max")).filter(|_| out.hidden_columns.len() < MOST) {
                out.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
            }
        }
        "row" => {
            row = attribute(start, "r").and_then(|text| text.parse().ok()).unwrap_or(row.saturating_add(1));
            column = 0;
            if is_set(start, "hidden") && out.hidden_rows.len() < MOST {
                out.hidden_rows.push(row);
            }
        }
        "c" if !months.is_empty() => {
            if let Some(at) = attribute(start, "r").and_then(|text| column_of(&text)) {
                column = at;
            }
            if attribute(start, "s").is_some_and(|style| months.contains(&style)) {
                out.months.insert((row, column));
            }
            column = column.saturating_add(1);
        }
        _ => {}
    });
    out
}

/// The column of an address, from 0: B12 is 1.
fn column_of(address: &str) -> Option<u32> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic);
    let at = letters.fold(0u32, |at, letter| at.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1));
    at.checked_sub(1)
}
