//! From recognised sheets to proposed events: all workbooks of one call are one set, in any order. Registers come
//! first, then posts, then records; a row is taken whole or refused with all its reasons.
//!
//! Absent on purpose: writing (the caller decides whether all or only the good rows are entered).

mod attendance;
mod bodies;
mod brought;
mod booking;
mod change;
pub(crate) mod coding;
mod departures;
mod desk;
mod gone;
mod held;
mod hidden;
mod leaving;
mod line;
mod looked;
mod missing;
mod pairing;
mod people;
mod posts;
mod proposal;
mod reconcile;
mod records;
mod belonging;
mod strays;
mod units;
mod unread;
mod uptake;
mod where_from;

use crate::layout::shape::{Shape, Unfolded, Unread};
use crate::layout::{self, Layout, unfold};
use crate::tables;
use crate::text;
use crate::mapping::{Mapping, Target};
use crate::report::{Refused, SheetReport, Warning};
use crate::workbook::{Address, Sheet, Workbook};
use desk::Desk;
pub use held::{Withheld, plan_held};
pub use uptake::TakenUp;
use held::{Barred, Origin};
use jishi_base::{IdSource, ImportId, UnitId, signs};
use jishi_calendar::Date;
use jishi_facts::{Contents, Event, FileNames, Looked, Site};
use jishi_pack::Library;
use std::collections::BTreeSet;

/// What the caller decides about an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// The id of the import.
    pub import: ImportId,
    /// The day of the import.
    pub today: Date,
    /// The day from which ledgers are taken up; `None` means 1 January of the year of the import.
    pub from: Option<Date>,
    /// The unit of whoever imports: for sheets that do not tell theirs.
    pub unit: Option<UnitId>,
}

/// What an import would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The import's id.
    pub import: ImportId,
    /// Sheet by sheet, in the order of files and sheets.
    pub sheets: Vec<SheetReport>,
    /// The names of its files, and of the sheets that were read: what the facts' sources count.
    pub files: Vec<FileNames>,
    /// Events of the good rows, in an order that folds; the store adds the import's publication. Empty where nothing
    /// would change.
    pub events: Vec<Event>,
    /// The ledgers that are taken up by it.
    pub taken_up: Vec<TakenUp>,
    /// What it rests on beside the registers.
    pub looked: Looked,
}

impl Plan {
    /// Has any row been refused?
    #[must_use]
    pub fn has_refused(&self) -> bool {
        self.sheets.iter().any(|sheet| !sheet.refused.is_empty())
    }
}

/// A recognised sheet on its way.
pub(crate) struct Work<'a> {
    pub(crate) file: &'a str,
    pub(crate) sheet: &'a str,
    pub(crate) layout: Layout<'a>,
    /// The unit the sheet speaks of, where it can be told.
    pub(crate) unit: Option<UnitId>,
    /// The one year that the sheet's name, its title or the file's name speak of.
    pub(crate) year: Option<i16>,
    pub(crate) report: SheetReport,
}

/// What a plan looks up beside the site.
#[derive(Clone, Copy)]
pub struct Lookup<'l> {
    /// The blind index of an identity number.
    pub blind: &'l dyn Fn(&str) -> String,
    /// What the site holds sealed.
    pub contents: &'l dyn Contents,
}

/// Plans an import of workbooks, each with its file name.
pub fn plan(
    files: &[(String, Workbook)], library: &Library, site: &Site, mapping: &Mapping, options: &Options, ids: &mut dyn IdSource,
    lookup: Lookup<'_>,
) -> Plan {
    propose(files, library, site, mapping, options, ids, lookup, &Barred::new()).plan
}

/// A plan, and the row that each of its events comes from.
struct Proposed {
    plan: Plan,
    origins: Vec<Option<Origin>>,
}

