//! An old backup undoes no erasure.

use super::{back_up, copy_files, empty_places, filled, folder, holds, one_more, open, restore_to};
use crate::support::{Place, Small, command, error, owner, places};
use jishi_base::ImportId;
use jishi_facts::{Event, FileNames, Ground};
use jishi_store::copy::{self, newest, prune, verify};
use jishi_store::{Location, Restoring, SeededEntropy, Store};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;

async fn erase(store: &Store, small: &Small) {
    let event = Event::PersonErased { person: small.li, ground: Ground::RetentionOver, imports: BTreeSet::new() };
    store.execute(command("erase", vec![event])).await.expect("erase");
}

/// A place with a backup from before an erasure and one from after it.
async fn with_backups(place: &Place, series: &std::path::Path) -> Small {
    let (store, small) = filled(place).await;
    back_up(place, &series.join("2026-01")).await;
    erase(&store, &small).await;
    one_more(&store, &small, 50, 1_780_000_200).await;
    back_up(place, &series.join("2026-02")).await;
    store.close().await.expect("close");
    small
}

#[tokio::test]
async fn restoring_asks_for_a_list_and_erases_again() {
    for place in places().await {
        let series = tempfile::tempdir().expect("folder");
        let small = with_backups(&place, series.path()).await;
        let (_, list) = copy::erasures(&place.location, &place.keys).await.expect("list");
        let old = open(&series.path().join("2026-01"), &place.keys);
        for empty in empty_places().await {
            let refused = error(restore_to(&empty, &old, &[], false).await);
            assert!(refused.contains("删除过谁") && refused.contains("--erasures") && refused.contains("--without-erasures"), "{refused}");
            // A list from before the backup proves nothing.
            let backup = open(&series.path().join("2026-02"), &place.keys);
            let own = jishi_store::list_in(&series.path().join("2026-01")).expect("list");
            assert!(error(restore_to(&empty, &backup, &[own], false).await).contains("比备份还旧"));
            // One that was tampered with, or another site's, is none.
            let mut forged = list.clone();
            forged[10] ^= 1;
            assert!(error(restore_to(&empty, &old, &[forged], true).await).contains("删除名单读不出来"));

            let restored = restore_to(&empty, &old, std::slice::from_ref(&list), false).await.expect("restore");
            assert_eq!(restored.erased, 1);
            let store = empty.open().await;
            let site = owner(&store);
            assert_eq!((site.people[&small.li].name(), site.people[&small.zhang].name()), ("已删除", "张三"));
            assert_eq!(store.check().await.expect("sound").erased, 1);
            store.close().await.expect("close");
            if let Location::Dir(dir) = &empty.location {
                assert!(!holds(dir, b"\xe6\x9d\x8e\xe5\x9b\x9b"), "no name in any file");
            }
            assert_eq!(keys_of(&empty, &small).await, 0);
        }
    }
}

async fn keys_of(place: &Place, small: &Small) -> i64 {
    let connection = place.key_intruder().await;
    let ask = Statement::from_string(
        connection.get_database_backend(),
        format!("SELECT count(*) FROM subject_key WHERE owner = 'person:{}'", small.li),
    );
    let count = connection.query_one_raw(ask).await.expect("query").expect("row").try_get_by_index(0).expect("count");
    connection.close().await.expect("close");
    count
}

#[tokio::test]
async fn whoever_says_so_aloud_gets_the_backup_as_it_was() {
    let place = Place::sqlite();
    place.init().await;
    let series = tempfile::tempdir().expect("folder");
    let small = with_backups(&place, series.path()).await;
    let empty = Place::sqlite();
    let restored = restore_to(&empty, &open(&series.path().join("2026-01"), &place.keys), &[], true).await.expect("restore");
    assert_eq!(restored.erased, 0);
    let store = empty.open().await;
    assert_eq!(owner(&store).people[&small.li].name(), "李四");
    store.close().await.expect("close");
}

