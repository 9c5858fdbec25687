//! Many rows: read and planned within bounds, or refused with a word.

use super::department::*;
use super::support::*;
use crate::*;
use jishi_facts::Site;

/// Hours of the department's people: row by row another person, day and amount.
fn hours(rows: u32) -> Vec<u8> {
    let mut writer = rust_xlsxwriter::Workbook::new();
    let sheet = writer.add_worksheet().set_name("学时").expect("name");
    for (column, heading) in (0u16..).zip(["姓名", "所在党支部", "日期", "内容", "组织单位", "学时"]) {
        sheet.write_string(0, column, heading).expect("cell");
    }
    for row in 1..=rows {
        let person = PEOPLE[row as usize % PEOPLE.len()];
        let day = jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(row / 8 % 320)));
        sheet.write_string(row, 0, person[0]).expect("cell");
        sheet.write_string(row, 1, person[4]).expect("cell");
        sheet.write_string(row, 2, day.to_string()).expect("cell");
        sheet.write_string(row, 3, format!("第{row}期培训班")).expect("cell");
        sheet.write_string(row, 4, "省委党校").expect("cell");
        sheet.write_number(row, 5, f64::from(row % 8 + 1)).expect("cell");
    }
    writer.save_to_buffer().expect("bytes")
}

fn planned(rows: u32) -> Plan {
    let mut files = registers();
    files.push(("学时.xlsx".to_owned(), read_workbook(&hours(rows), &Limits::default()).expect("workbook")));
    preview(&Site::default(), 1, &files)
}

#[test]
fn ten_thousand_rows_go_in() {
    let plan = planned(10_000);
    let report = plan.sheets.last().expect("sheet");
    assert_eq!((report.created, report.refused.len()), (10_000, 0));
}

/// Measured by hand: 90,000 rows take 330 MB; the memory is that of the events.
#[test]
fn two_hundred_thousand_rows_are_refused_with_a_word() {
    let plan = planned(200_000);
    let report = plan.sheets.last().expect("sheet");
    assert_eq!((report.created, report.refused.len(), plan.events.len()), (0, 1, 0));
    assert!(report.refused[0].reasons[0].contains("最多 100000 行"), "{:?}", report.refused);
    assert!(report.refused[0].cell.starts_with('A'));
}

#[test]
#[ignore = "for measuring time and memory by hand"]
fn ninety_thousand_rows_go_in() {
    assert_eq!(planned(90_000).sheets.last().expect("sheet").created, 90_000);
}
