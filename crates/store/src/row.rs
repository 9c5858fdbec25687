//! Rows as plain values, and the few statements that move them: everything else is built from these.

use crate::StoreError;
use crate::schema::{Column, Kind, Table};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement, Value};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use std::fmt::Write;

/// Bound values in one statement: below SQLite's 32,766 and PostgreSQL's 65,535.
pub(crate) const MAX_BINDS: usize = 30_000;
/// Rows in one statement at most: the widest table has 11 columns.
const MAX_ROWS: usize = 1_024;
/// Rows of a long table that are read at a time.
const PAGE: u64 = 5_000;

/// One value of a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Cell {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Cell {
    pub(crate) fn id(id: impl std::fmt::Display) -> Self {
        Self::Text(id.to_string())
    }
    /// A count or position: journals do not reach 2^63 entries.
    pub(crate) fn count(value: u64) -> Self {
        Self::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
    pub(crate) fn or_null(value: Option<impl std::fmt::Display>) -> Self {
        value.map_or(Self::Null, Self::id)
    }
    pub(crate) fn blob(value: Option<Vec<u8>>) -> Self {
        value.map_or(Self::Null, Self::Blob)
    }

    pub(crate) fn bind(self, column: &Column) -> Value {
        match (self, column.kind) {
            (Self::Integer(value), _) => value.into(),
            (Self::Text(value), _) => value.into(),
            (Self::Blob(value), _) => value.into(),
            (Self::Null, Kind::Integer) => Value::BigInt(None),
            (Self::Null, Kind::Text) => Value::String(None),
            (Self::Null, Kind::Blob) => Value::Bytes(None),
        }
    }

    fn read(row: &QueryResult, place: usize, column: &Column) -> Result<Self, StoreError> {
        Ok(match column.kind {
            Kind::Integer => row.try_get_by_index::<Option<i64>>(place)?.map_or(Self::Null, Self::Integer),
            Kind::Text => row.try_get_by_index::<Option<String>>(place)?.map_or(Self::Null, Self::Text),
            Kind::Blob => row.try_get_by_index::<Option<Vec<u8>>>(place)?.map_or(Self::Null, Self::Blob),
        })
    }

    pub(crate) fn integer(&self) -> i64 {
        if let Self::Integer(value) = self { *value } else { 0 }
    }
    pub(crate) fn text(&self) -> &str {
        if let Self::Text(value) = self { value } else { "" }
    }
    pub(crate) fn bytes(&self) -> &[u8] {
        if let Self::Blob(value) = self { value } else { &[] }
    }
}

/// The values of one row, in the order of the table's columns.
pub(crate) type Row = Vec<Cell>;

/// Inserts rows, several in one statement. The numbers of rows are powers of two, so that the statements are few and
/// stay prepared.
pub(crate) async fn insert(connection: &impl ConnectionTrait, table: &'static Table, rows: Vec<Row>) -> Result<(), StoreError> {
    let (backend, mut rest) = (connection.get_database_backend(), rows.len());
    let mut rows = rows.into_iter();
    while rest > 0 {
        let count = 1 << rest.min(MAX_ROWS).ilog2();
        let values = rows.by_ref().take(count).flat_map(|row| row.into_iter().zip(table.columns)).map(|(cell, column)| cell.bind(column));
        connection.execute_raw(Statement::from_sql_and_values(backend, insert_sql(table, count, backend), values)).await?;
        rest -= count;
    }
    Ok(())
}

/// The statement that inserts so many rows.
fn insert_sql(table: &Table, count: usize, backend: DbBackend) -> String {
    let columns: Vec<_> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let mut sql = format!("INSERT INTO \"{}\" ({}) VALUES ", table.name, columns.join(", "));
    for row in 0..count {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for place in 1..=columns.len() {
            let _ = match backend {
                DbBackend::Postgres => write!(sql, "${}", row * columns.len() + place),
                _ => write!(sql, "?"),
            };
            sql.push_str(if place == columns.len() { ")" } else { ", " });
        }
    }
    sql
}

/// Gives the row with this row's key all of its values.
pub(crate) async fn rewrite(connection: &impl ConnectionTrait, table: &'static Table, row: Row) -> Result<(), StoreError> {
    let mut update = Query::update();
    update.table(table.name);
    for (column, cell) in table.columns.iter().zip(row) {
        let value = cell.bind(column);
        if table.key.contains(&column.name) {
            update.and_where(Expr::col(column.name).eq(value));
        } else {
            update.value(column.name, value);
        }
    }
    connection.execute(&update).await?;
    Ok(())
}

/// The rows that belong to any of these owners.
pub(crate) async fn owned(connection: &impl ConnectionTrait, table: &'static Table, owners: &[Cell]) -> Result<Vec<Row>, StoreError> {
    let Some(column) = table.columns.first() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for some in owners.chunks(MAX_BINDS) {
        let values = some.iter().map(|cell| cell.clone().bind(column));
        found.extend(rows(connection, table, select(table).and_where(Expr::col(column.name).is_in(values))).await?);
    }
    Ok(found)
}

/// Deletes the rows that belong to any of these owners.
pub(crate) async fn delete_owned(connection: &impl ConnectionTrait, table: &'static Table, owners: &[Cell]) -> Result<(), StoreError> {
    let Some(column) = table.columns.first() else { return Ok(()) };
    for some in owners.chunks(MAX_BINDS) {
        let values = some.iter().map(|cell| cell.clone().bind(column));
        connection.execute(Query::delete().from_table(table.name).and_where(Expr::col(column.name).is_in(values))).await?;
    }
    Ok(())
}

/// A statement that reads all columns of a table, to be narrowed by the caller.
pub(crate) fn select(table: &'static Table) -> SelectStatement {
    let mut statement = Query::select();
    statement.columns(table.columns.iter().map(|column| (Alias::new(table.name), column.name))).from(table.name);
    statement
}

/// The same, in the order of the primary key.
pub(crate) fn select_in_order(table: &'static Table) -> SelectStatement {
    let mut statement = select(table);
    for key in table.key {
        statement.order_by((Alias::new(table.name), *key), Order::Asc);
    }
    statement
}

/// Reads a table that may be long, in the order of its key, which is one column: all of its rows at once may be more than the memory
/// bears.
pub(crate) struct Walk {
    table: &'static Table,
    /// The key of the last row read.
    behind: Option<Cell>,
}

impl Walk {
    pub(crate) fn from_start(table: &'static Table) -> Self {
        Self { table, behind: None }
    }

    /// The next rows; none at the end.
    pub(crate) async fn next(&mut self, connection: &impl ConnectionTrait) -> Result<Vec<Row>, StoreError> {
        let Some(key) = self.table.key.first().map(|name| self.table.position(name)) else { return Ok(Vec::new()) };
        let column = &self.table.columns[key];
        let mut statement = select_in_order(self.table);
        if let Some(behind) = self.behind.take() {
            statement.and_where(Expr::col((Alias::new(self.table.name), column.name)).gt(behind.bind(column)));
        }
        let page = rows(connection, self.table, statement.limit(PAGE)).await?;
        self.behind = page.last().map(|row| row[key].clone());
        Ok(page)
    }
}

/// Runs a statement made by [`select`].
pub(crate) async fn rows(
    connection: &impl ConnectionTrait,
    table: &'static Table,
    statement: &SelectStatement,
) -> Result<Vec<Row>, StoreError> {
    let found = connection.query_all(statement).await?;
    found.iter().map(|row| table.columns.iter().enumerate().map(|(place, column)| Cell::read(row, place, column)).collect()).collect()
}
