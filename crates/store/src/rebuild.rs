//! `rebuild --check`: the journal is folded anew, and every row it gives is compared with the tables. `rebuild` makes
//! the tables anew.

use crate::connect::writing;
use crate::project::{self, everything};
use crate::row::{self, Cell, Row};
use crate::fold::Fold;
use crate::schema::{Column, ITEM, PERSON, PROJECTIONS, REASON, RECORD, Table, UPTAKE, WORD};
use crate::vault::Vault;
use crate::erasures::Gone;
use crate::load::{self, Folding};
use crate::StoreError;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use jishi_facts::Site;
use std::collections::{BTreeMap, BTreeSet};
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

/// All differences between the tables and a fold of the journal made anew.
pub(crate) async fn check(connection: &impl ConnectionTrait, vault: &Vault) -> Result<Vec<Difference>, StoreError> {
    let mut expected = fold_rows(connection, vault).await?;
    let mut differences = Vec::new();
    for table in rebuilt() {
        let wanted = expected.remove(table.name).unwrap_or_default();
        let found = row::rows(connection, table, &row::select_in_order(table)).await?;
        compare(table, wanted, found, &mut differences);
    }
    Ok(differences)
}

/// The tables that the journal and its contents give anew.
fn rebuilt() -> impl Iterator<Item = &'static Table> {
    PROJECTIONS.into_iter().chain([&WORD])
}

/// Empties the tables and fills them from the journal.
pub(crate) async fn rebuild(transaction: &DatabaseTransaction, vault: &Vault) -> Result<(), StoreError> {
    let mut rows = fold_rows(transaction, vault).await?;
    for table in rebuilt() {
        transaction.execute(Query::delete().from_table(table.name)).await?;
        row::insert(transaction, table, rows.remove(table.name).unwrap_or_default()).await?;
    }
    Ok(())
}

/// A table that a step of the schema has made anew at some time and left empty; and does a fold have rows for it?
type Anew = (&'static Table, fn(&Site) -> bool);

/// All such tables.
static ANEW: [Anew; 5] = [
    (&UPTAKE, |site| !site.uptakes.is_empty()),
    (&PERSON, |site| !site.people.is_empty()),
    (&RECORD, |site| !site.records.is_empty()),
    (&ITEM, |site| !site.items.is_empty()),
    (&REASON, |site| !site.reasons.is_empty()),
];

/// Fills the tables that a step of the schema has left empty.
pub(crate) async fn refill(facts: &DatabaseConnection, fold: &Fold) -> Result<(), StoreError> {
    let mut empty = BTreeSet::new();
    for (table, _) in ANEW.iter().filter(|(_, has)| has(&fold.site)) {
        let any = Query::select().expr(Expr::val(1)).from(table.name).limit(1).to_owned();
        if facts.query_one(&any).await?.is_none() {
            empty.insert(table.name);
        }
    }
    if empty.is_empty() {
        return Ok(());
    }
    let transaction = writing(facts).await?;
    for (table, rows) in project::changes(fold, everything(fold))?.insert {
        if empty.contains(table.name) {
            row::insert(&transaction, table, rows).await?;
        }
    }
    Ok(transaction.commit().await?)
}

/// Fills the table of words, where it is empty and there are texts: of a site from before it.
pub(crate) async fn refill_words(facts: &DatabaseConnection, site: &Site, vault: &Vault, erasing: &Gone) -> Result<(), StoreError> {
    let any = Query::select().expr(Expr::val(1)).from(WORD.name).limit(1).to_owned();
    if (site.records.is_empty() && site.items.is_empty()) || facts.query_one(&any).await?.is_some() {
        return Ok(());
    }
    let rows = load::load_erasing(facts, vault, Folding::Words, erasing).await?.words;
    let transaction = writing(facts).await?;
    row::insert(&transaction, &WORD, rows).await?;
    Ok(transaction.commit().await?)
}

async fn fold_rows(connection: &impl ConnectionTrait, vault: &Vault) -> Result<BTreeMap<&'static str, Vec<Row>>, StoreError> {
    let loaded = load::load_erasing(connection, vault, Folding::Words, &Gone::default()).await?;
    let changes = project::changes(&loaded.fold, everything(&loaded.fold))?;
    let mut all: BTreeMap<&'static str, Vec<Row>> = changes.insert.into_iter().map(|(table, rows)| (table.name, rows)).collect();
    all.insert(WORD.name, loaded.words);
    Ok(all)
}

fn compare(table: &'static Table, wanted: Vec<Row>, found: Vec<Row>, out: &mut Vec<Difference>) {
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
        (Cell::Null, crate::schema::Kind::Blob) => "已删除".into(),
        (Cell::Null, _) => "空".into(),
        (Cell::Integer(value), _) => value.to_string(),
        (Cell::Text(value), _) => format!("“{value}”"),
        (Cell::Blob(_), _) => "密文（不显示）".into(),
    }
}
