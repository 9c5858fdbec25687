//! Finds what a sheet is: which table of the mapping, where its headings stand, which rows hold data.
//!
//! The heading row is found, not assumed; it may be two merged rows. Title, note, total and signature rows, blank rows
//! and repeated headings are passed over and counted.

use crate::mapping::{Mapping, Table, Words};
use crate::text;
use crate::workbook::{Address, Cell, Merged, Row, Sheet};
use jishi_base::signs::Stray;
use std::collections::BTreeMap;

/// How far down headings are looked for, in rows that hold anything.
const DEPTH: usize = 20;
/// Headings beyond this column are not read: no ledger is that wide.
const WIDTH: u32 = 200;

/// A sheet with its table.
pub(crate) struct Layout<'a> {
    pub(crate) table: &'a Table,
    /// Column of each destination.
    pub(crate) columns: BTreeMap<&'a str, u32>,
    /// Heading as written, by destination: for messages.
    pub(crate) headings: BTreeMap<&'a str, String>,
    /// Headings that no column of the table goes by.
    pub(crate) unknown: Vec<(Address, String)>,
    /// Texts above the headings: title, 填报单位 …
    pub(crate) above: Vec<String>,
    /// The first sign above the headings that is never taken, and where.
    pub(crate) stray: Option<(Address, Stray)>,
    /// Rows that hold data.
    pub(crate) data: Vec<&'a Row>,
    /// Rows below the headings that hold none.
    pub(crate) skipped: u32,
    /// Rows below the headings with one text and nothing else, by row: `办公室党支部` over the rows of its members.
    pub(crate) alone: BTreeMap<u32, String>,
    carried: BTreeMap<u32, Carry<'a>>,
}

/// Values that merged cells carry down one column: first row, last row, the cell.
type Carry<'a> = Vec<(u32, u32, &'a Cell)>;

/// A sheet that is no known table, with the nearest one and what it lacks.
pub(crate) struct Unrecognised {
    pub(crate) nearest: Option<(String, Vec<String>)>,
    /// A sign in its upper rows that is never taken: a heading with one is no known heading.
    pub(crate) stray: Option<(Address, Stray)>,
}

struct Candidate<'a> {
    table: &'a Table,
    /// The better fit; of two equal ones the table that goes by its headings.
    score: (usize, bool),
    first: usize,
    last: usize,
    columns: BTreeMap<&'a str, (u32, String)>,
}

/// A table with its headings and hints as they are compared.
pub(crate) struct Known<'a> {
    table: &'a Table,
    headings: BTreeMap<String, &'a str>,
    hints: Vec<String>,
    /// Its headings are too common: the sheet's name or title must name it.
    by_name: bool,
}

impl<'a> Known<'a> {
    pub(crate) fn new(table: &'a Table, by_name: bool) -> Self {
        let mut headings = BTreeMap::new();
        for column in &table.columns {
            for heading in std::iter::once(&column.to).chain(&column.synonyms) {
                headings.insert(text::heading(heading), column.to.as_str());
            }
        }
        Self { table, headings, hints: table.hints.iter().map(|hint| text::heading(hint)).collect(), by_name }
    }
}

/// Recognises a sheet.
pub(crate) fn recognise<'a>(sheet: &'a Sheet, file: &str, tables: &[Known<'a>], mapping: &Mapping) -> Result<Layout<'a>, Unrecognised> {
    let mut best: Option<Candidate<'a>> = None;
    let mut nearest: Option<(usize, (String, Vec<String>))> = None;
    let merges = Merges::new(sheet);
    for at in 0..sheet.rows.len().min(DEPTH) {
        let texts = merges.headings(sheet, at);
        if texts.len() < 2 {
            continue;
        }
        let first = at - usize::from(texts.values().any(|heading| heading.above));
        let titles = titles(sheet, file, first);
        for known in tables {
            let table = known.table;
            let columns = columns(known, &texts);
            let missing = missing(table, &columns);
            let hints = known.hints.iter().filter(|hint| titles.iter().any(|title| title.contains(hint.as_str()))).count();
            // A name alone speaks for no more than the headings it comes with.
            let score = (columns.len() * 2 + if known.by_name { 0 } else { hints.min(2) * 3 }, !known.by_name);
            if !missing.is_empty() || (known.by_name && hints == 0) {
                if columns.len() >= 2 && !known.by_name && nearest.as_ref().is_none_or(|(most, _)| score.0 > *most) {
                    nearest = Some((score.0, (table.name.clone(), missing)));
                }
                continue;
            }
            if best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Candidate { table, score, first, last: at, columns });
            }
        }
    }
    let best = best.ok_or_else(|| Unrecognised { nearest: nearest.map(|(_, found)| found), stray: stray(sheet, DEPTH) })?;
    Ok(lay_out(sheet, best, &merges, &mapping.words))
}

