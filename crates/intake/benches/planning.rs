//! How long an import takes to plan, which is how long others wait where it is planned in its turn:
//! `cargo bench -p jishi-intake`. On a site that holds the same records already, and on one that holds none.

use jishi_base::{BodyId, IdSource, ImportId, RecordId, SeededIds, UnitId};
use jishi_calendar::Date;
use jishi_facts::{InMemory, Event, Fields, Kinds, RecordText, Roles, Sealed, Site, Stamp};
use jishi_intake::{Lookup, Cell, Mapping, Options, Row, Sheet, Workbook, plan};
use jishi_pack::{Library, SourceFile};
use std::fs;
use std::path::Path;
use std::time::Instant;

const BRANCHES: u32 = 200;

fn main() {
    let (library, mapping) = (library(), Mapping::built_in().expect("the mapping"));
    for rows in [500, 5_000, 50_000] {
        for known in [false, true] {
            let site = site(if known { rows } else { 0 });
            let files = [("台账.xlsx".to_owned(), book(rows))];
            let mut ids = SeededIds::new(3);
            let options = Options { import: ImportId(ids.next_id()), today: day(rows), from: None, unit: None };
            let began = Instant::now();
            let plan = plan(&files, &library, &site, &mapping, &options, &mut ids, Lookup { blind: &str::to_owned, contents: &InMemory::default() });
            let took = began.elapsed();
            let sheet = plan.sheets.last().expect("a sheet");
            assert!(!plan.has_refused(), "{:?}", sheet.refused.first());
            println!("{rows} rows, {} new: {} ms", sheet.created, took.as_millis());
        }
    }
}

fn library() -> Library {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut sources = Vec::new();
    for pack in fs::read_dir(packs).expect("packs").flatten() {
        for file in fs::read_dir(pack.path()).expect("pack").flatten() {
            let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
            sources.push(SourceFile { pack_dir: name(&pack), file: name(&file), text: fs::read_to_string(file.path()).expect("text") });
        }
    }
    jishi_pack::load(&sources).library.expect("packs that compile")
}

fn day(row: u32) -> Date {
    jiff::civil::date(2016, 1, 1).saturating_add(jiff::Span::new().days(i64::from(row / BRANCHES)))
}

fn name(branch: u32) -> String {
    format!("中共某局第{}处支部委员会", branch + 1)
}

/// A row is a meeting of one of the branches.
fn book(rows: u32) -> Workbook {
    let text = |texts: [String; 4]| (0..).zip(texts).map(|(column, text)| (column, Cell::Text(text.into()))).collect();
    let heading = Row { number: 1, cells: text(["所在党支部", "日期", "类型", "主题"].map(str::to_owned)) };
    let row = |row: u32| text([name(row % BRANCHES), day(row).to_string(), "主题党日".to_owned(), format!("第{row}次")]);
    let rows = std::iter::once(heading).chain((0..rows).map(|at| Row { number: at + 2, cells: row(at) })).collect();
    Workbook { sheets: vec![Sheet { name: "台账".into(), rows, ..Sheet::default() }] }
}

fn site(records: u32) -> Site {
    let mut site = Site::default();
    let unit = UnitId(1);
    let branches = (0..BRANCHES).map(|branch| {
        Event::BodyRegistered { body: body(branch), unit: Some(unit), kind: "党支部".into(), name: name(branch), founded: None, source: None }
    });
    let records = (0..records).map(|row| {
        let text = Sealed::Open(RecordText::from([("主题".to_owned(), format!("第{row}次"))]));
        let (kinds, bodies) = (Kinds::from(["主题党日"]), vec![body(row % BRANCHES)]);
        let record = RecordId(u128::from(row) + 1_000);
        Event::Recorded { record, kinds, bodies, date: day(row), fields: Fields::new(), people: Roles::new(), text, source: None }
    });
    for event in std::iter::once(Event::UnitRegistered { unit, name: "某局".into() }).chain(branches).chain(records) {
        let stamp = Stamp { seq: site.size, at: 0, day: day(0), actor: "本机".into() };
        site.apply(&stamp, &event);
    }
    site
}

fn body(branch: u32) -> BodyId {
    BodyId(u128::from(branch) + 10)
}
