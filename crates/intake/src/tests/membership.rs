//! Who is in: 政治面貌, 党籍状态 and 人员类别 decide; registers of departures; nobody is registered who is no member.

use super::department::*;
use super::support::*;
use crate::*;
use jiff::civil::date;
use jishi_facts::Site;

/// A staff list with one more row for each of these words, planned against a site: names of those who came in, and what was said.
fn staff(heading: &str, words: &[&str]) -> (Vec<String>, SheetReport) {
    let mut rows = vec![vec!["填报单位：某某局".to_owned()], ["姓名", "身份证号", heading, "所在支部", "入党时间"].map(str::to_owned).to_vec()];
    for (word, at) in words.iter().zip(0..) {
        let name = format!("新人{}", char::from_u32('甲' as u32 + at).unwrap());
        rows.push(vec![name, id("19900101", 200 + at), (*word).to_owned(), "办公室".to_owned(), "2015-07-01".to_owned()]);
    }
    let mut site = site();
    let known = members(&site, "办公室", TODAY);
    let plan = import(&mut site, 2, &[owned("人员.xlsx", "花名册", &rows)]);
    let came = members(&site, "办公室", TODAY).into_iter().filter(|name| !known.contains(name)).collect();
    (came, plan.sheets[0].clone())
}

#[test]
fn whoever_is_no_member_is_left_out_by_name() {
    let out = [
        "群众", "无党派人士", "民革党员", "中国民主同盟盟员", "九三学社社员", "共青团员", "入党申请人", "入党积极分子", "发展对象", "非中共党员",
        "已转出", "已去世", "停止党籍", "开除党籍", "自行脱党", "取消预备党员资格", "历史党员", "正式党员（已转出）", "出党",
    ];
    for heading in ["政治面貌", "党籍状态", "人员类别", "党员类别"] {
        let (came, report) = staff(heading, &out);
        assert_eq!(came, Vec::<String>::new(), "{heading}: {}", said(&report));
        assert_eq!((report.created, report.refused.len()), (0, 0), "{}", said(&report));
        assert!(out.iter().all(|word| said(&report).contains(word)) && said(&report).matches("“新人").count() == out.len(), "{}", said(&report));
    }
}

#[test]
fn members_of_every_kind_are_members() {
    let all = ["中共党员", "党员", "正式党员", "预备党员", "中共预备党员", "离退休党员", "在职党员", "正式党员（流动）", "流动党员", "退休", "公务员", "正常", "在册", "—"];
    for heading in ["党籍状态", "人员类别"] {
        let (came, report) = staff(heading, &all);
        assert_eq!((came.len(), report.refused.len()), (all.len(), 0), "{heading}: {}", said(&report));
        assert!(!said(&report).contains("不认识") && !said(&report).contains("没有登记"), "{heading}: {}", said(&report));
    }
    assert_eq!(staff("是否党员", &["是", "否", "√", "不是"]).0.len(), 2);
    // A remark says it too, where it begins with it.
    assert_eq!(staff("备注", &["2026年6月已转出", "已去世", "年老体弱", "原单位转入"]).0.len(), 2);
    // What no table knows is a doubt, and offends nobody.
    let (came, report) = staff("人员类别", &["甲类"]);
    assert!(came.len() == 1 && said(&report).contains("不认识“甲类”") && !said(&report).contains("不是党员\n"), "{}", said(&report));
}

#[test]
fn a_list_that_does_not_say_who_is_a_member_registers_nobody() {
    let rows: &[&[&str]] = &[&["填报单位：某某局"], &["姓名", "身份证号", "部门"], &["新人", "990101199001011235", "办公室"]];
    let number = id("19900101", 123);
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.replace("990101199001011235", &number)).collect()).collect();
    let mut site = site();
    let plan = preview(&site, 2, &[owned("职工.xlsx", "办公室", &rows)]);
    assert!(plan.events.is_empty(), "{}", shown(&plan));
    let blank: Vec<Vec<String>> = vec![
        ["姓名", "身份证号", "政治面貌", "所在支部"].map(str::to_owned).to_vec(),
        vec!["新人".to_owned(), number, String::new(), "办公室".to_owned()],
    ];
    let plan = import(&mut site, 2, &[owned("职工.xlsx", "花名册", &blank)]);
    assert!(plan.sheets[0].created == 0 && said(&plan.sheets[0]).contains("看不出"), "{}", shown(&plan));
    let some: Vec<Vec<String>> = vec![
        ["姓名", "身份证号", "政治面貌", "所在支部", "入党时间"].map(str::to_owned).to_vec(),
        vec!["新人".to_owned(), id("19900101", 123), String::new(), "办公室".to_owned(), String::new()],
        vec!["旧友".to_owned(), id("19900101", 125), "中共党员".to_owned(), "办公室".to_owned(), "2015-07-01".to_owned()],
    ];
    let plan = preview(&site, 2, &[owned("职工.xlsx", "花名册", &some)]);
    assert!(plan.sheets[0].created == 1 && said(&plan.sheets[0]).contains("“新人”没有登记"), "{}", shown(&plan));
    for title in ["入党积极分子名册", "发展对象花名册"] {
        let rows: Vec<Vec<String>> = vec![vec![title.to_owned()], ["姓名", "身份证号", "所在支部", "入党时间"].map(str::to_owned).to_vec(), vec!["新人".to_owned(), id("19900101", 123), "办公室".to_owned(), "2020-01-01".to_owned()]];
        let plan = preview(&site, 2, &[owned("名册.xlsx", "Sheet1", &rows)]);
        assert!(plan.events.is_empty() && said(&plan.sheets[0]).contains("还不是党员"), "{}", shown(&plan));
    }
}

