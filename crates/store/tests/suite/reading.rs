//! Time travel, proofs and the export.

use crate::support::{Small, asked, command, day, error, owner, places};
use jishi_facts::{Event, FileNames};
use jishi_journal::{verify_consistency, verify_export};
use jishi_store::{Command, StoreError};
use std::collections::BTreeSet;

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
async fn an_import_that_is_undone_leaves_nothing() {
    for place in places().await {
        let (store, small, other) = (place.open().await, Small::new(1), Small::new(2));
        let import = jishi_base::ImportId(7);
        store.append_import(command("a", small.events()), import, vec![FileNames::new("党员名册.xlsx", &[])]).await.expect("import");
        store.execute(command("later", other.events())).await.expect("later");
        let erased = [small.zhang, small.li].map(|person| Event::PersonErased { person, ground: jishi_facts::Ground::ImportUndone, imports: BTreeSet::new() });
        let undone = [Event::ImportUndone { import, registers: true }].into_iter().chain(erased).collect();
        store.execute(command("b", undone)).await.expect("undone");
        let whole = store.owner_on_this_machine();
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        let left = store.view(&whole);
        assert_eq!((left.people.len(), left.bodies.len()), (2, 2), "the other's");
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
