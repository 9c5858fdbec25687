//! What the tests share: the vocabulary of the packs, workbooks written on the spot, one way to plan.

use crate::*;
use jishi_base::SeededIds;
use jishi_calendar::Date;
use jishi_facts::{Among, Contents, Event, InMemory, Person, PersonDetails, Record, RecordText, Site, Stamp, Unopened};
use jishi_pack::{Library, SourceFile};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

pub(crate) const TODAY: Date = jiff::civil::date(2026, 11, 24);

/// The packs of this repository.
pub(crate) fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
        let packs = Path::new("../../packs");
        let mut sources = Vec::new();
        for pack in fs::read_dir(packs).expect("packs").flatten() {
            for file in fs::read_dir(pack.path()).expect("pack").flatten() {
                sources.push(SourceFile {
                    pack_dir: pack.file_name().to_string_lossy().into_owned(),
                    file: file.file_name().to_string_lossy().into_owned(),
                    text: fs::read_to_string(file.path()).expect("text"),
                });
            }
        }
        let outcome = jishi_pack::load(&sources);
        outcome.library.unwrap_or_else(|| panic!("{:?}", outcome.diagnostics))
    });
    &LIBRARY
}

/// Plans an import against a site and, where nothing was refused, folds its events into it.
pub(crate) fn import(site: &mut Site, seed: u64, files: &[(String, Workbook)]) -> Plan {
    let plan = preview(site, seed, files);
    apply(site, &plan);
    plan
}

pub(crate) fn preview(site: &Site, seed: u64, files: &[(String, Workbook)]) -> Plan {
    let mapping = Mapping::built_in().expect("the mapping that comes with the program");
    let mut ids = SeededIds::new(seed);
    let options = Options { import: jishi_base::ImportId::fresh(&mut ids), today: TODAY, from: None, unit: None };
    plan(files, library(), site, &mapping, &options, &mut ids, lookup(&|number| format!("盲{number}")))
}

pub(crate) fn apply(site: &mut Site, plan: &Plan) {
    let published = jishi_facts::Event::published(plan.import, plan.files.clone(), 0);
    plan.events.iter().chain([&published]).for_each(|event| enter(site, event));
}

pub(crate) fn enter(site: &mut Site, event: &Event) {
    let stamp = Stamp { seq: site.size, at: 0, day: TODAY, actor: "测试".into() };
    site.apply(&stamp, event);
    CONTENTS.with_borrow_mut(|contents| contents.keep(&stamp, event));
}

thread_local! {
    /// What the sites of a test hold sealed: of entries of one number, the last.
    static CONTENTS: RefCell<InMemory> = RefCell::default();
}

struct Kept;

impl Contents for Kept {
    fn open(&self, entries: &[u64]) -> Result<Vec<Option<String>>, Unopened> {
        CONTENTS.with_borrow(|contents| contents.open(entries))
    }

    fn find(&self, words: &[&str], among: &Among) -> Result<BTreeSet<u64>, Unopened> {
        CONTENTS.with_borrow(|contents| contents.find(words, among))
    }
}

pub(crate) fn lookup(blind: &dyn Fn(&str) -> String) -> Lookup<'_> {
    Lookup { blind, contents: &Kept }
}

fn content(entry: u64) -> String {
    Kept.open(&[entry]).expect("contents").pop().flatten().expect("kept")
}

/// All that is known of a person.
pub(crate) fn details(person: &Person) -> PersonDetails {
    PersonDetails::read(&content(person.details.open().expect("open").at)).expect("details")
}

/// The texts of a record.
pub(crate) fn text(record: &Record) -> RecordText {
    let texts = record.text.open().expect("open");
    texts.read(&content(texts.at)).expect("texts")
}

/// A report as the command line prints it, for messages of failing tests.
pub(crate) fn shown(plan: &Plan) -> String {
    serde_json::to_string_pretty(&plan.sheets).unwrap_or_default()
}

/// A workbook of sheets of texts. `=…` is a formula, `#…` a number, `@2026-01-05` a date cell, `` nothing.
pub(crate) fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut writer = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = writer.add_worksheet().set_name(*name).expect("name");
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                write(sheet, u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell);
            }
        }
    }
    writer.save_to_buffer().expect("bytes")
}

fn write(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, column: u16, cell: &str) {
    let written = match cell.chars().next() {
        None => return,
        Some('=') => sheet.write_formula(row, column, rust_xlsxwriter::Formula::new(cell).set_result("张三")),
        Some('#') => sheet.write_number(row, column, cell[1..].parse::<f64>().expect("number")),
        Some('@') => {
            let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
            let date = rust_xlsxwriter::ExcelDateTime::parse_from_str(&cell[1..]).expect("date");
            sheet.write_datetime_with_format(row, column, &date, &format)
        }
        Some(_) => sheet.write_string(row, column, cell),
    };
    written.expect("cell");
}

/// A workbook as read, with its file name.
pub(crate) fn file(name: &str, sheets: &[(&str, &[&[&str]])]) -> (String, Workbook) {
    (name.to_owned(), read_workbook(&book(sheets), &Limits::default()).expect("workbook"))
}

/// The messages of a sheet: doubts and reasons of refusals, each with its cell.
pub(crate) fn said(report: &SheetReport) -> String {
    let doubts = report.warnings.iter().map(|warning| format!("{} {}", warning.cell, warning.message));
    let refused = report.refused.iter().map(|refused| format!("{} {} {}", refused.cell, refused.reasons.join("；"), refused.help));
    doubts.chain(refused).collect::<Vec<_>>().join("\n")
}
