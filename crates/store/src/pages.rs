//! The rows of the journal in order, some at a time, with what lies beside each.

use crate::StoreError;
use crate::row::{self, Cell, Row};
use crate::schema::{CONTENT, JOURNAL, Table, WORD};
use jishi_journal::Hash;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait};
use std::collections::BTreeMap;

/// Entries read at a time.
const PAGE: i64 = 2_000;

/// One entry as it lies in the table.
pub(crate) struct Stored {
    pub seq: u64,
    pub command: String,
    pub entry: Vec<u8>,
    pub leaf: Hash,
    pub prev: Hash,
    pub mac: Vec<u8>,
    /// Time, day and actor, as they stand beside the entry.
    pub columns: (i64, String, String),
}

impl Stored {
    fn read(row: Row) -> Result<Self, StoreError> {
        let hash = |name: &str| Hash::try_from(row[JOURNAL.position(name)].bytes()).map_err(|_| damaged(&row[0], "散列长度不对"));
        Ok(Self {
            seq: u64::try_from(row[0].integer()).map_err(|_| damaged(&row[0], "序号为负"))?,
            command: row[JOURNAL.position("command")].text().to_owned(),
            entry: row[JOURNAL.position("entry")].bytes().to_vec(),
            leaf: hash("leaf")?,
            prev: hash("prev")?,
            mac: row[JOURNAL.position("mac")].bytes().to_vec(),
            columns: (
                row[JOURNAL.position("at")].integer(),
                row[JOURNAL.position("day")].text().to_owned(),
                row[JOURNAL.position("actor")].text().to_owned(),
            ),
        })
    }
}

fn damaged(seq: &Cell, why: &str) -> StoreError {
    StoreError::Damaged(format!("日志第 {} 条{why}", seq.integer()))
}

/// Some entries in order, with what lies beside them.
pub(crate) struct Page {
    pub entries: Vec<(Stored, Option<Row>)>,
    /// The rows of words, where they are asked for.
    pub words: Vec<Row>,
}

/// Reads entries in order, some at a time.
pub(crate) struct Pages {
    next: i64,
    with_words: bool,
}

impl Pages {
    pub(crate) fn from_start() -> Self {
        Self { next: 0, with_words: false }
    }

    /// With the rows of words too.
    pub(crate) fn with_words() -> Self {
        Self { next: 0, with_words: true }
    }

    /// The next entries with their sealed contents; none at the end.
    pub(crate) async fn next(&mut self, connection: &impl ConnectionTrait) -> Result<Page, StoreError> {
        let journal = self.rows(connection, &JOURNAL).await?;
        let contents = self.rows(connection, &CONTENT).await?;
        let words = if self.with_words { self.rows(connection, &WORD).await? } else { Vec::new() };
        let mut contents: BTreeMap<i64, Row> = contents.into_iter().map(|row| (row[0].integer(), row)).collect();
        self.next += PAGE;
        let stored = |row: Row| {
            let content = contents.remove(&row[0].integer());
            Ok((Stored::read(row)?, content))
        };
        Ok(Page { entries: journal.into_iter().map(stored).collect::<Result<_, StoreError>>()?, words })
    }

    async fn rows(&self, connection: &impl ConnectionTrait, table: &'static Table) -> Result<Vec<Row>, StoreError> {
        let in_page = Expr::col((table.name, "seq")).between(self.next, self.next + PAGE - 1);
        row::rows(connection, table, row::select_in_order(table).and_where(in_page)).await
    }

    /// Rows that were in no page, after the last one, which had no entries.
    pub(crate) async fn rows_beyond(&self, connection: &impl ConnectionTrait, table: &'static Table) -> Result<Vec<Row>, StoreError> {
        let beyond = Expr::col((table.name, "seq")).lt(0).or(Expr::col((table.name, "seq")).gte(self.next - PAGE));
        row::rows(connection, table, row::select_in_order(table).and_where(beyond)).await
    }
}
