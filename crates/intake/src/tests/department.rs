//! A small department written on the spot: three bodies of the organ, two branches, eight members.

use super::support::*;
use crate::values::identity::check_digit;
use crate::*;

/// A valid identity number: birth as `19700530`, a serial of three digits (odd for men).
pub(crate) fn id(birth: &str, serial: u32) -> String {
    let first = format!("990101{birth}{serial:03}");
    format!("{first}{}", char::from(check_digit(first.as_bytes()).expect("digit")))
}

pub(crate) fn bodies() -> (String, Workbook) {
    let rows: &[&[&str]] = &[
        &["某某局党组织一览表"],
        &["填报单位：某某局", "", "", "", "", "2026年11月"],
        &["组织名称", "组织类别", "上级组织", "成立日期", "本届起始", "届期（年）"],
        &["中共某某局党组", "党组", "中共某省委", "2018.10.1", "", ""],
        &["中共某某局机关委员会", "机关党委", "中共某某局党组", "2018-11-01", "2022.05.06", "#5"],
        &["中共某某局办公室支部委员会", "党支部", "中共某某局机关委员会", "2018/11/15", "@2024-03-13", "#3"],
        &["中共某某局机关第一支部委员会", "支部", "机关党委", "20181115", "2023年9月10日", "3年"],
    ];
    file("组织.xlsx", &[("组织", rows)])
}

pub(crate) const PEOPLE: [[&str; 5]; 8] = [
    ["张三", "男", "19700530", "2001-01-07", "办公室"],
    ["李四", "男", "19710102", "2002.3.4", "办公室党支部"],
    ["王　五", "女", "19800708", "2005年6月1日", "中共某某局办公室支部委员会"],
    ["赵六", "男", "19850911", "20100701", "办公室支部"],
    ["陈静", "女", "19901010", "2015-07-01", "某某局办公室党支部"],
    ["周杰", "男", "19750606", "1999.12.1", "机关第一党支部"],
    ["吴丽", "女", "19770303", "2003.7.1", "机关第一支部"],
    ["陈静", "女", "19881212", "2012-05-04", "第一党支部"],
];

pub(crate) fn number_of(at: usize) -> String {
    let person = PEOPLE[at];
    id(person[2], 100 + u32::try_from(at).unwrap() * 2 + u32::from(person[1] == "男"))
}

/// The roster; `change` may alter the rows (姓名, 性别, 身份证号, 入党时间, 所在支部) before they are written.
pub(crate) fn roster_with(change: impl Fn(&mut Vec<Vec<String>>)) -> (String, Workbook) {
    let mut rows: Vec<Vec<String>> = PEOPLE
        .iter()
        .enumerate()
        .map(|(at, person)| vec![person[0].to_owned(), person[1].to_owned(), number_of(at), person[3].to_owned(), person[4].to_owned()])
        .collect();
    change(&mut rows);
    let mut all = vec![vec!["某某局党员花名册".to_owned()], vec!["填报单位：某某局".to_owned()]];
    all.push(["姓名", "性别", "身份证号", "入党时间", "所在支部"].map(str::to_owned).to_vec());
    all.append(&mut rows);
    all.push(vec!["填表人：张三".to_owned(), String::new(), "审核人：李四".to_owned()]);
    owned("花名册.xlsx", "花名册", &all)
}

pub(crate) fn roster() -> (String, Workbook) {
    roster_with(|_| {})
}

pub(crate) fn posts() -> (String, Workbook) {
    let rows: &[&[&str]] = &[
        &["组织名称", "职务", "姓名", "任职时间", "免职时间"],
        &["某某局党组", "党组书记", "张三", "2024.3.1", ""],
        &["党组", "成员", "周杰", "2024.3.1", ""],
        &["机关党委", "书记", "周杰", "2022-05-06", ""],
        &["机关党委", "专职副书记", "吴丽", "2022-05-06", "2026-04-01"],
        &["办公室党支部", "支部书记", "李四", "2024-03-13", ""],
        &["办公室党支部", "纪检委员", "王五", "2024-03-13", ""],
        &["机关第一党支部", "书记", "吴丽", "2023-09-10", ""],
    ];
    file("任职.xlsx", &[("任职", rows)])
}

pub(crate) fn registers() -> Vec<(String, Workbook)> {
    vec![roster(), posts(), bodies()]
}

/// A workbook of one sheet of owned texts.
pub(crate) fn owned(name: &str, sheet: &str, rows: &[Vec<String>]) -> (String, Workbook) {
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    file(name, &[(sheet, &rows)])
}

/// The registers and one more workbook of one sheet, planned against an empty site: the last sheet's report.
pub(crate) fn report_of(name: &str, sheet: &str, rows: &[&[&str]]) -> SheetReport {
    let mut files = registers();
    files.push(file(name, &[(sheet, rows)]));
    let plan = preview(&jishi_facts::Site::default(), 1, &files);
    let (last, rest) = plan.sheets.split_last().expect("sheets");
    assert!(rest.iter().all(|sheet| sheet.refused.is_empty()), "{}", shown(&plan));
    last.clone()
}

/// A site with the registers of the department.
pub(crate) fn site() -> jishi_facts::Site {
    let mut site = jishi_facts::Site::default();
    let plan = import(&mut site, 1, &registers());
    assert!(!plan.has_refused(), "{}", shown(&plan));
    site
}

/// The names of the members of the branch whose name holds `branch`, on a day, in order.
pub(crate) fn members(site: &jishi_facts::Site, branch: &str, day: jishi_calendar::Date) -> Vec<String> {
    let body = site.bodies.values().find(|body| body.name.contains(branch)).expect("branch").id;
    let mut names: Vec<String> = site.members_on(body, day).map(|person| person.name().to_owned()).collect();
    names.sort();
    names
}
