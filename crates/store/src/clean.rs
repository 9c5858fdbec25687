//! Taking deleted rows out of the files too: out of free space, dead rows, indexes and the write-ahead log, as far as the
//! database can.
//!
//! SQLite zeroes what it deletes (`secure_delete`), but the log still holds the pages as they were: it is emptied.
//! PostgreSQL keeps dead rows until a table is written anew. Both must wait for readers who still see the rows; nobody
//! waits for that: it is tried again beside the other work. PostgreSQL's own log is the operator's; it is recycled in time.

use crate::StoreError;
use crate::schema::Table;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::time::Duration;

/// Between two tries: at first, and at most.
const PAUSE: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(300));

/// Who may still see what was deleted: whoever reads this database, and whoever writes anywhere in the cluster, since no
/// snapshot reaches behind that.
const SEEN: &str = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() \
    AND (backend_xid IS NOT NULL OR (datname = current_database() AND backend_xmin IS NOT NULL))";

/// Tables that are cleaned out.
pub(crate) type Tables = &'static [&'static Table];

/// Cleans tables out. False where somebody still sees what was deleted.
///
/// # Errors
/// Where the database does not answer.
pub(crate) async fn clean(database: &DatabaseConnection, tables: Tables) -> Result<bool, StoreError> {
    if database.get_database_backend() == DbBackend::Sqlite {
        return Ok(number(database, "PRAGMA wal_checkpoint(TRUNCATE)").await? == 0);
    }
    let mut clean = number(database, SEEN).await? == 0;
    // Whoever reads a table keeps it from being written anew, and whoever waits for that keeps everybody out. PostgreSQL's
    // own cleaning steps aside after a second.
    database.execute_unprepared("SET lock_timeout = '4s'").await?;
    for table in tables {
        clean &= database.execute_unprepared(&format!("VACUUM (FULL) \"{}\"", table.name)).await.is_ok();
    }
    database.execute_unprepared("RESET lock_timeout").await?;
    Ok(clean)
}

/// Goes on cleaning until it is done or the database is closed.
pub(crate) fn clean_later(database: DatabaseConnection, tables: Tables) {
    tokio::spawn(async move {
        let mut pause = PAUSE.0;
        loop {
            tokio::time::sleep(pause).await;
            if !matches!(clean(&database, tables).await, Ok(false)) {
                return;
            }
            pause = (pause * 2).min(PAUSE.1);
        }
    });
}

/// Writes everything anew, after a migration that took something out.
///
/// # Errors
/// Where the database fails.
pub(crate) async fn rewrite(database: &DatabaseConnection) -> Result<(), StoreError> {
    let statement = if database.get_database_backend() == DbBackend::Sqlite { "VACUUM" } else { "VACUUM (FULL)" };
    database.execute_unprepared(statement).await?;
    clean(database, &[]).await.map(|_| ())
}

/// The first value of the first row.
async fn number(database: &DatabaseConnection, query: &str) -> Result<i64, StoreError> {
    let statement = Statement::from_string(database.get_database_backend(), query);
    let row = database.query_one_raw(statement).await?;
    Ok(match row {
        Some(row) => row.try_get_by_index::<i64>(0).or_else(|_| row.try_get_by_index::<i32>(0).map(i64::from))?,
        None => 0,
    })
}