/// Plans without the rows that are barred.
#[allow(clippy::too_many_arguments)] // Those of `plan`, and what is barred.
fn propose(
    files: &[(String, Workbook)], library: &Library, site: &Site, mapping: &Mapping, options: &Options, ids: &mut dyn IdSource,
    lookup: Lookup<'_>, barred: &Barred,
) -> Proposed {
    let tables = tables::all(mapping, library);
    let known: Vec<layout::Known<'_>> = tables.iter().enumerate().map(|(at, table)| layout::Known::new(table, at >= mapping.tables.len())).collect();
    let sheets = || files.iter().flat_map(|(file, workbook)| workbook.sheets.iter().filter(|sheet| !sheet.rows.is_empty()).map(move |sheet| (file, sheet)));
    let unfolded: Vec<Option<Unfolded>> = sheets().map(|(_, sheet)| unfold::unfold(sheet, &known, mapping)).collect();
    let (mut works, mut reports) = (Vec::new(), Vec::new());
    for ((file, sheet), unfolded) in sheets().zip(&unfolded) {
        let report = SheetReport { file: file.clone(), sheet: sheet.name.clone(), ..SheetReport::default() };
        if sheet.hidden {
            reports.push((works.len(), noted(report, "隐藏的工作表，未导入".to_owned())));
            continue;
        }
        if let Some(report) = strays::in_names(&report) {
            reports.push((works.len(), report));
            continue;
        }
        match recognised(sheet, unfolded.as_ref(), file, &known, mapping) {
            Ok((layout, unread)) => match layout.stray {
                Some((cell, stray)) => reports.push((works.len(), strays::above(report, &layout.table.name, cell, stray))),
                None => works.push(Work::new(file, &sheet.name, layout, unread::said(unread, hidden::said(sheet, report)))),
            },
            Err(unknown) => reports.push((works.len(), strays::in_headings(noted(report, unrecognised(unknown.other, unknown.nearest)), unknown.stray))),
        }
    }
    let names = names(files, &works);
    let mut desk = Desk::new(library, site, mapping, options, ids, lookup, barred);
    desk.files = &names;
    let mut taken_up = Vec::new();
    if within_bounds(&mut works) {
        held::set_aside(barred, &mut works);
        taken_up = enter(&mut desk, &mut works);
    }
    let (events, origins, looked) = (desk.events, desk.origins, desk.looked);
    // Sheets that were not recognised go back to their places.
    let mut sheets: Vec<SheetReport> = works.into_iter().map(|work| work.report.sorted()).collect();
    for (at, report) in reports.into_iter().rev() {
        sheets.insert(at, report);
    }
    Proposed { plan: Plan { import: options.import, sheets, files: names, events, taken_up, looked }, origins }
}

/// The layout of a sheet; of one that is no table as it stands, that of the table it makes.
fn recognised<'a>(
    sheet: &'a Sheet, unfolded: Option<&'a Unfolded>, file: &str, known: &[layout::Known<'a>], mapping: &'a Mapping,
) -> Result<(Layout<'a>, &'a [Unread]), Box<layout::Unrecognised>> {
    let plain = || layout::recognise(sheet, file, known, mapping);
    let (unfolded, unknown) = match unfolded {
        None => return Ok((without_more_of_departures(plain()?), &[])),
        // A table that is known by its other columns is read by them.
        Some(unfolded) if unfolded.shape == Shape::Months => match plain() {
            Err(unknown) if unknown.by_days => (unfolded, Some(unknown)),
            other => return other.map(|layout| (layout, [].as_slice())),
        },
        Some(unfolded) => (unfolded, None),
    };
    let lacking = |made: Box<layout::Unrecognised>| {
        let lacks = made.nearest.as_ref().map(|(table, missing)| format!("最像“{table}”，没有找到：{}；", missing.join("、"))).unwrap_or_default();
        let (name, how) = match unfolded.shape {
            Shape::Form => ("表单", "一格标题、一格内容"),
            Shape::Turned => ("横排的表", "一列一条"),
            Shape::Months => ("每月一栏的表", "每月一栏、格子里是日期"),
        };
        let help = format!("{how}，没有导入。{lacks}请补上，或改成一行一条的表");
        let mut said = unknown.unwrap_or(made);
        said.other = said.other.take().or(Some((name.to_owned(), help)));
        said
    };
    let mut layout = layout::recognise(&unfolded.sheet, file, known, mapping).map_err(lacking)?;
    layout.places.clone_from(&unfolded.places);
    layout.name_unit(&mapping.words);
    // A label is shown at the cell of its value.
    for (address, _) in &mut layout.unknown {
        let value = unfolded.places.iter().find(|((_, column), _)| *column == address.column).map(|(_, place)| *place);
        *address = value.unwrap_or(*address);
    }
    Ok((layout, &unfolded.unread))
}

