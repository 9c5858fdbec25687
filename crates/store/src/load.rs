//! Reading the journal: every entry is checked before it is folded. While some are folded, those after them are checked, and those
//! after these are read.

use crate::{StoreError, words};
use crate::commands::Commands;
use crate::entry;
use crate::erasures::Gone;
use crate::fold::Fold;
use crate::given_up::GivenUp;
use crate::pages::{Page, Pages, Stored};
use crate::difference::{self, Difference};
use crate::row::Row;
use crate::schema::{CONTENT, WORD};
use crate::vault::{Vault, owner_text};
use jishi_base::ImportId;
use jishi_calendar::Date;
use jishi_defence::Defence;
use jishi_facts::{Event, KeyOwner, Stamp};
use jishi_journal::{Hash, NO_PREVIOUS, Tree, chain, leaf_hash};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use tokio::task::{JoinHandle, spawn_blocking};

/// How much of the journal is folded; all of it is read and checked.
#[derive(Clone, Copy)]
pub(crate) enum Folding {
    /// All, or entries made on or before a day.
    Site(Option<Date>),
    /// The registers, with the rows of the words that texts are found by: whose those are follows from the registers.
    Words,
    /// The same, with how these rows differ from those that lie there.
    Compared,
    /// What it says beside the site: accounts, and who was erased. A second site would take as much memory as the first.
    Beside,
}

/// What reading the journal gives.
#[derive(Default)]
pub(crate) struct Loaded {
    pub fold: Fold,
    /// Where they were asked for ([`Folding::Words`]).
    pub words: Vec<Row>,
    /// Where they were compared ([`Folding::Compared`]).
    pub differences: Vec<Difference>,
    /// Contents that lie there beside an entry.
    pub contents: u64,
    /// Whose they are, each with the place of one.
    pub owners: BTreeMap<KeyOwner, u64>,
    /// The places of those of staged entries.
    pub staged: Vec<u64>,
    /// What the entries say of commands, where it was asked for.
    pub commands: Commands,
    pub tree: Tree,
    /// The `prev` of the next entry.
    pub prev: Hash,
    /// People whose keys must be gone.
    pub erased: Vec<KeyOwner>,
    /// What was staged and never became true.
    pub given_up: GivenUp,
    /// The last stamp.
    pub last: Option<Stamp>,
}

impl Loaded {
    /// Owners whose keys must be gone by now.
    pub(crate) fn keyless(&self) -> impl Iterator<Item = KeyOwner> {
        self.erased.iter().copied().chain(self.given_up.keyless())
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
    read(connection, Checking::from_start(vault), Reading::from_start(vault, folding), erasing).await
}

/// The same, where every entry must be in its one writing, with what the entries say of commands.
///
/// # Errors
/// As [`load`].
pub(crate) async fn load_strictly(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    folding: Folding,
    erasing: &Gone,
) -> Result<Loaded, StoreError> {
    let checking = Checking { commands: Some(Commands::default()), ..Checking::from_start(vault) };
    read(connection, checking, Reading::from_start(vault, folding), erasing).await
}

async fn read(connection: &impl ConnectionTrait, checking: Checking, reading: Reading, erasing: &Gone) -> Result<Loaded, StoreError> {
    let with_words = matches!(reading.folding, Folding::Compared);
    let mut pages = if with_words { Pages::with_words() } else { Pages::from_start() };
    let mut checking = aside(move || Ok((checking, Checked::default())));
    let mut folding = aside(move || Ok(reading));
    let (checked, mut read) = loop {
        let page = pages.next(connection).await?;
        let (checked, entries) = done(checking).await?;
        let read = done(folding).await?;
        if page.entries.is_empty() {
            break (checked, read.page(entries));
        }
        folding = aside(move || Ok(read.page(entries)));
        checking = aside(move || checked.page(page));
    };
    if with_words {
        let stray = pages.rows_beyond(connection, &WORD).await?;
        read.loaded.differences.extend(difference::compare(&WORD, Vec::new(), stray));
    }
    let gone = |seq: &u64, owner: &KeyOwner| read.loaded.erased.contains(owner) || erasing.has(*owner) || read.loaded.given_up.may_lack(*seq);
    if let Some((seq, _)) = checked.missing.iter().find(|(seq, owner)| !gone(seq, owner)) {
        return Err(StoreError::Damaged(format!("日志第 {seq} 条的内容不见了，而它并未按规定删除")));
    }
    let Checking { prev, leaves, contents, owners, staged, commands, .. } = checked;
    let commands = commands.unwrap_or_default();
    Ok(Loaded { prev, tree: Tree::from_leaves(leaves), contents, owners, staged, commands, ..read.loaded })
}

/// A step that goes on while the next page is read.
type Step<T> = JoinHandle<Result<T, StoreError>>;

fn aside<T: Send + 'static>(step: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Step<T> {
    spawn_blocking(step)
}

async fn done<T>(step: Step<T>) -> Result<T, StoreError> {
    step.await.map_err(|_| StoreError::Stopped("读日志的任务意外中断".into()))?
}

/// What an entry says, and for which import it is staged.
type Read = (Stamp, Event, Option<ImportId>);

/// Entries that are what was written, with the rows of words beside them.
#[derive(Default)]
struct Checked {
    entries: Vec<Read>,
    words: Vec<Row>,
}

