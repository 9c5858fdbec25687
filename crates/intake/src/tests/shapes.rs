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

/// Headings that are repeated within the first rows do not cut off the rows above them.
#[test]
fn repeated_headings_cut_nothing_off() {
    let rows: &[&[&str]] = &[
        &["组织名称", "职务", "姓名", "任职时间"],
        &["党组", "党组书记", "张三", "2024-03-01"],
        &["办公室党支部", "支部书记", "李四", "2024-03-13"],
        &["组织名称", "职务", "姓名", "任职时间"],
        &["办公室党支部", "纪检委员", "王五", "2024-03-13"],
    ];
    let plan = preview(&jishi_facts::Site::default(), 1, &[bodies(), roster(), file("任职.xlsx", &[("任职", rows)])]);
    let report = plan.sheets.last().unwrap();
    assert_eq!((report.created, report.skipped, report.refused.len()), (3, 1, 0), "{report:?}");
}

/// 单位名称 once above several forms is no label of the first.
#[test]
fn whose_the_forms_are_stands_above_them() {
    let rows: &[&[&str]] = &[
        &["单位名称", "某某局"],
        &["时间", "2026-03-05"],
        &["类型", "主题党日"],
        &["主题", "集中学习"],
        &[],
        &["时间", "2026-04-05"],
        &["类型", "主题党日"],
        &["主题", "志愿服务"],
    ];
    let report = report_of("记录.xlsx", "办公室党支部", rows);
    assert_eq!((report.created, report.warnings.len(), report.refused.len()), (2, 0, 0), "{report:?}");
}

/// A label with several cells behind it, or a label that nobody knows, loses nothing in silence.
#[test]
fn what_a_form_does_not_say_in_known_words_is_shown_at_its_cell() {
    let rows: &[&[&str]] = &[
        &["时间", "2026-03-05", "备用", "张三"],
        &["类型", "主题党日"],
        &["特邀嘉宾", "王五"],
        &["主题", "集中学习"],
        &["记录人签字：", "李四"],
    ];
    let report = report_of("记录.xlsx", "办公室党支部", rows);
    assert_eq!((report.created, report.refused.len()), (1, 0), "{report:?}");
    assert_eq!(report.warnings.len(), 3, "{}", said(&report));
    for cell in ["C1 ", "D1 ", "A3 "] {
        assert!(said(&report).contains(cell), "{}", said(&report));
    }
}

/// The days of all records.
fn days(site: &jishi_facts::Site) -> Vec<String> {
    let mut days: Vec<String> = site.records.values().map(|record| record.date.to_string()).collect();
    days.sort();
    days
}

/// Headings down the first column, an entry in each column after it.
#[test]
fn a_table_that_is_turned_is_read_by_its_columns() {
    let rows: &[&[&str]] = &[
        &["办公室党支部组织生活记录"],
        &["时间", "2026-03-05", "2026-04-09", "2026-02-30", "2026-05-07"],
        &["类型", "主题党日", "支部党员大会", "党课", "主题党日"],
        &["主题", "集中学习", "总结工作", "讲党课", "志愿服务"],
        &["缺席人员", "张三（出差）", "无", "", "丁一明"],
        &["天气", "晴", "", "阴", ""],
    ];
    let mut site = site();
    let plan = import(&mut site, 2, &[file("记录.xlsx", &[("记录", rows)])]);
    let report = &plan.sheets[0];
    assert_eq!((report.created, report.refused.len()), (3, 1), "{}", said(report));
    assert!(said(report).contains("D2 ") && said(report).contains("E5 ") && said(report).contains("“天气”这一栏不认识"), "{}", said(report));
    assert_eq!(days(&site), ["2026-03-05", "2026-04-09", "2026-05-07"]);
}

