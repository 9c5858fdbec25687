//! The sorts of steps by which a schema is brought up, and the statements that create tables.

use crate::journal_index;
use crate::schema::{Column, JOURNAL, Kind, Table};
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};
use std::fmt::Write;

/// No bytes, as SQLite writes it.
pub(super) const EMPTY: &str = "x''";

/// Creates tables that were not there before.
pub(super) struct Create {
    pub(super) step: &'static str,
    pub(super) tables: fn() -> Vec<&'static Table>,
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
pub(super) struct Add {
    pub(super) step: &'static str,
    pub(super) table: &'static Table,
    pub(super) columns: &'static [(&'static str, &'static str)],
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

/// Makes indexes that came later.
pub(super) struct Index {
    pub(super) step: &'static str,
    pub(super) statements: fn(DbBackend) -> Vec<String>,
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

/// Removes tables that are no longer kept, where they were ever made.
pub(super) struct Remove {
    pub(super) step: &'static str,
    pub(super) tables: fn() -> Vec<&'static str>,
}

impl MigrationName for Remove {
    fn name(&self) -> &str {
        self.step
    }
}

#[async_trait]
impl MigrationTrait for Remove {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in (self.tables)() {
            manager.get_connection().execute_unprepared(&format!("DROP TABLE IF EXISTS \"{table}\"")).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Changed only tables that a later step removes: it is known by its name, since databases say that they have it.
pub(super) struct Passed {
    pub(super) step: &'static str,
}

impl MigrationName for Passed {
    fn name(&self) -> &str {
        self.step
    }
}

#[async_trait]
impl MigrationTrait for Passed {
    async fn up(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// PostgreSQL takes samples of a column's values for its planner, and keeps them when the rows are gone: of these it takes
/// none.
pub(super) struct Unsampled {
    pub(super) step: &'static str,
    pub(super) columns: &'static [(&'static Table, &'static str)],
}

impl MigrationName for Unsampled {
    fn name(&self) -> &str {
        self.step
    }
}

#[async_trait]
impl MigrationTrait for Unsampled {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let backend = connection.get_database_backend();
        if backend != DbBackend::Postgres {
            return Ok(());
        }
        for (table, name) in self.columns {
            let Some(column) = table.columns.iter().find(|column| column.name == *name) else { continue };
            // Naming the type again forgets the samples that were taken.
            let again = format!("ALTER COLUMN \"{name}\" TYPE {}", word(column, backend));
            let none = format!("ALTER COLUMN \"{name}\" SET STATISTICS 0");
            connection.execute_unprepared(&format!("ALTER TABLE \"{}\" {again}, {none}", table.name)).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// The statements that create a table with its indexes.
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
    let beyond = if table.name == JOURNAL.name { journal_index::indexes(backend) } else { Vec::new() };
    std::iter::once(sql).chain(indexes(table, "")).chain(beyond).collect()
}

/// The statements that create a table's indexes.
pub(super) fn indexes(table: &Table, unless: &str) -> Vec<String> {
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
