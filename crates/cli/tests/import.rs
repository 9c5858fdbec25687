//! Import through the program: good rows, bad rows, the same files again, files that are no workbooks.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod support;

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use support::{BODIES, Site, borrowed, identity, members, statuses, workbook};

const MEETINGS: &[&[&str]] = &[
    &["办公室支部组织生活台账"],
    &["日期", "会议（活动）类型", "主题", "主持人", "应到", "实到", "缺席人员及原因"],
    &["2026-01-26", "主题党日活动", "参观红旗渠", "张三", "#2", "#1", "李四（病假）"],
    &["  2026-03-05 ", "主题党日、党课", "集中学习", "张三", "#2", "#2", "无"],
    &["合计", "", "", "", "", "", ""],
];

fn roster(path: &Path, rows: &[Vec<String>]) {
    let rows = borrowed(rows);
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    workbook(path, &[("花名册", &rows)]);
}

fn department(site: &Site) -> Vec<std::path::PathBuf> {
    let (bodies, people, ledger) = (site.path("组织.xlsx"), site.path("党员.xlsx"), site.path("台账.xlsx"));
    workbook(&bodies, &[("组织", BODIES)]);
    roster(&people, &members());
    workbook(&ledger, &[("办公室", MEETINGS)]);
    // The ledger first: the files of one call are one set in any order.
    vec![ledger, people, bodies]
}

fn refused(answer: &Value) -> Vec<&Value> {
    answer["sheets"].as_array().unwrap().iter().flat_map(|sheet| sheet["refused"].as_array().unwrap()).collect()
}

fn count(answer: &Value, what: &str) -> u64 {
    answer["sheets"].as_array().unwrap().iter().map(|sheet| sheet[what].as_u64().unwrap_or(0)).sum()
}

#[test]
fn a_department_comes_in_and_is_judged() {
    let site = Site::new();
    let files = department(&site);
    let files: Vec<&Path> = files.iter().map(|file| file.as_path()).collect();
    let (code, answer) = site.import(&files, &["--dry-run"]);
    assert_eq!((code, answer["written"].as_bool()), (0, Some(false)), "{answer:#}");
    assert!(site.evaluate().is_empty());
    let (code, answer) = site.import(&files, &[]);
    assert_eq!((code, refused(&answer).len(), count(&answer, "created")), (0, 0, 6), "{answer:#}");
    let rows = site.evaluate();
    let theme = statuses(&rows, "主题党日", "中共某局办公室支部委员会");
    let expect = |period: &str, status: &str| assert!(theme.contains(&(period.into(), status.into())), "{period} {status}: {theme:?}");
    for (period, status) in [("2026-01", "已完成"), ("2026-02", "逾期"), ("2026-03", "已完成"), ("2026-11", "待办"), ("2026-12", "未到期")] {
        expect(period, status);
    }
    assert!(statuses(&rows, "党课", "中共某局办公室支部委员会").contains(&("2026Q1".into(), "已完成".into())));
    assert_eq!(statuses(&rows, "支部届满换届", "中共某局办公室支部委员会"), [("2026-09-10".into(), "逾期".into())]);
    let (code, again) = site.import(&files, &[]);
    assert_eq!((code, count(&again, "created"), count(&again, "changed"), again["written"].as_bool()), (0, 0, 0, Some(false)), "{again:#}");
}

#[test]
fn one_bad_row_keeps_everything_out_unless_the_good_rows_are_asked_for() {
    let mut bad = members();
    let other = if bad[2][4].as_bytes()[16] == b'0' { "1" } else { "0" };
    bad[2][4].replace_range(16..17, other); // the check digit no longer fits
    bad.push(bad[3].clone()); // the same number again
    bad[4][1] = "王五".into();
    bad.push(bad[3].clone());
    (bad[5][1], bad[5][4], bad[5][5]) = ("赵六".into(), identity("99010119790404333"), "2026年2月30日".into());
    bad.push(bad[3].clone());
    (bad[6][1], bad[6][4], bad[6][8]) = ("钱七".into(), identity("99010119790404555"), "中共某局没有这个支部".into());
    bad.push(bad[3].clone());
    (bad[7][1], bad[7][4]) = ("=A1".into(), identity("99010119790404666"));
    let site = Site::new();
    let (bodies, people) = (site.path("组织.xlsx"), site.path("党员.xlsx"));
    workbook(&bodies, &[("组织", BODIES)]);
    roster(&people, &bad);
    let (code, answer) = site.import(&[&bodies, &people], &[]);
    let cells: Vec<&str> = refused(&answer).iter().map(|r| r["cell"].as_str().unwrap()).collect();
    assert_eq!((code, cells), (2, vec!["E3", "E5", "F6", "I7", "B8"]), "{answer:#}");
    for row in refused(&answer) {
        assert!(!row["reasons"].as_array().unwrap().is_empty() && !row["help"].as_str().unwrap().is_empty());
        let text = row.to_string();
        assert!(!bad.iter().filter_map(|person| person.get(4)).any(|number| number.is_ascii() && number.len() == 18 && text.contains(number.as_str())), "no identity number in a message: {text}");
    }
    assert!(site.evaluate().is_empty(), "nothing was written");
    let (code, answer) = site.import(&[&bodies, &people], &["--skip-bad"]);
    assert_eq!((code, answer["written"].as_bool()), (0, Some(true)), "{answer:#}");
    assert_eq!(statuses(&site.evaluate(), "年度谈心谈话", "李四").len(), 1);
}

