//! The database as somebody with other tools sees it: tables of rows of literals.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use std::collections::BTreeMap;
use std::path::Path;

/// A table's columns, and its rows as SQL literals.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// The same once more by each of its indexes, where that was asked for.
    pub by_index: Vec<Vec<String>>,
}

impl Table {
    /// Where a column stands.
    pub fn at(&self, column: &str) -> usize {
        self.columns.iter().position(|known| known == column).unwrap_or_else(|| panic!("no column {column}"))
    }
}

/// All tables of a file, by name.
pub type Tables = BTreeMap<String, Table>;

/// A file of the site, opened with other tools.
pub struct Intruder {
    connection: DatabaseConnection,
}

async fn texts(connection: &DatabaseConnection, query: &str) -> Result<Vec<String>, sea_orm::DbErr> {
    let statement = Statement::from_string(connection.get_database_backend(), query);
    connection.query_all_raw(statement).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

impl Intruder {
    /// None where it is no database.
    pub async fn of(file: &Path) -> Option<Self> {
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", file.display()));
        options.max_connections(1);
        let connection = Database::connect(options).await.ok()?;
        // As somebody who switches off what stands in the way.
        connection.execute_unprepared("PRAGMA foreign_keys = OFF").await.ok()?;
        Some(Self { connection })
    }

    /// What the tables hold; an error where the file cannot be read.
    pub async fn tables(&self) -> Result<Tables, sea_orm::DbErr> {
        let mut tables = Tables::new();
        let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        for name in texts(&self.connection, names).await? {
            tables.insert(name.clone(), self.table(&name).await?);
        }
        Ok(tables)
    }

    /// What these tables and columns hold, as a program reads them that knows their names, and once more by their indexes, as
    /// who looks for a row does.
    pub async fn known(&self, known: &Tables) -> Tables {
        let mut tables = Tables::new();
        for (name, Table { columns, .. }) in known {
            let key = texts(&self.connection, &format!("SELECT name FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk")).await.unwrap_or_default();
            let mut table = self.rows(name, columns, &key).await;
            let indexes = format!("SELECT l.name || char(31) || i.name FROM pragma_index_list('{name}') l, pragma_index_info(l.name) i WHERE i.seqno = 0");
            // An index whose name is no text any more is used all the same, but not by its name.
            for index in texts(&self.connection, &indexes).await.unwrap_or_default() {
                let (index, first) = index.split_once('\u{1f}').unwrap_or_default();
                let rows = format!("SELECT {} FROM \"{name}\" INDEXED BY \"{index}\" ORDER BY \"{first}\", 1", quoted(columns));
                table.by_index.push(texts(&self.connection, &rows).await.unwrap_or_else(|error| vec![error.to_string()]));
            }
            table.by_index.sort();
            tables.insert(name.clone(), table);
        }
        tables
    }

    /// What one table holds.
    pub async fn table(&self, name: &str) -> Result<Table, sea_orm::DbErr> {
        let columns = texts(&self.connection, &format!("SELECT lower(name) FROM pragma_table_info('{name}') ORDER BY cid")).await?;
        // In the order of the key, as the program reads.
        let key = texts(&self.connection, &format!("SELECT name FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk")).await?;
        Ok(self.rows(name, &columns, &key).await)
    }

    async fn rows(&self, name: &str, columns: &[String], key: &[String]) -> Table {
        let order = if key.is_empty() { String::new() } else { format!(" ORDER BY \"{}\"", key.join("\", \"")) };
        let rows = texts(&self.connection, &format!("SELECT {} FROM \"{name}\"{order}", quoted(columns))).await;
        // What cannot be read is a table of another sort.
        let rows = rows.unwrap_or_else(|error| vec![error.to_string()]);
        let rows = rows.iter().map(|row| row.split('\u{1f}').map(str::to_owned).collect()).collect();
        Table { columns: columns.to_vec(), rows, by_index: Vec::new() }
    }

    /// Carries out a statement, where the database takes it.
    pub async fn does(&self, statement: &str) {
        self.connection.execute_unprepared(statement).await.ok();
    }

    pub async fn leave(self) {
        self.connection.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.ok();
        self.connection.close().await.expect("closed");
    }
}

/// A row as one text of literals.
fn quoted(columns: &[String]) -> String {
    columns.iter().map(|column| format!("quote(\"{column}\")")).collect::<Vec<_>>().join(" || char(31) || ")
}

/// Numbers that follow from a seed alone (SplitMix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
