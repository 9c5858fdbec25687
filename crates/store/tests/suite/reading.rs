//! Scopes, time travel, proofs and the export.

use crate::support::{Small, asked, command, day, error, owner, places};
use jishi_authorize::{Action, Actor, Administrator, Personal, Register, Resource, decide, sight};
use jishi_base::{RecordId, Slim, SlimSet};
use jishi_facts::{Event, FileNames, Sealed};
use jishi_journal::{verify_consistency, verify_export};
use jishi_pack::{Library, SourceFile, load};
use jishi_store::{Command, RecordQuery, Scope, StoreError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[tokio::test]
async fn a_scope_bounds_every_question() {
    for place in places().await {
        let (store, own, other) = (place.open().await, Small::new(1), Small::new(2));
        store.execute(command("a", own.everything())).await.expect("own");
        store.execute(command("b", other.everything())).await.expect("other");
        let whole = store.owner_on_this_machine();
        let view = store.view(&whole);
        let unit = whole.unit(&view, own.unit).expect("unit");
        let committee = whole.body(&view, own.committee).expect("body");
        let branch = committee.body(&view, own.branch).expect("below");
        let all = RecordQuery { limit: 100, ..RecordQuery::default() };
        for (scope, bodies, people, records) in [(&whole, 4, 4, 2), (&unit, 2, 2, 1), (&committee, 2, 2, 1), (&branch, 1, 2, 1)] {
            assert_eq!(store.bodies(scope).await.expect("bodies").len(), bodies);
            assert_eq!(store.people(scope).await.expect("people").len(), people);
            assert_eq!(store.records(scope, &all).await.expect("records").len(), records);
            let view = store.view(scope);
            // A body outside is known by name only, and has no unit.
            let within = view.bodies.values().filter(|body| body.unit.is_some()).count();
            assert_eq!((within, view.people.len(), view.records.len()), (bodies, people, records));
            assert_eq!((view.waivers.len(), view.reasons.len(), view.links.len()), (records, records, records));
        }
        // Never wider, never sideways.
        assert!(branch.body(&view, own.committee).is_err() && unit.body(&view, other.branch).is_err());
        assert!(unit.unit(&view, other.unit).is_err() && committee.unit(&view, own.unit).is_err());
        store.close().await.expect("close");
    }
}

/// The packs of this repository.
fn library() -> Library {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let packs = std::fs::read_dir("../../packs").expect("packs").flatten().map(|pack| pack.path());
    let files = packs.flat_map(|pack| std::fs::read_dir(pack).into_iter().flatten().flatten().map(|file| file.path()));
    let source = |file: PathBuf| {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        SourceFile { pack_dir: file.parent().map(name).unwrap_or_default(), file: name(&file), text }
    };
    let sources: Vec<SourceFile> = files.map(source).filter(|source| source.file.ends_with(".yaml")).collect();
    load(&sources).library.expect("packs without errors")
}

/// What a viewer may see is the same in a list of the database, in the view, and asked one by one.
#[tokio::test]
async fn a_viewers_scope_is_what_the_table_of_rights_says() {
    for place in places().await {
        let (store, own, other) = (place.open().await, Small::new(1), Small::new(2));
        store.execute(command("a", own.everything())).await.expect("own");
        store.execute(command("b", other.everything())).await.expect("other");
        let talk = |record: u128, bodies, with: &Small| Event::Recorded {
            record: RecordId(record),
            kinds: SlimSet::from(["谈心谈话"]),
            bodies,
            date: day("2026-02-20"),
            fields: Slim::new(),
            people: Slim::from([("对象", vec![with.li])]),
            text: Sealed::Open(Slim::from([("主题", "谈话")])),
            source: None,
        };
        store.execute(command("c", vec![talk(91, vec![], &own), talk(92, vec![], &other), talk(93, vec![own.branch], &own)])).await.expect("talks");
        let whole = store.view(&store.owner_on_this_machine());
        let secretary = whole.holdings.values().find(|held| held.person == own.zhang).expect("a secretary").id;
        let today = day("2026-03-10");
        let library = library();
        let register = Register { site: &whole, personal: &Personal::of(&library) };
        let all = RecordQuery { limit: 100, ..RecordQuery::default() };
        for (actor, bodies, people, records) in [
            (Actor::person(own.zhang, Some(secretary)), 1, 2, 3),
            (Actor::person(own.zhang, None), 1, 1, 1),
            (Actor::person(own.li, None), 1, 1, 3),
            (Actor::administrator(Administrator::System, true), 0, 0, 0),
            (Actor::default(), 0, 0, 0),
            (Actor::owner(), 4, 4, 5),
        ] {
            let scope = Scope::of(sight(register, &actor, today));
            let view = store.view(&scope);
            let listed: Vec<_> = store.records(&scope, &all).await.expect("records").into_iter().map(|line| line.id).collect();
            assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), view.records.keys().copied().collect(), "{actor:?}");
            let single = |record| decide(register, &actor, Action::See, Resource::Record(record), today).allowed;
            assert!(whole.records.keys().all(|record| single(*record) == listed.contains(record)), "{actor:?}");
            assert_eq!(listed.len(), records, "{actor:?}");
            assert_eq!(store.bodies(&scope).await.expect("bodies").len(), bodies, "{actor:?}");
            let lines = store.people(&scope).await.expect("people");
            let seen = |person| decide(register, &actor, Action::SeePeople, Resource::Person(person), today).allowed;
            assert!(lines.len() == people && lines.iter().all(|line| seen(line.id)), "{actor:?}");
        }
        // Never wider: from the branch neither the committee nor the unit.
        let scope = Scope::of(sight(register, &Actor::person(own.zhang, Some(secretary)), today));
        assert_eq!(store.view(&scope.body(&whole, own.branch).expect("the branch itself")).people.len(), 2);
        assert!(scope.body(&whole, own.committee).is_err() && scope.unit(&whole, own.unit).is_err());
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn records_are_found_by_kind_and_day() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("events");
        let scope = store.owner_on_this_machine();
        let query =
            |kind: &str, from, to| RecordQuery { kind: Some(kind.into()), from: Some(day(from)), to: Some(day(to)), skip: 0, limit: 10 };
        for (query, count) in [
            (query("党员大会", "2026-02-10", "2026-02-10"), 1),
            (query("支委会", "2026-01-01", "2026-12-31"), 0),
            (query("党员大会", "2026-02-11", "2026-12-31"), 0),
            (query("党员大会", "2026-01-01", "2026-02-09"), 0),
        ] {
            assert_eq!(store.records(&scope, &query).await.expect("records").len(), count, "{query:?}");
        }
        store.execute(command("b", vec![Event::RecordWithdrawn { record: small.meeting }])).await.expect("withdraw");
        assert_eq!(store.records(&scope, &query("党员大会", "2026-02-10", "2026-02-10")).await.expect("records"), []);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn the_site_as_known_on_a_day_has_what_was_entered_by_then() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(Command::events("a", asked("2026-03-01"), small.events())).await.expect("events");
        let then = owner(&store);
        store
            .execute(Command::events("b", asked("2026-03-05"), vec![Event::RecordWithdrawn { record: small.meeting }]))
            .await
            .expect("withdraw");
        let scope = store.owner_on_this_machine();
        let known = |text: &'static str| store.known_at(&scope, day(text));
        assert_eq!(*known("2026-03-04").await.expect("known"), then);
        assert_eq!(*known("2026-03-05").await.expect("known"), owner(&store));
        assert_eq!(known("2026-02-28").await.expect("known").size, 0);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn the_export_verifies_alone_and_proofs_join_its_stages() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.events())).await.expect("events");
        let (old, old_root) = store.head();
        store.execute(command("b", vec![Event::RecordWithdrawn { record: small.meeting }])).await.expect("withdraw");
        let (new, new_root) = store.head();
        assert!(verify_consistency(old, new, &old_root, &new_root, &store.consistency(old, new).expect("proof")));
        let mut out = Vec::new();
        store.export(&mut out).await.expect("export");
        let text = String::from_utf8(out).expect("text");
        let verified = verify_export(text.lines()).expect("verifies");
        assert_eq!((verified.size, verified.root), (new, new_root));
        // Nothing personal is in it, though it is all in the journal's bytes.
        let entries: Vec<u8> =
            text.lines().filter_map(|line| line.split(' ').nth(3)).flat_map(|hex| jishi_journal::from_hex(hex).expect("hex")).collect();
        let entries = String::from_utf8(entries).expect("JSON");
        assert!(entries.contains("示范厅"));
        for secret in ["张三", "李四", "研究换届", "住院", "138000", "blind of"] {
            assert!(!entries.contains(secret), "{secret}");
        }
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn newer_data_are_refused() {
    for place in places().await {
        let intruder = place.intruder().await;
        sea_orm::ConnectionTrait::execute_unprepared(&intruder, "INSERT INTO schema_step VALUES ('2099-01-01-1', 0)")
            .await
            .expect("insert");
        intruder.close().await.expect("close");
        let refused = place.try_open().await;
        assert!(matches!(&refused, Err(StoreError::NewerSchema(step)) if step == "2099-01-01-1"), "{refused:?}");
        assert!(error(refused).contains("请改用新版程序"));
        let reader = jishi_store::Store::open_read_only(&place.location, &place.keys).await;
        assert!(matches!(reader, Err(StoreError::NewerSchema(_))));
    }
}

