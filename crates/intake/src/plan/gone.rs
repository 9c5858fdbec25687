//! Records that were read from a sheet and stand in no row of it any more. Nothing is deleted: they are named.

use super::{Desk, Work, looked};
use crate::report::Warning;
use jishi_base::RecordId;
use jishi_facts::{Mark, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Records that are named one by one.
const NAMED: usize = 20;

/// Names them at the sheet that took up the others. `taken`: records that a row of this import is, with the place of its
/// sheet among the works.
pub(crate) fn say(desk: &mut Desk<'_>, works: &mut [Work<'_>], taken: &BTreeMap<RecordId, usize>) {
    let mut sources: BTreeMap<(Mark, Mark), Vec<&Record>> = BTreeMap::new();
    let site = desk.site;
    for record in site.records.values().filter(|record| !record.withdrawn) {
        if let Some(sheet) = record.source.as_ref().and_then(|source| site.sheet_of(source)) {
            sources.entry(sheet).or_default().push(record);
        }
    }
    let mut gone: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (sheet, records) in sources {
        let here: Vec<usize> = records.iter().filter_map(|record| taken.get(&record.id).copied()).collect();
        let Some(&work) = here.first() else { continue };
        records.iter().for_each(|record| looked::at_record(&mut desk.looked, site, record));
        // The same sheet, by its name or by most of what stands in it: not one that repeats a row of another.
        let same = works.get(work).is_some_and(|work| (Mark::of(work.file), Mark::of(work.sheet)) == sheet);
        if !same && here.len() * 2 < records.len() {
            continue;
        }
        let missing = records.iter().filter(|record| !taken.contains_key(&record.id));
        gone.entry(work).or_default().extend(missing.map(|record| named(desk, record)));
    }
    for (work, names) in gone.into_iter().filter(|(_, names)| !names.is_empty()) {
        let more = if names.len() > NAMED { format!("等 {} 条", names.len()) } else { String::new() };
        let names: Vec<String> = names.into_iter().take(NAMED).collect();
        let message = format!("以前从这张表导入、现在表里没有的：{}{more}；没有删去。确已作废的，请在记录的页面上撤回；仍然有效的不用理会", names.join("、"));
        if let Some(work) = works.get_mut(work) {
            work.report.warnings.push(Warning { cell: String::new(), message });
        }
    }
}

fn named(desk: &Desk<'_>, record: &Record) -> String {
    let kinds: Vec<&str> = record.kinds.iter().map(|kind| kind.as_str()).collect();
    // It is named well enough by day and kind where the title cannot be read now.
    let title = record.title(desk.text(record).ok().flatten().as_ref(), desk.library.titles());
    let title = if kinds.contains(&title.as_str()) { String::new() } else { format!("“{title}”") };
    format!("{} {}{title}", record.date, kinds.join("、"))
}
