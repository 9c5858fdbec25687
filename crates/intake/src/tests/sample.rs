//! The workbooks of a real department, where they lie beside the repository: `JISHI_SAMPLE` or `../shared/data`.

use super::support::*;
use crate::*;
use jiff::civil::date;
use jishi_facts::{Site, Value};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::{env, fs};

fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from("../../../shared/data/示范厅");
    let folder = env::var_os("JISHI_SAMPLE").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    // Not by the macro: the test runner would keep it to itself.
    let _ = writeln!(std::io::stderr(), "\n!!! 跳过：没有找到样例工作簿（{}），可用环境变量 JISHI_SAMPLE 指明", folder.display());
    None
}

fn files(folder: &PathBuf) -> Vec<(String, Workbook)> {
    let mut files: Vec<_> = fs::read_dir(folder).expect("folder").flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "xlsx")).collect();
    files.sort();
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).expect("bytes");
        (path.file_name().unwrap().to_string_lossy().into_owned(), read_workbook(&bytes, &Limits::default()).expect("workbook"))
    };
    files.into_iter().map(read).collect()
}

#[test]
fn sample_workbooks_import_without_a_refusal_and_again_change_nothing() {
    let Some(folder) = folder() else { return };
    let files = files(&folder);
    let mut site = Site::default();
    let plan = import(&mut site, 1, &files);
    if env::var_os("JISHI_SHOW").is_some() {
        eprintln!("{}", shown(&plan));
    }
    assert!(!plan.has_refused(), "{}", shown(&plan));
    assert_eq!((site.units.len(), site.people.len(), site.holdings.len()), (1, 110, 36));
    let on = |kind: &str, day| site.records.values().find(|record| record.kinds.contains(kind) && record.date == day).expect("record");
    let meeting = on("党组会议", date(2026, 7, 3));
    assert_eq!(meeting.fields["第一议题"], Value::Code("无".into()));
    assert_eq!(on("党组会议", date(2026, 6, 3)).fields["第一议题"], Value::Code("学习".into()));
    let Value::Codes(topics) = &on("党组会议", date(2026, 3, 9)).fields["议题"] else { panic!("topics") };
    assert!(topics.contains(&"专题研究机关党建".into()), "{topics:?}");
    assert_eq!(on("谈心谈话", date(2026, 5, 11)).fields["事由"], Value::Code("岗位变动".into()));
    assert_eq!(site.people.values().filter(|person| person.details.open().is_some_and(|d| d.conditions.iter().eq(["年老体弱"]))).count(), 15);
    assert_eq!(site.bodies.values().map(|body| body.terms.len()).sum::<usize>(), 10);
    let taken: BTreeSet<&str> = site.uptakes.keys().map(|ledger| ledger.kind.as_str()).collect();
    for kind in ["组织", "职务", "党员", "支部党员大会", "支部委员会会议", "党课", "主题党日", "党组会议", "调研报告", "谈心谈话", "岗位变动", "学习培训"] {
        assert!(taken.contains(&kind), "{kind}");
    }
    assert_eq!(taken.len(), 12, "{taken:?}");
    let again = preview(&site, 2, &files);
    assert_eq!(again.events, [], "{}", shown(&again));
    assert!(again.sheets.iter().all(|sheet| sheet.created + sheet.changed == 0));
    // The order of the files does not matter.
    let mut other = Site::default();
    let mut turned = files.clone();
    turned.reverse();
    assert!(!import(&mut other, 1, &turned).has_refused());
    assert_eq!((other.records.len(), other.people.len(), other.posts.len()), (site.records.len(), site.people.len(), site.posts.len()));
}
