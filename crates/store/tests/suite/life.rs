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
        assert_eq!(verdict.size, receipt.count);
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

#[cfg(unix)]
#[tokio::test]
async fn the_root_key_is_for_its_owner_alone_and_for_its_own_data() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let place = support::Place::sqlite();
    place.init().await;
    let jishi_store::Location::Dir(dir) = &place.location else { unreachable!("SQLite") };
    let file = dir.join("root.key");
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("file").mode() & 0o777;
    assert_eq!((mode(&file), mode(dir)), (0o600, 0o700));
    let store = place.open().await;
    store.execute(command("a", Small::new(1).events())).await.expect("events");
    store.close().await.expect("close");

    let set = |bits| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(bits)).expect("chmod");
    set(0o640);
    assert!(support::error(place.try_open().await).contains("chmod 600"));
    set(0o600);
    let own = std::fs::read_to_string(&file).expect("key");
    for (text, says) in [("ab".repeat(32), "打不开密钥库"), ("ab".repeat(31), "64 位十六进制"), ("秘密".into(), "64 位十六进制")]
    {
        std::fs::write(&file, &text).expect("write");
        let refused = support::error(place.try_open().await);
        assert!(refused.contains(says) && !refused.contains("abab") && !refused.contains("秘密"), "{refused}");
    }
    std::fs::write(&file, own).expect("write");
    place.open().await.close().await.expect("close");
}

#[tokio::test]
async fn a_rebuild_and_a_reader_bear_writers_beside_them() {
    for place in places().await {
        let store = std::sync::Arc::new(place.open().await);
        let writing = {
            let store = store.clone();
            tokio::spawn(async move {
                for seed in 1..30 {
                    store.execute(command(&format!("c{seed}"), Small::new(seed).everything())).await.expect("execute");
                }
            })
        };
        while !writing.is_finished() {
            store.rebuild().await.expect("rebuild");
            assert_eq!(store.rebuild_check().await.expect("check"), []);
            store.verify().await.expect("verify");
            let reader = jishi_store::Store::open_read_only(&place.location, &place.keys).await.expect("reader");
            assert!(reader.head().0 <= store.head().0);
            reader.close().await.expect("close");
        }
        writing.await.expect("writer");
        assert_eq!(store.rebuild_check().await.expect("check"), []);
        std::sync::Arc::into_inner(store).expect("the last").close().await.expect("close");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_plainly() {
    let nowhere = jishi_store::Location::Url("postgres://jishi:secret@127.0.0.1:1/nowhere".into());
    let keys = jishi_store::Keys::at("/nonexistent/root.key");
    let refused = support::error(jishi_store::Store::open_read_only(&nowhere, &keys).await);
    assert!(refused.contains("连接数据库服务失败：没有服务在那个地址和端口上") && !refused.contains("secret"), "{refused}");
    assert!(!format!("{nowhere:?}").contains("secret"));
    let wrong = jishi_store::Location::Url("mysql://somewhere".into());
    assert!(support::error(jishi_store::Store::open_read_only(&wrong, &keys).await).contains("postgres://"));
}
