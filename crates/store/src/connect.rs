//! Where the data lie, and the pools of connections to them: every connection is asserted before it is used.

use crate::schema::{JOURNAL, STEPS, Table};
use crate::{StoreError, assert, files};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{ConnectOptions as _, Connection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where a site's data lie.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A directory with SQLite files: `facts.db` and, apart from it, `keys.db`.
    Dir(PathBuf),
    /// A PostgreSQL database by URL: schemas `jishi` and, apart from it, `jishi_keys`.
    Url(String),
}

impl fmt::Debug for Location {
    /// A URL may carry a password: it is not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dir(dir) => f.debug_tuple("Dir").field(dir).finish(),
            Self::Url(_) => f.write_str("Url(…)"),
        }
    }
}

/// Prepared statements kept by a connection: inserts of each table in each number of rows (see [`crate::row::insert`]).
const STATEMENTS: usize = 400;
/// Rows that wait for whoever reads them: each time it waits for one, two threads change places.
const ROWS: usize = 1_000;
/// Connections for readers beside the one writer.
const CONNECTIONS: u32 = 4;

/// The two databases of a site.
#[derive(Clone, Debug)]
pub(crate) struct Databases {
    pub facts: DatabaseConnection,
    pub keys: DatabaseConnection,
    /// What is weaker than it could be.
    pub warnings: Vec<String>,
    /// On SQLite: no write-ahead log lay there before these connections.
    pub without_log: bool,
}

impl Databases {
    /// Connects to both; creates SQLite files and PostgreSQL schemas only where `create` says so.
    pub(crate) async fn connect(location: &Location, create: bool) -> Result<Self, StoreError> {
        match location {
            Location::Dir(dir) => {
                if !create {
                    files::whole(dir)?;
                }
                let without_log = !files::log(dir, files::FACTS);
                let facts = sqlite(&dir.join(files::FACTS), create, CONNECTIONS).await?;
                Ok(Self { facts, keys: sqlite(&dir.join(files::KEYS), create, 1).await?, warnings: Vec::new(), without_log })
            }
            Location::Url(url) => {
                if create {
                    create_schemas(url).await?;
                }
                let facts = postgres(url, FACTS_SCHEMA, CONNECTIONS).await?;
                let keys = postgres(url, KEYS_SCHEMA, 1).await?;
                Ok(Self { warnings: without_checksums(&facts).await?, facts, keys, without_log: false })
            }
        }
    }

    /// Connects to read what is there. Files that cannot be written, on read-only media or in an archive, are read as
    /// they lie: nothing can change them, so nothing need be locked.
    pub(crate) async fn connect_to_read(location: &Location) -> Result<Self, StoreError> {
        match (Self::connect(location, false).await, location) {
            (Err(error), Location::Dir(dir)) if assert::cannot_write(&error) => {
                if [files::FACTS, files::KEYS].iter().any(|name| files::log(dir, name)) {
                    return Err(StoreError::Incomplete("这里不能写入，旁边却有还没并入的 -wal 文件，不能照样读。请把整个目录复制到可以写的地方再打开".into()));
                }
                let warnings = vec!["数据所在的地方不能写入，按存档只读打开".to_owned()];
                let (facts, keys) = (archived(&dir.join(files::FACTS)).await?, archived(&dir.join(files::KEYS)).await?);
                Ok(Self { facts, keys, warnings, without_log: true })
            }
            (other, _) => other,
        }
    }

    /// Closes all connections, so that nothing lies in a write-ahead log any more.
    pub(crate) async fn close(self) -> Result<(), StoreError> {
        self.facts.close().await?;
        Ok(self.keys.close().await?)
    }
}

/// A transaction that takes the write lock at once.
pub(crate) async fn writing(connection: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
    Ok(connection.begin_with_options(options).await?)
}

/// A transaction that sees one state of the database from its first question to its last.
pub(crate) async fn reading(connection: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    // SQLite knows no other, and takes no such word.
    let isolation_level = (connection.get_database_backend() == DbBackend::Postgres).then_some(IsolationLevel::RepeatableRead);
    let transaction = connection.begin_with_options(TransactionOptions { isolation_level, ..TransactionOptions::default() }).await?;
    // The state is that of the first question.
    journal_size(&transaction).await?;
    Ok(transaction)
}

/// Without checksums PostgreSQL does not notice a disk that forgets; the journal does, but later.
async fn without_checksums(connection: &DatabaseConnection) -> Result<Vec<String>, StoreError> {
    let ask = Statement::from_string(connection.get_database_backend(), "SHOW data_checksums");
    let found: Option<String> = connection.query_one_raw(ask).await?.map(|row| row.try_get_by_index(0)).transpose()?;
    let warning = "PostgreSQL 没有打开数据校验（data_checksums），磁盘出错时发现得晚。建议由管理员用 pg_checksums 打开".to_owned();
    Ok(if found.as_deref() == Some("on") { Vec::new() } else { vec![warning] })
}

/// One connection to PostgreSQL that stays, for a lock that lasts as long as its session.
pub(crate) async fn session(url: &str) -> Result<DatabaseConnection, StoreError> {
    postgres(url, FACTS_SCHEMA, 1).await
}