#[test]
fn files_that_are_no_workbooks() {
    let site = Site::new();
    let (empty, locked, text, bomb) = (site.path("空.xlsx"), site.path("加密.xlsx"), site.path("文本.xlsx"), site.path("炸弹.xlsx"));
    std::fs::write(&empty, b"").unwrap();
    std::fs::write(&locked, [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 4096][..]].concat()).unwrap();
    std::fs::write(&text, "姓名,性别".as_bytes()).unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&bomb).unwrap());
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    for _ in 0..300 {
        zip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    zip.finish().unwrap();
    for file in [&empty, &locked, &text, &bomb] {
        let (code, answer) = site.import(&[file], &[]);
        let refused = refused(&answer);
        assert_eq!((code, refused.len()), (2, 1), "{answer:#}");
        assert!(!refused[0]["help"].as_str().unwrap().is_empty());
    }
    assert!(site.evaluate().is_empty());
}

#[test]
fn signs_that_nobody_sees_are_refused_with_their_place() {
    let site = Site::new();
    let files = department(&site);
    let files: Vec<&Path> = files.iter().map(|file| file.as_path()).collect();
    assert_eq!(site.import(&files, &[]).0, 0);
    let row: &[&str] = &["2026-04-01", "党课", "集中\u{200b}学习", "张三"];
    let (cell, sheet, named) = (site.path("格.xlsx"), site.path("表.xlsx"), site.path("台\u{200b}账.xlsx"));
    let good: &[&str] = &["2026-04-01", "党课", "集中学习", "张三"];
    let table = |row| [MEETINGS[0], &["日期", "会议（活动）类型", "主题", "主持人"], row];
    workbook(&cell, &[("办公室", &table(row))]);
    workbook(&sheet, &[("办公\u{202e}室", &table(good))]);
    workbook(&named, &[("办公室", &table(good))]);
    for (file, address, says) in [(&cell, "C3", "主题：第 2 个字后面有看不见的符号（零宽空格 U+200B）"), (&sheet, "", "U+202E"), (&named, "", "U+200B")] {
        let (code, answer) = site.import(&[file.as_path()], &[]);
        assert_eq!((code, answer["written"].as_bool()), (2, Some(false)), "{answer:#}");
        let refused = refused(&answer);
        assert_eq!((refused.len(), refused[0]["cell"].as_str()), (1, Some(address)), "{answer:#}");
        assert!(refused[0]["reasons"][0].as_str().unwrap().contains(says), "{answer:#}");
    }
    // The others of the same call come in where that is asked for.
    let other = site.path("另一张.xlsx");
    workbook(&other, &[("办公室", &table(good))]);
    let (code, answer) = site.import(&[&cell, &sheet, &named, &other], &["--skip-bad"]);
    assert_eq!((code, answer["written"].as_bool(), count(&answer, "created")), (0, Some(true), 1), "{answer:#}");
    assert_eq!(site.json(&["journal", "verify"]).0, 0);
    let data = site.data();
    let output = site.run(&["explain", "--data", &data, "--as-of", "2026-11-24", "--duty", "党课\u{200b}", "--subject", "办公室"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(64) && text.contains("第 2 个字后面有看不见的符号（零宽空格 U+200B）") && !text.contains('\u{200b}'), "{text}");
}

/// Many refused rows are told by cause; all of them are in the workbook.
#[test]
fn refused_rows_are_told_by_cause_and_written_as_a_workbook() {
    let site = Site::new();
    let (bodies, people, book) = (site.path("组织.xlsx"), site.path("党员.xlsx"), site.path("不收.xlsx"));
    workbook(&bodies, &[("组织", BODIES)]);
    let mut rows = members();
    for at in 0..400 {
        let mut row = rows[3].clone();
        (row[1], row[4], row[8]) = ("张三".into(), String::new(), format!("没有登记的第{at}支部"));
        rows.push(row);
    }
    roster(&people, &rows);
    let name = book.display().to_string();
    let (code, answer) = site.import(&[&bodies, &people], &["--refusals", &name]);
    assert_eq!((code, answer["total"]["refused"].as_u64(), answer["written"].as_bool()), (2, Some(400), Some(false)), "{}", answer["refusals"]);
    assert!(refused(&answer).len() < 100 && answer["refusals"].as_array().unwrap().len() < 10, "{}", answer["refusals"]);
    assert_eq!(answer["refusals"][0]["rows"].as_u64(), Some(400), "{}", answer["refusals"]);
    assert_eq!(answer["refusals"][0]["first"].as_array().unwrap().len(), 20);
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&book).unwrap()).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    assert_eq!(sheet.matches("<row ").count(), 403, "the title, of what and when, the heading, and every row");
    let files = [bodies.display().to_string(), people.display().to_string()];
    let output = site.run(&["import", &files[0], &files[1], "--data", &site.data(), "--today", support::TODAY]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("400 行：") && text.contains("--refusals") && text.lines().count() < 120, "{text}");
}