/// The first sign in the upper rows of a sheet that is never taken, and where: of so many rows that hold anything.
fn stray(sheet: &Sheet, rows: usize) -> Option<(Address, Stray)> {
    let cells = sheet.rows.iter().take(rows).flat_map(|row| row.cells.iter().map(|(column, cell)| (Address { row: row.number, column: *column }, cell)));
    cells.filter_map(|(address, cell)| Some((address, cell.stray()?))).next()
}

/// Sheet name, file name and the rows above the headings, as compared with hints.
fn titles(sheet: &Sheet, file: &str, headings: usize) -> Vec<String> {
    let cells = sheet.rows.iter().take(headings).flat_map(|row| row.cells.iter().map(|(_, cell)| text::heading(&cell.shown())));
    [text::heading(&sheet.name), text::heading(file)].into_iter().chain(cells).collect()
}

/// A heading as it may be compared: by itself, and together with the one above it.
struct Heading {
    written: String,
    forms: Vec<String>,
    above: bool,
}

struct Merges<'a> {
    by_row: BTreeMap<u32, Vec<&'a Merged>>,
}

impl<'a> Merges<'a> {
    /// Merged ranges by the rows near the top that they touch.
    fn new(sheet: &'a Sheet) -> Self {
        let last = sheet.rows.get(DEPTH).map_or(u32::MAX, |row| row.number);
        let mut by_row: BTreeMap<u32, Vec<&Merged>> = BTreeMap::new();
        for range in sheet.merged.iter().filter(|range| range.top <= last && range.bottom - range.top.min(range.bottom) < 50) {
            for row in range.top..=range.bottom {
                by_row.entry(row).or_default().push(range);
            }
        }
        Self { by_row }
    }

    /// The text a cell shows, through merged ranges.
    fn text(&self, sheet: &Sheet, row: &Row, column: u32) -> Option<String> {
        if let Some(cell) = row.cell(column) {
            return Some(cell.shown());
        }
        let range = self.by_row.get(&row.number)?.iter().find(|range| (range.left..=range.right).contains(&column))?;
        let at = sheet.rows.binary_search_by_key(&range.top, |row| row.number).ok()?;
        sheet.rows.get(at)?.cell(range.left).map(Cell::shown)
    }

    /// The headings of the row at `at`, by column.
    fn headings(&self, sheet: &Sheet, at: usize) -> BTreeMap<u32, Heading> {
        let Some(row) = sheet.rows.get(at) else { return BTreeMap::new() };
        let upper = at.checked_sub(1).and_then(|above| sheet.rows.get(above)).filter(|above| above.number + 1 == row.number && above.cells.len() > 1);
        let width = |row: &Row| row.cells.last().map_or(0, |(column, _)| *column);
        let last = width(row).max(upper.map_or(0, width)).min(WIDTH);
        (0..=last)
            .filter_map(|column| {
                let written = self.text(sheet, row, column).filter(|text| !text.trim().is_empty())?;
                let over = upper.and_then(|upper| self.text(sheet, upper, column)).filter(|over| *over != written);
                let above = upper.is_some() && self.spans(row.number, column);
                let mut forms = forms(&written);
                if let Some(over) = &over {
                    forms.push(text::heading(&format!("{over}{written}")));
                }
                Some((column, Heading { written, forms, above: above || over.is_some_and(|_| self.grouped(row.number, column)) }))
            })
            .collect()
    }

