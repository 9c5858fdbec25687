//! Files that were copied by hand: a part, another day's, another site's. Each is noticed and named, and nobody is told to
//! begin anew.

use super::{copy_files, filled, folder, one_more};
use crate::support::{Place, Small, command, error, places};
use jishi_store::{Location, SeededEntropy, Store};
use sea_orm::ConnectionTrait;

const THREE: [&str; 3] = ["facts.db", "keys.db", "root.key"];

/// A new site on SQLite with everything in it.
async fn site() -> (Place, Store, Small) {
    let place = Place::sqlite();
    place.init().await;
    let (store, small) = filled(&place).await;
    (place, store, small)
}

/// Refused both ways of opening, in words that say this, and never that a site should be begun.
async fn refused(place: &Place, says: &str) {
    let found = [error(place.try_open().await), error(Store::open_read_only(&place.location, &place.keys).await)];
    for found in found {
        assert!(found.contains(says) && !found.contains("init"), "should say {says}: {found}");
    }
    let again = Store::init(&place.location, &place.keys, &mut SeededEntropy::new(9)).await;
    assert!(again.is_err(), "nothing is begun in the place of what is left");
}

#[tokio::test]
async fn files_copied_from_under_a_running_program_without_its_log_are_refused() {
    let (place, store, small) = site().await;
    one_more(&store, &small, 100, 1_780_000_100).await;
    let (dir, to) = (folder(&place), tempfile::tempdir().expect("folder"));
    let without = copy_files(dir, &THREE, &to.path().join("a"));
    refused(&without, "少了 facts.db-wal").await;
    let with_note = copy_files(dir, &[&THREE[..], &["last-checkpoint"]].concat(), &to.path().join("b"));
    refused(&with_note, "少了 facts.db-wal").await;
    // With its log it is whole.
    let whole = copy_files(dir, &[&THREE[..], &["last-checkpoint", "facts.db-wal", "keys.db-wal"]].concat(), &to.path().join("c"));
    let head = store.head();
    store.close().await.expect("close");
    let opened = whole.open().await;
    assert_eq!(opened.head(), head);
    opened.close().await.expect("close");
    // Whoever has nothing else says so, and goes on.
    std::fs::write(folder(&without).join("last-checkpoint"), "").expect("accept");
    let accepted = without.open().await;
    assert!(accepted.head().0 < head.0);
    accepted.close().await.expect("close");
    without.open().await.close().await.expect("close");
}

#[tokio::test]
async fn a_site_that_was_closed_may_be_copied_with_its_note_or_without() {
    let (place, store, _) = site().await;
    store.close().await.expect("close");
    let to = tempfile::tempdir().expect("folder");
    for (name, files) in [("a", &THREE[..]), ("b", &["facts.db", "keys.db", "root.key", "last-checkpoint", "erasures"])] {
        copy_files(folder(&place), files, &to.path().join(name)).open().await.close().await.expect("close");
    }
    // What a killed program leaves: its log, and a database that is marked as open.
    let (store, killed) = (place.open().await, to.path().join("c"));
    copy_files(folder(&place), &[&THREE[..], &["last-checkpoint", "facts.db-wal"]].concat(), &killed)
        .open()
        .await
        .close()
        .await
        .expect("close");
    store.close().await.expect("close");
}

#[tokio::test]
async fn a_missing_part_is_named() {
    let (place, store, _) = site().await;
    store.close().await.expect("close");
    let to = tempfile::tempdir().expect("folder");
    let with = |name: &str, files: &[&str]| copy_files(folder(&place), files, &to.path().join(name));
    refused(&with("a", &["facts.db", "root.key"]), "没有密钥库 keys.db").await;
    refused(&with("b", &["keys.db", "root.key"]), "没有 facts.db").await;
    refused(&with("c", &["root.key", "last-checkpoint"]), "facts.db 和 keys.db 却不在了").await;
    let without_root = with("d", &["facts.db", "keys.db"]);
    assert!(error(without_root.try_open().await).contains("根密钥文件不可用：找不到它"));
    let emptied = with("e", &THREE);
    std::fs::write(folder(&emptied).join("keys.db"), "").expect("empty");
    refused(&emptied, "没有密钥库 keys.db").await;
}

#[tokio::test]
async fn a_torn_file_is_named() {
    let (place, store, _) = site().await;
    store.close().await.expect("close");
    let to = tempfile::tempdir().expect("folder");
    for (name, file) in [("a", "facts.db"), ("b", "keys.db")] {
        let torn = copy_files(folder(&place), &THREE, &to.path().join(name));
        let bytes = std::fs::read(folder(&torn).join(file)).expect("file");
        std::fs::write(folder(&torn).join(file), &bytes[..bytes.len() / 2]).expect("cut");
        refused(&torn, "数据库文件本身坏了").await;
        std::fs::write(folder(&torn).join(file), vec![b'x'; bytes.len()]).expect("other");
        refused(&torn, "数据库文件本身坏了").await;
    }
}

