//! Who takes up which ledger by handing in a workbook, and from when.

use super::department::*;
use super::support::*;
use jiff::civil::date;
use jishi_facts::Site;
use std::collections::BTreeSet;

const HEADINGS: &[&str] = &["日期", "党支部", "会议类型", "应到", "实到", "主题"];

/// What each body has taken up of kinds of records, short of the first words of all their names.
fn taken(site: &Site) -> BTreeSet<(String, String)> {
    let name = |id| site.bodies[id].name.trim_start_matches("中共某某局").to_owned();
    site.uptakes.keys().filter_map(|ledger| Some((name(ledger.body.as_ref()?), String::from(&ledger.kind)))).collect()
}

fn pairs(of: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    of.iter().map(|(body, kind)| ((*body).to_owned(), (*kind).to_owned())).collect()
}

fn with(files: &[(&str, &[&[&str]])]) -> Site {
    let mut site = Site::default();
    import(&mut site, 1, &registers());
    for (seed, (name, rows)) in (2..).zip(files) {
        let plan = import(&mut site, seed, &[file(name, &[("台账", rows)])]);
        assert!(!plan.has_refused(), "{}", shown(&plan));
    }
    site
}

/// One branch hands in its ledger: it is that branch's alone, from 1 January of the year of the import.
#[test]
fn one_branch_takes_up_its_own_ledger() {
    let site = with(&[("一支部.xlsx", &[HEADINGS, &["2026-03-15", "机关第一党支部", "支部党员大会", "3", "3", "学习"]])]);
    assert_eq!(taken(&site), pairs(&[("机关第一支部委员会", "支部党员大会")]));
    assert!(site.uptakes.values().all(|from| *from == date(2026, 1, 1)), "{:?}", site.uptakes);
}

/// Who stands in a file hands in all that those like it record there: no row of a kind means that there was none.
#[test]
fn a_file_is_handed_in_by_all_that_stand_in_it() {
    let rows: &[&[&str]] = &[
        HEADINGS,
        &["2026-03-15", "机关第一党支部", "支部党员大会", "3", "3", "学习"],
        &["2026-03-16", "办公室党支部", "党课", "5", "5", "党课"],
    ];
    let (first, office) = ("机关第一支部委员会", "办公室支部委员会");
    assert_eq!(taken(&with(&[("两支部.xlsx", rows)])), pairs(&[(first, "支部党员大会"), (first, "党课"), (office, "支部党员大会"), (office, "党课")]));
    // In two files, each its own.
    let [own, other] = [&[HEADINGS, rows[1]][..], &[HEADINGS, rows[2]][..]];
    assert_eq!(taken(&with(&[("一.xlsx", own), ("二.xlsx", other)])), pairs(&[(first, "支部党员大会"), (office, "党课")]));
}

/// The same again, or more of it, takes nothing up again.
#[test]
fn what_is_kept_is_not_taken_up_again() {
    let rows: &[&[&str]] = &[HEADINGS, &["2026-03-15", "机关第一党支部", "支部党员大会", "3", "3", "学习"]];
    let more: &[&[&str]] = &[HEADINGS, rows[1], &["2026-06-15", "机关第一党支部", "支部党员大会", "3", "3", "讨论"]];
    assert_eq!(with(&[("一.xlsx", rows)]).uptakes, with(&[("一.xlsx", rows), ("一.xlsx", more)]).uptakes);
}

/// A preview says who takes up what and from when: those who do the same, together.
#[test]
fn what_is_taken_up_is_said() {
    let mut site = Site::default();
    let registers = import(&mut site, 1, &registers());
    assert_eq!(registers.taken_up.len(), 1);
    assert_eq!((registers.taken_up[0].kinds.join("、"), registers.taken_up[0].first.join("、")), ("党员、组织、职务".to_owned(), "某某局".to_owned()));
    let rows: &[&[&str]] = &[
        HEADINGS,
        &["2026-03-15", "机关第一党支部", "支部党员大会", "3", "3", "学习"],
        &["2026-03-16", "办公室党支部", "党课", "5", "5", "党课"],
    ];
    let plan = preview(&site, 2, &[file("两支部.xlsx", &[("台账", rows)])]);
    let [taken] = plan.taken_up.as_slice() else { panic!("{:?}", plan.taken_up) };
    assert_eq!((taken.kinds.join("、"), taken.count, taken.from), ("党课、支部党员大会".to_owned(), 2, date(2026, 1, 1)));
    assert!(taken.first.iter().any(|name| name.ends_with("办公室支部委员会")), "{:?}", taken.first);
    import(&mut site, 2, &[file("两支部.xlsx", &[("台账", rows)])]);
    assert_eq!(preview(&site, 3, &[file("两支部.xlsx", &[("台账", rows)])]).taken_up, []);
}
