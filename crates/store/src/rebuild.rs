//! `rebuild --check`: the journal is read and verified anew with all of its contents, and the marks that these give (`words`),
//! the one table that is derived, are compared with it row by row. `rebuild` makes that table anew.

use crate::connect::writing;
use crate::row::{self, Cell, Row};
use crate::schema::{Column, Kind, Table, WORD};
use crate::vault::Vault;
use crate::erasures::Gone;
use crate::load::{self, Folding};
use crate::StoreError;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use jishi_facts::Site;
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

/// All differences between the table of words and what the contents give.
pub(crate) async fn check(connection: &impl ConnectionTrait, vault: &Vault) -> Result<Vec<Difference>, StoreError> {
    Ok(load::load_erasing(connection, vault, Folding::Compared, &Gone::default()).await?.differences)
}

/// Empties the table and fills it from the journal and its contents.
pub(crate) async fn rebuild(transaction: &DatabaseTransaction, vault: &Vault) -> Result<(), StoreError> {
    let rows = words(transaction, vault, &Gone::default()).await?;
    transaction.execute(Query::delete().from_table(WORD.name)).await?;
    row::insert(transaction, &WORD, rows).await
}

/// Fills the table of words, where it is empty and there are texts: of a site from before it.
pub(crate) async fn refill_words(facts: &DatabaseConnection, site: &Site, vault: &Vault, erasing: &Gone) -> Result<(), StoreError> {
    let any = Query::select().expr(Expr::val(1)).from(WORD.name).limit(1).to_owned();
    if (site.records.is_empty() && site.items.is_empty()) || facts.query_one(&any).await?.is_some() {
        return Ok(());
    }
    let rows = words(facts, vault, erasing).await?;
    let transaction = writing(facts).await?;
    row::insert(&transaction, &WORD, rows).await?;
    Ok(transaction.commit().await?)
}

async fn words(connection: &impl ConnectionTrait, vault: &Vault, erasing: &Gone) -> Result<Vec<Row>, StoreError> {
    Ok(load::load_erasing(connection, vault, Folding::Words, erasing).await?.words)
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