#[tokio::test]
async fn a_site_that_was_here_has_left_its_list() {
    for place in places().await {
        let series = tempfile::tempdir().expect("folder");
        let small = with_backups(&place, series.path()).await;
        // The databases are lost; what lay beside them is not.
        match &place.location {
            Location::Dir(dir) => ["facts.db", "keys.db"].iter().for_each(|name| std::fs::remove_file(dir.join(name)).expect("remove")),
            Location::Url(_) => {
                let intruder = place.intruder().await;
                intruder.execute_unprepared("DROP SCHEMA jishi CASCADE; DROP SCHEMA jishi_keys CASCADE").await.expect("drop");
                intruder.close().await.expect("close");
            }
        }
        let restored = restore_to(&place, &open(&series.path().join("2026-01"), &place.keys), &[], false).await.expect("restore");
        // One entry of the erasure, one of the person who came later.
        assert_eq!((restored.erased, restored.lost), (1, 2));
        let store = place.open().await;
        assert_eq!(owner(&store).people[&small.li].name(), "已删除");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn keys_of_old_backups_are_removed_and_taken_from_a_newer_one() {
    for place in places().await {
        let series = tempfile::tempdir().expect("folder");
        let small = with_backups(&place, series.path()).await;
        let (_, list) = copy::erasures(&place.location, &place.keys).await.expect("list");
        assert_eq!(newest(series.path()), Some(series.path().join("2026-02")));
        // Nothing is old yet; then the first is, but not the newest, whose time is the same here: it is made anew.
        assert_eq!(prune(series.path(), &place.keys, super::AT).expect("prune"), copy::Pruned::default());
        let late = series.path().join("2026-03");
        let wanted = copy::Wanted { at: super::AT + 100, ..super::plain(&late) };
        copy::backup(&place.location, &place.keys, &wanted, &mut SeededEntropy::new(5)).await.expect("backup");
        std::fs::create_dir_all(series.path().join("2026-00")).expect("folder");
        std::fs::write(series.path().join("2026-00/manifest.json"), "{}").expect("no backup");
        let pruned = prune(series.path(), &place.keys, super::AT + 1).expect("prune");
        assert_eq!((pruned.removed, pruned.left), (vec!["2026-01".to_owned(), "2026-02".to_owned()], vec!["2026-00".to_owned()]));
        assert_eq!(prune(series.path(), &place.keys, super::AT + 1).expect("again").removed, Vec::<String>::new());
        let old = open(&series.path().join("2026-01"), &place.keys);
        assert!(!verify(&old).expect("still sound").keys);

        let empty = Place::sqlite();
        assert!(error(restore_to(&empty, &old, std::slice::from_ref(&list), false).await).contains("--keys-from"));
        let newer = open(&late, &place.keys);
        let wanted = Restoring { backup: &old, newer: Some(&newer), lists: &[list], without_lists: false, asked: super::asked() };
        jishi_store::restore(&empty.location, &empty.keys, &wanted, Box::new(SeededEntropy::new(6))).await.expect("restore");
        let store = empty.open().await;
        let site = owner(&store);
        assert_eq!((site.people[&small.li].name(), site.people[&small.zhang].name()), ("已删除", "张三"));
        store.check().await.expect("sound");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_restoring_that_fails_leaves_nothing() {
    for place in places().await {
        let series = tempfile::tempdir().expect("folder");
        with_backups(&place, series.path()).await;
        // Without the list the newer keys do not fit: those of the erased are missing.
        let (old, newer) = (open(&series.path().join("2026-01"), &place.keys), open(&series.path().join("2026-02"), &place.keys));
        for empty in empty_places().await {
            let wanted = Restoring { backup: &old, newer: Some(&newer), lists: &[], without_lists: true, asked: super::asked() };
            let failed = jishi_store::restore(&empty.location, &empty.keys, &wanted, Box::new(SeededEntropy::new(6))).await;
            assert!(error(failed).contains("不是一对"));
            assert!(!empty.root_key().exists());
            // The place is as empty as before.
            restore_to(&empty, &old, &[], true).await.expect("restore");
        }
    }
}

#[tokio::test]
async fn an_old_copy_of_keys_beside_newer_facts_brings_nobody_back() {
    let place = Place::sqlite();
    place.init().await;
    let (store, small) = filled(&place).await;
    store.close().await.expect("close");
    let to = tempfile::tempdir().expect("folder");
    copy_files(folder(&place), &["keys.db"], to.path());
    let store = place.open().await;
    erase(&store, &small).await;
    store.close().await.expect("close");
    std::fs::copy(to.path().join("keys.db"), folder(&place).join("keys.db")).expect("copy");
    let store = place.open().await;
    assert_eq!(owner(&store).people[&small.li].name(), "已删除");
    store.check().await.expect("sound");
    store.close().await.expect("close");
    assert_eq!(keys_of(&place, &small).await, 0);
}

/// The name of a file that named somebody went with them: an older backup brings it back as little as its key.
#[tokio::test]
async fn names_of_files_that_were_erased_do_not_come_back() {
    let import = ImportId(77);
    for place in places().await {
        let series = tempfile::tempdir().expect("folder");
        let (store, small) = filled(&place).await;
        let file = || vec![FileNames::new("李四登记表.xlsx", &["李四"])];
        let events = vec![Event::CommandUsed { command: "import".into() }];
        store.append_import(command("import", events), import, file()).await.expect("import");
        assert_eq!(crate::support::files_of(&store, import), ["李四登记表.xlsx"]);
        back_up(&place, &series.path().join("old")).await;
        let event = Event::PersonErased { person: small.li, ground: Ground::Requested, imports: [import].into() };
        store.execute(command("erase", vec![event])).await.expect("erase");
        store.close().await.expect("close");
        let (_, list) = copy::erasures(&place.location, &place.keys).await.expect("list");
        let old = open(&series.path().join("old"), &place.keys);
        for empty in empty_places().await {
            assert_eq!(restore_to(&empty, &old, std::slice::from_ref(&list), false).await.expect("restore").erased, 1);
            let keys = empty.key_intruder().await;
            let of_import = format!("SELECT owner FROM subject_key WHERE owner = 'import:{import}'");
            let statement = Statement::from_string(keys.get_database_backend(), of_import);
            assert!(keys.query_one_raw(statement).await.expect("keys").is_none(), "its key is not laid down");
            keys.close().await.expect("close");
            let store = empty.open().await;
            assert!(crate::support::files_of(&store, import).is_empty());
            assert_eq!(store.check().await.expect("sound").erased, 1);
            store.close().await.expect("close");
        }
    }
}
