//! Finds what a sheet is: which table of the mapping, where its headings stand, which rows hold data.
//!
//! The heading row is found, not assumed; it may be two merged rows. Title, note, total and signature rows, blank rows
//! and repeated headings are passed over and counted.

mod form;
mod headings;
mod months;
pub(crate) mod shape;
mod turned;
pub(crate) mod unfold;

use crate::mapping::{Column, Mapping, Table, Target, Words};
use crate::text;
use crate::lexicon::{Lexicon, Other};
use crate::workbook::{Address, Cell, Row, Sheet};
use headings::{Heading, Merges};
use jishi_base::signs::Stray;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Words of clerks, by which its cells are read.
    pub(crate) lexicon: &'a Lexicon,
    /// Plain numbers in place of days are counted from 1904.
    pub(crate) since_1904: bool,
    /// Of a sheet that was made a table, where each cell stands; by row and column.
    pub(crate) places: BTreeMap<(u32, u32), Address>,
    carried: BTreeMap<u32, Carry<'a>>,
}

/// Values that merged cells carry down one column: first row, last row, the cell.
type Carry<'a> = Vec<(u32, u32, &'a Cell)>;

/// A sheet that is no known table, with the nearest one and what it lacks.
pub(crate) struct Unrecognised {
    pub(crate) nearest: Option<(String, Vec<String>)>,
    /// What it is, where it is known, and what to do.
    pub(crate) other: Option<(String, String)>,
    /// Is it read where days stand in its cells?
    pub(crate) by_days: bool,
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
    /// Does the sheet's name or title speak for it?
    titled: bool,
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
pub(crate) fn recognise<'a>(sheet: &'a Sheet, file: &str, tables: &[Known<'a>], mapping: &'a Mapping) -> Result<Layout<'a>, Box<Unrecognised>> {
    let mut best: Option<Candidate<'a>> = None;
    let mut departed: Option<Candidate<'a>> = None;
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
            // A list of members who have left says so above its headings, or whence and when they went.
            let departures = table.target == Target::Departures;
            let lacking = departures && hints == 0 && !["去向", "转出日期"].iter().all(|to| columns.contains_key(to));
            if !missing.is_empty() || (known.by_name && hints == 0) || lacking {
                if columns.len() >= 2 && !known.by_name && !departures && nearest.as_ref().is_none_or(|(most, _)| score.0 > *most) {
                    nearest = Some((score.0, (table.name.clone(), missing)));
                }
                continue;
            }
            let best = if departures { &mut departed } else { &mut best };
            // Headings that come again further down are the same headings; what stands between is no title of theirs.
            let again = best.as_ref().is_some_and(|best| std::ptr::eq(best.table, table) && best.columns.len() >= columns.len());
            if !again && best.as_ref().is_none_or(|best| score > best.score) {
                *best = Some(Candidate { table, score, first, last: at, columns, titled: hints > 0 });
            }
        }
    }
    // A list of those who have left has the headings of a roster of members: its title tells.
    let rather = |departed: &Candidate<'_>| best.as_ref().is_none_or(|best| departed.titled && best.table.target == Target::People);
    let best = if departed.as_ref().is_some_and(rather) { departed } else { best };
    let of_people = best.as_ref().map(|best| best.table.target == Target::People);
    if let Some(other) = other(sheet, file, &merges, mapping, of_people) {
        let said = Some((other.name.clone(), other.help.clone()));
        return Err(Box::new(Unrecognised { nearest: None, other: said, by_days: other.by_days, stray: stray(sheet, DEPTH) }));
    }
    let best = best.ok_or_else(|| Box::new(Unrecognised { nearest: nearest.map(|(_, found)| found), other: None, by_days: true, stray: stray(sheet, DEPTH) }))?;
    Ok(lay_out(sheet, best, &merges, &mapping.words))
}

