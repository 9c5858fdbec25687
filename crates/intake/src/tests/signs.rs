//! Signs that are never taken: refused by sheet, address and name of the sign; nothing of such a row, sheet or file comes in.

use super::department::*;
use super::support::*;
use crate::*;
use jishi_base::signs::stray;
use jishi_facts::{Event, PersonDetails, Sealed, Site};

fn site() -> Site {
    let mut site = Site::default();
    let plan = import(&mut site, 1, &registers());
    assert!(!plan.has_refused(), "{}", shown(&plan));
    site
}

/// The only refusal of a plan.
fn only(plan: &Plan) -> (&SheetReport, &Refused) {
    let all: Vec<_> = plan.sheets.iter().flat_map(|sheet| sheet.refused.iter().map(move |refused| (sheet, refused))).collect();
    assert_eq!(all.len(), 1, "{}", shown(plan));
    all[0]
}

/// Nothing of a plan carries such a sign.
fn is_clean(plan: &Plan) -> bool {
    plan.events.iter().all(|event| stray(&format!("{event:?}")).is_none() && !format!("{event:?}").contains("\\u{"))
}

#[test]
fn a_cell_refuses_its_row_by_address_and_sign() {
    for (column, cell, letter) in [(0, "张\u{200b}三", "A"), (1, "男\u{feff}", "B"), (3, "2001-01-07\u{202c}", "D"), (4, "办公室\u{ad}", "E")] {
        let plan = preview(&Site::default(), 2, &[bodies(), roster_with(|rows| rows[0][column] = cell.to_owned())]);
        let (sheet, refused) = only(&plan);
        let sign = format!("U+{:04X}", u32::from(cell.chars().find(|c| stray(&c.to_string()).is_some()).unwrap()));
        assert_eq!((sheet.sheet.as_str(), refused.cell.as_str()), ("花名册", format!("{letter}4").as_str()));
        assert!(refused.reasons[0].contains(&sign) && refused.reasons[0].contains("看不见的符号"), "{refused:?}");
        assert!(refused.help.contains("重新手工输入"), "{refused:?}");
        assert!(is_clean(&plan) && sheet.created == 7, "the other rows are good");
    }
}

#[test]
fn all_that_is_wrong_with_the_row_is_said_at_once() {
    let plan = preview(&Site::default(), 2, &[bodies(), roster_with(|rows| {
        rows[1][0] = "李\0四\u{200d}".to_owned();
        rows[1][3] = "2002-02-30".to_owned();
        rows[1][4] = "办公室\u{2028}党支部".to_owned();
    })]);
    let (_, refused) = only(&plan);
    assert_eq!(refused.reasons.len(), 3, "{refused:?}");
    assert!(refused.cell == "A5" && refused.reasons[0].contains("姓名：第 1 个字后面有看不见的符号（空字符 U+0000）"), "{refused:?}");
}

#[test]
fn free_text_rare_names_and_several_lines() {
    let ledger = |theme: &str, host: &str| {
        let rows: &[&[&str]] = &[
            &["办公室支部组织生活台账"],
            &["日期", "会议（活动）类型", "主题", "主持人"],
            &["2026-01-26", "主题党日活动", theme, host],
        ];
        file("台账.xlsx", &[("办公室", rows)])
    };
    let site = site();
    let plan = preview(&site, 2, &[ledger("参观\u{200b}红旗渠", "张三")]);
    let (sheet, refused) = only(&plan);
    assert_eq!((sheet.sheet.as_str(), refused.cell.as_str()), ("办公室", "C3"));
    assert!(refused.reasons[0].contains("主题：第 2 个字后面有看不见的符号（零宽空格 U+200B）") && plan.events.is_empty(), "{refused:?}");
    let plan = preview(&site, 2, &[ledger("第一行\r\n第二行　𠮷", "阿依古丽·买买提")]);
    assert!(!plan.has_refused(), "{}", shown(&plan));
    let kept = format!("{:?}", plan.events);
    assert!(kept.contains("第一行\\n第二行") && kept.contains('𠮷') && kept.contains("阿依古丽·买买提") && !kept.contains("\\r"), "{kept}");
}

