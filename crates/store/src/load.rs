//! Reading the journal: every entry is checked before it is folded. While some are folded, those after them are checked, and those
//! after these are read.

use crate::{StoreError, words};
use crate::entry;
use crate::erasures::Gone;
use crate::fold::Fold;
use crate::row::{self, Cell, Row};
use crate::schema::{CONTENT, JOURNAL};
use crate::vault::{Vault, owner_text};
use jishi_calendar::Date;
use jishi_defence::Defence;
use jishi_facts::{Event, KeyOwner, Stamp};
use jishi_journal::{Hash, NO_PREVIOUS, Tree, chain, leaf_hash};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait};
use std::collections::BTreeMap;
use tokio::task::{JoinHandle, spawn_blocking};

/// Entries read at a time.
const PAGE: i64 = 2_000;

/// One entry as it lies in the table.
pub(crate) struct Stored {
    pub seq: u64,
    pub command: String,
    pub entry: Vec<u8>,
    pub leaf: Hash,
    pub prev: Hash,
    mac: Vec<u8>,
    columns: (i64, String, String),
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

/// How much of the journal is folded; all of it is read and checked.
#[derive(Clone, Copy)]
pub(crate) enum Folding {
    /// All, or entries made on or before a day.
    Site(Option<Date>),
    /// All, with the rows of the words that texts are found by.
    Words,
    /// What it says beside the site: accounts, and who was erased. A second site would take as much memory as the first.
    Beside,
}

/// What reading the journal gives.
#[derive(Default)]
pub(crate) struct Loaded {
    pub fold: Fold,
    /// Where they were asked for ([`Folding::Words`]).
    pub words: Vec<Row>,
    pub tree: Tree,
    /// The `prev` of the next entry.
    pub prev: Hash,
    /// People whose keys must be gone.
    pub erased: Vec<KeyOwner>,
    /// The last stamp.
    pub last: Option<Stamp>,
}

/// Reads entries in order and hands each on.
pub(crate) struct Pages {
    next: i64,
}

impl Pages {
    pub(crate) fn from_start() -> Self {
        Self { next: 0 }
    }

    /// The next entries with their sealed contents; none at the end.
    pub(crate) async fn next(&mut self, connection: &impl ConnectionTrait) -> Result<Vec<(Stored, Option<Row>)>, StoreError> {
        let in_page = |name: &'static str, from: i64| Expr::col((name, "seq")).between(from, from + PAGE - 1);
        let journal = row::rows(connection, &JOURNAL, row::select_in_order(&JOURNAL).and_where(in_page("journal", self.next))).await?;
        let contents = row::rows(connection, &CONTENT, row::select_in_order(&CONTENT).and_where(in_page("content", self.next))).await?;
        let mut contents: BTreeMap<i64, Row> = contents.into_iter().map(|row| (row[0].integer(), row)).collect();
        self.next += PAGE;
        journal
            .into_iter()
            .map(|row| {
                let content = contents.remove(&row[0].integer());
                Ok((Stored::read(row)?, content))
            })
            .collect()
    }
}

/// Reads, checks and folds the whole journal, or its entries made on or before a day.
///
/// # Errors
/// [`StoreError::Damaged`] at the first entry that is not what was written.
pub(crate) async fn load(connection: &impl ConnectionTrait, vault: &Vault, until: Option<Date>) -> Result<Loaded, StoreError> {
    load_erasing(connection, vault, Folding::Site(until), &Gone::default()).await
}

/// The same of a site in which people are about to be erased: of these no content need be there any more.
///
/// # Errors
/// As [`load`].
pub(crate) async fn load_erasing(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    folding: Folding,
    erasing: &Gone,
) -> Result<Loaded, StoreError> {
    let mut pages = Pages::from_start();
    let mut checking = aside({
        let vault = vault.clone();
        move || Ok((Checking::from_start(vault), Vec::new()))
    });
    let mut folding = aside({
        let vault = vault.clone();
        move || Ok(Reading::from_start(vault, folding))
    });
    let (checked, read) = loop {
        let page = pages.next(connection).await?;
        let (checked, entries) = done(checking).await?;
        let read = done(folding).await?;
        if page.is_empty() {
            break (checked, read.page(entries));
        }
        folding = aside(move || Ok(read.page(entries)));
        checking = aside(move || checked.page(page));
    };
    let gone = |owner: &KeyOwner| read.loaded.erased.contains(owner) || erasing.has(*owner);
    if let Some((seq, _)) = checked.missing.iter().find(|(_, owner)| !gone(owner)) {
        return Err(StoreError::Damaged(format!("日志第 {seq} 条的内容不见了，而它并未按规定删除")));
    }
    let Checking { prev, leaves, .. } = checked;
    Ok(Loaded { prev, tree: Tree::from_leaves(leaves), ..read.loaded })
}

/// A step that goes on while the next page is read.
type Step<T> = JoinHandle<Result<T, StoreError>>;

fn aside<T: Send + 'static>(step: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Step<T> {
    spawn_blocking(step)
}

