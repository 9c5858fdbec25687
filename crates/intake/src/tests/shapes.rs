//! Sheets of other shapes: forms of labels and values, months as columns, lists without dates, the headings of a peer;
//! read, or named for what they are.

use super::department::*;
use super::support::*;
use jiff::civil::date;
use jishi_facts::Value;

#[test]
fn a_form_is_a_record() {
    let form = |day: &str, absent: &str| -> Vec<Vec<String>> {
        [
            vec!["会议名称", "支部党员大会", "会议时间", day],
            vec!["会议地点", "三楼会议室", "主持人", "李四"],
            vec!["记录人", "王五", "应到人数", "5"],
            vec!["实到人数", "4", "缺席人员", absent],
            vec!["会议主题", "学习"],
            vec!["会议决议", "同意。"],
        ]
        .map(|row| row.into_iter().map(str::to_owned).collect())
        .to_vec()
    };
    let titled = |forms: Vec<Vec<Vec<String>>>| {
        let mut rows = vec![vec!["党员大会记录".to_owned()]];
        rows.extend(forms.into_iter().flatten());
        rows.push(vec!["主持人签字：".to_owned(), "记录人签字：".to_owned()]);
        rows
    };
    let mut site = site();
    let plan = import(&mut site, 2, &[owned("办公室支部会议记录.xlsx", "1月", &titled(vec![form("2026年1月15日", "张三（出差）")]))]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].warnings.len(), plan.sheets[0].refused.len()), (1, 0, 0), "{}", shown(&plan));
    let record = site.records.values().next().unwrap();
    assert_eq!((record.date, record.people["缺席"].len(), &record.fields["应到"]), (date(2026, 1, 15), 1, &Value::Number(jishi_base::Number::whole(5))));
    // Two forms below each other; what is wrong is shown where it stands.
    let both = titled(vec![form("2026年2月15日", "无"), form("2026年2月30日", "张三丁一明")]);
    let plan = preview(&site, 3, &[owned("办公室支部会议记录.xlsx", "2月", &both)]);
    let report = &plan.sheets[0];
    assert_eq!((report.created, report.refused.len()), (1, 1), "{}", said(report));
    assert!(said(report).contains("D8 ") && report.refused[0].cells.contains(&"D11".to_owned()), "{:?}", report.refused);
    // Labels and values in one cell.
    let inline: &[&[&str]] = &[&["支部主题党日记录"], &["时间：2026年3月1日  地点：会议室"], &["主持人：李四"], &["主题：参观红旗渠"], &["缺席人员：张三和赵六"]];
    let plan = preview(&site, 4, &[file("办公室.xlsx", &[("主题党日", inline)])]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len()), (1, 0), "{}", shown(&plan));
}

#[test]
fn a_form_of_a_person_is_a_member() {
    let number = id("19900606", 101);
    let rows: &[&[&str]] = &[
        &["党员基本信息表"],
        &["姓名", "新人", "性别", "男", "民族", "汉族"],
        &["身份证号", &number, "出生年月", "1990.06", "学历", "本科"],
        &["入党时间", "2012-06-06", "转正时间", "2013-06-06", "所在党支部", "办公室"],
        &["联系电话", "无", "政治面貌", "中共党员", "", ""],
    ];
    let mut site = site();
    let plan = import(&mut site, 2, &[file("新人.xlsx", &[("信息表", rows)])]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len()), (1, 0), "{}", shown(&plan));
    assert!(members(&site, "办公室", TODAY).contains(&"新人".to_owned()));
}

#[test]
fn sheets_that_are_not_read_are_named_for_what_they_are() {
    let months = ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"];
    let year = |title: &str, before: &[&str]| -> Vec<Vec<String>> {
        let headings = before.iter().chain(&months).map(|heading| (*heading).to_owned()).collect::<Vec<_>>();
        vec![vec![title.to_owned()], headings.clone(), headings.iter().enumerate().map(|(at, _)| if at == 0 { "张三".to_owned() } else { "4".to_owned() }).collect()]
    };
    let rows = |rows: &[&[&str]]| rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect::<Vec<Vec<String>>>();
    let cases = [
        ("学时统计.xlsx", year("办公室支部学时统计表", &["姓名", "职务"]), "学时统计表（每月一栏）"),
        ("统计.xlsx", year("办公室参加活动情况", &["党员姓名"]), "按月统计表（每月一栏）"),
        ("党费.xlsx", year("办公室支部党费收缴台账", &["姓名", "月缴标准"]), "党费收缴台账"),
        ("支委名单.xlsx", rows(&[&["办公室支部委员会成员名单"], &["姓名", "职务", "分工"], &["李四", "书记", "全面工作"]]), "没有任职日期"),
        ("签到.xlsx", rows(&[&["主题党日签到表"], &["姓名", "签名", "备注"], &["李四", "", ""]]), "签到表"),
    ];
    for (name, rows, what) in cases {
        let plan = preview(&site(), 2, &[owned(name, "Sheet1", &rows)]);
        assert!(plan.events.is_empty() && plan.sheets[0].table.is_none(), "{}", shown(&plan));
        assert!(said(&plan.sheets[0]).contains(what) && !said(&plan.sheets[0]).contains("最像"), "{name}: {}", said(&plan.sheets[0]));
    }
}

#[test]
fn those_present_at_a_kind_of_its_own_sheet() {
    let rows: &[&[&str]] = &[&["办公室党支部主题党日登记表"], &["活动时间", "活动主题", "参加人员"], &["2026-03-01", "集中学习", "张三、李四"]];
    let mut site = site();
    let plan = import(&mut site, 2, &[file("登记.xlsx", &[("Sheet1", rows)])]);
    assert_eq!((plan.sheets[0].table.as_deref(), plan.sheets[0].created), (Some("主题党日"), 1), "{}", shown(&plan));
    assert_eq!(site.records.values().next().unwrap().people["缺席"].len(), 3, "{}", said(&plan.sheets[0]));
}

#[test]
fn the_headings_of_a_peer() {
    let rows: &[&[&str]] = &[
        &["所在党支部编码", "所在党支部", "会议类型", "主持人学工号", "主持人姓名", "会议名称", "计划会议时间", "实际会议时间", "会议地点", "应到人数", "实到人数", "请假人数", "会议议题", "会议决议"],
        &["000011", "中共某某局办公室支部委员会", "支部党员大会", "001", "李四", "一季度党员大会", "2026/2/3  14:30", "2026/2/4  14:30", "会议室", "#5", "#4", "#1", "学习", "同意"],
    ];
    let mut site = site();
    let plan = import(&mut site, 2, &[file("三会一课录入样表.xlsx", &[("Sheet1", rows)])]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len()), (1, 0), "{}", shown(&plan));
    assert_eq!(site.records.values().next().unwrap().date, date(2026, 2, 4));
}