/// A roster that is turned, with the branch merged over its members.
#[test]
fn a_roster_that_is_turned_is_read_by_its_columns() {
    let number = |at: u32| id("19900606", 100 + at);
    let (first, second) = (number(1), number(3));
    let rows: &[&[&str]] = &[
        &["姓名", "新来者", "后到者"],
        &["身份证号", &first, &second],
        &["入党时间", "2012-06-06", "2013-06-06"],
        &["转正时间", "2013-06-06", "2014-06-06"],
        &["所在党支部", "办公室", "同上"],
    ];
    let mut site = site();
    let plan = import(&mut site, 2, &[file("新人.xlsx", &[("信息表", rows)])]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len()), (2, 0), "{}", shown(&plan));
    let members = members(&site, "办公室", TODAY);
    assert!(["新来者", "后到者"].iter().all(|name| members.contains(&(*name).to_owned())));
}

/// 党支部 is a heading elsewhere: as the kind of several bodies it makes a row no row of headings.
#[test]
fn bodies_that_are_turned_are_read_by_their_columns() {
    let rows: &[&[&str]] = &[
        &["组织名称", "中共某某局甲支部委员会", "中共某某局乙支部委员会", "中共某某局丙支部委员会"],
        &["组织类别", "党支部", "党支部", "党支部"],
        &["上级组织", "机关党委", "同上", "机关党委"],
        &["成立日期", "2018-11-15", "2019-06-30", "2020-02-29"],
    ];
    let mut site = site();
    let before = site.bodies.len();
    let plan = import(&mut site, 2, &[file("组织.xlsx", &[("党组织", rows)])]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len(), site.bodies.len() - before), (3, 0, 3), "{}", shown(&plan));
}

/// A column for each month: the days in its cells are read, and what is no day is shown at its cell.
#[test]
fn days_under_months_are_records() {
    let rows: &[&[&str]] = &[
        &["2026年主题党日开展情况"],
        &["序号", "党支部", "1月", "2月", "3月", "4月", "5月", "6月", "合计"],
        &["1", "办公室党支部", "5日", "2月6日", "3.5、3.26", "@2026-04-09", "√", "—", "#5"],
        &["2", "机关第一党支部", "8号", "", "4月2日", "无", "#1", "2026-06-11", "#2"],
        &["合计", "", "#2", "#1", "#3", "#1", "#1", "#1"],
    ];
    let mut site = site();
    let plan = import(&mut site, 2, &[file("主题党日.xlsx", &[("Sheet1", rows)])]);
    let report = &plan.sheets[0];
    assert_eq!((report.table.as_deref(), report.created, report.refused.len()), (Some("主题党日"), 7, 3), "{}", said(report));
    for cell in ["G3 ", "E4 ", "G4 "] {
        assert!(said(report).contains(cell), "{}", said(report));
    }
    assert_eq!(days(&site), ["2026-01-05", "2026-01-08", "2026-02-06", "2026-03-05", "2026-03-26", "2026-04-09", "2026-06-11"]);
}

/// Kinds down the side, months across, one sheet for each branch; read again, nothing changes.
#[test]
fn days_under_months_of_several_kinds_are_read_once() {
    let rows: &[&[&str]] = &[
        &["类别", "1月", "2月", "3月", "4月"],
        &["支部党员大会", "", "6日", "", ""],
        &["支部委员会会议", "5日", "3日", "4日", "7日"],
        &["党课", "", "", "26日", ""],
    ];
    let mut site = site();
    let files = [file("2026年三会一课.xlsx", &[("办公室党支部", rows)])];
    let plan = import(&mut site, 2, &files);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].refused.len()), (6, 0), "{}", shown(&plan));
    let again = preview(&site, 3, &files);
    assert_eq!((again.sheets[0].unchanged, again.events.len()), (6, 0), "{}", shown(&again));
}

/// What is planned has not been held, however exact its days.
#[test]
fn a_plan_by_months_is_no_record() {
    let rows: &[&[&str]] = &[&["2026年主题党日活动计划表"], &["党支部", "1月", "2月", "3月", "4月", "5月", "6月"], &["办公室党支部", "5日", "6日", "5日", "9日", "7日", "4日"]];
    let plan = preview(&site(), 2, &[file("计划.xlsx", &[("Sheet1", rows)])]);
    assert!(plan.events.is_empty() && said(&plan.sheets[0]).contains("计划不是办过的事"), "{}", said(&plan.sheets[0]));
}
