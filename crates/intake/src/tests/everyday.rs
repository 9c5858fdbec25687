//! What clerks write every day is no fault: dashes and 无, merged cells, formulas, totals, names of minorities, hidden rows,
//! days of 1904, months without a day, text with commas.

use super::department::*;
use super::support::*;
use crate::*;
use jiff::civil::date;
use jishi_facts::Site;
use rust_xlsxwriter::{Format, Formula, Workbook as Writer};
use std::io::{Cursor, Read, Write};

fn read(bytes: &[u8]) -> Workbook {
    read_workbook(bytes, &Limits::default()).expect("workbook")
}

/// A workbook whose days are counted from 1904.
fn since_1904(bytes: &[u8]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let (name, mut content) = (part.name().unwrap().into_owned(), String::new());
        part.read_to_string(&mut content).unwrap();
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(content.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn dashes_and_words_for_nothing_are_empty_cells() {
    let nothing = ["—", "——", "-", "/", "无", "未转正", "预备期", "待定", "暂无", "、", "N/A"];
    let mut rows = vec![["姓名", "身份证号", "学历", "入党时间", "转正时间", "党员类别", "所在支部", "联系电话", "组织关系转入日期", "备注"].map(str::to_owned).to_vec()];
    for (word, at) in nothing.iter().zip(0..) {
        let name = format!("新人{}", char::from_u32('甲' as u32 + at).unwrap());
        let dash = if word.contains("转正") || word.contains("预备") { "无" } else { word };
        rows.push([&name, &id("19990101", 100 + at), dash, "2026-05-01", *word, "预备党员", "办公室", dash, dash, dash].map(str::to_owned).to_vec());
    }
    let mut site = site();
    let plan = import(&mut site, 2, &[owned("花名册.xlsx", "花名册", &rows)]);
    assert_eq!((plan.sheets[0].created as usize, said(&plan.sheets[0]).as_str()), (nothing.len(), ""), "{}", shown(&plan));
    let details: Vec<_> = site.people.values().filter(|person| person.name().starts_with("新人")).map(details).collect();
    assert!(details.iter().all(|details| details.confirmed.is_none() && details.education.is_none() && details.phone.is_none()));
    let posts: &[&[&str]] = &[&["组织名称", "职务", "姓名", "任职时间", "免职时间"], &["办公室党支部", "组织委员", "赵六", "2024年3月13日至今", "至今"], &["办公室党支部", "委员", "陈静", "2024-03-13", "现任"]];
    let plan = import(&mut site, 3, &[file("任职.xlsx", &[("任职", posts)])]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len()), (2, 0), "{}", shown(&plan));
    let ledger: &[&[&str]] = &[
        &["日期", "类型", "主题", "主持人", "应到", "实到", "缺席", "决议", "记录人", "补办"],
        &["2026-03-01", "主题党日", "学习", "—", "—", "/", "—", "无", "无", "—"],
        &["待召开", "主题党日", "参观", "李四", "", "", "", "", "", ""],
    ];
    let plan = import(&mut site, 4, &[file("台账.xlsx", &[("办公室", ledger)])]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len(), plan.sheets[0].skipped), (1, 0, 1), "{}", shown(&plan));
    assert!(said(&plan.sheets[0]).contains("还没有发生"));
    // What must be known is asked for, with what stands there.
    let lacking: &[&[&str]] = &[&["日期", "类型", "主题"], &["—", "主题党日", "学习"]];
    assert!(said(&report_of("台账.xlsx", "办公室", lacking)).contains("没有填写，写的是“—”"));
}

#[test]
fn a_merged_cell_speaks_for_every_row_it_covers() {
    let (mut writer, plain) = (Writer::new(), Format::new());
    let sheet = writer.add_worksheet().set_name("学时").unwrap();
    for (column, heading) in (0..).zip(["姓名", "所在党支部", "培训日期", "培训班名称", "主办单位", "学时"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (row, name) in (1..).zip(["张三", "李四", "王五"]) {
        sheet.write_string(row, 0, name).unwrap();
    }
    for (column, text) in [(1, "办公室"), (2, "2026-03-05"), (3, "专题班"), (4, "省委党校"), (5, "8")] {
        sheet.merge_range(1, column, 3, column, text, &plain).unwrap();
    }
    let mut site = site();
    let plan = import(&mut site, 2, &[("学时.xlsx".to_owned(), read(&writer.save_to_buffer().unwrap()))]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].warnings.len()), (3, 0), "{}", shown(&plan));
    assert!(site.records.values().all(|record| record.date == date(2026, 3, 5) && record.fields.contains_key("学时")));
}