/// A table that is known and not read row by row. `of_people` tells whether it fits a table of members, or another; a list
/// of people who are no members is known before it is taken for one of members.
fn other<'a>(sheet: &Sheet, file: &str, merges: &Merges<'_>, mapping: &'a Mapping, of_people: Option<bool>) -> Option<&'a Other> {
    let rows = 0..sheet.rows.len().min(DEPTH);
    let headings: Vec<Vec<String>> = rows.map(|at| merges.headings(sheet, at).into_values().filter_map(|heading| heading.forms.into_iter().next()).collect()).collect();
    let widest = headings.iter().position(|row| row.len() > 2).unwrap_or_default();
    let titles = titles(sheet, file, widest);
    let named = |row: &&Vec<String>| row.iter().any(|heading| heading.ends_with("姓名"));
    let months = |row: &Vec<String>| row.iter().filter_map(|heading| month(heading)).collect::<BTreeSet<u32>>().len();
    let by_month = headings.iter().any(|row| months(row) >= 6);
    mapping.words.lexicon.others.iter().find(|other| {
        let titled = other.titles.is_empty() || other.titles.iter().any(|word| titles.iter().any(|title| title.contains(word.as_str())));
        let headed = other.headings.is_empty()
            || headings.iter().filter(named).any(|row| row.iter().any(|heading| other.headings.contains(heading)));
        let free = match of_people {
            None => true,
            Some(true) => other.first,
            Some(false) => false,
        };
        free && titled && headed && (!other.by_month || by_month)
    })
}

/// The month that a heading is: 3月, 三月份, 2026年3月.
fn month(heading: &str) -> Option<u32> {
    let plain = heading.trim_end_matches('份').strip_suffix('月').map(|rest| rest.rsplit('年').next().unwrap_or(rest))?;
    jishi_base::numeral::read(plain).filter(|month| (1..=12).contains(month))
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

/// Destination of each column whose heading the table knows. The first of two columns for one destination stands.
fn columns<'a>(known: &Known<'a>, texts: &BTreeMap<u32, Heading>) -> BTreeMap<&'a str, (u32, String)> {
    let mut found: BTreeMap<&'a str, (u32, String)> = BTreeMap::new();
    let mut take = |to: &'a str, at: u32, heading: &Heading| {
        if !found.values().any(|(column, _)| *column == at) {
            found.entry(to).or_insert_with(|| (at, heading.written.trim().to_owned()));
        }
    };
    for exact in [true, false] {
        for (at, heading) in texts {
            let forms = heading.forms.iter().take(if exact { 1 } else { usize::MAX });
            if let Some(to) = forms.filter_map(|form| known.headings.get(form)).next() {
                take(to, *at, heading);
            }
        }
    }
    for (at, heading) in texts {
        let Some(form) = heading.forms.first().filter(|form| !form.contains(['数', '率', '次', '天', '批', '条'])) else { continue };
        let spoken = |column: &&'a Column| column.parts.iter().any(|part| form.contains(part.as_str()));
        if let Some(column) = known.table.columns.iter().find(spoken) {
            take(&column.to, *at, heading);
        }
    }
    found
}

fn missing(table: &Table, columns: &BTreeMap<&str, (u32, String)>) -> Vec<String> {
    table.required.iter().filter(|required| !required.split('|').any(|to| columns.contains_key(to))).map(|required| required.replace('|', "或")).collect()
}

