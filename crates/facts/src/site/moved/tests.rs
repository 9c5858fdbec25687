//! What moves what: log-ins and decisions move nothing, a record moves its units, bodies and day alone, a register everything.

use crate::site::moved::Looked;
use crate::{AccountChange, Event, Fields, Kinds, RecordText, Roles, Sealed, Site, Stamp, Subject};
use jishi_base::{AccountId, Atom, BodyId, ImportId, RecordId, UnitId};
use std::collections::BTreeSet;

const HERE: UnitId = UnitId(1);
const THERE: UnitId = UnitId(2);
const DAY: &str = "2026-03-05";

fn apply(site: &mut Site, at: i64, day: &str, event: &Event) {
    let stamp = Stamp { seq: site.size, at, day: day.parse().unwrap(), actor: "本机".into() };
    site.apply(&stamp, event);
}

fn body(id: u128, unit: UnitId) -> Event {
    Event::BodyRegistered { body: BodyId(id), unit: Some(unit), kind: "党支部".into(), name: format!("支部{id}"), founded: None, source: None }
}

fn meeting(record: u128, body: u128, corrects: bool) -> Event {
    let (record, bodies, date) = (RecordId(record), vec![BodyId(body)], DAY.parse().unwrap());
    let (kinds, fields, people, text) = (Kinds::from(["党课"]), Fields::new(), Roles::new(), Sealed::Open(RecordText::new()));
    if corrects {
        Event::RecordCorrected { record, kinds, bodies, date, fields, people, text, source: None }
    } else {
        Event::Recorded { record, kinds, bodies, date, fields, people, text, source: None }
    }
}

fn two_units() -> Site {
    let mut site = Site::default();
    let units = [(HERE, "甲局"), (THERE, "乙局")].map(|(unit, name)| Event::UnitRegistered { unit, name: name.into() });
    for event in units.into_iter().chain([body(10, HERE), body(20, THERE)]) {
        apply(&mut site, 100, "2026-11-20", &event);
    }
    site
}

#[test]
fn what_rests_on_kinds_in_a_unit_stands_until_such_a_record_moves() {
    let kinds = |kind: &str| BTreeSet::from([Atom::from(kind)]);
    let looked = |unit: UnitId, kind: &str| {
        let (units, subjects, days) = (BTreeSet::from([unit]), BTreeSet::from([10, 20].map(|body| Subject::Body(BodyId(body)))), BTreeSet::from([DAY.parse().unwrap()]));
        Looked { units, kinds: kinds(kind), subjects, days }
    };
    let since = |site: &Site, size: u64, unit: UnitId, kind: &str| site.moved.since(size, &looked(unit, kind));
    let mut site = two_units();
    let size = site.size;
    for change in [AccountChange::LoggedIn, AccountChange::LoggedOut] {
        apply(&mut site, 100, "2026-11-20", &Event::AccountChanged { account: AccountId(7), change, of: None });
    }
    apply(&mut site, 100, "2026-11-20", &Event::CommandUsed { command: "evaluate".into() });
    assert!(!since(&site, size, HERE, "党课"), "log-ins move nothing");
    apply(&mut site, 100, "2026-11-20", &meeting(31, 20, false));
    assert!(!since(&site, size, HERE, "党课") && since(&site, size, THERE, "党课"), "a record moves its own unit");
    assert!(!since(&site, size, THERE, "主题党日"), "and its own kind");
    let elsewhere = Looked { subjects: BTreeSet::from([Subject::Body(BodyId(10))]), ..looked(THERE, "党课") };
    assert!(!site.moved.since(size, &elsewhere), "and its own body");
    let another_day = Looked { days: BTreeSet::from(["2026-03-06".parse().unwrap()]), ..looked(THERE, "党课") };
    assert!(!site.moved.since(size, &another_day), "and its own day");
    // A correction that takes the record elsewhere moves both.
    let size = site.size;
    apply(&mut site, 100, "2026-11-20", &meeting(31, 10, true));
    assert!(since(&site, size, HERE, "党课") && since(&site, size, THERE, "党课"));
    let size = site.size;
    apply(&mut site, 100, "2026-11-20", &Event::BodyRenamed { body: BodyId(10), name: "新名".into() });
    assert!(since(&site, size, THERE, "党课") && site.moved.since(size, &Looked::default()), "the registers move everything");
    let size = site.size;
    apply(&mut site, 100, "2026-11-20", &Event::published(ImportId(5), Vec::new(), 0));
    assert!(since(&site, size, THERE, "党课"), "and so does an import, which says what was read where");
    assert!(!since(&site, site.size, HERE, "党课"));
}

#[test]
fn the_latest_entry_is_the_latest_whatever_came_after_it() {
    assert_eq!(Site::default().moved.latest(), None);
    let mut site = two_units();
    apply(&mut site, 50, "2026-11-21", &body(11, HERE));
    assert_eq!(site.moved.latest(), Some((100, "2026-11-21".parse().unwrap())));
}
