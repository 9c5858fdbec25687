//! A table with a column for each month and the days in its cells: 12日、26日 under 3月. Each day becomes a row. A mark, a
//! count or a name under a month says no day, and is shown at its cell; a table of nothing else is not made one.

use super::headings::{Heading, Merges};
use super::shape::{Shape, Unfolded, Unread};
use super::{DEPTH, is_ditto, is_total, month};
use crate::mapping::{Mapping, Words};
use crate::text;
use crate::workbook::{Address, Cell, Row, Sheet};
use jishi_base::{numeral, signs};
use std::collections::{BTreeMap, BTreeSet};

/// Months in one row that make a table one of months.
const MONTHS: usize = 4;
/// The heading that the days go under.
const DAY: &str = "日期";
const HELP: &str = "请写明哪一日，如“12日”；没有开展的留空";

/// A month as a heading says it: 3月, 2026年3月.
#[derive(Clone, Copy)]
struct Month {
    year: Option<i64>,
    month: u32,
}

/// The heading row of a table of months: where it stands, what it says, and which of its columns are months.
struct Found {
    at: usize,
    top: u32,
    headings: BTreeMap<u32, Heading>,
    months: BTreeMap<u32, Month>,
    /// The columns before the months: whose the days are.
    keys: Vec<u32>,
    /// The first column of a month; the days of all go under it.
    first: u32,
}

/// The table that a sheet is, where days stand under its months.
pub(super) fn unfold(sheet: &Sheet, mapping: &Mapping) -> Option<Unfolded> {
    let found = found(sheet)?;
    let mut made = Made { unread: found.unknown(&mapping.words), ..Made::default() };
    let ranges: BTreeMap<(u32, u32), u32> = sheet.merged.iter().map(|range| ((range.left, range.top), range.bottom)).collect();
    // Does a merged range that begins further up speak for a cell?
    let covered = |column: u32, row: u32| ranges.range((column, 0)..(column, row)).next_back().is_some_and(|(_, bottom)| row <= *bottom);
    let mut carried: BTreeMap<u32, &Cell> = BTreeMap::new();
    for row in sheet.rows.iter().skip(found.at + 1).filter(|row| !is_of_totals(row, &mapping.words)) {
        for column in &found.keys {
            match row.cell(*column) {
                Some(cell) if !is_ditto(cell) => drop(carried.insert(*column, cell)),
                None if !covered(*column, row.number) => drop(carried.remove(column)),
                _ => {}
            }
        }
        made.take(&found, row, &carried, &mapping.words);
    }
    if made.rows.is_empty() {
        return None;
    }
    let above = sheet.rows.iter().take(found.at).cloned();
    let rows = above.chain([Row { number: found.top, cells: found.heading() }]).chain(made.rows).collect();
    let table = Sheet { name: sheet.name.clone(), rows, since_1904: sheet.since_1904, ..Sheet::default() };
    Some(Unfolded { shape: Shape::Months, sheet: table, places: made.places, unread: made.unread })
}

fn found(sheet: &Sheet) -> Option<Found> {
    let merges = Merges::new(sheet);
    (0..sheet.rows.len().min(DEPTH)).find_map(|at| {
        let headings = merges.headings(sheet, at);
        let months: BTreeMap<u32, Month> = headings.iter().filter_map(|(column, heading)| Some((*column, of_heading(heading)?))).collect();
        let first = *months.keys().next()?;
        let keys = headings.keys().copied().filter(|column| *column < first).collect();
        let several = months.values().map(|month| month.month).collect::<BTreeSet<_>>().len() >= MONTHS;
        several.then_some(Found { at, top: sheet.rows.get(at)?.number, headings, months, keys, first })
    })
}

fn is_of_totals(row: &Row, words: &Words) -> bool {
    let first = row.cells.iter().find(|(_, cell)| matches!(cell, Cell::Text(_)));
    first.is_some_and(|(_, cell)| is_total(&text::heading(&cell.shown()), words))
}

