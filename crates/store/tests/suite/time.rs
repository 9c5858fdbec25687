//! The latest time that a site knows when it is opened again, on both databases: from its entries, from what people did
//! without one, from the note beside it; never an earlier one.

use crate::support::{Place, command, places};
use jishi_store::{Location, Origin, Store};
use std::path::PathBuf;

/// Of the entries of [`command`].
const ENTERED: i64 = 1_780_000_000;

fn note(place: &Place) -> PathBuf {
    match &place.location {
        Location::Dir(dir) => dir.join("last-time"),
        Location::Url(_) => place.root_key().with_file_name("root.key.last-time"),
    }
}

/// As after `kill -9`: nothing is written at the end.
async fn killed(place: &Place, store: Store) -> Store {
    drop(store);
    loop {
        match place.try_open().await {
            // The writer ends after the store is gone.
            Err(jishi_store::StoreError::Locked) => tokio::task::yield_now().await,
            opened => return opened.expect("open"),
        }
    }
}

#[tokio::test]
async fn a_site_goes_on_from_the_latest_time_that_it_knows() {
    for place in places().await {
        let store = place.open().await;
        assert_eq!(store.last_in_use(), None, "nothing was ever done");
        store.execute(command("a", crate::support::Small::new(1).everything())).await.expect("written");
        let store = killed(&place, store).await;
        assert_eq!(store.last_in_use(), Some(ENTERED));
        store.note_in_use(ENTERED + 900).await.expect("noted");
        store.note_in_use(ENTERED + 500).await.expect("an earlier time is no news");
        let store = killed(&place, store).await;
        assert_eq!(store.last_in_use(), Some(ENTERED + 900));
        let reader = Store::open_read_only(&place.location, &place.keys).await.expect("open");
        assert_eq!(reader.last_in_use(), Some(ENTERED + 900));
        assert!(reader.note_in_use(ENTERED + 950).await.is_err());
        reader.close().await.expect("close");
        // A try at logging in has no entry, and says when it was.
        let accounts = store.accounts();
        accounts.log_in("nobody", "不是这个密码", Origin::default(), &jishi_store::Asked { at: ENTERED + 1_000, ..crate::support::asked("2026-03-01") }).await.expect("answered");
        let store = killed(&place, store).await;
        assert_eq!(store.last_in_use(), Some(ENTERED + 1_000));
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_note_that_is_not_the_site_s_says_nothing() {
    for place in places().await {
        let store = place.open().await;
        store.execute(command("a", crate::support::Small::new(1).everything())).await.expect("written");
        store.note_in_use(ENTERED + 900).await.expect("noted");
        let store = killed(&place, store).await;
        let genuine = std::fs::read_to_string(note(&place)).expect("the note");
        let other = genuine.replace(&(ENTERED + 900).to_string(), &(ENTERED + 90_000_000).to_string());
        assert_ne!(genuine, other);
        for tampered in [other.as_str(), "", "{}", "\u{0}"] {
            std::fs::write(note(&place), tampered).expect("tampered with");
            let reader = Store::open_read_only(&place.location, &place.keys).await.expect("open");
            assert_eq!(reader.last_in_use(), Some(ENTERED), "{tampered:?}");
            reader.close().await.expect("close");
        }
        store.note_in_use(ENTERED + 950).await.expect("written anew");
        let store = killed(&place, store).await;
        assert_eq!(store.last_in_use(), Some(ENTERED + 950));
        store.close().await.expect("close");
    }
}