#[test]
fn names_of_sheets_and_files_and_titles() {
    let (_, workbook) = roster();
    let with = |change: &dyn Fn(&mut Workbook)| {
        let mut workbook = workbook.clone();
        change(&mut workbook);
        workbook
    };
    let cell = |text: &str| Cell::Text(text.into());
    let cases: [(&str, Workbook, &str, &str); 4] = [
        ("花名册.xlsx", with(&|book| book.sheets[0].name = "花名\u{200b}册".into()), "", "工作表的名称第 2 个字后面有看不见的符号（零宽空格 U+200B）"),
        ("花名册\u{202e}.xlsx", workbook.clone(), "", "文件的名称第 3 个字后面有看不见的符号（改变文字方向的符号 U+202E）"),
        ("花名册.xlsx", with(&|book| book.sheets[0].rows[1].cells[0].1 = cell("填报单位：某某局\u{200b}")), "A2", "表头上面的文字第 8 个字后面有看不见的符号"),
        ("花名册.xlsx", with(&|book| book.sheets[0].rows[0].cells[0].1 = cell("\0花名册")), "A1", "表头上面的文字开头有看不见的符号"),
    ];
    for (name, book, address, says) in cases {
        let plan = preview(&Site::default(), 2, &[bodies(), (name.to_owned(), book)]);
        let (sheet, refused) = only(&plan);
        assert!(refused.cell == address && refused.reasons[0].contains(says), "{refused:?}");
        assert!(stray(&sheet.sheet).is_none() && stray(&sheet.file).is_none() && sheet.created == 0 && is_clean(&plan), "{}", shown(&plan));
    }
    // A heading that is not known for it is said.
    let plan = preview(&Site::default(), 2, &[("花名册.xlsx".to_owned(), with(&|book| book.sheets[0].rows[2].cells[0].1 = cell("姓\u{200b}名")))]);
    assert!(plan.sheets[0].warnings.iter().any(|warning| warning.cell == "A3" && warning.message.contains("零宽空格 U+200B")), "{}", shown(&plan));
}

#[test]
fn a_branch_over_its_rows_with_such_a_sign_does_not_leave_them_to_the_one_before() {
    let rows: &[&[&str]] = &[
        &["某某局党员花名册"],
        &["填报单位：某某局"],
        &["姓名", "性别", "身份证号", "入党时间"],
        &["办公室党支部"],
        &["张三", "男", "", "2001-01-07"],
        &["机关第一\u{200b}党支部"],
        &["吴丽", "女", "", "2003-07-01"],
    ];
    let plan = preview(&Site::default(), 2, &[bodies(), file("花名册.xlsx", &[("花名册", rows)])]);
    let (_, refused) = only(&plan);
    assert!(refused.cell.ends_with('7') && refused.reasons[0].contains("零宽空格 U+200B"), "{refused:?}");
    assert!(is_clean(&plan));
}

#[test]
fn what_was_kept_with_such_signs_goes_when_it_is_written_anew() {
    let mut site = site();
    let person = site.people.values().find(|person| person.name() == "张三").unwrap().id;
    let old = details(&site.people[&person]);
    let with = PersonDetails { office: Some("处\u{200b}长".into()), remark: Some("备\0注".into()), ..old };
    let blind = site.people[&person].blind.clone();
    enter(&mut site, &Event::PersonChanged { person, blind, details: Sealed::Open(with), source: None });
    let plan = import(&mut site, 3, &[roster_with(|rows| rows[0][3] = "2001-01-08".to_owned())]);
    assert!(!plan.has_refused() && is_clean(&plan), "{}", shown(&plan));
    let now = details(&site.people[&person]);
    assert_eq!((now.office.as_deref(), now.remark.as_deref()), (Some("处长"), Some("备注")));
}
