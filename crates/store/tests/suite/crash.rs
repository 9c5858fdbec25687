//! A transaction that fails half way, or at its very end, leaves nothing; the writer goes on.

use crate::support::{Place, Small, command, error, owner, places};
use jishi_store::Location;
use sea_orm::ConnectionTrait;

/// Makes the database fail when a row of `word` is inserted: at once, or only when the transaction is committed.
async fn plant(place: &Place, at_commit: bool) {
    let statements: &[&str] = match (&place.location, at_commit) {
        (Location::Dir(_), false) => &["CREATE TRIGGER planted BEFORE INSERT ON word BEGIN SELECT RAISE(ABORT, 'planted'); END"],
        // The foreign key is checked when the transaction ends.
        (Location::Dir(_), true) => {
            &["CREATE TRIGGER planted AFTER INSERT ON word BEGIN INSERT INTO content VALUES (999999, 'x', 'x', x'00'); END"]
        }
        (Location::Url(_), false) => &[FUNCTION, "CREATE TRIGGER planted BEFORE INSERT ON word EXECUTE FUNCTION planted()"],
        (Location::Url(_), true) => &[
            FUNCTION,
            "CREATE CONSTRAINT TRIGGER planted AFTER INSERT ON word DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION planted()",
        ],
    };
    let intruder = place.intruder().await;
    for statement in statements {
        intruder.execute_unprepared(statement).await.expect("plant");
    }
    intruder.close().await.expect("close");
}

const FUNCTION: &str = "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'planted'; END $$";

async fn weed(place: &Place) {
    let statement = match &place.location {
        Location::Dir(_) => "DROP TRIGGER planted",
        Location::Url(_) => "DROP FUNCTION planted CASCADE",
    };
    let intruder = place.intruder().await;
    intruder.execute_unprepared(statement).await.expect("weed");
    intruder.close().await.expect("close");
}

#[tokio::test]
async fn a_transaction_that_fails_half_way_leaves_nothing() {
    check(false).await;
}

#[tokio::test]
async fn a_commit_that_fails_leaves_nothing() {
    check(true).await;
}

async fn check(at_commit: bool) {
    for place in places().await {
        let (store, small, other) = (place.open().await, Small::new(1), Small::new(2));
        store.execute(command("a", small.everything())).await.expect("before");
        let (before, head) = (owner(&store), store.head());
        plant(&place, at_commit).await;
        let failed = error(store.execute(command("b", other.events())).await);
        assert!(failed.contains("没有写入") && failed.contains("重试"), "{failed}");
        assert_eq!((owner(&store), store.head()), (before.clone(), head));
        // Commands that do not meet the failure go on at once.
        store.execute(command("c", vec![small.reason()])).await.expect("another");
        weed(&place).await;
        let receipt = store.execute(command("b", other.events())).await.expect("the same again");
        assert_eq!(receipt.first, head.0 + 1);
        let after = owner(&store);
        store.verify().await.expect("verify");
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        store.close().await.expect("close");

        let store = place.open().await;
        assert_eq!(owner(&store), after);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_reader_that_holds_an_old_view_keeps_it() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        let scope = store.owner_on_this_machine();
        let mut held = Vec::new();
        for (event, place) in small.everything().into_iter().zip(0_u64..) {
            held.push(store.view(&scope));
            store.execute(command(&format!("c{place}"), vec![event])).await.expect("execute");
        }
        assert!(held.iter().zip(0..).all(|(view, size)| view.size == size));
        drop(held);
        let now = owner(&store);
        store.close().await.expect("close");
        let store = place.open().await;
        assert_eq!(owner(&store), now);
        store.close().await.expect("close");
    }
}
