//! A checkpoint that was kept elsewhere finds what nothing inside the database can: a cut tail, an older state put back.

use crate::support::{Place, Small, command, error, places};
use jishi_store::{Location, SignedCheckpoint, Store};

async fn kept(store: &Store) -> SignedCheckpoint {
    let text = store.sign_checkpoint("2026-11-30T08:00:00Z").to_string();
    text.parse().expect("what was written is read")
}

#[tokio::test]
async fn a_kept_checkpoint_holds_as_the_journal_grows_and_is_of_this_site_alone() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        let empty = kept(&store).await;
        store.execute(command("a", small.events())).await.expect("events");
        let early = kept(&store).await;
        store.execute(command("b", vec![small.reason()])).await.expect("more");
        for checkpoint in [&empty, &early, &kept(&store).await] {
            store.hold_to(checkpoint).expect("holds");
        }
        let other = Place::sqlite();
        other.init_seeded(77).await;
        let stranger = other.open().await;
        assert!(error(stranger.hold_to(&early)).contains("不是本站签的"));
        stranger.close().await.expect("close");
        // Every changed byte of the file is found.
        let text = early.to_string();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            assert!(String::from_utf8(bytes).is_ok_and(|bent| bent.parse::<SignedCheckpoint>().is_err()) || !text.is_char_boundary(at) || !text.as_bytes()[at].is_ascii());
        }
        store.close().await.expect("close");
    }
}

/// Yesterday's files in the place of today's, the note beside them among them: they are sound in themselves.
#[tokio::test]
async fn an_older_state_of_everything_is_found_by_a_kept_checkpoint_alone() {
    let place = Place::sqlite();
    place.init().await;
    let Location::Dir(dir) = &place.location else { panic!("a directory") };
    let (store, small) = (place.open().await, Small::new(1));
    store.execute(command("a", small.events())).await.expect("events");
    store.close().await.expect("close");
    let old = tempfile::tempdir().expect("directory");
    for file in ["facts.db", "keys.db", "last-checkpoint"] {
        std::fs::copy(dir.join(file), old.path().join(file)).expect("copy");
    }
    let store = place.open().await;
    store.execute(command("b", vec![small.reason()])).await.expect("more");
    let checkpoint = kept(&store).await;
    store.close().await.expect("close");
    for file in ["facts.db", "keys.db", "last-checkpoint"] {
        std::fs::copy(old.path().join(file), dir.join(file)).expect("put back");
    }
    let store = place.open().await;
    store.check().await.expect("sound in itself: this is what a kept checkpoint is for");
    assert!(error(store.hold_to(&checkpoint)).contains("换回了旧的数据"));
    store.close().await.expect("close");
}
