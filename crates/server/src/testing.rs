//! For tests: the packs, and a demo site with its judgement.

use crate::snapshot::{Inputs, Whole};
use jishi_calendar::{Date, Workdays, Year};
use jishi_demo::{Options, generate};
use jishi_evaluate::{Instance, evaluate};
use jishi_facts::{Event, InMemory, Site, Stamp};
use jishi_pack::{Library, SourceFile, load};
use std::path::Path;
use std::sync::{Arc, LazyLock};

pub(crate) fn today() -> Date {
    "2026-11-24".parse().expect("a date")
}

pub(crate) fn workdays() -> Workdays {
    Workdays::new(Year::built_in().expect("holidays"))
}

/// The packs of the repository.
pub(crate) fn library() -> Arc<Library> {
    static LIBRARY: LazyLock<Arc<Library>> = LazyLock::new(|| {
        let mut sources = Vec::new();
        for pack in std::fs::read_dir("../../packs").expect("packs").flatten() {
            for file in std::fs::read_dir(pack.path()).into_iter().flatten().flatten() {
                let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let text = std::fs::read_to_string(file.path()).unwrap_or_default();
                sources.push(SourceFile { pack_dir: name(&pack.path()), file: name(&file.path()), text });
            }
        }
        sources.retain(|source| source.file.ends_with(".yaml"));
        Arc::new(load(&sources).library.expect("packs without errors"))
    });
    LIBRARY.clone()
}

pub(crate) fn events(units: usize, seed: u64) -> Vec<(Date, Event)> {
    generate(&Options { units, seed, today: today(), records: 0 }, &library(), &|number| number.to_owned())
}

fn stamp(site: &Site, day: Date) -> Stamp {
    Stamp { seq: site.size, at: 0, day, actor: "演示".into() }
}

pub(crate) fn apply(site: &mut Site, (day, event): &(Date, Event)) {
    site.apply(&stamp(site, *day), event);
}

fn snapshot(site: &Site, contents: InMemory, instances: Vec<Instance>) -> Whole {
    let site = Arc::new(site.clone());
    let (as_of, journal_root, contents) = (today(), String::new(), Arc::new(contents));
    Whole::new(Inputs { library: library(), site, as_of, today: as_of, known_at: None, journal_root, contents }, instances)
}

/// A judged demo site of one department.
pub(crate) fn demo() -> Whole {
    let (mut site, mut contents) = (Site::default(), InMemory::default());
    for (day, event) in &events(1, 3) {
        contents.keep(&stamp(&site, *day), event);
        apply(&mut site, &(*day, event.clone()));
    }
    let instances = evaluate(&library(), &site, &workdays(), today());
    snapshot(&site, contents, instances)
}
