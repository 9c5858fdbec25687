//! The journal as whoever audits reads it: page by page, the newest first, by sort, account and day; of each entry what
//! [`jishi_authorize::deed`] leaves, never its content.
//!
//! Entries are found by indexes of their own (see [`indexes`]), and each that is found is compared with the tree in
//! memory, which was checked when the journal was opened: what was changed since is not shown as if it were genuine.

use crate::command::Receipt;
use crate::entry::{self, Entry};
use crate::row::{self, Cell};
use crate::head::Head;
use crate::journal_index::event_name;
use crate::schema::COMMAND;
use crate::staging::Fate;
use crate::{Store, StoreError, accounts};
use jishi_authorize::{Auditor, Deed, Sort, deed};
use jishi_calendar::Date;
use jishi_facts::Timestamp;
use jishi_journal::{leaf_hash, to_hex};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use std::collections::BTreeMap;

/// Entries read at a time: a page and some more, since those of one command become one line.
const BATCH: usize = 128;
/// Deeds told of one command; more are counted.
const TOLD: usize = 4;
/// Entries looked at for one number.
const COUNTED: usize = 2_000;
/// Signs of a pseudonym: 64 bits.
const PSEUDONYM: usize = 16;

/// Which entries, and how many lines of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LogQuery {
    /// Only acts of this sort.
    pub sort: Option<Sort>,
    /// Only what this account, or who else is named so, did.
    pub actor: Option<String>,
    /// From this day of entry.
    pub from: Option<Date>,
    /// To this day of entry, inclusive.
    pub to: Option<Date>,
    /// Only entries before this place of the journal.
    pub before: Option<u64>,
    /// Lines at most.
    pub limit: usize,
}

/// What was entered by one command; of what lies beside the site, one entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogLine {
    /// The newest of its entries that were asked for.
    pub seq: u64,
    /// When it was entered.
    pub at: Timestamp,
    /// The day of entry in China.
    pub day: Date,
    /// Pseudonym of who entered it.
    pub actor: String,
    /// What was done, the newest first; the first few.
    pub deeds: Vec<Deed>,
    /// How many entries the command made, up to this one.
    pub entries: u64,
    /// What becomes of it, where it is a part of an import that is written in parts.
    pub fate: Option<Fate>,
}

/// A page of the journal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LogPage {
    /// The newest first.
    pub lines: Vec<LogLine>,
    /// Where the next page begins, for [`LogQuery::before`]; none at the end.
    pub older: Option<u64>,
}

/// How often something was done: entries that were made ahead of what they count say how often at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LogTimes {
    /// So often at least.
    pub least: u64,
    /// So often at most, by the entries that were counted.
    pub most: u64,
    /// Are there more entries than were counted?
    pub more: bool,
}

