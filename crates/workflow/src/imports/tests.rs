//! Taking an import back, case by case; and the law that nothing remains of it where nothing stands on it.

use crate::imports::{Outlook, Standing, outlook};
use crate::{Command, Content, PostAt, decide};
use jiff::civil::date;
use jishi_base::{BodyId, HoldingId, ImportId, PersonId, PostId, RecordId, Slim, SlimSet, UnitId};
use jishi_facts::{Event, FileNames, Ground, MembershipKind, Entity, PersonDetails, Site, Stamp, Subject, Term, Undone, Uptake};
use proptest::prelude::*;
use std::collections::BTreeSet;

const UNIT: UnitId = UnitId(1);
const OLD: BodyId = BodyId(2);
const NEW: BodyId = BodyId(3);
const ZHANG: PersonId = PersonId(4);
const LI: PersonId = PersonId(5);
const POST: PostId = PostId(6);
const HOLDING: HoldingId = HoldingId(7);
const KNOWN: RecordId = RecordId(8);
const BROUGHT: RecordId = RecordId(9);
const LATER: RecordId = RecordId(10);
const IMPORT: ImportId = ImportId(11);
const NEXT: ImportId = ImportId(12);

fn enter(site: &mut Site, events: Vec<Event>) {
    for event in events {
        let stamp = Stamp { seq: site.size, at: 0, day: date(2026, 11, 24), actor: "测试".into() };
        site.apply(&stamp, &event);
    }
}

fn run(site: &mut Site, commands: Vec<Command>) {
    for command in commands {
        let events = decide(site, command).expect("accepted");
        enter(site, events);
    }
}

fn import(site: &mut Site, import: ImportId, commands: Vec<Command>) {
    enter(site, vec![Event::ImportBegun { import }]);
    run(site, commands);
    enter(site, vec![Event::published(import, vec![FileNames::new("台账.xlsx", &[])], 0)]);
}

fn body(body: BodyId, name: &str) -> Command {
    Command::RegisterBody { body, unit: Some(UNIT), kind: "党支部".into(), name: name.into(), founded: None, parent: None, source: None }
}

fn person(person: PersonId, name: &str, branch: BodyId) -> Command {
    let details = PersonDetails { name: name.into(), ..PersonDetails::default() };
    Command::RegisterPerson { person, unit: UNIT, blind: None, details, branch: Some((branch, None)), source: None }
}

fn renamed(person: PersonId, name: &str) -> Command {
    Command::ChangePerson { person, blind: None, details: PersonDetails { name: name.into(), ..PersonDetails::default() }, source: None }
}

fn content(branch: BodyId, absent: &[PersonId], topic: &str) -> Content {
    Content {
        kinds: SlimSet::from(["党课"]), bodies: vec![branch], date: date(2026, 3, 1), fields: Slim::new(),
        people: Slim::from([("缺席", absent.to_vec())]), text: Slim::from([("主题", topic.to_owned())]),
    }
}

fn record(record: RecordId, branch: BodyId, absent: &[PersonId]) -> Command {
    Command::Record { record, content: content(branch, absent, "集中学习"), source: None }
}

/// A unit with a branch, a member and a record.
fn ground() -> Site {
    let mut site = Site::default();
    let known = record(KNOWN, OLD, &[ZHANG]);
    run(&mut site, vec![Command::RegisterUnit { unit: UNIT, name: "示范厅".into() }, body(OLD, "办公室支部"), person(ZHANG, "张三", OLD), known]);
    site
}

/// An import that brings a branch with a member, a post, a ledger and a record, and changes what was there.
fn rows() -> Vec<Command> {
    vec![
        body(NEW, "人事处支部"),
        person(LI, "李四", NEW),
        renamed(ZHANG, "张三丰"),
        Command::Transfer { person: ZHANG, from: OLD, to: NEW, on: date(2026, 2, 1) },
        Command::StartTerm { body: OLD, term: Term { from: date(2024, 1, 5), years: 3 } },
        Command::Appoint { holding: HOLDING, at: PostAt::New { post: POST, body: NEW, title: "书记".into() }, person: ZHANG, from: date(2026, 2, 1), until: None, source: None },
        Command::TakeUp { uptake: Uptake { unit: UNIT, body: None, kind: "党课".into(), from: Some("2026-01-01".parse().unwrap()) } },
        Command::CorrectRecord { record: KNOWN, content: content(OLD, &[], "改过的"), source: None },
        record(BROUGHT, NEW, &[LI]),
    ]
}