/// One connection to the facts for whoever has the pen.
pub(crate) async fn pen(location: &Location) -> Result<DatabaseConnection, StoreError> {
    match location {
        Location::Dir(dir) => sqlite(&dir.join("facts.db"), false, 1).await,
        Location::Url(url) => postgres(url, FACTS_SCHEMA, 1).await,
    }
}

/// One connection to the facts for who opens contents; of an archive as [`Databases::connect_to_read`].
pub(crate) async fn reader(location: &Location) -> Result<DatabaseConnection, StoreError> {
    match (pen(location).await, location) {
        (Err(error), Location::Dir(dir)) if assert::cannot_write(&error) => archived(&dir.join(files::FACTS)).await,
        (other, _) => other,
    }
}

const FACTS_SCHEMA: &str = "jishi";
const KEYS_SCHEMA: &str = "jishi_keys";

async fn sqlite(path: &Path, create: bool, connections: u32) -> Result<DatabaseConnection, StoreError> {
    let wanted = sqlite_options(path).create_if_missing(create);
    let mut first = wanted.connect().await.map_err(assert::explained)?;
    assert::sqlite(&mut first).await.map_err(assert::explained)?;
    first.close().await.map_err(assert::explained)?;
    let mut options = ConnectOptions::new("sqlite://");
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .map_sqlx_sqlite_opts(move |_| wanted.clone());
    options.map_sqlx_sqlite_pool_opts(|pool| pool.after_connect(|connection, _| Box::pin(assert::sqlite(connection))));
    Ok(Database::connect(options).await?)
}

/// A file that does not change while it is read.
async fn archived(path: &Path) -> Result<DatabaseConnection, StoreError> {
    let wanted = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true).disable_statement_logging();
    let mut options = ConnectOptions::new("sqlite://");
    options.max_connections(CONNECTIONS).sqlx_logging(false).map_sqlx_sqlite_opts(move |_| wanted.clone());
    Ok(Database::connect(options).await?)
}

/// What every connection asks of SQLite; [`assert::sqlite`] reads it back.
pub(crate) fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_millis(assert::BUSY_TIMEOUT))
        .pragma("secure_delete", "ON")
        .pragma("cell_size_check", "ON")
        .pragma("trusted_schema", "OFF")
        .statement_cache_capacity(STATEMENTS)
        .row_buffer_size(ROWS)
        .disable_statement_logging()
}

async fn postgres(url: &str, schema: &str, connections: u32) -> Result<DatabaseConnection, StoreError> {
    let malformed = || StoreError::Unsafe("数据库地址应形如 postgres://用户:密码@主机:端口/库名".into());
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(malformed());
    }
    let wanted: PgConnectOptions = url.parse().map_err(|_| malformed())?;
    let wanted = wanted.options([("search_path", schema)]).statement_cache_capacity(STATEMENTS).disable_statement_logging();
    let mut first = wanted.connect().await.map_err(assert::explained)?;
    assert::postgres(&mut first).await.map_err(assert::explained)?;
    first.close().await.map_err(assert::explained)?;
    let mut options = ConnectOptions::new("postgres://");
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .map_sqlx_postgres_opts(move |_| wanted.clone());
    options.map_sqlx_postgres_pool_opts(|pool| pool.after_connect(|connection, _| Box::pin(assert::postgres(connection))));
    Ok(Database::connect(options).await?)
}

async fn create_schemas(url: &str) -> Result<(), StoreError> {
    let connection = postgres(url, "public", 1).await?;
    for schema in [FACTS_SCHEMA, KEYS_SCHEMA] {
        connection.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await?;
    }
    Ok(connection.close().await?)
}

/// Entries in the journal now.
pub(crate) async fn journal_size(connection: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let row = connection.query_one(Query::select().expr(Func::max(Expr::col("seq"))).from(JOURNAL.name)).await?;
    let last: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(last.map_or(0, |seq| seq.unsigned_abs() + 1))
}

/// Rows of a table.
pub(crate) async fn count(connection: &impl ConnectionTrait, table: &Table) -> Result<u64, StoreError> {
    let row = connection.query_one(Query::select().expr(Func::count(Expr::val(1))).from(table.name)).await?;
    let rows: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(rows.map_or(0, i64::unsigned_abs))
}

/// Is the record of steps without times, as `migrate` leaves it?
pub(crate) async fn undated(connection: &impl ConnectionTrait) -> Result<bool, StoreError> {
    let applied = || Expr::col("applied_at");
    let mut dated = Query::select();
    dated.column("applied_at").from(STEPS.name).and_where(applied().ne(0).or(applied().is_null())).limit(1);
    Ok(connection.query_one(&dated).await?.is_none())
}

/// Refuses an SQLite file with pages or indexes that contradict each other: by an index something else would be found than
/// what lies in the table, and was checked. PostgreSQL looks after its own pages.
///
/// # Errors
/// [`StoreError::Damaged`].
pub(crate) async fn intact(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    if connection.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let row = connection.query_one_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check(1)")).await?;
    let said: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    if said.as_deref() == Some("ok") {
        return Ok(());
    }
    Err(StoreError::Damaged("数据库文件有坏页，或索引与表不符：文件被改动，或磁盘有错".into()))
}
