//! The fold, case by case: dates of registers, corrections, erasure, and that an event's sealed content comes apart and
//! back together.

use crate::{Abandoned, Entity, Event, Ground, KeyOwner, MembershipKind, PersonDetails, RelationKind, Repeats, Sealed, Site, Stamp, Subject, Term, Uptake, Value};
use jishi_base::{BodyId, HoldingId, ImportId, Label, Number, PersonId, PostId, RecordId, Slim, UnitId};
use jishi_calendar::Date;
use std::collections::BTreeSet;

const UNIT: UnitId = UnitId(1);
const BODY: BodyId = BodyId(2);
const PERSON: PersonId = PersonId(3);
const POST: PostId = PostId(4);
const RECORD: RecordId = RecordId(5);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn fold(events: &[Event]) -> Site {
    let mut site = Site::default();
    for (seq, event) in events.iter().enumerate() {
        let stamp = Stamp { seq: seq as u64, at: 0, day: day("2026-11-24"), actor: "本机".into() };
        site.apply(&stamp, event);
    }
    site
}

fn details(name: &str, joined: &str) -> Sealed<PersonDetails> {
    Sealed::Open(PersonDetails { name: name.into(), joined: Some(day(joined)), ..PersonDetails::default() })
}

fn ground() -> Vec<Event> {
    vec![
        Event::UnitRegistered { unit: UNIT, name: "示范厅".into() },
        Event::BodyRegistered { body: BODY, unit: Some(UNIT), kind: "党支部".into(), name: "中共示范厅办公室支部委员会".into(), founded: None, source: None },
        Event::PersonRegistered { person: PERSON, unit: UNIT, blind: Some("ab".into()), details: details("张三", "2026-04-20"), source: None },
        Event::MemberJoined { person: PERSON, body: BODY, kind: MembershipKind::Registered, from: None },
        Event::PostOpened { post: POST, body: BODY, title: "书记".into(), opened: None },
        Event::HolderAppointed { holding: HoldingId(9), post: POST, person: PERSON, from: day("2026-05-01"), source: None },
    ]
}

fn record(date: &str) -> Event {
    Event::Recorded {
        record: RECORD, kinds: ["主题党日".to_owned()].into(), bodies: vec![BODY], date: day(date),
        fields: [("应到".to_owned(), Value::Number(Number::whole(4)))].into(), people: Slim::new(),
        text: Sealed::Open([("主题".to_owned(), "集中学习".to_owned())].into()), source: None,
    }
}

#[test]
fn a_member_counts_from_the_day_of_joining() {
    let site = fold(&ground());
    for (date, count) in [("2026-04-19", 0), ("2026-04-20", 1), ("2026-11-24", 1)] {
        assert_eq!(site.members_on(BODY, day(date)).count(), count, "{date}");
    }
    let gone = fold(&[ground(), vec![Event::MemberLeft { person: PERSON, body: BODY, on: day("2026-06-01") }]].concat());
    assert_eq!(gone.branch_of(PERSON, day("2026-05-31")), Some(BODY));
    assert_eq!(gone.branch_of(PERSON, day("2026-06-01")), None);
}

#[test]
fn the_day_of_leaving_is_the_first_day_out_of_post() {
    let site = fold(&[ground(), vec![Event::HolderLeft { holding: HoldingId(9), on: day("2026-08-15") }]].concat());
    for (date, held) in [("2026-04-30", 0), ("2026-05-01", 1), ("2026-08-14", 1), ("2026-08-15", 0)] {
        assert_eq!(site.holders_on(POST, day(date)).count(), held, "{date}");
    }
    assert_eq!(site.name_of(Subject::Post(POST)), "中共示范厅办公室支部委员会 书记");
}

#[test]
fn a_correction_keeps_the_first_entry_and_counts() {
    let correction = match record("2026-03-06") {
        Event::Recorded { record, kinds, bodies, date, fields, people, text, source } => {
            Event::RecordCorrected { record, kinds, bodies, date, fields, people, text, source }
        }
        _ => unreachable!(),
    };
    let site = fold(&[ground(), vec![record("2026-03-05"), correction]].concat());
    let entry = &site.records[&RECORD];
    assert_eq!((entry.date, entry.corrections, entry.entered.seq, entry.version), (day("2026-03-06"), 1, 6, 7));
    assert_eq!(entry.title(Some(&[("主题", "集中学习")].into()), &["主题".to_owned()]), "集中学习");
}

#[test]
fn erasure_leaves_the_entry_and_takes_the_person() {
    let site = fold(&[ground(), vec![Event::PersonErased { person: PERSON, ground: Ground::RetentionOver, imports: BTreeSet::new() }]].concat());
    assert_eq!((site.people[&PERSON].name(), site.people[&PERSON].blind.as_deref()), ("已删除", None));
}

#[test]
fn relations_and_terms() {
    let parent = BodyId(20);
    let site = fold(&[
        ground(),
        vec![
            Event::Related { body: BODY, kind: RelationKind::Subordinate, to: parent, from: Some(day("2020-01-01")) },
            Event::TermStarted { body: BODY, term: Term { from: day("2024-02-05"), years: 3 } },
            Event::TermStarted { body: BODY, term: Term { from: day("2021-02-05"), years: 3 } },
        ],
    ].concat());
    assert_eq!(site.parent(BODY, day("2019-12-31")), None);
    assert_eq!(site.parent(BODY, day("2026-01-01")), Some(parent));
    assert_eq!(site.bodies[&BODY].terms[0].from, day("2021-02-05"));
}

