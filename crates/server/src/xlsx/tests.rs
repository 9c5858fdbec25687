//! What goes into a workbook is text, whatever it looks like; its Chinese name reaches every browser.

use super::{download, percent};
use axum::body::to_bytes;
use axum::http::header;
use std::io::Read;

#[test]
fn names_are_written_as_headers_want_them() {
    for (text, expected) in [("a-b.c", "a-b.c"), ("台账", "%E5%8F%B0%E8%B4%A6"), ("a b\"\r\n", "a%20b%22%0D%0A")] {
        assert_eq!(percent(text), expected);
    }
}

#[tokio::test]
async fn a_cell_is_never_a_formula() {
    let rows = vec![vec!["=1+1".to_owned(), "@x".to_owned()], vec!["-2".to_owned(), "长".repeat(40_000)]];
    let day = "2026-11-24".parse().expect("a day");
    let response = download("组织生活台账 2026", "meetings-2026", "组织生活", day, &["甲", "乙"], &rows).expect("a workbook");
    let disposition = response.headers().get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert!(disposition.starts_with("attachment; filename=\"meetings-2026.xlsx\"; filename*=UTF-8''%E7%BB%84"), "{disposition}");
    let bytes = to_bytes(response.into_body(), 1 << 24).await.expect("a body").to_vec();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && sheet.matches("t=\"s\"").count() == 6, "{sheet}");
    assert!(part("xl/sharedStrings.xml").contains("=1+1"));
}
