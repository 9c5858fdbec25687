//! For tests: the packs, and a demo site with its judgement.

use crate::snapshot::{Inputs, Whole};
use jishi_calendar::{Date, Workdays, Year};
use jishi_demo::{Options, generate};
use jishi_evaluate::{Instance, evaluate};
use jishi_facts::{Event, Site, Stamp};
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

pub(crate) fn apply(site: &mut Site, (day, event): &(Date, Event)) {
    let stamp = Stamp { seq: site.size, at: 0, day: *day, actor: "演示".into() };
    site.apply(&stamp, event);
}

pub(crate) fn snapshot(site: &Site, instances: Vec<Instance>) -> Whole {
    let site = Arc::new(site.clone());
    let (as_of, journal_root) = (today(), String::new());
    Whole::new(Inputs { library: library(), site, as_of, today: as_of, known_at: None, journal_root }, instances)
}

/// A judged demo site of one department.
pub(crate) fn demo() -> Whole {
    let mut site = Site::default();
    events(1, 3).iter().for_each(|event| apply(&mut site, event));
    let instances = evaluate(&library(), &site, &workdays(), today());
    snapshot(&site, instances)
}