    /// Does a merged range join this row with the one above in this column?
    fn spans(&self, row: u32, column: u32) -> bool {
        self.by_row.get(&row).is_some_and(|ranges| ranges.iter().any(|range| range.top < row && (range.left..=range.right).contains(&column)))
    }

    /// Does a merged range of the row above group several columns over this one?
    fn grouped(&self, row: u32, column: u32) -> bool {
        row.checked_sub(1).and_then(|above| self.by_row.get(&above)).is_some_and(|ranges| {
            ranges.iter().any(|range| range.right > range.left && range.bottom < row && (range.left..=range.right).contains(&column))
        })
    }
}

fn forms(written: &str) -> Vec<String> {
    let whole = text::heading(written);
    let bare = text::heading(&text::without_brackets(written));
    if bare == whole || bare.is_empty() { vec![whole] } else { vec![whole, bare] }
}

/// Destination of each column whose heading the table knows. The first of two columns for one destination stands.
fn columns<'a>(known: &Known<'a>, texts: &BTreeMap<u32, Heading>) -> BTreeMap<&'a str, (u32, String)> {
    let mut found = BTreeMap::new();
    for exact in [true, false] {
        for (at, heading) in texts {
            let forms = heading.forms.iter().take(if exact { 1 } else { usize::MAX });
            if let Some(to) = forms.filter_map(|form| known.headings.get(form)).next() {
                let taken = found.values().any(|(column, _)| column == at);
                if !taken {
                    found.entry(*to).or_insert_with(|| (*at, heading.written.trim().to_owned()));
                }
            }
        }
    }
    found
}

fn missing(table: &Table, columns: &BTreeMap<&str, (u32, String)>) -> Vec<String> {
    table.required.iter().filter(|required| !required.split('|').any(|to| columns.contains_key(to))).map(|required| required.replace('|', "或")).collect()
}

fn lay_out<'a>(sheet: &'a Sheet, best: Candidate<'a>, merges: &Merges<'_>, words: &Words) -> Layout<'a> {
    let above: Vec<String> =
        sheet.rows.iter().take(best.first).flat_map(|row| row.cells.iter().map(|(_, cell)| cell.shown().trim().to_owned())).filter(|text| !text.is_empty()).collect();
    let used: BTreeMap<u32, &str> = best.columns.iter().map(|(to, (column, _))| (*column, *to)).collect();
    let unknown = sheet.rows.get(best.last).map(|row| {
        let headings = merges.headings(sheet, best.last).into_iter().filter(|(column, _)| !used.contains_key(column));
        headings
            .filter(|(_, heading)| !heading.forms.iter().any(|form| words.ignored.iter().any(|word| text::heading(word) == *form)))
            .map(|(column, heading)| (Address { row: row.number, column }, heading.written.trim().to_owned()))
            .collect()
    });
    let mut layout = Layout {
        table: best.table,
        headings: best.columns.iter().map(|(to, (_, written))| (*to, written.clone())).collect(),
        columns: best.columns.iter().map(|(to, (column, _))| (*to, *column)).collect(),
        unknown: unknown.unwrap_or_default(),
        above,
        stray: stray(sheet, best.first),
        data: Vec::new(),
        skipped: 0,
        alone: BTreeMap::new(),
        carried: BTreeMap::new(),
    };
    layout.carried = layout.carries(sheet);
    for row in sheet.rows.iter().skip(best.last + 1) {
        if let [(_, Cell::Text(text))] = row.cells.as_slice() {
            layout.alone.insert(row.number, text.trim().to_owned());
        }
        if layout.holds_data(row, words) {
            layout.data.push(row);
        } else {
            layout.skipped += 1;
        }
    }
    layout
}