fn lay_out<'a>(sheet: &'a Sheet, best: Candidate<'a>, merges: &Merges<'_>, words: &'a Words) -> Layout<'a> {
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
        lexicon: &words.lexicon,
        since_1904: sheet.since_1904,
        places: BTreeMap::new(),
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
    /// The cell of a destination in a row, through merged cells and 同上.
    pub(crate) fn cell(&self, row: &'a Row, to: &str) -> Option<&'a Cell> {
        let column = *self.columns.get(to)?;
        if let Some(cell) = row.cell(column).filter(|cell| !is_ditto(cell)) {
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
        let column = self.columns.get(to).copied().unwrap_or_default();
        self.places.get(&(row, column)).copied().unwrap_or(Address { row, column })
    }

    /// Where a row begins in the sheet as written.
    pub(crate) fn start(&self, row: u32) -> Address {
        let place = self.places.range((row, 0)..=(row, u32::MAX)).next().map(|(_, place)| *place);
        place.unwrap_or(Address { row, column: 0 })
    }

    /// What merged cells and 同上 say in each column. A range over several columns speaks for its first, and for those that
    /// the mapping lets carry.
    fn carries(&self, sheet: &'a Sheet) -> BTreeMap<u32, Carry<'a>> {
        let mut out = BTreeMap::new();
        for (to, &at) in &self.columns {
            let wide = self.table.column(to).is_some_and(|column| column.carried);
            let mut carry: Carry<'a> = sheet
                .merged
                .iter()
                .filter(|range| range.bottom > range.top && (range.left == at || (wide && (range.left..=range.right).contains(&at))))
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

    /// In a form, the unit stands among the labels: it is what stands above the headings of a table.
    pub(crate) fn name_unit(&mut self, words: &Words) {
        let is_unit = |heading: &str| words.unit.iter().any(|word| headings::forms(heading).contains(&text::heading(word)));
        let (units, unknown): (Vec<(Address, String)>, _) = std::mem::take(&mut self.unknown).into_iter().partition(|(_, heading)| is_unit(heading));
        self.unknown = unknown;
        let values = |(at, heading): &(Address, String)| {
            let value = self.data.iter().find_map(|row| row.cell(at.column))?;
            Some([heading.clone(), value.shown().trim().to_owned()])
        };
        let told: Vec<[String; 2]> = units.iter().filter_map(values).collect();
        self.above.extend(told.into_iter().flatten());
    }

    fn holds_data(&self, row: &Row, words: &Words) -> bool {
        let mapped = || self.columns.iter().filter_map(|(to, column)| row.cell(*column).map(|cell| (*to, cell)));
        if mapped().next().is_none() {
            return false;
        }
        let text = row.cells.iter().find_map(|(at, cell)| if let Cell::Text(text) = cell { Some((*at, text.as_ref())) } else { None });
        let (at, written) = text.unwrap_or_default();
        let (first, first_written) = (text::heading(written), text::squeezed(&text::half_width(written)));
        let repeated = mapped().filter(|(to, cell)| self.headings.get(to).is_some_and(|heading| text::heading(heading) == text::heading(&cell.shown()))).count();
        if repeated * 2 > self.columns.len() {
            return false;
        }
        let lacking = self.table.required.iter().filter(|required| !required.split('|').any(|to| self.cell(row, to).is_some())).count();
        // In the column that says what a row is about, or before it, such a word is no datum, whatever stands behind it.
        let heads = self.columns.get(self.table.target.subject()).is_some_and(|subject| at <= *subject);
        let total = is_total(&first, words) && (lacking > 0 || heads);
        let signature = words.signatures.iter().chain(&words.unit).filter_map(|word| first_written.strip_prefix(word.as_str())).any(|rest| {
            rest.starts_with(':') || (rest.is_empty() && lacking > 0)
        });
        // Formulas drawn down below the last row: 年龄, 性别 by the identity number that is not there yet.
        let drawn = lacking > 0 && mapped().all(|(_, cell)| matches!(cell, Cell::Formula(_) | Cell::Volatile));
        !(signature || drawn || total)
    }
}

/// `合计` alone, with figures after it or a period before it: 一季度小计. A person's name is none of these.
fn is_total(first: &str, words: &Words) -> bool {
    words.totals.iter().map(|word| text::heading(word)).any(|word| {
        let after = || first.strip_prefix(&word).is_some_and(|rest| !rest.chars().any(char::is_alphabetic) || rest.len() < 8);
        let before = || first.strip_suffix(&word).is_some_and(|rest| rest.ends_with(['月', '度', '年', '本', '季', '期', '份', '数']) && rest.chars().count() < 8);
        after() || before()
    })
}

fn is_ditto(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if matches!(text.trim(), "同上" | "〃" | "″" | "＂" | "\"" | "“" | "”"))
}
