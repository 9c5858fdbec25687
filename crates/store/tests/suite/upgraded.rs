//! Kept sites from before the head had a tally: it is taken once, after a full check, and no head of before counts again.

use crate::support::{Place, error, kept_places};
use jishi_store::{Store, StoreError};
use sea_orm::{ConnectionTrait, Statement};

/// Its head has no tally; a log-in has failed in it.
const KEPT: &str = "2026-11-30-2";
/// The head as it was before the tally, and as it is.
const BEFORE: &str = "UPDATE head SET tally = NULL, (epoch, turn, size, root, at, mac) = (SELECT epoch, turn, size, root, at, mac FROM was_head)";
const NOW: &str = "UPDATE head SET (epoch, turn, size, root, at, tally, mac) = (SELECT epoch, turn, size, root, at, tally, mac FROM now_head)";

async fn does(place: &Place, statements: &[&str]) {
    let raw = place.intruder().await;
    for statement in statements {
        raw.execute_unprepared(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    raw.close().await.expect("close");
}

async fn entries(place: &Place) -> i64 {
    let raw = place.intruder().await;
    let count = Statement::from_string(raw.get_database_backend(), "SELECT count(*) FROM journal");
    let count = raw.query_one_raw(count).await.expect("query").expect("a row").try_get_by_index(0).expect("a number");
    raw.close().await.expect("close");
    count
}

#[tokio::test]
async fn the_tally_is_taken_once_and_entered() {
    for place in kept_places(KEPT).await {
        let before = entries(&place).await;
        let closed = Store::open_read_only(&place.location, &place.keys).await;
        assert!(matches!(closed, Err(StoreError::Unsafe(_))), "{closed:?}");
        for _ in 0..2 {
            let store = place.open().await;
            store.check().await.expect("sound");
            store.close().await.expect("close");
            assert_eq!(entries(&place).await, before + 1, "entered once");
        }
        Store::open_read_only(&place.location, &place.keys).await.expect("to read").close().await.expect("close");
    }
}

/// Who has kept the head of before, and puts it back over rows of his own choice.
#[tokio::test]
async fn no_head_of_before_counts_again() {
    for place in kept_places(KEPT).await {
        does(&place, &["CREATE TABLE was_head AS SELECT * FROM head"]).await;
        place.open().await.close().await.expect("close");
        does(&place, &["CREATE TABLE now_head AS SELECT * FROM head", "DELETE FROM attempt"]).await;
        for forged in [BEFORE, "UPDATE head SET tally = NULL"] {
            does(&place, &[forged]).await;
            let read = Store::open_read_only(&place.location, &place.keys).await;
            assert!(read.is_err(), "{forged}");
            let found = error(place.try_open().await);
            assert!(found.contains("首行"), "{forged}: {found}");
            does(&place, &[NOW]).await;
        }
        let store = place.open().await;
        assert!(error(store.verify().await).contains("合计"), "the attempts are missed");
        store.close().await.expect("close");
    }
}

/// What the full check of before finds is found before a tally is taken of it.
#[tokio::test]
async fn no_tally_is_taken_of_a_site_that_is_not_sound() {
    for place in kept_places(KEPT).await {
        let before = entries(&place).await;
        let turn_round = ["UPDATE account SET disabled = 1 - disabled"];
        does(&place, &turn_round).await;
        let found = error(place.try_open().await);
        assert!(found.contains("account"), "{found}");
        assert_eq!(entries(&place).await, before);
        does(&place, &turn_round).await;
        let store = place.open().await;
        store.check().await.expect("sound");
        store.close().await.expect("close");
    }
}