fn imported() -> Site {
    let mut site = ground();
    import(&mut site, IMPORT, rows());
    site
}

fn look(site: &Site, import: ImportId) -> Outlook {
    outlook(site, import, &BTreeSet::new()).expect("known")
}

fn undo(registers: bool) -> Command {
    Command::UndoImport { import: IMPORT, registers, accounts: BTreeSet::new() }
}

/// The site without what no undoing takes back: the count of events, the imports, and withdrawn records.
fn plain(site: &Site) -> Site {
    let mut site = Site { size: 0, changed: 0, moved: jishi_facts::Moved::default(), ties: jishi_facts::Ties::default(), imports: jishi_facts::Imports::default(), ..site.clone() };
    site.records = site.records.iter().filter(|(_, record)| !record.withdrawn).map(|(id, record)| (*id, record.clone())).collect();
    site
}

#[test]
fn where_nothing_stands_on_it_all_is_as_before() {
    let mut site = imported();
    let seen = look(&site, IMPORT);
    assert_eq!((seen.withdrawn, seen.restored, seen.gone.len(), seen.changed_back.len()), (1, 1, 6, 3));
    assert_eq!((seen.kept, seen.standing), (vec![], vec![]));
    run(&mut site, vec![undo(true)]);
    assert_eq!(plain(&site), plain(&ground()));
    assert!(site.records[&BROUGHT].withdrawn);
    assert_eq!(site.imports.get(IMPORT).and_then(|import| import.undone), Some(Undone::Whole));
    assert!(decide(&site, undo(true)).is_err(), "once is enough");
}

#[test]
fn the_people_it_brought_are_erased() {
    let events = decide(&imported(), undo(true)).expect("accepted");
    assert!(matches!(events.as_slice(), [Event::ImportUndone { .. }, Event::PersonErased { person: LI, .. }]), "{events:?}");
    assert_eq!(decide(&imported(), undo(false)).expect("accepted").len(), 1);
}

#[test]
fn what_stands_on_the_registers_keeps_them() {
    let waived = Command::Waive { duty: "党课".into(), subject: Subject::Post(POST), period: "2026Q1".into(), ground: "防汛".into(), by: ZHANG };
    let joined = Command::JoinBranch { person: PersonId(20), branch: NEW, kind: MembershipKind::Registered, from: None };
    let newcomer = Command::RegisterPerson {
        person: PersonId(20), unit: UNIT, blind: None, details: PersonDetails { name: "王五".into(), ..PersonDetails::default() }, branch: None, source: None,
    };
    let item = Command::OpenItem {
        item: jishi_base::ItemId(30), kind: "议定事项".into(), body: OLD, opened_by: None, opened: date(2026, 3, 1), owner: Some(LI), due: None,
        text: Slim::from([("事项", "张榜")]),
    };
    let cases: [(&str, Vec<Command>, Vec<Standing>); 7] = [
        ("a record of the branch", vec![record(LATER, NEW, &[])], vec![Standing::Names(Entity::Record(LATER))]),
        ("a record that names the member", vec![record(LATER, OLD, &[LI])], vec![Standing::Names(Entity::Record(LATER))]),
        ("its own record, corrected since", vec![Command::CorrectRecord { record: BROUGHT, content: content(NEW, &[], "又改"), source: None }], vec![Standing::Names(Entity::Record(BROUGHT))]),
        ("a member who joined", vec![newcomer, joined], vec![Standing::Names(Entity::Memberships(PersonId(20)))]),
        ("an entry changed since", vec![renamed(LI, "李思")], vec![Standing::Changed(Entity::Person(LI))]),
        ("an item that the member answers for", vec![item], vec![Standing::Names(Entity::Item(jishi_base::ItemId(30)))]),
        ("a duty excused", vec![waived], vec![Standing::Excuse(Subject::Post(POST))]),
    ];
    for (what, later, standing) in cases {
        let mut site = imported();
        run(&mut site, later);
        assert_eq!(look(&site, IMPORT).standing, standing, "{what}");
        assert!(decide(&site, undo(true)).is_err(), "{what}");
        let before = site.clone();
        run(&mut site, vec![undo(false)]);
        assert_eq!((&site.bodies, &site.people, &site.memberships), (&before.bodies, &before.people, &before.memberships), "{what}");
        assert_eq!(site.records[&KNOWN], ground().records[&KNOWN], "{what}");
    }
    assert_eq!(outlook(&imported(), IMPORT, &[LI, PersonId(99)].into()).expect("known").standing, [Standing::Account(LI)]);
}

