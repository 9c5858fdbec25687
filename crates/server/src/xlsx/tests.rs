//! What goes into a workbook is text, whatever it looks like; its Chinese name reaches every browser.

use super::{Table, download, percent, refusals_workbook, workbook};
use axum::body::to_bytes;
use axum::http::header;
use jishi_intake::{Refused, SheetReport};
use std::io::Read;

#[test]
fn names_are_written_as_headers_want_them() {
    for (text, expected) in [("a-b.c", "a-b.c"), ("台账", "%E5%8F%B0%E8%B4%A6"), ("a b\"\r\n", "a%20b%22%0D%0A")] {
        assert_eq!(percent(text), expected);
    }
}

fn table() -> Table<'static> {
    let about = "单位：示范教育局；统计到 2026年11月24日；共 2 行".to_owned();
    Table { name: "组织生活", title: "2026年组织生活台账".to_owned(), about, day: "2026-11-24".parse().expect("a day"), columns: &["甲", "乙"] }
}

/// It says what it is, of whom and of which day; it goes on paper as it is: across, as wide as the paper, with its heads on
/// every page, lines between its cells, and no text cut off.
#[test]
fn a_workbook_can_be_printed_as_it_is() {
    let bytes = workbook(&table(), &[vec!["长".repeat(80), "2".to_owned()]]).expect("a workbook");
    let (sheet, texts, book) = (part(&bytes, "xl/worksheets/sheet1.xml"), part(&bytes, "xl/sharedStrings.xml"), part(&bytes, "xl/workbook.xml"));
    assert!(texts.contains("2026年组织生活台账") && texts.contains("单位：示范教育局；统计到 2026年11月24日"), "{texts}");
    for says in ["<mergeCell ref=\"A1:B1\"/>", "<mergeCell ref=\"A2:B2\"/>", "orientation=\"landscape\"", "paperSize=\"9\"", "fitToHeight=\"0\"", "<pageSetUpPr fitToPage=\"1\"/>", "ySplit=\"3\""] {
        assert!(sheet.contains(says), "{says}: {sheet}");
    }
    assert!(book.contains("_xlnm.Print_Titles") && book.contains("组织生活!$3:$3"), "{book}");
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("wrapText=\"1\"") && styles.contains("<left style=\"thin\">"), "{styles}");
}

/// Not every program makes a row as high as its text, and none does so with joined cells: each gets as many lines as it needs.
#[test]
fn no_text_is_cut_off() {
    let height = |about: String, cell: &str, row: &str| {
        let bytes = workbook(&Table { about, ..table() }, &[vec![cell.to_owned(), String::new()]]).expect("a workbook");
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        let row = sheet.split(row).nth(1).and_then(|rest| rest.split('>').next()).expect("a row").to_owned();
        row.split("ht=\"").nth(1).and_then(|rest| rest.split('"').next()).and_then(|height| height.parse::<f64>().ok())
    };
    let over = |about: &str| height(about.to_owned(), "短", "<row r=\"2\"").expect("a height");
    assert!(over(&"单".repeat(80)) >= 8.0 * over("单"));
    let within = |cell: &str| height(String::new(), cell, "<row r=\"4\"");
    assert_eq!(within("短"), None, "one line is every row's height");
    assert!(within(&"长".repeat(100)) >= Some(5.0 * 15.0) && within(&"长".repeat(40_000)) <= Some(409.0));
}

#[tokio::test]
async fn a_cell_is_never_a_formula() {
    let rows = vec![vec!["=1+1".to_owned(), "@x".to_owned()], vec!["-2".to_owned(), "长".repeat(40_000)]];
    let bytes = workbook(&table(), &rows).expect("a workbook");
    let response = download("组织生活台账 2026", "meetings-2026", bytes);
    let disposition = response.headers().get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert!(disposition.starts_with("attachment; filename=\"meetings-2026.xlsx\"; filename*=UTF-8''%E7%BB%84"), "{disposition}");
    let bytes = to_bytes(response.into_body(), 1 << 24).await.expect("a body").to_vec();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && sheet.matches("t=\"s\"").count() == 8, "{sheet}");
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("=1+1"));
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

#[test]
fn every_refused_row_is_in_the_workbook_in_full() {
    let row = |at: usize| Refused { cell: format!("A{at}"), cells: Vec::new(), reasons: vec!["姓名：没有填写".into(), format!("日期：“{at}”不是日期")], help: "请补上；请改".into() };
    let report = SheetReport { file: "=台账.xlsx".into(), sheet: "办公室".into(), refused: (2..502).map(row).collect(), ..SheetReport::default() };
    let bytes = refusals_workbook(&[report], "2026-11-24".parse().expect("a day")).expect("a workbook");
    let (sheet, texts) = (part(&bytes, "xl/worksheets/sheet1.xml"), part(&bytes, "xl/sharedStrings.xml"));
    assert_eq!((sheet.matches("<row ").count(), sheet.contains("<f>")), (503, false));
    for says in ["2026年11月24日核对，共 500 行", "文件", "工作表", "单元格", "哪里不对", "怎么改", "=台账.xlsx", "办公室", "A501", "姓名：没有填写；日期：“501”不是日期", "请补上；请改"] {
        assert!(texts.contains(says), "{says}");
    }
}