#[test]
fn the_last_uptake_stands() {
    let uptake = |body, from| Event::TakenUp { uptake: Uptake { unit: UNIT, body, kind: "主题党日".into(), from } };
    let site = fold(&[ground(), vec![uptake(None, Some(day("2025-03-01"))), uptake(None, Some(day("2026-03-01")))]].concat());
    assert_eq!(site.taken_up(UNIT, None, "主题党日"), Some(day("2026-03-01")));
    assert_eq!(site.taken_up(UNIT, None, "党课"), None);
    // A body's own day stands before that of its unit.
    let site = fold(&[ground(), vec![uptake(None, Some(day("2025-03-01"))), uptake(Some(BODY), Some(day("2026-05-01")))]].concat());
    assert_eq!(site.taken_up(UNIT, Some(BODY), "主题党日"), Some(day("2026-05-01")));
    assert_eq!(site.taken_up(UNIT, Some(BodyId(77)), "主题党日"), Some(day("2025-03-01")));
}

#[test]
fn an_uptake_without_a_day_means_the_year_of_its_entry() {
    let mut site = fold(&ground());
    let stamp = Stamp { seq: site.size, at: 0, day: day("2024-11-20"), actor: "".into() };
    site.apply(&stamp, &Event::TakenUp { uptake: Uptake { unit: UNIT, body: None, kind: "主题党日".into(), from: None } });
    assert_eq!(site.taken_up(UNIT, None, "主题党日"), Some(day("2024-01-01")));
}

#[test]
fn sealed_content_comes_apart_and_together() {
    for event in ground().into_iter().chain([record("2026-03-05")]) {
        let public = serde_json::to_string(&event).unwrap();
        assert!(!public.contains("张三") && !public.contains("集中学习"), "{public}");
        let bare: Event = serde_json::from_str(&public).unwrap();
        let content = event.content().and_then(|(_, content)| content);
        assert_eq!(bare.clone().with_content(content.as_deref()).unwrap(), event);
        if content.is_some() {
            assert_ne!(bare.with_content(None).unwrap(), event);
        }
    }
    assert_eq!(record("2026-03-05").content().map(|(owner, _)| owner), Some(KeyOwner::Body(BODY)));
}

#[test]
fn events_about_unknown_things_change_nothing() {
    let before = Site::default();
    for event in [record("2026-03-05"), Event::BodyClosed { body: BODY, on: day("2026-01-01") }] {
        let mut site = before.clone();
        let stamp = Stamp { seq: 0, at: 0, day: day("2026-11-24"), actor: "本机".into() };
        site.apply(&stamp, &event);
        assert!(site.bodies.is_empty());
    }
}

/// What lies beside the site: log-ins, refusals, looking. It folds to nothing, and a site that only such events followed
/// stands as it stood.
#[test]
fn what_lies_beside_the_site_changes_nothing_of_it() {
    let repeats = || Repeats { session: Some("5a".into()), on: day("2026-11-24"), times: 3, ahead: false };
    let beside = [
        (Event::CommandUsed { command: "evaluate".into() }, r#"{"event":"command_used","command":"evaluate"}"#),
        (
            Event::ImportAbandoned { import: ImportId(5), why: Abandoned::LeftOver },
            r#"{"event":"import_abandoned","import":"00000000000000000000000005","why":"left_over"}"#,
        ),
        (
            Event::LogInFailed { login: None, source: None, repeats: Repeats { session: None, ..repeats() } },
            r#"{"event":"log_in_failed","login":null,"source":null,"repeats":{"on":"2026-11-24","times":3}}"#,
        ),
        (
            Event::ActRefused { action: "导入".into(), thing: Entity::Site, repeats: repeats() },
            r#"{"event":"act_refused","action":"导入","thing":"site","repeats":{"session":"5a","on":"2026-11-24","times":3}}"#,
        ),
        (
            Event::Exported { what: "党员".into(), thing: Entity::Unit(UNIT), rows: 130, repeats: repeats() },
            r#"{"event":"exported","what":"党员","thing":{"unit":"00000000000000000000000001"},"rows":130,"repeats":{"session":"5a","on":"2026-11-24","times":3}}"#,
        ),
        (
            Event::Opened { thing: Entity::Person(PERSON), fields: ["联系电话".to_owned()].into(), label: Label::Sensitive, repeats: repeats() },
            r#"{"event":"opened","thing":{"person":"00000000000000000000000003"},"fields":["联系电话"],"label":"敏感","repeats":{"session":"5a","on":"2026-11-24","times":3}}"#,
        ),
        (
            Event::LogRead { repeats: Repeats { ahead: true, ..repeats() } },
            r#"{"event":"log_read","repeats":{"session":"5a","on":"2026-11-24","times":3,"ahead":true}}"#,
        ),
        (Event::LogRead { repeats: repeats() }, r#"{"event":"log_read","repeats":{"session":"5a","on":"2026-11-24","times":3}}"#),
    ];
    let site = fold(&ground());
    assert_eq!((site.size, site.changed), (6, 6));
    for (event, written) in beside {
        assert_eq!(serde_json::to_string(&event).unwrap(), written);
        assert_eq!(serde_json::from_str::<Event>(written).unwrap(), event);
        assert!(event.is_beside() && event.touches(&site).is_empty() && event.content().is_none());
        let after = fold(&[ground(), vec![event]].concat());
        assert_eq!(after, Site { size: 7, ..site.clone() });
    }
    assert!(ground().iter().chain([&record("2026-03-05")]).all(|event| !event.is_beside()));
}
