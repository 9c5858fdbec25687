//! What texts are found by: of each text of a record or an item the pairs of signs that stand beside each other, each as the
//! beginning of a MAC under a key of the site, apart for each unit. No word can be read from it, and pairs of two units cannot be
//! compared. It goes where the text goes.
//!
//! A mark is short, so that some texts are found that do not have the word: what is found is opened and looked at.

use crate::StoreError;
use crate::row::{self, Cell, MAX_BINDS, Row};
use crate::schema::{CONTENT, WORD};
use crate::vault::{Vault, owner_text};
use crate::fold::Fold;
use jishi_base::{ImportId, UnitId};
use jishi_facts::{Among, Event, KeyOwner};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;

/// Bytes of a mark.
const MARK: usize = 4;
/// Rows read at a time.
const PAGE: u64 = 10_000;

type Mark = [u8; MARK];

/// The row of an event's texts, where it has some that are searched; `staged` for an import, where it is.
pub(crate) fn of(event: &Event, seq: u64, staged: Option<ImportId>, fold: &Fold, vault: &Vault) -> Option<Row> {
    let (owner, texts) = event.texts()?;
    Some(row(seq, owner, texts.values().map(String::as_str), fold.unit_of_owner(owner, staged), vault))
}

fn row<'t>(seq: u64, owner: KeyOwner, texts: impl Iterator<Item = &'t str>, unit: Option<UnitId>, vault: &Vault) -> Row {
    let marks: BTreeSet<Mark> = texts.flat_map(pairs).map(|pair| mark(vault, unit, &pair)).collect();
    vec![Cell::count(seq), Cell::Text(owner_text(owner)), Cell::Text(written(unit)), Cell::Blob(marks.into_iter().flatten().collect())]
}

/// Empty for what belongs to no unit.
fn written(unit: Option<UnitId>) -> String {
    unit.map_or_else(String::new, |unit| unit.to_string())
}

/// Signs beside each other; what a space stands between are none.
fn pairs(text: &str) -> Vec<String> {
    let signs: Vec<char> = text.chars().collect();
    let beside = signs.windows(2).filter(|pair| !pair.iter().any(|sign| sign.is_whitespace()));
    beside.map(|pair| pair.iter().collect()).collect()
}

fn mark(vault: &Vault, unit: Option<UnitId>, pair: &str) -> Mark {
    let mac = vault.word_mac(&written(unit), pair);
    let mut mark = Mark::default();
    mark.iter_mut().zip(mac).for_each(|(to, from)| *to = from);
    mark
}

/// The entries among these in whose texts all of these words may stand.
///
/// # Errors
/// Where the database fails.
pub(crate) async fn find(connection: &impl ConnectionTrait, vault: &Vault, words: &[String], among: &Among) -> Result<BTreeSet<u64>, StoreError> {
    let mut found = BTreeSet::new();
    for (unit, entries) in among {
        let marks: BTreeSet<Mark> = words.iter().flat_map(|word| pairs(word)).map(|pair| mark(vault, *unit, &pair)).collect();
        let mut from = 0_u64;
        loop {
            let of_unit = Expr::col("unit").eq(written(*unit)).and(Expr::col("seq").gte(i64::try_from(from).unwrap_or(i64::MAX)));
            let rows = row::rows(connection, &WORD, row::select(&WORD).and_where(of_unit).order_by("seq", Order::Asc).limit(PAGE)).await?;
            let Some(last) = rows.last().map(|row| row[0].integer().unsigned_abs()) else { break };
            let such = rows.iter().filter(|row| has(row[WORD.position("marks")].bytes(), &marks));
            found.extend(such.map(|row| row[0].integer().unsigned_abs()).filter(|entry| entries.contains(entry)));
            from = last + 1;
        }
    }
    Ok(found)
}

/// Are all of these among the marks of a row, which lie in order?
fn has(row: &[u8], wanted: &BTreeSet<Mark>) -> bool {
    let marks: Vec<&[u8]> = row.chunks_exact(MARK).collect();
    wanted.iter().all(|mark| marks.binary_search(&mark.as_slice()).is_ok())
}

/// Takes out what belongs to these owners, with their contents.
pub(crate) async fn erase(connection: &impl ConnectionTrait, owners: &[Cell]) -> Result<(), StoreError> {
    for table in [&CONTENT, &WORD] {
        let of_theirs = Expr::col("owner").is_in(owners.iter().map(Cell::text));
        connection.execute(Query::delete().from_table(table.name).and_where(of_theirs)).await?;
    }
    Ok(())
}

/// Takes out what belongs to these entries, with their contents.
pub(crate) async fn take_out(connection: &impl ConnectionTrait, entries: &[u64]) -> Result<(), StoreError> {
    for table in [&CONTENT, &WORD] {
        for some in entries.chunks(MAX_BINDS) {
            let of_them = Expr::col("seq").is_in(some.iter().map(|entry| i64::try_from(*entry).unwrap_or(i64::MAX)));
            connection.execute(Query::delete().from_table(table.name).and_where(of_them)).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
