//! Backups under a passphrase.

use super::{filled, holds, plain};
use crate::support::{Place, error};
use jishi_store::copy::{Inside, Wanted, backup, verify};
use jishi_store::{Keys, Restoring, SeededEntropy};
use std::path::Path;

const WORDS: &str = "七月 河边 一辆旧自行车";

async fn sealed(place: &Place, into: &Path, with_root_key: bool) {
    let wanted = Wanted { passphrase: Some(WORDS), with_root_key, ..plain(into) };
    backup(&place.location, &place.keys, &wanted, &mut SeededEntropy::new(5)).await.expect("backup");
}

#[tokio::test]
async fn under_a_passphrase_nothing_is_readable_without_it() {
    let place = Place::sqlite();
    place.init().await;
    let (store, _) = filled(&place).await;
    let folder = tempfile::tempdir().expect("folder");
    let (open, shut) = (folder.path().join("open"), folder.path().join("shut"));
    super::back_up(&place, &open).await;
    sealed(&place, &shut, false).await;
    store.close().await.expect("close");
    // Positive control: names of bodies are no secret of anybody's, and stand in the plain one, where bytes are hexadecimal.
    let entered = |name: &str| jishi_journal::to_hex(name.as_bytes());
    for canary in [entered("中共示范厅第一支部委员会"), entered("党支部"), "本机".to_owned(), "\"journal\"".to_owned()] {
        assert_eq!((holds(&open, canary.as_bytes()), holds(&shut, canary.as_bytes())), (true, canary == "\"journal\""), "{canary}");
    }
    let with = |words| Inside::open(&shut, Some(&place.keys), words);
    assert!(error(with(None)).contains("--passphrase-file"));
    assert!(error(with(Some("七月 河边 一辆新自行车"))).contains("口令不对"));
    verify(&with(Some(WORDS)).expect("backup")).expect("sound");
}

#[tokio::test]
async fn the_root_key_is_in_it_only_where_it_was_asked_for() {
    let place = Place::sqlite();
    place.init().await;
    filled(&place).await.0.close().await.expect("close");
    let key = std::fs::read(place.root_key()).expect("key");
    let folder = tempfile::tempdir().expect("folder");
    let nowhere = folder.path().join("nowhere");
    let bare = Wanted { with_root_key: true, ..plain(&nowhere) };
    assert!(error(backup(&place.location, &place.keys, &bare, &mut SeededEntropy::new(5)).await).contains("--passphrase-file"));
    let short = Wanted { passphrase: Some("短口令"), ..plain(&nowhere) };
    assert!(error(backup(&place.location, &place.keys, &short, &mut SeededEntropy::new(5)).await).contains("不少于 12 个字"));
    let (apart, inside) = (folder.path().join("apart"), folder.path().join("inside"));
    sealed(&place, &apart, false).await;
    sealed(&place, &inside, true).await;
    assert!(!holds(folder.path(), &key));
    assert!(error(Inside::open(&apart, None, Some(WORDS))).contains("--root-key"));
    let backup = Inside::open(&inside, None, Some(WORDS)).expect("backup");
    assert!(verify(&backup).expect("sound").root_key);

    let empty = Place::sqlite();
    let wanted = Restoring { backup: &backup, newer: None, lists: &[], without_lists: true, asked: super::asked() };
    jishi_store::restore(&empty.location, &empty.keys, &wanted, Box::new(SeededEntropy::new(6))).await.expect("restore");
    assert_eq!(std::fs::read(empty.root_key()).expect("key"), key);
    let store = empty.open().await;
    store.check().await.expect("sound");
    store.close().await.expect("close");
}

#[tokio::test]
async fn another_sites_root_key_opens_nothing() {
    let (place, other) = (Place::sqlite(), Place::sqlite());
    place.init().await;
    jishi_store::Store::init(&other.location, &other.keys, &mut SeededEntropy::new(70)).await.expect("init");
    filled(&place).await.0.close().await.expect("close");
    let folder = tempfile::tempdir().expect("folder");
    super::back_up(&place, &folder.path().join("one")).await;
    assert!(error(Inside::open(&folder.path().join("one"), Some(&other.keys), None)).contains("清单不是用这个根密钥写的"));
    assert!(error(Inside::open(&folder.path().join("one"), Some(&Keys::at("/nonexistent")), None)).contains("--root-key"));
    assert!(error(Inside::open(folder.path(), Some(&place.keys), None)).contains("缺少清单"));
}
