//! What is judged again after a change equals what is judged anew.

use super::judge;
use crate::changed::changed_units;
use crate::snapshot::{Inputs, Snapshot};
use jishi_calendar::{Date, Workdays, Year};
use jishi_demo::{Options, generate};
use jishi_evaluate::{Instance, evaluate};
use jishi_facts::{Event, Site, Stamp};
use jishi_pack::{Library, SourceFile, load};
use std::path::Path;
use std::sync::Arc;

fn library() -> Library {
    let mut sources = Vec::new();
    for pack in std::fs::read_dir("../../packs").expect("packs").flatten() {
        for file in std::fs::read_dir(pack.path()).into_iter().flatten().flatten() {
            let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            sources.push(SourceFile { pack_dir: name(&pack.path()), file: name(&file.path()), text });
        }
    }
    sources.retain(|source| source.file.ends_with(".yaml"));
    load(&sources).library.expect("packs without errors")
}

fn apply(site: &mut Site, (day, event): &(Date, Event)) {
    let stamp = Stamp { seq: site.size, at: 0, day: *day, actor: "演示".to_owned() };
    site.apply(&stamp, event);
}

fn snapshot(library: &Arc<Library>, site: &Site, instances: Vec<Instance>, as_of: Date) -> Snapshot {
    let (site, instances) = (Arc::new(site.clone()), Arc::new(instances));
    Snapshot::new(Inputs { library: library.clone(), site, instances, as_of, today: as_of, known_at: None, journal_root: String::new() })
}

/// The last months of a site, in steps: corrections, records, items, and a register that changes once in a while.
#[test]
fn judging_what_changed_equals_judging_all() {
    let today: Date = "2026-11-24".parse().expect("a date");
    let library = Arc::new(library());
    let workdays = Workdays::new(Year::built_in().expect("holidays"));
    let events = generate(&Options { units: 2, seed: 3, today }, &library, &|number| number.to_owned());
    let (before, after) = events.split_at(events.len() - 240);
    let mut site = Site::default();
    before.iter().for_each(|event| apply(&mut site, event));
    let mut shown = snapshot(&library, &site, evaluate(&library, &site, &workdays, today), today);
    let mut in_part = 0;
    for step in after.chunks(48) {
        step.iter().for_each(|event| apply(&mut site, event));
        in_part += usize::from(changed_units(shown.site(), &site).is_some());
        let again = judge(&library, &site, &workdays, today, Some(&shown));
        let anew = evaluate(&library, &site, &workdays, today);
        assert!(again == anew, "{} and {} instances", again.len(), anew.len());
        shown = snapshot(&library, &site, again, today);
    }
    assert!(in_part > 0, "no step was judged in part");
    let record = site.records.values().next().expect("a record").clone();
    let mut changed = site.clone();
    apply(&mut changed, &(today, Event::RecordWithdrawn { record: record.id }));
    let units = changed_units(&site, &changed).expect("only a record has changed");
    assert!(!units.is_empty() && units.len() < site.units.len(), "{units:?}");
}