/// How far the journal is checked.
struct Checking {
    vault: Vault,
    /// The `prev` of the next entry.
    prev: Hash,
    leaves: Vec<Hash>,
    /// Contents that are not there, and whose they are.
    missing: Vec<(u64, KeyOwner)>,
    /// Contents that are.
    contents: u64,
    owners: BTreeMap<KeyOwner, u64>,
    /// Those of staged entries.
    staged: Vec<u64>,
    /// Where each entry must be in its one writing.
    commands: Option<Commands>,
}

impl Checking {
    fn from_start(vault: &Vault) -> Self {
        let (prev, vault) = (NO_PREVIOUS, vault.clone());
        Self { vault, prev, leaves: Vec::new(), missing: Vec::new(), contents: 0, owners: BTreeMap::new(), staged: Vec::new(), commands: None }
    }

    /// Checks the next entries, and gives what they say.
    fn page(mut self, page: Page) -> Result<(Self, Checked), StoreError> {
        let mut entries = Vec::with_capacity(page.entries.len());
        for (stored, content) in page.entries {
            entries.push(self.check(&stored, content)?);
            self.commands.iter_mut().for_each(|commands| commands.note(&stored.command, stored.seq));
            self.leaves.push(stored.leaf);
            self.prev = chain(&stored.prev, &stored.entry);
        }
        Ok((self, Checked { entries, words: page.words }))
    }
}

/// How far the journal is folded.
struct Reading {
    vault: Vault,
    folding: Folding,
    loaded: Loaded,
}

impl Reading {
    fn from_start(vault: &Vault, folding: Folding) -> Self {
        Self { vault: vault.clone(), folding, loaded: Loaded::default() }
    }

    /// Folds the next entries, as far as they are asked for.
    fn page(mut self, checked: Checked) -> Self {
        let Self { vault, folding, loaded } = &mut self;
        for (stamp, event, staged) in checked.entries {
            loaded.erased.extend(event.erases());
            loaded.given_up.follow(stamp.seq, &event, staged);
            if matches!(folding, Folding::Words | Folding::Compared) {
                loaded.words.extend(words::of(&event, stamp.seq, staged, &loaded.fold, vault));
            }
            loaded.last = Some(stamp.clone());
            match (*folding, staged) {
                (Folding::Site(Some(until)), _) if stamp.day > until => {}
                (Folding::Site(_) | Folding::Words | Folding::Compared, Some(import)) => loaded.fold.stage(import, &stamp, event),
                (Folding::Site(_), None) => loaded.fold.replay(&stamp, event),
                (Folding::Words | Folding::Compared, None) => loaded.fold.replay_registers(&stamp, event),
                (Folding::Beside, None) => loaded.fold.apply_beside(&stamp, &event),
                (Folding::Beside, Some(_)) => {}
            }
        }
        if matches!(folding, Folding::Compared) {
            let wanted = std::mem::take(&mut loaded.words);
            loaded.differences.extend(difference::compare(&WORD, wanted, checked.words));
        }
        self
    }
}

impl Checking {
    /// Checks one entry against its place, its hashes, its columns and its content.
    fn check(&mut self, stored: &Stored, content: Option<Row>) -> Result<Read, StoreError> {
        let (expected, vault) = (self.leaves.len() as u64, &self.vault);
        let bad = |why: &str| StoreError::Damaged(format!("日志第 {expected} 条{why}"));
        if stored.seq != expected {
            return Err(bad("不见了：有条目被删除或调换"));
        }
        if leaf_hash(&stored.entry) != stored.leaf {
            return Err(bad("的内容与散列不符：内容或散列被改动"));
        }
        if stored.prev != self.prev {
            return Err(bad("与前一条接不上：本条或前一条被改动、删除或调换"));
        }
        // Before its first opening by this program an old site has none.
        let unsealed = stored.mac.is_empty() && vault.is_old();
        if Defence::EntriesAreSealed.holds() && !unsealed && vault.entry_mac(expected, &stored.prev, &stored.entry) != stored.mac.as_slice() {
            return Err(bad("不是本站写的：它被改写、添加，或数据库文件与密钥库、根密钥不是一对"));
        }
        let entry = entry::decode(&stored.entry).map_err(|_| bad("不是本程序认识的写法"))?;
        if self.commands.is_some() && entry.again().ok().as_ref() != Some(&stored.entry) {
            return Err(bad("不是规范写法"));
        }
        let columns = (entry.stamp.at, entry.stamp.day.to_string(), String::from(&entry.stamp.actor));
        if entry.stamp.seq != expected || columns != stored.columns || entry.command != stored.command {
            return Err(bad("的序号、时间、录入人或命令编号与内容不符"));
        }
        let event = match (entry.commitment, entry.event.content()) {
            (None, None) if content.is_none() => entry.event,
            (Some(commitment), Some((owner, _))) => {
                if content.is_some() {
                    self.contents += 1;
                    self.owners.entry(owner).or_insert(expected);
                    self.staged.extend(entry.staged.map(|_| expected));
                }
                let text = match content {
                    Some(row) if row[CONTENT.position("owner")].text() != owner_text(owner) || row[CONTENT.position("suite")].text() != vault.suite_name() => {
                        return Err(bad("的内容所属或算法被改动"));
                    }
                    Some(row) => vault.open_content(owner, expected, row[CONTENT.position("sealed")].bytes(), &commitment)?,
                    None => None,
                };
                if text.is_none() {
                    self.missing.push((expected, owner));
                }
                entry.event.with_content(text.as_deref()).map_err(|_| bad("的内容不是本程序认识的写法"))?
            }
            _ => return Err(bad("应有内容而没有，或不应有而有")),
        };
        Ok((entry.stamp, event, entry.staged))
    }
}
