//! Somebody with other tools changes the database by hand: `rebuild --check` and `verify` find it.

use crate::support::{Place, Small, command, error, places};
use jishi_store::Location;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// Tables that are not derived.
const GROUND: [&str; 11] =
    ["journal", "content", "command", "head", "schema_step", "account", "session", "invitation", "attempt", "api_token", "second"];

async fn strings(connection: &DatabaseConnection, query: &str) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), query);
    connection.query_all_raw(statement).await.expect("query").iter().map(|row| row.try_get_by_index(0).expect("text")).collect()
}

async fn tables(place: &Place, connection: &DatabaseConnection) -> Vec<String> {
    let query = match place.location {
        Location::Dir(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        Location::Url(_) => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'jishi' ORDER BY table_name"
        }
    };
    strings(connection, query).await.into_iter().filter(|table| !GROUND.contains(&table.as_str())).collect()
}

async fn columns(place: &Place, connection: &DatabaseConnection, table: &str) -> Vec<(String, bool)> {
    let query = match place.location {
        Location::Dir(_) => format!("SELECT name || '|' || lower(type) FROM pragma_table_info('{table}')"),
        Location::Url(_) => format!(
            "SELECT column_name || '|' || data_type FROM information_schema.columns WHERE table_schema = 'jishi' AND table_name = '{table}'"
        ),
    };
    let named = strings(connection, &query).await;
    named.iter().map(|pair| pair.split_once('|').expect("pair")).map(|(name, kind)| (name.to_owned(), kind.contains("int"))).collect()
}

#[tokio::test]
async fn every_change_by_hand_of_every_column_of_every_table_is_found() {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.everything())).await.expect("events");
        let intruder = place.intruder().await;
        let mut edits = 0;
        for table in tables(&place, &intruder).await {
            for (column, number) in columns(&place, &intruder, &table).await {
                let value = if number { "77777".to_owned() } else { blob_or_text(&place, &table, &column) };
                // One row of the table is enough; a key moves to a value that is free.
                let edit = format!("UPDATE \"{table}\" SET \"{column}\" = {value} WHERE {}", one_row(&place, &intruder, &table).await);
                intruder.execute_unprepared(&edit).await.unwrap_or_else(|e| panic!("{edit}: {e}"));
                let found = store.rebuild_check().await.expect("check");
                assert!(found.iter().any(|difference| difference.table == table), "{table}.{column}: {found:?}");
                assert!(found[0].to_string().starts_with(&format!("表 {table} 的 ")), "{}", found[0]);
                edits += 1;
                store.rebuild().await.expect("rebuild");
                assert_eq!(store.rebuild_check().await.expect("check"), [], "after rebuild");
            }
            intruder.execute_unprepared(&format!("DELETE FROM \"{table}\"")).await.expect("delete");
            let found = store.rebuild_check().await.expect("check");
            assert!(
                !found.is_empty()
                    && found.iter().all(|difference| difference.table == table && difference.to_string().ends_with("日志里有，表里缺")),
                "{found:?}"
            );
            store.rebuild().await.expect("rebuild");
        }
        assert_eq!(edits, 4, "the columns of the words that texts are found by");
        intruder.close().await.expect("close");
        store.close().await.expect("close");
    }
}