#[test]
fn formulas_whose_value_is_in_the_file_are_read_and_said() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet().set_name("花名册").unwrap();
    let number = id("19900606", 101);
    for (column, heading) in (0..).zip(["姓名", "性别", "出生年月日", "身份证号", "入党时间", "转正时间", "所在支部", "年龄"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (column, text) in [(0, "新人"), (3, number.as_str()), (4, "2012-06-06")] {
        sheet.write_string(1, column, text).unwrap();
    }
    let formulas = [(1, "IF(MOD(MID(D2,17,1),2),\"男\",\"女\")", "男"), (2, "TEXT(MID(D2,7,8),\"0000-00-00\")", "1990-06-06"), (5, "EDATE(E2,12)", "2013-06-06"), (6, "VLOOKUP(A2,A:G,7,0)", "办公室"), (7, "YEAR(TODAY())-1990", "36")];
    for (column, formula, result) in formulas {
        sheet.write_formula(1, column, Formula::new(formula).set_result(result)).unwrap();
    }
    let workbook = ("花名册.xlsx".to_owned(), read(&writer.save_to_buffer().unwrap()));
    let mut site = site();
    let plan = import(&mut site, 2, &[workbook]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len()), (1, 0), "{}", shown(&plan));
    assert_eq!(said(&plan.sheets[0]).matches("由公式得出").count(), 4, "{}", shown(&plan));
    let person = site.people.values().find(|person| person.name() == "新人").unwrap().details.open().unwrap();
    assert_eq!((person.sex.as_deref(), person.birth, person.confirmed), (Some("男"), Some(date(1990, 6, 6).into()), Some(date(2013, 6, 6))));
    // Who it is about is never reckoned, and what changes with the day is no fact.
    let rows: &[&[&str]] = &[&["日期", "类型", "主题", "主持人"], &["=TODAY()", "党课", "讲党课", "李四"], &["2026-03-01", "党课", "讲党课", "=D2"]];
    let report = report_of("台账.xlsx", "办公室", rows);
    assert_eq!(report.refused.iter().map(|row| row.cell.as_str()).collect::<Vec<_>>(), ["A2", "D3"], "{}", said(&report));
}

#[test]
fn a_row_of_totals_is_no_row_wherever_its_word_stands() {
    let rows: &[&[&str]] = &[
        &["日期", "类型", "主题", "应到"],
        &["2026-03-01", "党课", "讲党课", "#5"],
        &["合计", "1 次", "1 个", "#5"],
        &["一季度小计", "1次", "无", "#5"],
        &["总计：", "#1", "#1", "#5"],
    ];
    let report = report_of("台账.xlsx", "办公室", rows);
    assert_eq!((report.created, report.skipped, said(&report).as_str()), (1, 3, ""));
}

#[test]
fn names_as_long_and_with_the_dots_that_people_have() {
    let names = ["阿卜杜克热木江", "努尔艾合买提江", "艾合买提.吐尔逊", "古丽米热。艾山", "帕尔哈提．买买提", "买买提•吐尔逊", "阿依古丽・阿不都热依木", "迪丽热巴‧迪力木拉提", "阿不都克里木江吐尔逊买买提依明", "Anna-Maria O'Neil", "J. Smith", "欧阳娜娜", "玉"];
    let mut rows = vec![["姓名", "身份证号", "所在支部", "入党时间", "转正时间"].map(str::to_owned).to_vec()];
    rows.extend(names.iter().zip(0..).map(|(name, at)| [*name, &id("19850101", 300 + at), "办公室", "2010-06-01", "2011-06-01"].map(str::to_owned).to_vec()));
    let mut site = site();
    let plan = import(&mut site, 2, &[owned("花名册.xlsx", "花名册", &rows)]);
    assert_eq!((plan.sheets[0].created as usize, said(&plan.sheets[0]).as_str()), (names.len(), ""));
    let known = members(&site, "办公室", TODAY);
    for name in ["艾合买提·吐尔逊", "古丽米热·艾山", "帕尔哈提·买买提", "阿依古丽·阿不都热依木", "J. Smith", "玉"] {
        assert!(known.iter().any(|known| known == name), "{name}: {known:?}");
    }
    // Written with another dot, or none, it is the same person.
    let ledger: &[&[&str]] = &[&["日期", "类型", "主题", "主持人", "缺席"], &["2026-03-01", "党课", "讲党课", "艾合买提吐尔逊", "古丽米热.艾山、阿卜杜克热木江和买买提吐尔逊（病假）"]];
    let plan = import(&mut site, 3, &[file("台账.xlsx", &[("办公室", ledger)])]);
    assert_eq!((plan.sheets[0].created, said(&plan.sheets[0]).as_str()), (1, ""));
    assert_eq!(site.records.values().next().unwrap().people["缺席"].len(), 3);
}

#[test]
fn what_is_hidden_is_read_and_said() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet().set_name("办公室").unwrap();
    let rows = [["日期", "类型", "主题"], ["2026-03-01", "党课", "讲党课"], ["2026-03-02", "党课", "讲党课二"]];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    sheet.set_row_hidden(1).unwrap();
    sheet.set_column_hidden(2).unwrap();
    let plan = preview(&site(), 2, &[("台账.xlsx".to_owned(), read(&writer.save_to_buffer().unwrap()))]);
    let report = &plan.sheets[0];
    assert!(report.created == 2 && said(report).contains("第 2 行") && said(report).contains("C 列"), "{}", said(report));
}