impl Found {
    /// Columns behind the months that nobody knows.
    fn unknown(&self, words: &Words) -> Vec<Unread> {
        let ignored = |form: &String| is_total(form, words) || words.ignored.iter().any(|word| text::heading(word) == *form);
        let unknown = |(column, heading): &(&u32, &Heading)| **column > self.first && !self.months.contains_key(column) && !heading.forms.iter().any(ignored);
        let said = |(column, heading): (&u32, &Heading)| {
            let message = format!("“{}”这一栏不认识，没有导入", signs::written_out(heading.written.trim()));
            Unread { cell: Address { row: self.top, column: *column }, message, help: None }
        };
        self.headings.iter().filter(unknown).map(said).collect()
    }

    /// The headings of the table that is made.
    fn heading(&self) -> Vec<(u32, Cell)> {
        let written = |column: &u32| self.headings.get(column).map(|heading| (*column, Cell::Text(heading.written.as_str().into())));
        self.keys.iter().filter_map(written).chain([(self.first, Cell::Text(DAY.into()))]).collect()
    }
}

/// The table in the making.
#[derive(Default)]
struct Made {
    rows: Vec<Row>,
    places: BTreeMap<(u32, u32), Address>,
    unread: Vec<Unread>,
}

impl Made {
    /// The days of a row, each as a row of its own.
    fn take(&mut self, found: &Found, row: &Row, carried: &BTreeMap<u32, &Cell>, words: &Words) {
        for (column, month) in &found.months {
            let Some(cell) = row.cell(*column).filter(|cell| !words.lexicon.nothing.says(DAY, &cell.shown())) else { continue };
            let place = Address { row: row.number, column: *column };
            let Some(days) = month.days(cell) else {
                let message = format!("{}：“{}”不是这个月的日期，没有登记", month.shown(), signs::written_out(cell.shown().trim()));
                self.unread.push(Unread { cell: place, message, help: Some(HELP) });
                continue;
            };
            for day in days {
                let number = found.top + 1 + u32::try_from(self.rows.len()).unwrap_or(u32::MAX / 2);
                let whose = carried.iter().map(|(column, cell)| (*column, (*cell).clone()));
                self.places.extend(found.keys.iter().map(|column| ((number, *column), Address { row: row.number, column: *column })));
                self.places.insert((number, found.first), place);
                self.rows.push(Row { number, cells: whose.chain([(found.first, day)]).collect() });
            }
        }
    }
}

fn of_heading(heading: &Heading) -> Option<Month> {
    heading.forms.iter().find_map(|form| Some(Month { year: form.split_once('年').and_then(|(year, _)| numeral::read(year)).map(i64::from), month: month(form)? }))
}

impl Month {
    fn shown(self) -> String {
        self.year.map_or_else(|| format!("{}月", self.month), |year| format!("{year}年{}月", self.month))
    }

    /// The days that a cell says, each as a cell; `None` where it says anything else.
    fn days(self, cell: &Cell) -> Option<Vec<Cell>> {
        match cell {
            Cell::Date(Some(date)) => (u32::try_from(date.month()) == Ok(self.month)).then(|| vec![cell.clone()]),
            Cell::Formula(Some(value)) => self.days(value),
            Cell::Text(written) => {
                let plain = text::half_width(written);
                let pieces: Vec<&str> = plain.split(['、', ',', ';', '\n', ' ', '\u{3000}']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
                let days: Option<Vec<Cell>> = pieces.into_iter().map(|piece| self.day(piece)).collect();
                days.filter(|days| !days.is_empty())
            }
            _ => None,
        }
    }

    /// 12日, 3月12日, 3.12, 2026-03-12. A number alone may as well be a count.
    fn day(self, piece: &str) -> Option<Cell> {
        let bare = piece.trim_end_matches(['日', '号']);
        let parts: Vec<&str> = bare.split(['年', '月', '.', '-', '/']).collect();
        let number = |part: &&str| numeral::read(part);
        let parts: Vec<u32> = parts.iter().map(number).collect::<Option<_>>()?;
        let (year, month, day) = match parts.as_slice() {
            [day] if bare.len() < piece.len() => (None, self.month, *day),
            [month, day] => (None, *month, *day),
            [year, month, day] => (Some(i64::from(*year)), *month, *day),
            _ => return None,
        };
        let year = year.or(self.year);
        let said = year.map_or_else(String::new, |year| format!("{year}年"));
        (month == self.month && (1..=31).contains(&day)).then(|| Cell::Text(format!("{said}{month}月{day}日").into()))
    }
}