#[tokio::test]
async fn an_import_is_published_whole_or_not_at_all() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        let import = jishi_base::ImportId(7);
        let files = || vec![FileNames::new("党员名册.xlsx", &[])];
        let mut bad = small.events();
        bad.push(Event::PersonChanged { person: small.zhang, blind: None, details: jishi_facts::Sealed::Erased, source: None });
        assert!(error(store.append_import(command("a", bad), import, files()).await).contains("空缺"));
        assert_eq!(store.head().0, 0);
        let receipt = store.append_import(command("a", small.events()), import, files()).await.expect("import");
        assert_eq!(receipt.count, 12);
        assert_eq!(store.append_import(command("a", small.events()), import, files()).await.expect("again"), receipt);
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn an_import_that_is_undone_leaves_nothing_in_the_tables() {
    for place in places().await {
        let (store, small, other) = (place.open().await, Small::new(1), Small::new(2));
        let import = jishi_base::ImportId(7);
        store.append_import(command("a", small.events()), import, vec![FileNames::new("党员名册.xlsx", &[])]).await.expect("import");
        store.execute(command("later", other.events())).await.expect("later");
        let erased = [small.zhang, small.li].map(|person| Event::PersonErased { person, ground: jishi_facts::Ground::ImportUndone, imports: BTreeSet::new() });
        let undone = [Event::ImportUndone { import, registers: true }].into_iter().chain(erased).collect();
        store.execute(command("b", undone)).await.expect("undone");
        let whole = store.owner_on_this_machine();
        assert_eq!((store.people(&whole).await.expect("people").len(), store.bodies(&whole).await.expect("bodies").len()), (2, 2), "the other's");
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        let left = store.view(&whole);
        assert_eq!(left.records.values().filter(|record| !record.withdrawn).count(), 1);
        assert!(left.memberships.iter().all(|membership| left.people.contains_key(&membership.person)));
        store.close().await.expect("close");
        // The people's keys are gone, and the journal still folds to the same.
        let again = place.open().await;
        assert_eq!(*again.view(&again.owner_on_this_machine()), *left);
        again.verify().await.expect("verified");
        again.close().await.expect("close");
    }
}