#[tokio::test]
async fn yesterdays_files_are_known_by_todays_note() {
    let (place, store, small) = site().await;
    store.close().await.expect("close");
    let to = tempfile::tempdir().expect("folder");
    copy_files(folder(&place), &THREE, &to.path().join("yesterday"));
    let store = place.open().await;
    one_more(&store, &small, 100, 1_780_000_100).await;
    store.close().await.expect("close");
    let back = |names: &[&str]| {
        let mixed = copy_files(
            folder(&place),
            &["facts.db", "keys.db", "root.key", "last-checkpoint"],
            &tempfile::tempdir_in(to.path()).expect("folder").keep(),
        );
        copy_files(&to.path().join("yesterday"), names, folder(&mixed))
    };
    refused(&back(&["facts.db", "keys.db"]), "较早的文件").await;
    refused(&back(&["facts.db"]), "较早的文件").await;
    refused(&back(&["keys.db"]), "不是一对").await;
    back(&[]).open().await.close().await.expect("close");
}

#[tokio::test]
async fn files_of_two_sites_do_not_pass_for_one() {
    let (place, store, _) = site().await;
    store.close().await.expect("close");
    let other = Place::sqlite();
    Store::init(&other.location, &other.keys, &mut SeededEntropy::new(77)).await.expect("init");
    let store = other.open().await;
    store.execute(command("a", Small::new(2).everything())).await.expect("events");
    store.close().await.expect("close");
    let to = tempfile::tempdir().expect("folder");
    let mixed = |foreign: &[&str]| {
        let mixed = copy_files(folder(&place), &THREE, &tempfile::tempdir_in(to.path()).expect("folder").keep());
        copy_files(folder(&other), foreign, folder(&mixed))
    };
    refused(&mixed(&["keys.db"]), "不是同一个站点").await;
    refused(&mixed(&["root.key"]), "不是同一个站点").await;
    refused(&mixed(&["facts.db"]), "不是一对").await;
    refused(&mixed(&["keys.db", "root.key"]), "不是一对").await;
    refused(&mixed(&["last-checkpoint"]), "混在了一起").await;
}

#[tokio::test]
async fn the_note_follows_the_journal_and_holds_it_on_both_databases() {
    for place in places().await {
        let (store, small) = filled(&place).await;
        let note = match &place.location {
            Location::Dir(dir) => dir.join("last-checkpoint"),
            Location::Url(_) => place.root_key().with_file_name("root.key.last-checkpoint"),
        };
        let noted = |size: u64| std::fs::read_to_string(&note).expect("note").contains(&format!("\"size\":{size},"));
        assert!(noted(store.head().0), "with the first commit");
        one_more(&store, &small, 100, 1_780_000_100).await;
        assert!(noted(store.head().0), "a second later");
        one_more(&store, &small, 101, 1_780_000_100).await;
        assert!(!noted(store.head().0), "not twice in one second");
        let size = store.head().0;
        store.close().await.expect("close");
        assert!(noted(size), "at the end");
        // Somebody cuts the tail of the journal off, and its head with it.
        let intruder = place.intruder().await;
        intruder.execute_unprepared(&format!("DELETE FROM content WHERE seq = {}", size - 1)).await.expect("content");
        intruder.execute_unprepared(&format!("DELETE FROM journal WHERE seq = {}", size - 1)).await.expect("journal");
        intruder.close().await.expect("close");
        refused(&place, &format!("last-checkpoint 记着 {size} 条")).await;
    }
}

#[tokio::test]
async fn half_of_a_database_is_named() {
    let Ok(server) = std::env::var("JISHI_TEST_PG") else { return crate::support::skipped() };
    for (drop, says) in [("jishi_keys", "没有密钥库"), ("jishi", "却没有表")] {
        let place = Place::postgres(&server).await;
        place.init().await;
        filled(&place).await.0.close().await.expect("close");
        let intruder = place.intruder().await;
        intruder.execute_unprepared(&format!("DROP SCHEMA {drop} CASCADE")).await.expect("drop");
        intruder.close().await.expect("close");
        refused(&place, says).await;
    }
}

#[tokio::test]
async fn a_note_that_cannot_be_written_is_told_and_stops_nobody() {
    let (place, store, small) = site().await;
    store.close().await.expect("close");
    let note = folder(&place).join("last-checkpoint");
    std::fs::remove_file(&note).expect("note");
    std::fs::create_dir(note.with_file_name("last-checkpoint.new")).expect("in the way");
    let store = place.open().await;
    assert!(store.warnings().iter().any(|warning| warning.contains("last-checkpoint")), "{:?}", store.warnings());
    one_more(&store, &small, 100, 1_780_000_100).await;
    store.close().await.expect("close");
}
