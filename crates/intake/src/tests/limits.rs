//! Bad files: empty, protected, old, damaged, bombs. Each is refused with a message and within bounds.

use super::support::*;
use crate::*;
use rust_xlsxwriter::Workbook as Writer;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn refused(bytes: &[u8]) -> ReadError {
    read_workbook(bytes, &Limits::default()).expect_err("refused")
}

/// A container with these parts.
fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).expect("part");
        zip.write_all(content).expect("content");
    }
    zip.finish().expect("container").into_inner()
}

/// A workbook of one sheet with this XML inside `sheetData`.
fn with_sheet(sheet: &str) -> Vec<u8> {
    let sheet = format!(r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#);
    container(&[
        ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#),
        ("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn files_that_are_no_workbooks() {
    assert_eq!(refused(b""), ReadError::Empty);
    assert_eq!(refused("姓名,性别\n张三,男".as_bytes()), ReadError::NotWorkbook);
    assert_eq!(refused(b"<html><table></table></html>"), ReadError::NotWorkbook);
    assert_eq!(refused(b"PK\x03\x04 cut off"), ReadError::Damaged);
    assert_eq!(refused(&container(&[("word/document.xml", b"<document/>")])), ReadError::NotWorkbook);
    let old = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 600]].concat();
    assert_eq!(refused(&old), ReadError::OldFormat);
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let protected = [old.as_slice(), &name, &[0; 64]].concat();
    assert_eq!(refused(&protected), ReadError::Encrypted);
    for error in [ReadError::Empty, ReadError::Encrypted, ReadError::OldFormat, ReadError::Bomb, ReadError::NoSheets] {
        assert!(!error.to_string().is_empty() && !error.help().is_empty());
    }
    assert!(refused(&protected).to_string().contains("密码"));
}

#[test]
fn a_workbook_cut_anywhere_is_refused_not_a_panic() {
    let whole = with_sheet(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>"#);
    assert!(read_workbook(&whole, &Limits::default()).is_ok());
    for length in (0..whole.len()).step_by(7) {
        assert!(read_workbook(&whole[..length], &Limits::default()).is_err(), "{length}");
    }
    for at in (0..whole.len()).step_by(11) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        let _ = read_workbook(&flipped, &Limits::default());
    }
}

#[test]
fn bombs() {
    let zeros = vec![b' '; 60 << 20];
    assert_eq!(refused(&container(&[("xl/workbook.xml", b"<workbook/>"), ("xl/media/image1.bin", &zeros)])), ReadError::Bomb);
    let many: Vec<String> = (0..2_100).map(|at| format!("xl/part{at}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"<a/>".as_slice())).collect();
    assert_eq!(refused(&container(&parts)), ReadError::TooManyParts(2_000));
    let tight = Limits { unpacked: 500, ..Limits::default() };
    let whole = with_sheet(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
    assert_eq!(read_workbook(&whole, &tight), Err(ReadError::Bomb));
    let small = Limits { container: 100, ..Limits::default() };
    assert_eq!(read_workbook(&whole, &small), Err(ReadError::TooLarge(100)));
    let cells: String = (1..=60).map(|row| format!(r#"<row r="{row}"><c r="A{row}" s="0"/><c r="B{row}"><v>1</v></c></row>"#)).collect();
    let few = Limits { cells: 100, ..Limits::default() };
    assert_eq!(read_workbook(&with_sheet(&cells), &few), Err(ReadError::TooManyCells(100)));
    let words = Limits { text: 10, ..Limits::default() };
    let long = with_sheet(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>一二三四五六</t></is></c></row>"#);
    assert_eq!(read_workbook(&long, &words), Err(ReadError::TooMuchText));
}

#[test]
fn markup_that_could_reach_out_is_refused() {
    let doctype = container(&[("xl/workbook.xml", b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><workbook/>")]);
    assert_eq!(refused(&doctype), ReadError::Doctype);
    let wide: Vec<u8> = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><!DOCTYPE a><workbook/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(refused(&container(&[("xl/workbook.xml", &wide)])), ReadError::Damaged);
}

#[test]
fn cells_far_apart_cost_nothing() {
    let far = with_sheet(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#);
    let workbook = read_workbook(&far, &Limits::default()).expect("workbook");
    assert_eq!(workbook.sheets[0].rows.len(), 2);
    assert_eq!(workbook.sheets[0].rows[1].number, 1_048_576);
}

#[test]
fn a_workbook_without_cells_is_refused() {
    let mut writer = Writer::new();
    writer.add_worksheet();
    assert_eq!(refused(&writer.save_to_buffer().expect("bytes")), ReadError::NoSheets);
}

#[test]
fn the_workbook_survives_the_way_from_the_child_process() {
    let bytes = book(&[("表", &[&["姓名", "日期"], &["张三", "=A1"]])]);
    let workbook = read_workbook(&bytes, &Limits::default()).expect("workbook");
    assert!(matches!(workbook.sheets[0].rows[1].cells[1].1, Cell::Formula(_)));
    let json = serde_json::to_string(&workbook).expect("json");
    assert_eq!(serde_json::from_str::<Workbook>(&json).expect("workbook"), workbook);
}
