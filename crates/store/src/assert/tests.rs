//! Each promise, broken once: it must be noticed.

use super::*;
use crate::connect::{Databases, Location, sqlite_options};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{ConnectOptions, Connection};
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};

/// A connection that keeps every promise.
fn sound(dir: &tempfile::TempDir) -> SqliteConnectOptions {
    sqlite_options(&dir.path().join("test.db")).create_if_missing(true)
}

async fn verdict(options: SqliteConnectOptions) -> Option<String> {
    let mut connection = options.connect().await.expect("connect");
    let verdict = sqlite(&mut connection).await.err().map(|error| error.to_string());
    connection.close().await.expect("close");
    verdict
}

#[tokio::test]
async fn each_broken_pragma_is_noticed() {
    let dir = tempfile::tempdir().expect("dir");
    assert_eq!(verdict(sound(&dir)).await, None);
    for (name, value) in [
        ("synchronous", "NORMAL"),
        ("foreign_keys", "OFF"),
        ("secure_delete", "OFF"),
        ("secure_delete", "FAST"),
        ("cell_size_check", "OFF"),
        ("trusted_schema", "ON"),
        ("busy_timeout", "0"),
        ("journal_mode", "DELETE"),
    ] {
        let said = verdict(sound(&dir).pragma(name, value)).await.unwrap_or_default();
        assert!(said.contains(&format!("SQLite 的 {name} 是 ")), "{name} = {value}: {said:?}");
    }
}

#[test]
fn the_version_has_a_floor() {
    for (version, good) in [
        ("3.51.2", false),
        ("3.50.9", false),
        ("3.9.0", false),
        ("3.51.3", true),
        ("3.51.10", true),
        ("3.52.0", true),
        ("4.0.0", true),
        ("", false),
    ] {
        assert_eq!(sqlite_version(version).is_ok(), good, "{version}");
    }
}

#[tokio::test]
async fn every_connection_of_the_pool_keeps_the_promises() {
    let dir = tempfile::tempdir().expect("dir");
    let databases = Databases::connect(&Location::Dir(dir.path().into()), true).await.expect("connect");
    // Transactions held at once are connections apart.
    let mut held = Vec::new();
    for _ in 0..4 {
        held.push(databases.facts.begin().await.expect("begin"));
    }
    for connection in &held {
        for (name, query, wanted) in PRAGMAS {
            let row = connection
                .query_one_raw(Statement::from_string(connection.get_database_backend(), query))
                .await
                .expect("query")
                .expect("row");
            assert_eq!(row.try_get_by_index::<String>(0).expect("text"), wanted, "{name}");
        }
    }
    held.clear();
    databases.close().await.expect("close");
}

#[tokio::test]
async fn postgres_that_may_lose_commits_is_refused() {
    let Ok(server) = std::env::var("JISHI_TEST_PG") else {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), "跳过：未提供 PostgreSQL\n".as_bytes());
        return;
    };
    let careless = Location::Url(format!("{server}?options=-c%20synchronous_commit%3Doff"));
    let refused = Databases::connect(&careless, false).await.expect_err("refused");
    assert!(matches!(&refused, StoreError::Unsafe(why) if why.contains("synchronous_commit 是 off")), "{refused:?}");
    Databases::connect(&Location::Url(server), false).await.expect("sound").close().await.expect("close");
}