/// A condition that holds for one row of a table.
async fn one_row(place: &Place, connection: &DatabaseConnection, table: &str) -> String {
    let name = match place.location {
        Location::Dir(_) => strings(connection, &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0")).await.join(", "),
        Location::Url(_) => "ctid".to_owned(),
    };
    format!("({name}) = (SELECT {name} FROM \"{table}\" LIMIT 1)")
}

fn blob_or_text(place: &Place, table: &str, column: &str) -> String {
    let sealed = (table, column) == ("word", "marks");
    match (sealed, &place.location) {
        (true, Location::Dir(_)) => "x'00'".into(),
        (true, Location::Url(_)) => "'\\x00'".into(),
        (false, _) => "'改'".into(),
    }
}

#[tokio::test]
async fn changes_by_hand_in_the_journal_are_found() {
    const EDITS: [(&str, &str); 9] = [
        ("UPDATE journal SET entry = (SELECT entry FROM journal WHERE seq = 3) WHERE seq = 4", "第 4 条"),
        ("UPDATE journal SET leaf = prev WHERE seq = 5", "第 5 条"),
        ("UPDATE journal SET actor = '别人' WHERE seq = 2", "第 2 条"),
        ("UPDATE journal SET day = '2020-01-01' WHERE seq = 2", "第 2 条"),
        ("UPDATE journal SET at = 0 WHERE seq = 2", "第 2 条"),
        ("DELETE FROM journal WHERE seq = 10", "第 10 条"),
        ("DELETE FROM journal WHERE seq >= 19", "末尾被截去"),
        ("UPDATE command SET count = 3", "命令表"),
        ("DELETE FROM content WHERE seq = 8", "第 8 条"),
    ];
    for (edit, says) in EDITS {
        found_by_verify(&[edit], says).await;
    }
    let swap = [
        "UPDATE journal SET seq = -1 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = 6",
        "UPDATE journal SET seq = 6 WHERE seq = -1",
    ];
    found_by_verify(&swap, "第 3 条").await;
    found_by_verify(&["UPDATE content SET sealed = (SELECT sealed FROM content WHERE seq = 4) WHERE seq = 5"], "密文").await;
    found_by_verify(&["UPDATE content SET seq = 100 WHERE seq = 5"], "第").await;
    for edit in ["at = 5", "size = 3", "epoch = 7", "turn = 9", "root = mac", "mac = root", "tally = mac"] {
        found_by_verify(&[&format!("UPDATE head SET {edit}")], "首行").await;
    }
    found_by_verify(&["DELETE FROM head"], "首行").await;
    found_by_verify(&["DELETE FROM command"], "命令表缺少").await;
}

/// Before the first entry, far behind the last, beside the one head: nobody reads there, and nobody may write there.
#[tokio::test]
async fn rows_that_nobody_reads_are_found() {
    let copy = |table: &str, key: &str, at: i64| {
        let (of, rest) = match table {
            "journal" => (3, "at, day, actor, command, entry, leaf, prev, mac"),
            "content" => (4, "owner, suite, sealed"),
            _ => (1, "epoch, turn, size, root, at, tally, mac"),
        };
        format!("INSERT INTO {table} SELECT {at}, {rest} FROM {table} WHERE {key} = {of}")
    };
    for (table, key, at, says) in [
        ("journal", "seq", -3, "表 journal 应有"),
        ("journal", "seq", 1_000_000, "表 journal 应有"),
        ("content", "seq", -4, "表 content 应有"),
        ("head", "id", 2, "表 head 应有 1 行，却有 2 行"),
    ] {
        found_by_verify(&[&copy(table, key, at)], says).await;
    }
}

/// What is found by an index is what lies in the table: SQLite keeps them apart, and a bit that flips in the one is not seen
/// in the other.
#[tokio::test]
async fn an_index_that_differs_from_its_table_is_found() {
    const AWAY: [&str; 5] = [
        "UPDATE word SET unit = 'elsewhere'",
        "PRAGMA writable_schema = ON",
        "CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'word_by_unit'",
        "DELETE FROM sqlite_schema WHERE name = 'word_by_unit'",
        "PRAGMA writable_schema = RESET",
    ];
    const BACK: [&str; 3] =
        ["PRAGMA writable_schema = ON", "INSERT INTO sqlite_schema SELECT * FROM kept", "PRAGMA writable_schema = RESET"];
    let place = Place::sqlite();
    place.init().await;
    let (store, small) = (place.open().await, Small::new(1));
    store.execute(command("a", small.everything())).await.expect("events");
    store.verify().await.expect("sound before");
    let intruder = place.intruder().await;
    let words = "SELECT unit || '|' || seq FROM word ORDER BY seq";
    let before = strings(&intruder, words).await;
    let undone = before.iter().map(|word| word.split_once('|').expect("words"));
    let undone: Vec<String> = undone.map(|(unit, seq)| format!("UPDATE word SET unit = '{unit}' WHERE seq = {seq}")).collect();
    assert!(undone.len() > 1, "{undone:?}");
    for edit in AWAY.into_iter().chain(undone.iter().map(String::as_str)).chain(BACK) {
        intruder.execute_unprepared(edit).await.unwrap_or_else(|e| panic!("{edit}: {e}"));
    }
    assert_eq!(strings(&intruder, words).await, before, "the table is what it was");
    let error = error(store.verify().await);
    assert!(error.contains("索引与表不符"), "{error}");
    intruder.close().await.expect("close");
    store.close().await.expect("close");
}

/// Sound before the edit, and not after it; neither by `verify` nor at the next start.
async fn found_by_verify(edits: &[&str], says: &str) {
    for place in places().await {
        let (store, small) = (place.open().await, Small::new(1));
        store.execute(command("a", small.everything())).await.expect("events");
        store.close().await.expect("close");
        let store = place.open().await;
        store.verify().await.expect("sound before");
        let intruder = place.intruder().await;
        // As somebody who switches off what stands in the way.
        let without_keys = match place.location {
            Location::Dir(_) => "PRAGMA foreign_keys = OFF",
            Location::Url(_) => "ALTER TABLE content DROP CONSTRAINT content_seq_fkey",
        };
        intruder.execute_unprepared(without_keys).await.expect("foreign keys");
        for edit in edits {
            intruder.execute_unprepared(edit).await.unwrap_or_else(|e| panic!("{edit}: {e}"));
        }
        let error = error(store.verify().await);
        assert!(error.contains(says) && error.contains("保留现场"), "{edits:?}: {error}");
        intruder.close().await.expect("close");
        store.close().await.expect("close");
    }
}
