//! What an auditor may know: every event has its sort, and nothing that somebody entered is left in a deed.

use super::support::{day, small, today};
use crate::*;
use jishi_base::{AccountId, BodyId, ImportId, ItemId, Label, PersonId, RecordId, Slim, SlimSet, UnitId};
use jishi_facts::{
    Fields, RecordText, AccountChange, Event, FileNames, Ground, KeyOwner, PersonDetails, Place, Repeats, Sealed, Source, Subject, Entity, Value, Waiver, Words,
};
use std::collections::BTreeSet;

/// The names that events are written under, as serde knows them.
fn written() -> BTreeSet<String> {
    let error = serde_json::from_str::<Event>(r#"{"event":"none"}"#).expect_err("no such event").to_string();
    error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_event_is_of_one_sort() {
    let sorted: Vec<String> = Sort::ALL.iter().flat_map(|sort| sort.events()).map(|name| (*name).to_owned()).collect();
    assert_eq!(sorted.iter().cloned().collect::<BTreeSet<_>>(), written());
    assert_eq!(sorted.len(), written().len(), "none twice");
    assert!(Sort::ALL.iter().all(|sort| Sort::read(sort.key()) == Some(*sort)));
}

/// Events full of what people entered, each with a word that must not be found again.
fn full() -> Vec<Event> {
    let secret = || "不可外传".to_owned();
    let repeats = || Repeats { session: Some("5a".into()), on: day("2026-11-24"), times: 3, ahead: false };
    let source = || Some(Source { import: ImportId(9), place: Place::Plain { file: secret().into(), sheet: secret().into() }, row: 2 });
    let text = || Sealed::Open(RecordText::from([("主题", secret())]));
    vec![
        Event::UnitRegistered { unit: UnitId(1), name: secret() },
        Event::BodyRegistered { body: BodyId(2), unit: None, kind: secret(), name: secret(), founded: None, source: source() },
        Event::BodyEntry { body: BodyId(2), name: secret(), from: day("2026-01-01"), value: Value::code(secret()) },
        Event::PersonRegistered {
            person: PersonId(3), unit: UnitId(1), blind: Some(secret()),
            details: Sealed::Open(PersonDetails { name: secret(), ..PersonDetails::default() }), source: source(),
        },
        Event::PersonErased { person: PersonId(3), ground: Ground::Plain(secret()), imports: BTreeSet::new() },
        Event::Recorded {
            record: RecordId(4), kinds: SlimSet::from([secret()]), bodies: vec![BodyId(2)], date: day("2026-03-01"),
            fields: Fields::from([(secret(), Value::code(secret()))]), people: Slim::from([(secret(), vec![PersonId(3)])]), text: text(),
            source: source(),
        },
        Event::ItemOpened {
            item: ItemId(5), kind: secret(), body: BodyId(2), opened_by: None, opened: day("2026-03-01"), owner: Some(PersonId(3)), due: None,
            text: text(),
        },
        Event::Waived {
            waiver: Waiver {
                duty: secret(), subject: Subject::Person(PersonId(3)), period: "2026".into(), ground: Words::Plain(secret()), by: PersonId(3),
                owner: Some(KeyOwner::Person(PersonId(3))),
            },
        },
        Event::published(ImportId(9), vec![FileNames::new(secret(), &[])], 7),
        Event::AccountChanged { account: AccountId(6), change: AccountChange::Disabled, of: None },
        Event::Opened { thing: Entity::Person(PersonId(3)), fields: ["联系电话".to_owned()].into(), label: Label::Sensitive, repeats: repeats() },
        Event::Exported { what: "党员".into(), thing: Entity::Unit(UnitId(1)), rows: 130, repeats: repeats() },
        Event::ActRefused { action: "导入".into(), thing: Entity::Site, repeats: repeats() },
        Event::LogInFailed { login: Some("a1".into()), source: None, repeats: repeats() },
        Event::LogRead { repeats: repeats() },
    ]
}

#[test]
fn a_deed_says_what_was_done_and_nothing_of_what_was_entered() {
    for event in full() {
        let said = deed(&event);
        assert!(!format!("{said:?}").contains("不可外传"), "{said:?}");
        let name = serde_json::to_value(&event).expect("JSON")["event"].as_str().expect("a name").to_owned();
        assert!(said.sort.events().contains(&name.as_str()), "{name}");
    }
    let ahead = Event::LogRead { repeats: Repeats { session: None, on: day("2026-11-24"), times: 4, ahead: true } };
    assert_eq!((deed(&ahead).least, deed(&ahead).times), (1, 4), "once at least, four times at most");
    let opened = deed(&full()[10]);
    assert_eq!(opened.least, opened.times);
    assert_eq!((opened.thing.clone(), opened.times, opened.on, opened.session.as_deref()), (Some(Entity::Person(PersonId(3))), 3, Some(day("2026-11-24")), Some("5a")));
}

#[test]
fn only_an_auditor_and_the_machine_s_owner_read_the_journal() {
    let small = small();
    let (person, holding) = small.posts[&("机关党委", "书记".to_owned())];
    let may = |actor: &Actor| auditor(small.register(), actor, today()).is_ok();
    assert!(may(&Actor::administrator(Administrator::Audit, true)) && may(&Actor::owner()));
    assert!(!may(&Actor::default()) && !may(&Actor::person(person, Some(holding))));
    for other in [Administrator::System, Administrator::Security] {
        assert!(!may(&Actor::administrator(other, true)) && !may(&Actor::administrator(other, false)));
    }
}