#[test]
fn days_counted_from_1904_are_those_days() {
    let rows: &[&[&str]] = &[&["日期", "类型", "主题"], &["#44660", "党课", "讲党课"], &["44751", "党课", "讲党课二"], &["2026-03-05", "党课", "讲党课三"]];
    let mut site = site();
    let plan = import(&mut site, 2, &[("台账.xlsx".to_owned(), read(&since_1904(&book(&[("办公室", rows)]))))]);
    assert_eq!(plan.sheets[0].created, 3, "{}", shown(&plan));
    let mut days: Vec<_> = site.records.values().map(|record| record.date).collect();
    days.sort();
    assert_eq!(days, [date(2026, 3, 5), date(2026, 4, 10), date(2026, 7, 10)]);
}

#[test]
fn a_month_is_known_to_the_month() {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet().set_name("花名册").unwrap();
    for (column, heading) in (0..).zip(["姓名", "身份证号", "所在支部", "出生年月", "入党时间", "转正年月"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (column, text) in (0..).zip(["新人", &id("19720314", 101), "办公室"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    let day = |text: &str| rust_xlsxwriter::ExcelDateTime::parse_from_str(text).unwrap();
    sheet.write_datetime_with_format(1, 3, day("1972-03-01"), &Format::new().set_num_format("yyyy\"年\"m\"月\"")).unwrap();
    sheet.write_datetime_with_format(1, 4, day("1995-07-01"), &Format::new().set_num_format("[$-804]yyyy\"年\"m\"月\";@")).unwrap();
    sheet.write_datetime_with_format(1, 5, day("1996-07-01"), &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    let workbook = read(&writer.save_to_buffer().unwrap());
    assert_eq!(workbook.sheets[0].rows[1].cells[4].1, Cell::Month(1995, 7));
    let mut site = site();
    let plan = import(&mut site, 2, &[("花名册.xlsx".to_owned(), workbook)]);
    let report = &plan.sheets[0];
    assert_eq!((report.created, report.warnings.len(), report.refused.len()), (1, 2, 0), "{}", said(report));
    assert!(said(report).contains("缺事实") && !said(report).contains("不一致"), "{}", said(report));
    let person = site.people.values().find(|person| person.name() == "新人").unwrap().details.open().unwrap();
    assert_eq!((person.joined, person.confirmed), (None, None));
    assert_eq!([person.joining(), person.confirmation()].map(|told| told.unwrap().to_string()), ["1995-07", "1996-07"]);
    // A day of that month says more; the month says nothing against it, and another month corrects it.
    let roster = |joined: &str| file("花名册.xlsx", &[("花名册", &[&["姓名", "身份证号", "所在支部", "入党时间"], &["新人", &id("19720314", 101), "办公室", joined]])]);
    for (seed, (written, kept)) in (3..).zip([("1995-07-12", "1995-07-12"), ("1995年7月", "1995-07-12"), ("1995年8月", "1995-08")]) {
        import(&mut site, seed, &[roster(written)]);
        let joined = site.people.values().find(|person| person.name() == "新人").unwrap().details.open().unwrap().joining();
        assert_eq!(joined.unwrap().to_string(), kept, "{written}");
    }
}

#[test]
fn text_with_commas_is_read_in_both_encodings() {
    let text = "填报单位：某某局\r\n日期,类型,主题,应到\r\n2026-03-01,党课,\"讲党课，\n第一讲\",5\r\n";
    let (gb, ..) = encoding_rs::GB18030.encode(text);
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [text.as_bytes(), gb.as_ref(), &marked] {
        let workbook = read_file("办公室党支部.CSV", bytes, &Limits::default()).expect("text");
        let plan = preview(&site(), 2, &[("办公室党支部.CSV".to_owned(), workbook)]);
        assert_eq!((plan.sheets[0].created, said(&plan.sheets[0]).as_str()), (1, ""), "{}", shown(&plan));
    }
    assert_eq!(read_file("台账.csv", b"\xff\xff\xff", &Limits::default()), Err(ReadError::Encoding));
    assert_eq!(read_file("台账.csv", b"", &Limits::default()), Err(ReadError::Empty));
    assert_eq!(read_file("台账.csv", b"a,b,c\n", &Limits { cells: 2, ..Limits::default() }), Err(ReadError::TooManyCells(2)));
    // The name decides: a text that calls itself a workbook is none.
    assert_eq!(read_file("台账.xlsx", text.as_bytes(), &Limits::default()), Err(ReadError::NotWorkbook));
    assert!(Site::default().people.is_empty());
}
