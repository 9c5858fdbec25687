//! What a record takes in memory: a site of so many records is folded from its entries as they are written, and weighed.
//!
//! `cargo build --workspace --example memory`, then `memory RECORDS` from the root of the clone. The optimised build gives the same bytes.

use cap::Cap;
use jishi_calendar::Date;
use jishi_demo::{Options, generate};
use jishi_facts::{Event, Site, Stamp};
use jishi_pack::{Library, SourceFile, load};
use std::path::Path;
use tikv_jemallocator::Jemalloc;

/// The allocator of the program, which counts what it is asked for.
#[global_allocator]
static MEMORY: Cap<Jemalloc> = Cap::new(Jemalloc, usize::MAX);

/// People of a unit, nearly, and records of a person in the large site of `docs/performance.md`.
const RECORDS_OF_A_UNIT: usize = 12_500;

/// An entry as it lies in the journal, and its content beside it.
struct Written {
    stamp: String,
    event: String,
    content: Option<String>,
}

fn main() {
    let records = std::env::args().nth(1).and_then(|number| number.parse().ok()).unwrap_or(100_000);
    let library = library();
    let written = written(records, &library);
    let before = MEMORY.allocated();
    let mut site = fold(&written);
    let count = site.records.len().max(1);
    let whole = MEMORY.allocated().saturating_sub(before) / count;
    println!("{count} 条记录，{} 条日志：每条记录 {whole} 字节，其中", written.len());
    let weighed = |name: &str, drop: &mut dyn FnMut()| {
        let full = MEMORY.allocated();
        drop();
        println!("  {name} {}", full.saturating_sub(MEMORY.allocated()) / count);
    };
    // First, as they hold the records too.
    weighed("按所指的人和组织排列", &mut || site.ties = site.ties.over(&Default::default()));
    weighed("文字", &mut || site.records.change(|_| true, |record| record.text = jishi_facts::Sealed::Erased));
    weighed("人员", &mut || site.records.change(|_| true, |record| record.people = Default::default()));
    weighed("编码字段", &mut || site.records.change(|_| true, |record| record.fields = Default::default()));
    weighed("类型和组织", &mut || site.records.change(|_| true, |record| (record.kinds, record.bodies) = Default::default()));
    weighed("其余", &mut || site.records = Default::default());
    weighed("按单位归档和联系", &mut || site.ties = Default::default());
    weighed("事项", &mut || site.items = Default::default());
    weighed("人员登记", &mut || site.people = Default::default());
    weighed("其他登记", &mut || site = Site::default());
}

fn written(records: usize, library: &Library) -> Vec<Written> {
    let today: Date = "2026-11-30".parse().expect("a day");
    let options = Options { units: records.div_ceil(RECORDS_OF_A_UNIT), seed: 1, today, records };
    let entries = generate(&options, library, &|number| format!("{number:0>64}")).into_iter().zip(0..);
    let json = |stamp: &Stamp, event: &Event| Written {
        stamp: serde_json::to_string(stamp).expect("a stamp"),
        event: serde_json::to_string(event).expect("an event"),
        content: event.content().and_then(|(_, content)| content),
    };
    entries.map(|((day, event), seq)| json(&Stamp { seq, at: 0, day, actor: "演示".into() }, &event)).collect()
}

fn fold(written: &[Written]) -> Site {
    let mut site = Site::default();
    for entry in written {
        let stamp: Stamp = serde_json::from_str(&entry.stamp).expect("a stamp");
        let event: Event = serde_json::from_str(&entry.event).expect("an event");
        site.apply(&stamp, &event.with_content(entry.content.as_deref()).expect("its content"));
    }
    site
}

fn library() -> Library {
    let mut sources = Vec::new();
    for pack in std::fs::read_dir("packs").expect("packs").flatten() {
        for file in std::fs::read_dir(pack.path()).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            sources.push(SourceFile { pack_dir: name(&pack.path()), file: name(&file.path()), text });
        }
    }
    sources.retain(|source| source.file.ends_with(".yaml"));
    load(&sources).library.expect("packs without errors")
}
