//! A summary stays small however much it is about, counts all of it, and tells apart what it does not show.

use super::{Summary, general, refusals};
use crate::report::{Refused, SheetReport, Warning};

fn row(cell: &str, reasons: &[&str], help: &str) -> Refused {
    Refused { cell: cell.into(), cells: Vec::new(), reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(), help: help.into() }
}

fn sheet(refused: Vec<Refused>) -> SheetReport {
    SheetReport { file: "台账.xlsx".into(), sheet: "Sheet1".into(), table: Some("学时".into()), refused, ..SheetReport::default() }
}

#[test]
fn a_cause_is_what_rows_have_in_common() {
    for (reason, cause) in [
        ("姓名：花名册里没有“张三”", "姓名：花名册里没有“…”"),
        ("身份号码：身份号码应为 18 位（前 17 位是数字，末位是数字或 X），现在是 15 位", "身份号码：身份号码应为 … 位（前 … 位是数字，末位是数字或 X），现在是 … 位"),
        ("姓名：“张三”有 2 个人，分不清是哪一个：甲支部、乙支部", "姓名：“…”有 … 个人，分不清是哪一个"),
        ("文件已损坏，读不出来", "文件已损坏，读不出来"),
        ("日期：“ 没有另一半", "日期：“…"),
    ] {
        assert_eq!(general(reason), cause);
    }
}

#[test]
fn ninety_nine_thousand_refused_rows_are_a_few_causes() {
    let rows = (0..99_000).map(|at| {
        let name = format!("姓名：花名册里没有“第{at}个人”");
        if at % 3 == 0 { row(&format!("A{}", at + 2), &[&name, "日期：没有填写"], "请核对；请补上") } else { row(&format!("A{}", at + 2), &[&name], "请核对") }
    });
    let reports = [sheet(rows.collect()), sheet(Vec::new())];
    let summary = Summary::of(&reports, &[]);
    let causes: Vec<(&str, &str, usize, usize)> = summary.refusals.iter().map(|c| (c.cause.as_str(), c.help.as_str(), c.rows, c.first.len())).collect();
    assert_eq!(causes, [("姓名：花名册里没有“…”", "请核对", 99_000, 20), ("日期：没有填写", "请核对；请补上", 33_000, 20)]);
    assert_eq!((summary.total.refused, summary.sheets[0].refused_rows, summary.sheets[1].refused_rows), (99_000, 99_000, 0));
    assert!(summary.sheets[0].refused.len() <= 40 && summary.sheets[0].refused[0].reasons[0].contains("第0个人"));
    let size = serde_json::to_string(&summary).unwrap().len();
    assert!(size < 16 * 1024, "{size} bytes");
    assert_eq!(refusals(&reports).count(), 99_000, "the workbook has them all");
    assert_eq!(refusals(&reports).last().map(|last| last.row.cell.as_str()), Some("A99001"));
}

/// A row with two things wrong stands under both causes, each time with the cell that it is about.
#[test]
fn a_cause_names_the_cells_that_it_is_about() {
    let both = Refused { cells: vec!["B3".into(), "A3".into()], ..row("B3", &["日期：没有填写", "支部名称：没有填写"], "请补上") };
    let summary = Summary::of(&[sheet(vec![row("A2", &["支部名称：没有填写"], "请补上"), both])], &[]);
    let cells: Vec<(&str, Vec<&str>)> = summary.refusals.iter().map(|c| (c.cause.as_str(), c.first.iter().map(|place| place.cell.as_str()).collect())).collect();
    assert_eq!(cells, [("支部名称：没有填写", vec!["A2", "A3"]), ("日期：没有填写", vec!["B3"])]);
}

/// The worst that a workbook can be made to say: every row another cause, every text as long as a cell, many sheets.
#[test]
fn a_hostile_workbook_is_summed_up_in_bounds() {
    let long = "长".repeat(600);
    let rows = |from: usize| (from..from + 20).map(|at| row("A1", &[&format!("{}栏：不对", char::from_u32(0x4e00 + at as u32).unwrap()), &long], &long)).collect();
    let mut reports: Vec<SheetReport> = (0..500).map(|at| sheet(rows(at * 20))).collect();
    for report in &mut reports {
        report.file = long.clone();
        report.warnings = (0..20).map(|at| Warning { cell: format!("B{at}"), message: format!("{at}{long}") }).collect();
    }
    let summary = Summary::of(&reports, &[]);
    assert_eq!((summary.sheets.len(), summary.more_sheets, summary.total.refused), (100, 400, 10_000));
    assert_eq!(summary.refusals.len(), 41);
    assert!(summary.refusals[40].cause.starts_with("其他"), "{:?}", summary.refusals[40]);
    let size = serde_json::to_string(&summary).unwrap().len();
    assert!(size < 3 << 20, "{size} bytes");
}

#[test]
fn what_is_not_shown_makes_a_difference_all_the_same() {
    let rows = |last: &str| (0..30).map(|at| row(&format!("A{at}"), &[if at == 29 { last } else { "姓名：没有“甲”" }], "请核对")).collect();
    let (one, other) = (Summary::of(&[sheet(rows("姓名：没有“甲”"))], &[]), Summary::of(&[sheet(rows("姓名：没有“乙”"))], &[]));
    assert_eq!((&one.refusals, &one.sheets), (&other.refusals, &other.sheets));
    assert_ne!(one.fingerprint, other.fingerprint);
    assert_eq!(one.fingerprint, Summary::of(&[sheet(rows("姓名：没有“甲”"))], &[]).fingerprint);
}
