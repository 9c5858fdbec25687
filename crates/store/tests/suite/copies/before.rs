//! Before a site of an earlier version is brought up to date, a copy of it is made: of the kept sites, on both databases.

use super::{holds, open, restore_to, rows, strings};
use crate::support::{Place, copy_private, kept, skipped};
use jishi_store::copy::verify;
use jishi_store::{Store, StoreError};
use sea_orm::ConnectionTrait;
use std::path::PathBuf;

/// From before anything was authenticated.
const FIRST: &str = "2026-11-30";

fn first() -> PathBuf {
    kept(FIRST)
}

#[tokio::test]
async fn on_sqlite_both_files_are_copied() {
    let dir = tempfile::tempdir().expect("folder");
    let data = dir.path().join("data");
    for name in ["facts.db", "keys.db", "root.key"] {
        copy_private(&first().join("data").join(name), &data.join(name));
    }
    let place = Place::at(&data);
    let before = rows(&place).await;
    place.open().await.close().await.expect("close");
    let copied = std::fs::read_dir(&data).expect("folder").map(|entry| entry.expect("entry").path());
    let copied: Vec<PathBuf> =
        copied.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("before-"))).collect();
    let [copied] = copied.as_slice() else { panic!("{copied:?}") };
    assert_eq!(rows(&Place::at(copied)).await, before);
    assert_ne!(rows(&place).await, before);
    // Opened again there is nothing to bring up, and no other copy.
    place.open().await.close().await.expect("close");
    // The copy with the root key is the site as it was.
    copy_private(&data.join("root.key"), &copied.join("root.key"));
    let old = Store::open_read_only(&Place::at(copied).location, &Place::at(copied).keys).await;
    assert!(matches!(old, Err(StoreError::Unsafe(_))), "{old:?}");
    Place::at(copied).open().await.close().await.expect("close");
}

/// Of the first kept site, and of one whose head has no tally.
#[tokio::test]
async fn on_postgres_a_backup_is_made_that_can_be_restored_anywhere() {
    let Ok(server) = std::env::var("JISHI_TEST_PG") else { return skipped() };
    for name in [FIRST, "2026-11-30-2"] {
        let place = Place::postgres(&server).await;
        let intruder = place.intruder().await;
        intruder.execute_unprepared(&std::fs::read_to_string(kept(name).join("postgres.sql")).expect("dump")).await.expect("dump");
        assert!(
            strings(&intruder, "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'jishi'").await.len() > 20
        );
        intruder.close().await.expect("close");
        copy_private(&kept(name).join("data/root.key"), place.root_key());
        place.open().await.close().await.expect("close");
        let beside = std::fs::read_dir(place.root_key().parent().expect("folder")).expect("folder").map(|entry| entry.expect("entry").path());
        let made: Vec<PathBuf> = beside.filter(|path| path.is_dir()).collect();
        let [made] = made.as_slice() else { panic!("{made:?}") };
        assert!(made.to_string_lossy().contains("root.key.before-"), "{made:?}");
        assert!(!holds(made, "钟书记".as_bytes()));
        let backup = open(made, &place.keys);
        let checked = verify(&backup).expect("sound");
        for empty in super::empty_places().await {
            let restored = restore_to(&empty, &backup, &[], true).await.expect("restore");
            assert_eq!((restored.size, restored.root), (checked.size, checked.root));
            let store = empty.open().await;
            store.check().await.expect("sound");
            store.close().await.expect("close");
        }
    }
}

/// A backup that an earlier program made holds rows of tables that are no more: they are held to the manifest, and passed over.
#[tokio::test]
async fn a_backup_with_tables_that_repeated_the_fold_is_restored_without_them() {
    for place in crate::support::places().await {
        let (store, small) = super::filled(&place).await;
        store.close().await.expect("close");
        crate::old::repeat(&place).await;
        let dir = tempfile::tempdir().expect("folder");
        let into = dir.path().join("backup");
        super::back_up(&place, &into).await;
        let held = std::fs::read_to_string(into.join("facts/record_person.jsonl")).expect("rows");
        assert_eq!(held.lines().count(), 2);
        let backup = open(&into, &place.keys);
        let checked = verify(&backup).expect("sound");
        for empty in super::empty_places().await {
            copy_private(place.root_key(), empty.root_key());
            let restored = restore_to(&empty, &backup, &[], true).await.expect("restore");
            assert_eq!((restored.size, restored.root), (checked.size, checked.root));
            assert_eq!(crate::old::tables(&empty).await, crate::old::TABLES);
            let store = empty.open().await;
            store.check().await.expect("sound");
            assert_eq!(store.rebuild_check().await.expect("check"), []);
            assert_eq!(crate::support::owner(&store).records[&small.meeting].id, small.meeting);
            store.close().await.expect("close");
        }
        // Passed over, not unread.
        std::fs::write(into.join("facts/record_person.jsonl"), held.replace("缺席", "出席")).expect("changed");
        let empty = Place::sqlite();
        copy_private(place.root_key(), empty.root_key());
        let refused = restore_to(&empty, &open(&into, &place.keys), &[], true).await;
        assert!(crate::support::error(refused).contains("record_person"));
    }
}

/// Administrators of whom it is not known who they are have no seat; whoever takes it stops the account from before.
#[tokio::test]
async fn administrators_of_an_earlier_version_say_who_they_are_at_the_console_s_links() {
    use jishi_store::{Administrator, Asked, Bearer, By, Named, Newcomer, What};
    let dir = tempfile::tempdir().expect("folder");
    let data = dir.path().join("data");
    for name in ["facts.db", "keys.db", "root.key"] {
        copy_private(&first().join("data").join(name), &data.join(name));
    }
    let store = Place::at(&data).open().await;
    let (accounts, asked) = (store.accounts(), Asked { at: 1_796_100_000, ..super::asked() });
    let before = accounts.by_login("xitong").await.expect("found").expect("an account");
    assert_eq!((&before.bearer, before.administrator(), before.has_password), (&Bearer::Administrator(Administrator::System, None), None, true));
    assert_eq!(accounts.to_set_up(), Administrator::ALL);
    let by = By { account: before.id, acting: None };
    let refused = accounts.ask(What::Link(before.id), &by, &asked).await;
    assert!(crate::support::error(refused).contains("还缺系统管理员、安全管理员、审计员"));
    let secretary = accounts.by_login("shuji").await.expect("found").expect("an account");
    let person = secretary.person().expect("a person");
    let mut seats = Vec::new();
    for (seat, login) in Administrator::ALL.into_iter().zip(["guan", "an", "shen"]) {
        let link = accounts.invite(seat, &asked).await.expect("a link");
        let taken = Newcomer { named: &Named::Person(person), login, password: "另一句好记的话啊", rules: None };
        assert!(crate::support::error(accounts.set_up(link.expose(), taken, &asked).await).contains("已有账户"), "an account from before counts");
        let who = Newcomer { named: &Named::Name(login.to_owned()), ..taken };
        seats.push(accounts.set_up(link.expose(), who, &asked).await.expect("a seat"));
    }
    for login in ["xitong", "anquan", "shenji"] {
        assert!(accounts.by_login(login).await.expect("found").expect("an account").disabled, "{login}");
    }
    let wish = accounts.ask(What::Link(secretary.id), &By { account: seats[1].id, acting: None }, &asked).await.expect("asked").wish;
    assert!(wish.act.is_told(), "whoever had a password before has one");
    drop(accounts);
    store.check().await.expect("sound");
    store.close().await.expect("close");
}
