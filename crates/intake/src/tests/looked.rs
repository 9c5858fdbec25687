//! What a plan rests on beside the registers is never too little: where nothing of it has moved, the same plan comes out again.

use super::department::*;
use super::support::*;
use crate::*;
use jiff::civil::date;
use jishi_base::{Atom, RecordId};
use jishi_facts::{Event, Fields, Kinds, Looked, Record, RecordText, Roles, Sealed, Site, Stamp};
use std::collections::BTreeSet;

const HEADINGS: [&str; 4] = ["日期", "类型", "主题", "应到"];

fn ledger(name: &str, rows: &[[&str; 4]]) -> (String, Workbook) {
    let all: Vec<&[&str]> = std::iter::once(HEADINGS.as_slice()).chain(rows.iter().map(|row| row.as_slice())).collect();
    file(name, &[("办公室", &all)])
}

const MEETING: [&str; 4] = ["2026-02-16", "支部党员大会", "年度计划", "#5"];
const OUTING: [&str; 4] = ["2026-03-05", "主题党日", "植树", "#5"];

fn kinds(plan: &Plan) -> Vec<&str> {
    plan.looked.kinds.iter().map(Atom::as_str).collect()
}

fn happened(site: &Site, event: &Event) -> Site {
    let mut site = site.clone();
    site.apply(&Stamp { seq: site.size, at: 0, day: TODAY, actor: "别人".into() }, event);
    site
}

#[test]
fn a_plan_looks_at_its_own_kinds_and_at_what_was_read_from_its_sheets() {
    let mut site = site();
    let unit = site.units.keys().copied().collect::<BTreeSet<_>>();
    let registers = preview(&site, 2, &[roster()]);
    assert_eq!(registers.looked, Looked::default(), "a roster looks at the registers alone");
    let first = import(&mut site, 3, &[ledger("台账.xlsx", &[MEETING, OUTING])]);
    assert_eq!((kinds(&first), &first.looked.units), (vec!["主题党日", "支部党员大会"], &unit));
    // The meeting is named as gone, under whatever name the file has by now.
    for (name, looked) in [("台账.xlsx", 2), ("新台账.xlsx", 2)] {
        assert_eq!(kinds(&preview(&site, 4, &[ledger(name, &[OUTING])])).len(), looked, "{name}");
    }
    let other = preview(&site, 4, &[ledger("另一本.xlsx", &[["2026-04-09", "主题党日", "观影", "#5"]])]);
    assert_eq!(kinds(&other), ["主题党日"]);
}

#[test]
fn where_nothing_of_it_has_moved_the_same_plan_comes_out_again() {
    let mut site = site();
    import(&mut site, 2, &[ledger("台账.xlsx", &[MEETING, OUTING])]);
    let office = site.records.values().find_map(|record| record.bodies.first().copied()).expect("a branch");
    let files = [ledger("台账.xlsx", &[OUTING, ["2026-05-06", "主题党日", "观影", "#5"]])];
    let plan = preview(&site, 4, &files);
    let mut stood = 0;
    // On the day of a row that is known and of one that is new, with the title of either.
    for kind in library().record_kinds.keys().step_by(5).chain(library().record_kinds.keys().filter(|kind| plan.looked.kinds.contains(kind.as_str()))) {
        for (date, title) in [(date(2026, 3, 5), "植树"), (date(2026, 5, 6), "观影"), (date(2026, 5, 7), "观影")] {
            let (kinds, fields, people) = (Kinds::from([kind.clone()]), Fields::new(), Roles::new());
            let text = Sealed::Open(RecordText::from([("主题".to_owned(), title.to_owned())]));
            let later = happened(&site, &Event::Recorded { record: RecordId(77), kinds, bodies: vec![office], date, fields, people, text, source: None });
            let moved = later.moved.since(site.size, &plan.looked);
            assert!(moved || preview(&later, 4, &files) == plan, "{kind} moves the plan and is not said to");
            stood += usize::from(!moved);
        }
    }
    assert!(stood > 10, "{stood}: what it does not look at moves nothing");
    // Nor may any of the records that it looked at change unsaid.
    for Record { id, kinds, .. } in site.records.values() {
        let later = happened(&site, &Event::RecordWithdrawn { record: *id });
        assert!(later.moved.since(site.size, &plan.looked), "{kinds:?}");
    }
    let renamed = happened(&site, &Event::BodyRenamed { body: office, name: "别的名称".into() });
    assert!(renamed.moved.since(site.size, &plan.looked), "the registers");
}