/// A register of departures says much of people that are known already: nothing else of it is wanted.
fn without_more_of_departures(mut layout: Layout<'_>) -> Layout<'_> {
    if layout.table.target == Target::Departures {
        layout.unknown.clear();
    }
    layout
}

/// Every file by name, with those of its sheets that are read.
fn names(files: &[(String, Workbook)], works: &[Work<'_>]) -> Vec<FileNames> {
    let sheets = |file: &str| works.iter().filter(|work| work.file == file).map(|work| work.sheet.to_owned()).collect();
    files.iter().map(|(file, _)| FileNames { file: file.clone(), sheets: sheets(file) }).collect()
}

/// A call with more rows than this is refused as a whole: it would not fit into the memory of a small machine.
const MOST_ROWS: usize = 100_000;

fn within_bounds(works: &mut [Work<'_>]) -> bool {
    let total: usize = works.iter().map(|work| work.layout.data.len()).sum();
    let mut room = MOST_ROWS;
    for work in works.iter_mut() {
        let rows = work.layout.data.len();
        if let Some(first) = work.layout.data.get(room) {
            work.report.refused.push(Refused {
                cell: Address { row: first.number, column: 0 }.to_string(),
                cells: Vec::new(),
                reasons: vec![format!("这次导入共有 {total} 行，一次最多 {MOST_ROWS} 行，全部没有导入")],
                help: "请按年度或党支部分成几个文件，分几次导入".to_owned(),
            });
            return false;
        }
        room -= rows;
    }
    true
}

fn enter(desk: &mut Desk<'_>, works: &mut [Work<'_>]) -> Vec<TakenUp> {
    units::settle(desk, works);
    bodies::enter(desk, works);
    let seen = people::enter(desk, works);
    departures::enter(desk, works);
    missing::say(desk, works, &seen);
    posts::enter(desk, works);
    records::enter(desk, works);
    uptake::take_up(desk)
}

fn noted(mut report: SheetReport, message: String) -> SheetReport {
    report.warnings.push(Warning { cell: String::new(), message });
    report
}

fn unrecognised(other: Option<(String, String)>, nearest: Option<(String, Vec<String>)>) -> String {
    if let Some((name, help)) = other {
        return format!("这是“{name}”：{help}");
    }
    match nearest {
        Some((table, missing)) if !missing.is_empty() => format!("未识别的工作表，未导入。最像“{table}”，但没有找到这些栏：{}", missing.join("、")),
        _ => "未识别的工作表，未导入".to_owned(),
    }
}

impl<'a> Work<'a> {
    fn new(file: &'a str, sheet: &'a str, layout: Layout<'a>, mut report: SheetReport) -> Self {
        report.table = Some(layout.table.name.clone());
        report.skipped = layout.skipped;
        for (address, heading) in &layout.unknown {
            let message = format!("“{}”这一栏不认识，没有导入", signs::written_out(heading));
            report.warnings.push(Warning { cell: address.to_string(), message });
        }
        let texts = layout.above.iter().map(String::as_str).chain([sheet, file]);
        let years: BTreeSet<i16> = texts.flat_map(years).collect();
        let year = years.first().copied().filter(|_| years.len() == 1);
        Self { file, sheet, layout, unit: None, year, report }
    }

    pub(crate) fn is(&self, target: Target) -> bool {
        self.layout.table.target == target
    }
}

/// Years of this century that a text names, in figures.
fn years(text: &str) -> Vec<i16> {
    let plain = text::half_width(text);
    let runs = plain.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == 4 || run.len() == 6 || run.len() == 8).filter_map(|run| run.get(..4)?.parse().ok()).filter(|year| (2000..2100).contains(year)).collect()
}
