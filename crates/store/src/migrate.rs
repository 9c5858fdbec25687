//! Versioned migrations of the two databases, and the refusal of data that a newer program wrote.
//!
//! A step is never changed after a release: later versions add steps. Each runs in one transaction with its own record,
//! so that a kill leaves the old or the new schema, never something between.

use crate::connect::Databases;
use crate::schema::{
    ACCOUNT, API_TOKEN, ATTEMPT, COMMAND, CONTENT, Column, HEAD, INVITATION, JOURNAL, Kind, PROJECTIONS, SECOND, SESSION, SUBJECT_KEY, Table,
};
use crate::vault::Vault;
use crate::{StoreError, log};
use sea_orm::sea_query::Alias;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, DynIden, Statement};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager, seaql_migrations};
use std::fmt::Write;

/// The record of applied steps, in each database.
pub(crate) const MIGRATIONS: &str = "schema_step";

/// No bytes, as SQLite writes it.
const EMPTY: &str = "x''";

/// Steps of the database of facts.
pub(crate) struct Facts;
/// Steps of the database of keys.
pub(crate) struct Keys;

impl MigratorTrait for Facts {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Create { step: "2026-11-24-1", tables: first_tables }),
            Box::new(Create { step: "2026-11-25-1", tables: || vec![&ACCOUNT, &SESSION, &INVITATION, &ATTEMPT, &API_TOKEN] }),
            // Tokens from before could do whatever their account could.
            Box::new(Add { step: "2026-11-26-1", table: &API_TOKEN, columns: &[("writes", "1"), ("used", "NULL")] }),
            // Bodies with all above them: no question was asked of it.
            Box::new(Remove { step: "2026-11-26-2", table: "lineage" }),
            // What is authenticated: filled in once, after a full check, by `legacy`.
            Box::new(Create { step: "2026-11-30-1", tables: || vec![&HEAD] }),
            Box::new(Add { step: "2026-11-30-2", table: &JOURNAL, columns: &[("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-3", table: &COMMAND, columns: &[("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-4", table: &ACCOUNT, columns: &[("entry", "-1"), ("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-5", table: &SESSION, columns: &[("entry", "-1"), ("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-6", table: &INVITATION, columns: &[("entry", "-1"), ("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-7", table: &ATTEMPT, columns: &[("mac", EMPTY)] }),
            Box::new(Add { step: "2026-11-30-8", table: &API_TOKEN, columns: &[("entry", "-1"), ("mac", EMPTY)] }),
            // Administrators are named people in seats.
            Box::new(Add { step: "2026-11-30-powers-1", table: &ACCOUNT, columns: &[("seat", "NULL"), ("holder", "NULL"), ("name", "NULL")] }),
            Box::new(Add { step: "2026-11-30-powers-2", table: &INVITATION, columns: &[("seat", "NULL")] }),
            Box::new(Index { step: "2026-11-30-powers-3", statements: |_| indexes(&ACCOUNT, "IF NOT EXISTS ") }),
            Box::new(Create { step: "2026-11-30-second", tables: || vec![&SECOND] }),
            // What was done is looked for by sort, account and day.
            Box::new(Index { step: "2026-11-30-trail", statements: log::indexes }),
        ]
    }
    fn migration_table_name() -> DynIden {
        Alias::new(MIGRATIONS).into()
    }
}

impl MigratorTrait for Keys {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Create { step: "2026-11-24-1", tables: || vec![&SUBJECT_KEY] })]
    }
    fn migration_table_name() -> DynIden {
        Alias::new(MIGRATIONS).into()
    }
}

fn first_tables() -> Vec<&'static Table> {
    [&JOURNAL, &CONTENT, &COMMAND].into_iter().chain(PROJECTIONS).collect()
}

/// Creates tables that were not there before.
struct Create {
    step: &'static str,
    tables: fn() -> Vec<&'static Table>,
}

impl MigrationName for Create {
    fn name(&self) -> &str {
        self.step
    }
}

#[async_trait]
impl MigrationTrait for Create {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for table in (self.tables)() {
            for statement in create(table, connection.get_database_backend()) {
                connection.execute_unprepared(&statement).await?;
            }
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Adds columns to a table that may have been created without them, each with what the rows from before hold in it.
struct Add {
    step: &'static str,
    table: &'static Table,
    columns: &'static [(&'static str, &'static str)],
}

impl MigrationName for Add {
    fn name(&self) -> &str {
        self.step
    }
}

#[async_trait]
impl MigrationTrait for Add {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let backend = connection.get_database_backend();
        for column in self.table.columns {
            let Some((name, before)) = self.columns.iter().find(|(name, _)| *name == column.name) else { continue };
            if manager.has_column(self.table.name, name).await? {
                continue;
            }
            let null = if column.null { "" } else { " NOT NULL" };
            let before = if *before == EMPTY && backend == DbBackend::Postgres { "''" } else { before };
            let sql = format!("ALTER TABLE \"{}\" ADD COLUMN \"{name}\" {}{null} DEFAULT {before}", self.table.name, word(column, backend));
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Removes a table that is no longer kept, where it was ever made.
struct Remove {
    step: &'static str,
    table: &'static str,
}

impl MigrationName for Remove {
    fn name(&self) -> &str {
        self.step
    }
}

#[async_trait]
impl MigrationTrait for Remove {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(&format!("DROP TABLE IF EXISTS \"{}\"", self.table)).await.map(|_| ())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Makes indexes that came later.
struct Index {
    step: &'static str,
    statements: fn(DbBackend) -> Vec<String>,
}

impl MigrationName for Index {
    fn name(&self) -> &str {
        self.step
    }
}

#[async_trait]
impl MigrationTrait for Index {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in (self.statements)(connection.get_database_backend()) {
            connection.execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Brings a database up to this program's schema.
///
/// # Errors
/// [`StoreError::NewerSchema`] where it has steps that this program does not know.
pub(crate) async fn migrate<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<(), StoreError> {
    refuse_newer::<M>(connection).await?;
    Ok(M::up(connection, None).await?)
}

/// Is there a site in this database?
pub(crate) async fn exists(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    Ok(!applied(connection).await?.is_empty())
}

/// Is there a site in these databases? One of which half is there is named, and never taken for none.
///
/// # Errors
/// [`StoreError::Missing`]; [`StoreError::Incomplete`] where half of it is missing.
pub(crate) async fn there(databases: &Databases) -> Result<(), StoreError> {
    let half = |what: &str| {
        let help = "请把同一时刻的两个库放在一起，或用 jishi restore 从备份恢复";
        Err(StoreError::Incomplete(format!("数据不全：{what}。{help}")))
    };
    match (exists(&databases.facts).await?, exists(&databases.keys).await?) {
        (true, true) => Ok(()),
        (true, false) => half("有数据，没有密钥库（keys.db，或模式 jishi_keys），封存的内容都打不开"),
        (false, true) if Vault::any(&databases.keys).await? => half("有密钥库，数据库（facts.db，或模式 jishi）里却没有表"),
        (false, _) => Err(StoreError::Missing),
    }
}

/// Is there any table at all?
pub(crate) async fn any_table(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    let ask = match connection.get_database_backend() {
        DbBackend::Sqlite => "SELECT COUNT(*) FROM sqlite_schema",
        _ => "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()",
    };
    let row = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), ask)).await?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(count.is_some_and(|count| count > 0))
}

/// The first step that a database lacks.
pub(crate) async fn lacks<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<Option<String>, StoreError> {
    let applied = applied(connection).await?;
    Ok(M::migrations().iter().map(|step| step.name().to_owned()).find(|step| !applied.contains(step)))
}

/// Refuses data that a newer program wrote, and data that this one would have to bring up first.
///
/// # Errors
/// As [`migrate`]; [`StoreError::Missing`] where there is nothing yet.
pub(crate) async fn require_current<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<(), StoreError> {
    refuse_newer::<M>(connection).await?;
    match applied(connection).await?.len() {
        0 => Err(StoreError::Missing),
        found if found < M::migrations().len() => Err(StoreError::Unsafe("数据的结构较旧，请先以可写方式打开一次以升级".into())),
        _ => Ok(()),
    }
}

async fn refuse_newer<M: MigratorTrait>(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let known = M::migrations();
    let unknown = applied(connection).await?.into_iter().find(|step| known.iter().all(|migration| migration.name() != step));
    unknown.map_or(Ok(()), |step| Err(StoreError::NewerSchema(step)))
}

/// The steps applied so far; none where the record itself is missing.
async fn applied(connection: &DatabaseConnection) -> Result<Vec<String>, StoreError> {
    if !SchemaManager::new(connection).has_table(MIGRATIONS).await? {
        return Ok(Vec::new());
    }
    let rows = connection.query_all(sea_orm::sea_query::Query::select().column(seaql_migrations::Column::Version).from(MIGRATIONS)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// The statements that create a table with its indexes, those of the journal by expressions included.
pub(crate) fn create(table: &Table, backend: DbBackend) -> Vec<String> {
    let mut sql = format!("CREATE TABLE \"{}\" (", table.name);
    for column in table.columns {
        let _ = write!(sql, "\"{}\" {}{}, ", column.name, word(column, backend), if column.null { "" } else { " NOT NULL" });
    }
    let _ = write!(sql, "PRIMARY KEY ({})", table.key.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", "));
    if let Some((column, target)) = table.refers {
        let _ = write!(sql, ", FOREIGN KEY (\"{column}\") REFERENCES \"{target}\" DEFERRABLE INITIALLY DEFERRED");
    }
    sql.push(')');
    if backend == DbBackend::Sqlite {
        // Without a row id the key is the table: good for short rows without bytes.
        let short = table.columns.iter().all(|column| column.kind != Kind::Blob)
            && table.columns.first().is_some_and(|column| column.kind == Kind::Text);
        sql.push_str(if short { " STRICT, WITHOUT ROWID" } else { " STRICT" });
    }
    let beyond = if table.name == JOURNAL.name { log::indexes(backend) } else { Vec::new() };
    std::iter::once(sql).chain(indexes(table, "")).chain(beyond).collect()
}

/// The statements that create a table's indexes.
fn indexes(table: &Table, unless: &str) -> Vec<String> {
    let index = |sort: &str, column: &str| format!("CREATE {sort} {unless}\"{0}_by_{column}\" ON \"{0}\" (\"{column}\")", table.name);
    let plain = table.indexes.iter().map(|column| index("INDEX", column));
    plain.chain(table.unique.iter().map(|column| index("UNIQUE INDEX", column))).collect()
}

/// The type of a column. Text compares byte by byte on both databases.
fn word(column: &Column, backend: DbBackend) -> &'static str {
    match (column.kind, backend) {
        (Kind::Integer, DbBackend::Sqlite) => "INTEGER",
        (Kind::Integer, _) => "BIGINT",
        (Kind::Text, DbBackend::Sqlite) => "TEXT",
        (Kind::Text, _) => "TEXT COLLATE \"C\"",
        (Kind::Blob, DbBackend::Sqlite) => "BLOB",
        (Kind::Blob, _) => "BYTEA",
    }
}
