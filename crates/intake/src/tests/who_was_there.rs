//! Who was there: absentees and attendees in every way they are written, divided by the roster; nobody is present because
//! a word was not understood.

use super::department::*;
use super::support::*;
use crate::*;
use jishi_facts::{Record, Site, Value};

/// Records of a ledger of one column beside the usual ones, one meeting for each cell.
fn meetings(heading: &str, kind: &str, cells: &[&str]) -> (Site, SheetReport) {
    let mut rows = vec![["日期", "类型", "主题", heading].map(str::to_owned).to_vec()];
    for (cell, day) in cells.iter().zip(1..) {
        rows.push(vec![format!("2026-03-{day:02}"), kind.to_owned(), format!("第{day}次学习"), (*cell).to_owned()]);
    }
    let mut site = site();
    let plan = import(&mut site, 2, &[owned("台账.xlsx", "办公室", &rows)]);
    (site, plan.sheets[0].clone())
}

fn absent(site: &Site, record: &Record) -> Vec<String> {
    let mut names: Vec<String> = record.people.get("缺席").into_iter().flatten().map(|person| site.people[person].name().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn two_absentees_are_absent_however_they_are_written() {
    let cells = [
        "张三和李四", "张三及李四", "张三与李四", "张三、李四", "张三（出差）李四（病假）", "张三(出差)李四(病假)", "因公出差2人（张三、李四）", "张三、李四等2人因公出差",
        "张三—病假；李四—事假", "张三 李四", "张三李四", "张三\n李四", "缺席：张三、李四", "病假：张三；事假：李四", "除张三、李四外，其余同志均参加", "张　三、李　四（请假）",
        "张三因病，李四因事请假", "1.张三 病假 2.李四 事假", "①张三②李四", "张三（女儿生病）、李四（3月1日-5日出差）", "2人（张三出差、李四病假）", "张三、李四2名同志请假", "张三/李四", "张三，李四。", "出差（张三）、病假（李四）",
    ];
    let (site, report) = meetings("缺席人员", "主题党日", &cells);
    assert_eq!((report.created as usize, report.refused.len(), report.warnings.len()), (cells.len(), 0, 0), "{}", said(&report));
    for record in site.records.values() {
        assert_eq!(absent(&site, record), ["张三", "李四"], "{}", cells[usize::try_from(record.date.day()).unwrap() - 1]);
    }
}

#[test]
fn what_is_not_understood_is_shown_at_its_cell() {
    let (site, report) = meetings("缺席人员", "主题党日", &["张三丁一明", "孙七钱八周九吴十", "孙七、张三", "张三等3人"]);
    assert_eq!(report.refused.iter().map(|row| row.cell.as_str()).collect::<Vec<_>>(), ["D2", "D3"], "{}", said(&report));
    assert!(said(&report).contains("“丁一明”看不懂") && said(&report).contains("花名册里没有“孙七”") && said(&report).contains("写的人数是 3"), "{}", said(&report));
    assert_eq!(site.records.len(), 2);
}

#[test]
fn whoever_is_not_on_the_list_of_those_present_was_absent() {
    let cells = ["张三、李四和王五", "张三李四王五赵六陈静", "全体党员", "全体党员（除张三请假）", "张三、周杰"];
    let (site, report) = meetings("参会人员", "党员大会", &cells);
    assert_eq!((report.created, report.refused.len()), (5, 0), "{}", said(&report));
    let number = |record: &Record, field: &str| if let Value::Number(number) = &record.fields[field] { number.to_string() } else { String::new() };
    let mut records: Vec<&Record> = site.records.values().collect();
    records.sort_by_key(|record| record.date);
    let found: Vec<_> = records.iter().map(|record| (absent(&site, record).join("、"), number(record, "应到"), number(record, "实到"))).collect();
    let expected = [("赵六、陈静", "5", "3"), ("", "5", "5"), ("", "5", "5"), ("张三", "5", "4"), ("李四、王五、赵六、陈静", "5", "1")];
    assert_eq!(found, expected.map(|(names, due, came)| (names.to_owned(), due.to_owned(), came.to_owned())));
    // How many came says nothing of who did not.
    let (site, report) = meetings("参会人员", "党员大会", &["张三、李四等4人", "4", "4名党员", "全体党员及入党积极分子孙某某"]);
    assert_eq!((report.created, report.refused.len()), (4, 0), "{}", said(&report));
    let mut came: Vec<_> = site.records.values().map(|record| (record.date.day(), absent(&site, record).len(), number(record, "实到"))).collect();
    came.sort();
    assert_eq!(came, [(1, 0, "4".to_owned()), (2, 0, "4".to_owned()), (3, 0, "4".to_owned()), (4, 0, "5".to_owned())]);
    // A committee is its officers; of a group nobody knows who should have come.
    let (site, report) = meetings("出席人员", "支委会", &["李四"]);
    let record = site.records.values().next().expect("record");
    assert_eq!((absent(&site, record), number(record, "应到")), (vec!["王五".to_owned()], "2".to_owned()), "{}", said(&report));
    let (site, _) = meetings("出席人员", "党小组会", &["李四"]);
    assert!(absent(&site, site.records.values().next().expect("record")).is_empty());
}

#[test]
fn headings_that_speak_of_the_absent_are_never_passed_over() {
    for heading in ["缺席人员（签字确认）", "请假人员名单及事由", "未到会党员及原因", "未参会人员情况", "缺勤人", "请假同志"] {
        let (site, report) = meetings(heading, "主题党日", &["张三、李四"]);
        assert_eq!((absent(&site, site.records.values().next().expect("record")).len(), report.warnings.len()), (2, 0), "{heading}: {}", said(&report));
    }
    for heading in ["参会人员签名", "到会党员名单", "出席人（签字）", "与会人员名册"] {
        let (site, report) = meetings(heading, "主题党日", &["张三、李四"]);
        assert_eq!(absent(&site, site.records.values().next().expect("record")).len(), 3, "{heading}: {}", said(&report));
    }
    // Numbers are none.
    let (site, _) = meetings("请假人数", "主题党日", &["2"]);
    assert!(site.records.values().all(|record| record.people.is_empty()));
}

#[test]
fn two_rows_of_one_meeting_lose_no_absentee() {
    let rows: &[&[&str]] = &[
        &["日期", "类型", "主题", "缺席人员"],
        &["2026-03-01", "主题党日", "学习", "张三"],
        &["2026-03-01", "主题党日", "学习", "李四"],
    ];
    let mut site = site();
    let plan = import(&mut site, 2, &[file("台账.xlsx", &[("办公室", rows)])]);
    assert!(plan.sheets[0].refused.len() == 1 && said(&plan.sheets[0]).contains("到会情况却不同"), "{}", shown(&plan));
}

#[test]
fn a_joint_meeting_is_one_record_of_both() {
    for written in ["办公室党支部、机关第一党支部", "办公室和机关第一党支部", "办公室党支部\n机关第一党支部", "办公室党支部、机关第一党支部（联合）", "办公室党支部（与机关第一党支部联合）", "办公室党支部 机关第一党支部", "办公室党支部与机关第一党支部联合举办"] {
        let rows: &[&[&str]] = &[
            &["组织生活台账"],
            &["日期", "类型", "所在党支部", "主题", "缺席人员", "应到"],
            &["2026-03-15", "主题党日", written, "联学", "周杰、张三", "#8"],
        ];
        let mut site = site();
        let plan = import(&mut site, 2, &[file("台账.xlsx", &[("联合", rows)])]);
        assert_eq!((plan.sheets[0].created, plan.sheets[0].warnings.len()), (1, 0), "{}", shown(&plan));
        let record = site.records.values().next().expect("record");
        assert_eq!((record.bodies.len(), absent(&site, record).len()), (2, 2));
    }
    let rows: &[&[&str]] = &[&["日期", "类型", "所在党支部", "主题"], &["2026-03-15", "主题党日", "办公室党支部、信息中心党支部", "联学"]];
    let report = report_of("台账.xlsx", "联合", rows);
    assert!(report.created == 0 && said(&report).contains("没有登记“信息中心党支部”"), "{}", said(&report));
}