async fn done<T>(step: Step<T>) -> Result<T, StoreError> {
    step.await.map_err(|_| StoreError::Stopped("读日志的任务意外中断".into()))?
}

/// How far the journal is checked.
struct Checking {
    vault: Vault,
    /// The `prev` of the next entry.
    prev: Hash,
    leaves: Vec<Hash>,
    /// Contents that are not there, and whose they are.
    missing: Vec<(u64, KeyOwner)>,
}

impl Checking {
    fn from_start(vault: Vault) -> Self {
        Self { vault, prev: NO_PREVIOUS, leaves: Vec::new(), missing: Vec::new() }
    }

    /// Checks the next entries, and gives what they say.
    fn page(mut self, page: Vec<(Stored, Option<Row>)>) -> Result<(Self, Vec<(Stamp, Event)>), StoreError> {
        let mut entries = Vec::with_capacity(page.len());
        for (stored, content) in page {
            entries.push(check(&stored, content, self.leaves.len() as u64, &self.prev, &self.vault, &mut self.missing)?);
            self.leaves.push(stored.leaf);
            self.prev = chain(&stored.prev, &stored.entry);
        }
        Ok((self, entries))
    }
}

/// How far the journal is folded.
struct Reading {
    vault: Vault,
    folding: Folding,
    loaded: Loaded,
}

impl Reading {
    fn from_start(vault: Vault, folding: Folding) -> Self {
        Self { vault, folding, loaded: Loaded::default() }
    }

    /// Folds the next entries, as far as they are asked for.
    fn page(mut self, entries: Vec<(Stamp, Event)>) -> Self {
        let Self { vault, folding, loaded } = &mut self;
        for (stamp, event) in entries {
            loaded.erased.extend(event.erases());
            if matches!(folding, Folding::Words) {
                loaded.words.extend(words::of(&event, stamp.seq, &loaded.fold.site, vault));
            }
            loaded.last = Some(stamp.clone());
            match folding {
                Folding::Words => loaded.fold.replay(&stamp, event),
                Folding::Site(until) if until.is_none_or(|day| stamp.day <= day) => loaded.fold.replay(&stamp, event),
                Folding::Site(_) => {}
                Folding::Beside => loaded.fold.apply_beside(&stamp, &event),
            }
        }
        self
    }
}

/// Checks one entry against its place, its hashes, its columns and its content.
fn check(
    stored: &Stored,
    content: Option<Row>,
    expected: u64,
    prev: &Hash,
    vault: &Vault,
    missing: &mut Vec<(u64, KeyOwner)>,
) -> Result<(Stamp, Event), StoreError> {
    let bad = |why: &str| StoreError::Damaged(format!("日志第 {expected} 条{why}"));
    if stored.seq != expected {
        return Err(bad("不见了：有条目被删除或调换"));
    }
    if leaf_hash(&stored.entry) != stored.leaf {
        return Err(bad("的内容与散列不符：内容或散列被改动"));
    }
    if stored.prev != *prev {
        return Err(bad("与前一条接不上：本条或前一条被改动、删除或调换"));
    }
    // Before its first opening by this program an old site has none.
    let unsealed = stored.mac.is_empty() && vault.is_old();
    if Defence::EntriesAreSealed.holds() && !unsealed && vault.entry_mac(expected, &stored.prev, &stored.entry) != stored.mac.as_slice() {
        return Err(bad("不是本站写的：它被改写、添加，或数据库文件与密钥库、根密钥不是一对"));
    }
    let entry = entry::decode(&stored.entry).map_err(|_| bad("不是本程序认识的写法"))?;
    let columns = (entry.stamp.at, entry.stamp.day.to_string(), String::from(&entry.stamp.actor));
    if entry.stamp.seq != expected || columns != stored.columns || entry.command != stored.command {
        return Err(bad("的序号、时间、录入人或命令编号与内容不符"));
    }
    let event = match (entry.commitment, entry.event.content()) {
        (None, None) if content.is_none() => entry.event,
        (Some(commitment), Some((owner, _))) => {
            let text = match content {
                Some(row) if row[CONTENT.position("owner")].text() != owner_text(owner) || row[CONTENT.position("suite")].text() != vault.suite_name() => {
                    return Err(bad("的内容所属或算法被改动"));
                }
                Some(row) => vault.open_content(owner, expected, row[CONTENT.position("sealed")].bytes(), &commitment)?,
                None => None,
            };
            if text.is_none() {
                missing.push((expected, owner));
            }
            entry.event.with_content(text.as_deref()).map_err(|_| bad("的内容不是本程序认识的写法"))?
        }
        _ => return Err(bad("应有内容而没有，或不应有而有")),
    };
    Ok((entry.stamp, event))
}
