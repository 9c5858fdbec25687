//! What a connection must promise, read back from every live connection before it is used.
//!
//! Nothing acknowledged may be lost: settings are asked of the database itself, not trusted from a configuration file.
//! A connection that breaks a promise is never handed out; the first is tried alone, so that the store refuses to start
//! with the reason, instead of waiting for a better one.

use crate::StoreError;
use sea_orm::sqlx::{self, PgConnection, SqliteConnection};
use sea_orm::{DbErr, RuntimeErr};
use std::fmt;

/// The first version without the WAL-reset bug (3.7.0–3.51.2), which could corrupt a database.
const SQLITE_FLOOR: [u32; 3] = [3, 51, 3];
/// Milliseconds that a connection waits for another's lock.
pub(crate) const BUSY_TIMEOUT: u64 = 5_000;
/// PostgreSQL 14.
const POSTGRES_FLOOR: i64 = 140_000;

/// Pragmas with the value that must be read back; numbers as SQLite writes them (synchronous 2 is FULL).
const PRAGMAS: [(&str, &str, &str); 7] = [
    ("journal_mode", "SELECT journal_mode FROM pragma_journal_mode", "wal"),
    ("synchronous", "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous", "2"),
    ("foreign_keys", "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys", "1"),
    ("secure_delete", "SELECT CAST(secure_delete AS TEXT) FROM pragma_secure_delete", "1"),
    ("cell_size_check", "SELECT CAST(cell_size_check AS TEXT) FROM pragma_cell_size_check", "1"),
    ("trusted_schema", "SELECT CAST(trusted_schema AS TEXT) FROM pragma_trusted_schema", "0"),
    ("busy_timeout", "SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout", "5000"),
];

/// Settings of PostgreSQL with the values that are good enough.
const SETTINGS: [(&str, &str, &[&str]); 3] = [
    ("synchronous_commit", "SHOW synchronous_commit", &["on", "remote_apply"]),
    ("fsync", "SHOW fsync", &["on"]),
    ("full_page_writes", "SHOW full_page_writes", &["on"]),
];

/// A setting that does not promise what is needed.
#[derive(Debug)]
struct BrokenPromise(String);

impl fmt::Display for BrokenPromise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BrokenPromise {}

fn broken(why: String) -> sqlx::Error {
    sqlx::Error::Configuration(Box::new(BrokenPromise(why)))
}

/// The broken promise inside an error of a connection, if that is what it is.
fn broken_promise(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Configuration(why) => why.downcast_ref::<BrokenPromise>().map(ToString::to_string),
        _ => None,
    }
}

/// An error of a first connection in the store's words.
pub(crate) fn explained(error: sqlx::Error) -> StoreError {
    match (broken_promise(&error), error) {
        (Some(why), _) => StoreError::Unsafe(why),
        (None, sqlx::Error::Io(error)) => StoreError::Io("连接数据库服务", error),
        (None, error) => DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error))).into(),
    }
}

/// Is this SQLite saying that it would have to write where it cannot?
pub(crate) fn cannot_write(error: &StoreError) -> bool {
    /// SQLITE_READONLY and SQLITE_CANTOPEN, in the low byte of any finer code.
    const CODES: [u32; 2] = [8, 14];
    let StoreError::Database(DbErr::Conn(RuntimeErr::SqlxError(error))) = error else { return false };
    let code = error.as_database_error().and_then(|error| error.code()).and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| CODES.contains(&(code & 0xff)))
}

/// Reads every pragma and the version back.
pub(crate) async fn sqlite(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for (name, query, wanted) in PRAGMAS {
        let found: String = sqlx::query_scalar(query).fetch_one(&mut *connection).await?;
        if found != wanted {
            return Err(broken(format!("SQLite 的 {name} 是 {found}，应为 {wanted}")));
        }
    }
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
    sqlite_version(&version)
}

fn sqlite_version(version: &str) -> Result<(), sqlx::Error> {
    let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    if parts.as_slice() < SQLITE_FLOOR.as_slice() {
        return Err(broken(format!("SQLite 是 {version}，应不低于 3.51.3（更早的版本可能损坏数据）")));
    }
    Ok(())
}

/// Reads every setting and the version back.
pub(crate) async fn postgres(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    for (name, query, wanted) in SETTINGS {
        let found: String = sqlx::query_scalar(query).fetch_one(&mut *connection).await?;
        if !wanted.contains(&found.as_str()) {
            return Err(broken(format!("PostgreSQL 的 {name} 是 {found}，应为 {}", wanted.join(" 或 "))));
        }
    }
    let version: String = sqlx::query_scalar("SHOW server_version_num").fetch_one(&mut *connection).await?;
    if version.parse::<i64>().is_ok_and(|number| number >= POSTGRES_FLOOR) {
        return Ok(());
    }
    Err(broken(format!("PostgreSQL 的版本号是 {version}，应不低于 {POSTGRES_FLOOR}（第 14 版）")))
}

#[cfg(test)]
mod tests;