/// What the journal names without saying it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pseudonym<'a> {
    /// A login, however it is written.
    Login(&'a str),
    /// Where a request came from.
    Source(&'a str),
    /// A session, or a token of a program.
    Session(&'a str),
}

impl Store {
    /// The name under which the journal knows something: a digest under a key of the site, the same for the same.
    #[must_use]
    pub fn pseudonym(&self, of: Pseudonym<'_>) -> String {
        let (purpose, text) = match of {
            Pseudonym::Login(login) => ("pseudonym of a login", accounts::normal_login(login)),
            Pseudonym::Source(source) => ("pseudonym of a source", source.to_owned()),
            Pseudonym::Session(session) => ("pseudonym of a session", session.to_owned()),
        };
        to_hex(&self.vault().mac(purpose, &[text.as_bytes()])).chars().take(PSEUDONYM).collect()
    }

    /// A page of what was entered.
    ///
    /// # Errors
    /// Where the database fails, or an entry is not the one that was entered.
    pub async fn log(&self, _auditor: &Auditor, query: &LogQuery) -> Result<LogPage, StoreError> {
        let mut page = LogPage::default();
        let Some((lowest, highest)) = self.bounds(query).await? else { return Ok(page) };
        let mut before = query.before.map_or(highest + 1, |before| Ord::min(before, highest + 1));
        let fold = self.published.fold();
        loop {
            let batch = self.entries(query, lowest, before, BATCH).await?;
            let commands = self.commands(&batch).await?;
            for entry in &batch {
                let Entry { stamp, command, event, .. } = entry;
                match page.lines.last_mut() {
                    // Those of one command lie side by side.
                    Some(line) if stamp.seq >= before => line.deeds.extend((line.deeds.len() < TOLD).then(|| deed(event))),
                    _ => {
                        if page.lines.len() == query.limit {
                            page.older = Some(stamp.seq + 1);
                            return Ok(page);
                        }
                        // Of registers and records a command is told as one; who looked and who was refused, one by one.
                        let first = commands.get(command).filter(|_| !event.is_beside()).map_or(stamp.seq, |receipt| receipt.first);
                        before = Ord::min(first, stamp.seq);
                        page.lines.push(LogLine {
                            seq: stamp.seq, at: stamp.at, day: stamp.day, actor: (&stamp.actor).into(), deeds: vec![deed(event)],
                            entries: stamp.seq + 1 - before, fate: entry.staged.map(|import| fold.staged.fate(import, stamp.seq)),
                        });
                    }
                }
            }
            if batch.len() < BATCH {
                return Ok(page);
            }
        }
    }

    /// How often acts of a sort were done since a day of entry.
    ///
    /// # Errors
    /// As [`Store::log`].
    pub async fn log_times(&self, _auditor: &Auditor, sort: Sort, since: Date) -> Result<LogTimes, StoreError> {
        let query = LogQuery { sort: Some(sort), from: Some(since), ..LogQuery::default() };
        let Some((lowest, highest)) = self.bounds(&query).await? else { return Ok(LogTimes::default()) };
        let found = self.entries(&query, lowest, highest + 1, COUNTED).await?;
        let deeds = found.iter().map(|entry| deed(&entry.event));
        let (least, most) = deeds.fold((0_u64, 0_u64), |(least, most), deed| (least.saturating_add(deed.least), most.saturating_add(deed.times)));
        Ok(LogTimes { least, most, more: found.len() == COUNTED })
    }

    /// Size of the journal at the checkpoint of the last commit, and when that was.
    ///
    /// # Errors
    /// Where the database fails, or the checkpoint is not genuine.
    pub async fn last_checkpoint(&self, _auditor: &Auditor) -> Result<(u64, Timestamp), StoreError> {
        let head = Head::read(self.facts(), self.vault(), false).await?;
        Ok((head.size, head.at))
    }

    /// The first and last entries that the days of a query leave; none where there are none. Days follow each other in the
    /// journal unless a clock was set back: they are compared once more, entry by entry.
    async fn bounds(&self, query: &LogQuery) -> Result<Option<(u64, u64)>, StoreError> {
        let Some(last) = self.head().0.checked_sub(1) else { return Ok(None) };
        let lowest = match query.from {
            Some(day) => self.place("day >= ? ORDER BY day ASC, seq ASC", day).await?,
            None => Some(0),
        };
        let highest = match query.to {
            Some(day) => self.place("day <= ? ORDER BY day DESC, seq DESC", day).await?,
            None => Some(last),
        };
        Ok(lowest.zip(highest).map(|(lowest, highest)| (lowest, Ord::min(highest, last))).filter(|(lowest, highest)| lowest <= highest))
    }

    async fn place(&self, which: &str, day: Date) -> Result<Option<u64>, StoreError> {
        let sql = format!("SELECT seq FROM journal WHERE {which} LIMIT 1");
        let found = self.ask(&sql, vec![day.to_string().into()]).await?;
        found.first().map(|row| Ok(row.try_get_by_index::<i64>(0)?.unsigned_abs())).transpose()
    }

    /// Entries from `lowest` on and before `before`, the newest first.
    async fn entries(&self, query: &LogQuery, lowest: u64, before: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let mut found = Vec::new();
        match query.sort {
            None => found = self.some(query, None, lowest, before, limit).await?,
            // Each name by itself stands in the index in the journal's order; several together do not.
            Some(sort) => {
                for name in sort.events() {
                    found.extend(self.some(query, Some(name), lowest, before, limit).await?);
                }
                found.sort_by_key(|entry| std::cmp::Reverse(entry.stamp.seq));
                found.truncate(limit);
            }
        }
        Ok(found)
    }

    async fn some(&self, query: &LogQuery, name: Option<&str>, lowest: u64, before: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let count = |number: u64| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
        let backend = self.facts().get_database_backend();
        let by = index(backend, name.is_some(), query.actor.is_some());
        let (mut sql, mut values) = (format!("SELECT seq, day, actor, entry FROM journal{by} WHERE seq >= ? AND seq < ?"), vec![count(lowest), count(before)]);
        if let Some(name) = name {
            sql += &format!(" AND {} = ?", event_name(backend));
            values.push(if backend == DbBackend::Postgres { name.into() } else { name.as_bytes().to_vec().into() });
        }
        for (part, value) in [("actor = ?", query.actor.clone()), ("day >= ?", query.from.map(|day| day.to_string())), ("day <= ?", query.to.map(|day| day.to_string()))] {
            if let Some(value) = value {
                sql += &format!(" AND {part}");
                values.push(value.into());
            }
        }
        sql += " ORDER BY seq DESC LIMIT ?";
        values.push(count(limit as u64));
        self.ask(&sql, values).await?.iter().map(|row| self.genuine(row)).collect()
    }

    /// The entry in a row, where it is the one that was entered there.
    fn genuine(&self, row: &QueryResult) -> Result<Entry, StoreError> {
        let seq = row.try_get_by_index::<i64>(0)?.unsigned_abs();
        let (day, actor, bytes): (String, String, Vec<u8>) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let changed = || StoreError::Damaged(format!("日志第 {seq} 条在打开以后被改动"));
        if self.published.tree(|tree| tree.leaf(seq)) != Some(leaf_hash(&bytes)) {
            return Err(changed());
        }
        let entry = entry::decode(&bytes).map_err(|_| changed())?;
        let stands = (entry.stamp.seq, entry.stamp.day.to_string(), entry.stamp.actor.as_str()) == (seq, day, actor.as_str());
        if stands { Ok(entry) } else { Err(changed()) }
    }

    /// Where the commands of these entries begin, and how many entries they made.
    async fn commands(&self, entries: &[Entry]) -> Result<BTreeMap<String, Receipt>, StoreError> {
        let ids = entries.iter().map(|entry| entry.command.as_str());
        let rows = row::rows(self.facts(), &COMMAND, row::select(&COMMAND).and_where(Expr::col("id").is_in(ids))).await?;
        let number = |cell: &Cell| cell.integer().unsigned_abs();
        Ok(rows.iter().map(|row| (row[0].text().to_owned(), Receipt { first: number(&row[2]), count: number(&row[3]) })).collect())
    }

    /// Asks in SQL; each `?` is one of the values.
    async fn ask(&self, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, StoreError> {
        let backend = self.facts().get_database_backend();
        let sql = if backend == DbBackend::Postgres { numbered(sql) } else { sql.to_owned() };
        Ok(self.facts().query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?)
    }
}

/// `$1`, `$2` … in the place of `?`.
fn numbered(sql: &str) -> String {
    let mut pieces = sql.split('?');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.zip(1..).fold(first, |out, (piece, place)| format!("{out}${place}{piece}"))
}

/// Which index SQLite is to go by: left to itself it would go through all entries in their order. PostgreSQL knows how
/// rare a sort or an account is.
fn index(backend: DbBackend, by_name: bool, by_actor: bool) -> &'static str {
    match (backend, by_name, by_actor) {
        (DbBackend::Postgres, ..) | (_, false, false) => "",
        (_, true, _) => " INDEXED BY journal_by_event",
        (_, false, true) => " INDEXED BY journal_by_actor",
    }
}

#[cfg(test)]
mod tests;