impl<'a> Layout<'a> {
    /// The cell of a destination in a row, through merged cells and 同上 where the column carries.
    pub(crate) fn cell(&self, row: &'a Row, to: &str) -> Option<&'a Cell> {
        let column = *self.columns.get(to)?;
        if let Some(cell) = row.cell(column).filter(|cell| !is_ditto(cell) || !self.carried.contains_key(&column)) {
            return Some(cell);
        }
        let carry = self.carried.get(&column)?;
        let at = carry.partition_point(|(top, ..)| *top <= row.number).checked_sub(1)?;
        carry.get(at).filter(|(_, bottom, _)| row.number <= *bottom).map(|(.., cell)| *cell)
    }

    /// What the cell of a destination shows, without any space; `None` where its row is refused for a sign in it.
    pub(crate) fn word(&self, row: &'a Row, to: &str) -> Option<String> {
        self.cell(row, to).filter(|cell| cell.stray().is_none()).map(|cell| text::squeezed(&cell.shown()))
    }

    /// The address of a destination's cell in a row; the row's first cell where the sheet has no such column.
    pub(crate) fn address(&self, row: u32, to: &str) -> Address {
        Address { row, column: self.columns.get(to).copied().unwrap_or_default() }
    }

    fn carries(&self, sheet: &'a Sheet) -> BTreeMap<u32, Carry<'a>> {
        let mut out = BTreeMap::new();
        for column in self.table.columns.iter().filter(|column| column.carried) {
            let Some(&at) = self.columns.get(column.to.as_str()) else { continue };
            let mut carry: Carry<'a> = sheet
                .merged
                .iter()
                .filter(|range| range.bottom > range.top && (range.left..=range.right).contains(&at))
                .filter_map(|range| {
                    let row = sheet.rows.binary_search_by_key(&range.top, |row| row.number).ok()?;
                    Some((range.top, range.bottom, sheet.rows.get(row)?.cell(range.left)?))
                })
                .collect();
            let mut last = None;
            for row in &sheet.rows {
                match row.cell(at) {
                    Some(cell) if is_ditto(cell) => carry.extend(last.map(|last| (row.number, row.number, last))),
                    Some(cell) => last = Some(cell),
                    None => {}
                }
            }
            carry.sort_by_key(|(top, ..)| *top);
            out.insert(at, carry);
        }
        out
    }

    fn holds_data(&self, row: &Row, words: &Words) -> bool {
        let mapped = || self.columns.iter().filter_map(|(to, column)| row.cell(*column).map(|cell| (*to, cell)));
        if mapped().next().is_none() {
            return false;
        }
        let written = row.cells.iter().find_map(|(_, cell)| if let Cell::Text(text) = cell { Some(text.as_ref()) } else { None }).unwrap_or_default();
        let (first, first_written) = (text::heading(written), text::squeezed(&text::half_width(written)));
        let repeated = mapped().filter(|(to, cell)| self.headings.get(to).is_some_and(|heading| text::heading(heading) == text::heading(&cell.shown()))).count();
        if repeated * 2 > self.columns.len() {
            return false;
        }
        // `合计` alone or with figures after it; a person's name never begins so.
        let total = words.totals.iter().any(|word| first.strip_prefix(&text::heading(word)).is_some_and(|rest| !rest.chars().any(char::is_alphabetic) || rest.len() < 8));
        let lacking = self.table.required.iter().filter(|required| !required.split('|').any(|to| self.columns.get(to).is_some_and(|column| row.cell(*column).is_some()))).count();
        let signature = words.signatures.iter().chain(&words.unit).filter_map(|word| first_written.strip_prefix(word.as_str())).any(|rest| {
            rest.starts_with(':') || (rest.is_empty() && lacking > 0)
        });
        // Formulas drawn down below the last row: 年龄, 性别 by the identity number that is not there yet.
        let drawn = lacking > 0 && mapped().all(|(_, cell)| *cell == Cell::Formula);
        !(signature || drawn || (total && lacking > 0))
    }
}

fn is_ditto(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if matches!(text.trim(), "同上" | "〃" | "″" | "＂" | "\"" | "“" | "”"))
}
