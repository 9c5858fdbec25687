//! The same sheet again: rows inserted, days corrected, rows and people that are gone, terms that were mistyped.

use super::department::*;
use super::support::*;
use crate::*;
use jiff::civil::date;

const HEADINGS: [&str; 4] = ["日期", "类型", "主题", "应到"];

fn ledger(name: &str, rows: &[[&str; 4]]) -> (String, Workbook) {
    let mut all: Vec<&[&str]> = vec![&HEADINGS];
    all.extend(rows.iter().map(|row| row.as_slice()));
    file(name, &[("办公室", &all)])
}

const FIRST: [[&str; 4]; 3] =
    [["2026-01-15", "主题党日", "重温誓词", "#5"], ["2026-01-16", "主题党日", "义务植树", "#5"], ["2026-02-16", "支部党员大会", "年度计划", "#5"]];

#[test]
fn a_row_inserted_and_a_day_corrected_is_one_new_record_and_one_changed() {
    let mut site = site();
    import(&mut site, 2, &[ledger("台账.xlsx", &FIRST)]);
    let second = [["2026-01-10", "主题党日", "参观展览", "#5"], FIRST[0], FIRST[1], ["2026-02-17", "支部党员大会", "年度计划", "#5"]];
    let plan = import(&mut site, 3, &[ledger("台账.xlsx", &second)]);
    let report = &plan.sheets[0];
    assert_eq!((report.created, report.changed, report.unchanged), (1, 1, 2), "{}", said(report));
    assert!(said(report).contains("原来是 2026-02-16，现在是 2026-02-17"), "{}", said(report));
    assert_eq!(site.records.values().filter(|record| record.date.month() == 2).map(|record| record.date).collect::<Vec<_>>(), [date(2026, 2, 17)]);
    assert!(preview(&site, 4, &[ledger("台账.xlsx", &second)]).events.is_empty());
}

#[test]
fn a_row_that_is_gone_is_named_and_kept() {
    let mut site = site();
    import(&mut site, 2, &[ledger("台账.xlsx", &FIRST)]);
    // Also where the file has another name by now; not where another sheet repeats one of its rows.
    for (name, rows, named) in [("台账.xlsx", &FIRST[..2], true), ("台账（新）.xlsx", &FIRST[..2], true), ("别的.xlsx", &FIRST[..1], false)] {
        let plan = preview(&site, 3, &[ledger(name, rows)]);
        assert!(plan.events.is_empty(), "{}", shown(&plan));
        assert_eq!(said(&plan.sheets[0]).contains("2026-02-16 支部党员大会“年度计划”"), named, "{name}: {}", said(&plan.sheets[0]));
    }
    // A sheet that is filled anew corrects nothing: the topic of each month is the same.
    let monthly = ledger("台账.xlsx", &[["2026-05-15", "主题党日", "重温誓词", "#5"], ["2026-05-16", "主题党日", "观影", "#5"]]);
    assert_eq!(preview(&site, 4, &[monthly]).sheets[0].created, 2);
    // A sheet of another year has nothing to do with it.
    let next = preview(&site, 4, &[ledger("台账.xlsx", &[["2026-11-01", "主题党日", "观影", "#5"]])]);
    assert_eq!(said(&next.sheets[0]), "");
}

#[test]
fn a_correction_says_what_it_was() {
    let mut site = site();
    import(&mut site, 2, &[ledger("台账.xlsx", &FIRST)]);
    let mut changed = FIRST;
    (changed[0][3], changed[1][1]) = ("#6", "党课");
    let report = preview(&site, 3, &[ledger("台账.xlsx", &changed)]).sheets[0].clone();
    assert!(said(&report).contains("应到原来是 5，现在是 6") && said(&report).contains("类型原来是 主题党日，现在是 党课"), "{}", said(&report));
}

#[test]
fn a_member_who_is_not_in_the_roster_is_asked_about() {
    let mut site = site();
    let plan = import(&mut site, 2, &[roster_with(|rows| rows.retain(|row| row[0] != "赵六"))]);
    assert!(plan.events.is_empty() && said(&plan.sheets[0]).contains("赵六") && said(&plan.sheets[0]).contains("转出日期"), "{}", shown(&plan));
    assert_eq!(members(&site, "办公室", TODAY).len(), 5);
    // A few rows are no roster; newcomers are nobody who was there before.
    let few = preview(&site, 3, &[roster_with(|rows| rows.truncate(1))]);
    assert!(!said(&few.sheets[0]).contains("转出日期"), "{}", said(&few.sheets[0]));
    let newcomers = roster_with(|rows| {
        for (row, at) in rows.iter_mut().zip(0..) {
            row[0] = format!("新人{}", char::from_u32('甲' as u32 + at).unwrap());
            row[2] = id("19900101", 600 + at);
        }
    });
    assert!(!said(&preview(&site, 4, &[newcomers]).sheets[0]).contains("转出日期"));
}

#[test]
fn a_mistyped_day_of_election_is_corrected_and_no_election() {
    let terms = |from: &str| {
        let rows: &[&[&str]] = &[&["填报单位：某某局"], &["组织名称", "组织类别", "本届起始", "届期"], &["办公室党支部", "党支部", from, "3"]];
        file("组织.xlsx", &[("组织", rows)])
    };
    // From 2024-03-13: before it, or too soon after it for another election, it is the same term.
    for (from, terms_then, said_so) in [("2022-12-31", 1, true), ("2025-06-30", 1, true), ("2024-03-12", 1, true), ("2026-10-01", 2, false), ("2027-03-01", 2, false)] {
        let mut site = site();
        let plan = import(&mut site, 2, &[terms(from)]);
        let branch = site.bodies.values().find(|body| body.name.contains("办公室")).unwrap();
        assert_eq!(branch.terms.len(), terms_then, "{from}: {}", shown(&plan));
        assert_eq!(said(&plan.sheets[0]).contains("原来登记的是 2024-03-13"), said_so, "{from}");
        if terms_then == 2 {
            // The sheet of before comes once more: the term before is not the present one.
            let old = preview(&site, 3, &[terms("2024-03-13")]);
            assert!(old.events.is_empty() && said(&old.sheets[0]).contains("以前的一届"), "{}", shown(&old));
        }
    }
}
