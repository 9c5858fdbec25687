//! A site's life: made, written to, read, closed, opened again; on both databases.

use crate::support::{self, Small, command, owner, places};
use jishi_store::StoreError;

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        let events = small.everything();
        let receipt = store.execute(command("a", events.clone())).await.expect("execute");
        assert_eq!((receipt.first, receipt.count), (0, events.len() as u64));
        let before = owner(&store);
        let head = store.head();
        store.close().await.expect("close");

        let store = place.open().await;
        assert_eq!(owner(&store), before);
        assert_eq!(store.head(), head);
        assert_eq!(before.people[&small.zhang].name(), "张三");
        let verdict = store.verify().await.expect("verify");
        assert_eq!((verdict.size, verdict.checkpointed), (receipt.count, receipt.count));
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_second_writer_is_refused_and_a_reader_is_not() {
    for place in places().await {
        let store = place.open().await;
        store.execute(command("a", Small::new(1).events())).await.expect("execute");
        assert!(matches!(place.try_open().await, Err(StoreError::Locked)));
        let reader = jishi_store::Store::open_read_only(&place.location, &place.keys).await.expect("reader");
        assert_eq!(reader.head(), store.head());
        assert!(matches!(reader.execute(command("b", Vec::new())).await, Err(StoreError::ReadOnly)));
        reader.close().await.expect("close");
        store.close().await.expect("close");
        place.open().await.close().await.expect("close");
    }
}

#[tokio::test]
async fn a_site_is_not_made_twice_and_not_opened_where_none_is() {
    for place in places().await {
        let again = jishi_store::Store::init(&place.location, &place.keys, &mut jishi_store::SeededEntropy::new(9)).await;
        assert!(matches!(again, Err(StoreError::Exists)), "{again:?}");
    }
    let empty = support::Place::sqlite();
    assert!(matches!(empty.try_open().await, Err(StoreError::Missing)));
}
