//! Where a table that is derived differs from what the journal gives.

use crate::row::{Cell, Row};
use crate::schema::{Column, Kind, Table};
use std::collections::BTreeMap;
use std::fmt;

/// One place where a table differs from the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// The row's key, as written in the table.
    pub key: String,
    /// What is wrong with the row.
    pub what: Wrong,
}

/// How a row differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// The journal gives it, the table lacks it.
    Missing,
    /// The table has it, the journal does not give it.
    Surplus,
    /// A value differs: the column, what the journal gives, what the table has.
    Value(&'static str, String, String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "表 {} 的 {}：", self.table, self.key)?;
        match &self.what {
            Wrong::Missing => f.write_str("日志里有，表里缺"),
            Wrong::Surplus => f.write_str("表里有，日志里没有"),
            Wrong::Value(column, journal, table) => write!(f, "{column} 按日志应为 {journal}，表里是 {table}"),
        }
    }
}

/// Where rows that were found differ from those that the journal gives.
pub(crate) fn compare(table: &'static Table, wanted: Vec<Row>, found: Vec<Row>) -> Vec<Difference> {
    let mut out = Vec::new();
    let keyed = |rows: Vec<Row>| -> BTreeMap<Row, Row> { rows.into_iter().map(|row| (key(table, &row), row)).collect() };
    let (wanted, mut found) = (keyed(wanted), keyed(found));
    for (key, row) in wanted {
        match found.remove(&key) {
            None => out.push(Difference { table: table.name, key: show_key(&key), what: Wrong::Missing }),
            Some(other) if other == row => {}
            Some(other) => table.columns.iter().zip(row.iter().zip(&other)).filter(|(_, (a, b))| a != b).for_each(|(column, (a, b))| {
                let what = Wrong::Value(column.name, show(column, a), show(column, b));
                out.push(Difference { table: table.name, key: show_key(&key), what });
            }),
        }
    }
    out.extend(found.keys().map(|key| Difference { table: table.name, key: show_key(key), what: Wrong::Surplus }));
    out
}

fn key(table: &Table, row: &Row) -> Row {
    table.key.iter().filter_map(|name| row.get(table.position(name)).cloned()).collect()
}

fn show_key(key: &Row) -> String {
    key.iter()
        .map(|cell| match cell {
            Cell::Integer(value) => value.to_string(),
            other => other.text().to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" / ")
}

/// A value for people to compare. What is sealed is not opened; what has been erased is called so.
fn show(column: &Column, cell: &Cell) -> String {
    match (cell, column.kind) {
        (Cell::Null, Kind::Blob) => "已删除".into(),
        (Cell::Null, _) => "空".into(),
        (Cell::Integer(value), _) => value.to_string(),
        (Cell::Text(value), _) => format!("“{value}”"),
        (Cell::Blob(_), _) => "密文（不显示）".into(),
    }
}