#[test]
fn records_changed_since_stay() {
    let mut site = imported();
    run(&mut site, vec![Command::CorrectRecord { record: KNOWN, content: content(OLD, &[], "又改"), source: None }]);
    assert_eq!((look(&site, IMPORT).kept, look(&site, IMPORT).standing), (vec![Entity::Record(KNOWN)], vec![]));
    run(&mut site, vec![undo(true)]);
    assert_eq!((site.records[&KNOWN].corrections, site.records[&KNOWN].withdrawn), (2, false));
}

#[test]
fn the_records_first_and_the_registers_when_nothing_stands_on_them() {
    let mut site = imported();
    run(&mut site, vec![record(LATER, NEW, &[]), undo(false), Command::WithdrawRecord { record: LATER }]);
    assert_eq!(site.imports.get(IMPORT).and_then(|import| import.undone), Some(Undone::Records));
    assert!(decide(&site, undo(false)).is_err(), "its records have gone");
    run(&mut site, vec![undo(true)]);
    assert_eq!(plain(&site), plain(&ground()));
}

#[test]
fn the_last_import_first_then_the_one_before() {
    let mut site = imported();
    import(&mut site, NEXT, vec![renamed(LI, "李思"), record(LATER, NEW, &[LI])]);
    assert!(!look(&site, IMPORT).standing.is_empty());
    run(&mut site, vec![Command::UndoImport { import: NEXT, registers: true, accounts: BTreeSet::new() }]);
    assert_eq!(look(&site, IMPORT).standing, []);
    run(&mut site, vec![undo(true)]);
    assert_eq!(plain(&site), plain(&ground()));
}

#[test]
fn who_was_erased_since_does_not_come_back() {
    let mut site = imported();
    enter(&mut site, vec![Event::PersonErased { person: ZHANG, ground: Ground::RetentionOver, imports: BTreeSet::new() }]);
    assert_eq!(look(&site, IMPORT).standing, [Standing::Changed(Entity::Person(ZHANG))]);
    assert!(!format!("{site:?}").contains("张三"), "nothing of the name is kept");
}

#[test]
fn of_old_imports_it_is_not_kept_what_they_changed() {
    let mut site = imported();
    for later in 100..108 {
        import(&mut site, ImportId(later), vec![record(RecordId(later), OLD, &[])]);
    }
    assert!(outlook(&site, IMPORT, &BTreeSet::new()).is_none());
    assert!(decide(&site, undo(true)).is_err());
    assert_eq!(site.imports.newest_first().len(), 9);
}

proptest! {
    /// Any part of an import, in any order that is accepted, leaves nothing behind.
    #[test]
    fn nothing_remains(chosen in proptest::collection::vec(0usize..9, 1..20)) {
        let mut site = ground();
        enter(&mut site, vec![Event::ImportBegun { import: IMPORT }]);
        for at in chosen {
            let events = rows().into_iter().nth(at).and_then(|command| decide(&site, command).ok()).unwrap_or_default();
            enter(&mut site, events);
        }
        enter(&mut site, vec![Event::published(IMPORT, Vec::new(), 0)]);
        if let Ok(events) = decide(&site, undo(true)) {
            enter(&mut site, events);
        }
        prop_assert_eq!(plain(&site), plain(&ground()));
    }
}