#[test]
fn a_register_of_departures_ends_memberships_and_begins_none() {
    let rows: &[&[&str]] = &[
        &["姓名", "类别", "转入单位", "转出单位", "办理时间"],
        &["张三", "正式党员", "外省某厅党支部", "办公室党支部", "2026-06-20"],
        &["赵六", "正式党员", "机关第一党支部", "办公室党支部", "2026-06-20"],
        &["生面孔", "正式党员", "外省某厅党支部", "办公室党支部", "2026-06-20"],
        &["李四", "正式党员", "外省某厅党支部", "办公室党支部", ""],
        &["王五", "正式党员", "中共某某局机关第一支部委员会", "外省某厅", "2026-06-20"],
    ];
    let mut site = site();
    let people = site.people.len();
    let plan = import(&mut site, 2, &[file("组织关系转出.xlsx", &[("Sheet1", rows)])]);
    let report = &plan.sheets[0];
    assert_eq!((report.table.as_deref(), report.created, report.changed, report.skipped, report.refused.len()), (Some("党员转出登记"), 0, 2, 1, 2), "{}", said(report));
    assert_eq!(site.people.len(), people);
    assert_eq!(members(&site, "办公室", date(2026, 6, 19)).len(), 5);
    assert_eq!(members(&site, "办公室", date(2026, 6, 20)), ["李四", "王五", "陈静"]);
    assert!(members(&site, "第一", date(2026, 6, 20)).contains(&"赵六".to_owned()));
    assert!(said(report).contains("没有写是哪一天离开的") && said(report).contains("还登记着任职：书记"), "{}", said(report));
    // Again: nothing changes, and the old roster brings nobody back.
    let again = preview(&site, 3, &[file("组织关系转出.xlsx", &[("Sheet1", &rows[..2])])]);
    assert!(again.events.is_empty(), "{}", shown(&again));
    let roster = preview(&site, 4, &[roster_with(|rows| rows.retain(|row| row[0] == "张三"))]);
    assert!(roster.events.is_empty() && said(&roster.sheets[0]).contains("2026-06-20"), "{}", shown(&roster));
}

#[test]
fn the_departed_of_a_roster_leave_on_their_day() {
    let mut site = site();
    let numbers: Vec<String> = (0..8).map(number_of).collect();
    let rows: Vec<Vec<String>> = vec![
        ["姓名", "身份证号", "所在支部", "党籍状态", "转出日期", "转至历史党员库详细原因", "入党时间"].map(str::to_owned).to_vec(),
        ["张三", &numbers[0], "办公室", "已转出", "2026-02-01", "", "2001-01-07"].map(str::to_owned).to_vec(),
        ["李四", &numbers[1], "办公室", "已去世", "", "2025-12-01 去世", "2002-03-04"].map(str::to_owned).to_vec(),
        ["王五", &numbers[2], "办公室", "停止党籍", "", "失去联系", "2005-06-01"].map(str::to_owned).to_vec(),
        ["赵六", &numbers[3], "办公室", "群众", "", "", ""].map(str::to_owned).to_vec(),
        ["旧人", &id("19400101", 333), "办公室", "已去世", "", "", ""].map(str::to_owned).to_vec(),
    ];
    let plan = import(&mut site, 2, &[owned("花名册.xlsx", "花名册", &rows)]);
    let report = &plan.sheets[0];
    assert_eq!((report.created, report.changed, report.skipped, report.refused.len()), (0, 2, 1, 2), "{}", said(report));
    assert_eq!(members(&site, "办公室", TODAY), ["王五", "赵六", "陈静"]);
    assert_eq!(members(&site, "办公室", date(2026, 1, 31)), ["张三", "王五", "赵六", "陈静"]);
    assert_eq!(site.people.len(), 8);
    // A list of former members has the headings of a roster: its title tells.
    let former: Vec<Vec<String>> = vec![
        vec!["历史党员名册".to_owned()],
        ["姓名", "身份证号", "党支部名称", "入党时间"].map(str::to_owned).to_vec(),
        ["旧人", &id("19400101", 333), "办公室", "1965-05-04"].map(str::to_owned).to_vec(),
    ];
    let plan = import(&mut Site::default(), 2, &[bodies(), owned("名单.xlsx", "Sheet1", &former)]);
    assert_eq!(plan.sheets[1].created, 0, "{}", shown(&plan));
    assert!(!plan.events.iter().any(|event| matches!(event, jishi_facts::Event::PersonRegistered { .. })));
}