/// Entries later than the clock: either it is slow now, or it was fast then.
#[test]
fn doctor_says_that_the_clock_is_behind_what_was_entered() {
    let site = Site::new();
    let bodies = site.path("组织.xlsx");
    workbook(&bodies, &[("组织", BODIES)]);
    let clock = || {
        let (code, checks) = site.json(&["doctor"]);
        let check = checks.as_array().unwrap().iter().find(|check| check["check"] == "时钟").unwrap().clone();
        (code, check["ok"].as_bool().unwrap(), check["detail"].as_str().unwrap().to_owned())
    };
    assert!(clock().1);
    let (code, answer) = site.json(&["import", &bodies.display().to_string(), "--today", "2999-01-01"]);
    assert_eq!(code, 0, "{answer:#}");
    let (code, ok, detail) = clock();
    assert!(code == 1 && !ok && detail.contains("时钟往回走了") && detail.contains("校准"), "{detail}");
}

#[test]
fn a_file_of_which_nothing_is_recognised_is_said_and_is_exit_code_2() {
    let site = Site::new();
    let files = department(&site);
    let files: Vec<&Path> = files.iter().map(|file| file.as_path()).collect();
    site.import(&files, &[]);
    let months: &[&str] = &["姓名", "1月", "2月", "3月", "4月", "5月", "6月", "合计"];
    let sums = site.path("学时统计.xlsx");
    workbook(&sums, &[("学时统计", &[months, &["张三", "#4", "#4", "#4", "#4", "#4", "#4", "#24"]])]);
    for more in [&[][..], &["--skip-bad"], &["--dry-run"]] {
        assert_eq!(site.import(&[&sums], more).0, 2);
    }
    let (data, path) = (site.data(), sums.display().to_string());
    let shown = site.run(&["import", &path, "--data", &data, "--today", support::TODAY]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.contains("学时统计表（每月一栏）") && text.contains("没有认出来的文件：学时统计.xlsx") && !text.contains("没有新的内容"), "{text}");
}

#[test]
fn refusals_of_one_cause_are_one_line_with_their_cells() {
    let site = Site::new();
    let files = department(&site);
    let files: Vec<&Path> = files.iter().map(|file| file.as_path()).collect();
    site.import(&files, &[]);
    let mut rows: Vec<Vec<String>> = vec![["姓名", "日期", "内容", "学时"].map(str::to_owned).to_vec()];
    rows.extend((1..=12).map(|at| vec![format!("生人{}", ["甲", "乙", "丙", "丁"][at % 4]), format!("2026-03-{at:02}"), "党校班".to_owned(), "#4".to_owned()]));
    let hours = site.path("学时.xlsx");
    let rows = borrowed(&rows);
    workbook(&hours, &[("学时", &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())]);
    let (data, path) = (site.data(), hours.display().to_string());
    let text = String::from_utf8(site.run(&["import", &path, "--data", &data, "--today", support::TODAY]).stdout).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("不收")).collect();
    assert_eq!(lines.len(), 1, "{text}");
    assert!(lines[0].contains("12 处 A2、A3、A4") && lines[0].contains("生人乙") && lines[0].contains("办法"), "{text}");
}

#[test]
fn text_with_commas_comes_in_by_its_name() {
    let site = Site::new();
    let files = department(&site);
    let files: Vec<&Path> = files.iter().map(|file| file.as_path()).collect();
    site.import(&files, &[]);
    let text = site.path("办公室支部.csv");
    std::fs::write(&text, "日期,类型,主题,参会人员\n2026-04-26,支部党员大会,总结,张三\n".as_bytes()).unwrap();
    let (code, answer) = site.import(&[&text], &[]);
    assert_eq!((code, count(&answer, "created")), (0, 1), "{answer:#}");
    // One of two came: half is enough, and the other was absent.
    assert!(statuses(&site.evaluate(), "支部党员大会", "中共某局办公室支部委员会").contains(&("2026Q2".into(), "已完成".into())));
}
