//! A site of an earlier version that nobody had come into: there is no entry to tell its head from one of before.

use crate::command::Asked;
use crate::connect::{Databases, Location, count};
use crate::entropy::SeededEntropy;
use crate::head::Head;
use crate::rootkey::Keys;
use crate::schema::{ATTEMPT, INVITATION};
use crate::vault::Vault;
use crate::{LogIn, Origin, Store};
use jishi_authorize::Administrator;
use jishi_journal::to_hex;
use sea_orm::ConnectionTrait;

const NOW: i64 = 1_790_000_000;

#[tokio::test]
async fn of_a_site_without_entries_nothing_beside_the_journal_is_taken_over() {
    let dir = tempfile::tempdir().expect("folder");
    let (location, keys) = (Location::Dir(dir.path().join("data")), Keys::beside(&dir.path().join("data")));
    let open = async || Store::open(&location, &keys, Box::new(SeededEntropy::new(2))).await.expect("open");
    Store::init(&location, &keys, &mut SeededEntropy::new(1)).await.expect("init");
    let (store, asked) = (open().await, Asked { at: NOW, day: "2026-09-20".parse().expect("a day"), actor: "本机".into() });
    store.accounts().invite(Administrator::System, &asked).await.expect("a link");
    let tried = store.accounts().log_in("nobody", "不是这个密码", Origin { source: "a", browser: None }, &asked).await;
    assert!(matches!(tried, Ok(LogIn::Wrong)), "{tried:?}");
    store.close().await.expect("close");

    // As an earlier program left it.
    let databases = Databases::connect(&location, false).await.expect("connect");
    let vault = Vault::open(databases.keys.clone(), keys.read().expect("the root key")).await.expect("the keys");
    let head = Head::read(&databases.facts, &vault, false).await.expect("the head");
    let mac = vault.head_mac([head.epoch, head.turn, head.size], &head.root, head.at, None);
    databases.facts.execute_unprepared(&format!("UPDATE head SET tally = NULL, mac = x'{}'", to_hex(&mac))).await.expect("a head");
    let rows = async |databases: &Databases| (count(&databases.facts, &INVITATION).await.expect("rows"), count(&databases.facts, &ATTEMPT).await.expect("rows"));
    assert_eq!(rows(&databases).await, (1, 1));

    let store = open().await;
    store.check().await.expect("sound");
    assert_eq!((store.head().0, rows(&store.databases).await), (0, (0, 0)));
    databases.close().await.expect("close");
    store.close().await.expect("close");
}
