//! The pen: what writing needs, held by one at a time; how a turn begins, and what became of one that failed.

use crate::beside::Beside;
use crate::clean::{clean, clean_later};
use crate::connect::{self, Location, writing};
use crate::entropy::Entropy;
use crate::fold::Fold;
use crate::group::Group;
use crate::head::Head;
use crate::lock::Lock;
use crate::row;
use crate::schema::{ERASED_FROM, JOURNAL};
use crate::trouble::{self, Failure, Trouble, not_written};
use crate::vault::Vault;
use crate::StoreError;
use jishi_defence::Defence;
use jishi_facts::KeyOwner;
use jishi_journal::{Hash, Peaks, Tree};
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;

/// How often it is asked what became of a transaction whose connection was lost, and how long lies between: a database
/// that is started again takes its time.
const PATIENCE: u32 = 60;
const PAUSE: Duration = Duration::from_millis(500);
/// A connection that is thrown away is waited for so long at most.
const CLOSING: Duration = Duration::from_secs(5);

/// What readers see: the fold and the tree as last committed.
#[derive(Debug)]
pub(crate) struct Published {
    fold: RwLock<Arc<Fold>>,
    tree: RwLock<Tree>,
}

impl Published {
    pub(crate) fn new(fold: Arc<Fold>, tree: Tree) -> Self {
        Self { fold: RwLock::new(fold), tree: RwLock::new(tree) }
    }

    pub(crate) fn fold(&self) -> Arc<Fold> {
        self.fold.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows what was written.
    fn show(&self, fold: Fold, leaves: Vec<Hash>) {
        let mut tree = self.tree.write().unwrap_or_else(PoisonError::into_inner);
        leaves.into_iter().for_each(|leaf| tree.append(leaf));
        let mut shown = self.fold.write().unwrap_or_else(PoisonError::into_inner);
        *shown = Arc::new(fold);
    }

    /// The hash of an entry.
    pub(crate) fn leaf(&self, seq: u64) -> Option<Hash> {
        self.tree(|tree| tree.leaf(seq))
    }

    /// Asks the tree something.
    pub(crate) fn tree<T>(&self, ask: impl FnOnce(&Tree) -> T) -> T {
        ask(&self.tree.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The way to write to a site that is open for it.
#[derive(Debug)]
pub(crate) struct Writing {
    pub location: Location,
    pub vault: Arc<Vault>,
    pub published: Arc<Published>,
    pub pen: Arc<Mutex<Pen>>,
    stopped: RwLock<Option<String>>,
}

/// What writing needs.
pub(crate) struct Pen {
    pub entropy: Box<dyn Entropy>,
    /// The head as last committed.
    pub head: Head,
    /// The tree's right edge: what its next root is made from.
    pub peaks: Peaks,
    /// The `prev` of the next entry.
    pub prev: Hash,
    /// One connection of its own; none before the first turn and after a failure.
    pub facts: Option<DatabaseConnection>,
    /// Keeps others from opening the site for writing by mistake; the head's epoch keeps them from writing.
    pub lock: Option<Lock>,
    /// Keys that an erasure in the journal, or an import that was given up, should have destroyed, and could not yet.
    pub erasures: Vec<KeyOwner>,
    /// Were contents taken out that may still lie in the files?
    pub unclean: bool,
    /// Where it is noted how far the journal goes.
    pub beside: Beside,
}

impl std::fmt::Debug for Pen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pen").field("head", &self.head).finish_non_exhaustive()
    }
}

/// What was found out about a transaction whose commit failed.
enum Found {
    Written,
    NotWritten,
}

impl Writing {
    pub(crate) fn new(location: Location, vault: Arc<Vault>, published: Arc<Published>, pen: Pen) -> Self {
        Self { location, vault, published, pen: Arc::new(Mutex::new(pen)), stopped: RwLock::new(None) }
    }

    /// Why nothing is written any more, where that is so.
    pub(crate) fn stopped(&self) -> Option<String> {
        self.stopped.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn stop(&self, why: &str) -> StoreError {
        let mut stopped = self.stopped.write().unwrap_or_else(PoisonError::into_inner);
        StoreError::Stopped(stopped.get_or_insert_with(|| why.to_owned()).clone())
    }
}

impl Pen {
    /// Begins a transaction that holds the head, and makes sure that it is still ours.
    pub(crate) async fn begin(&mut self, site: &Writing) -> Result<DatabaseTransaction, StoreError> {
        if let Some(why) = site.stopped() {
            return Err(StoreError::Stopped(why));
        }
        self.finish_erasures(site).await;
        let begun = self.try_begin(site).await;
        if begun.is_err() {
            self.throw_away();
        }
        let (transaction, head) = begun.map_err(not_written)?;
        if Defence::EpochFences.holds() && head.epoch != self.head.epoch {
            return Err(site.stop("另一个程序打开了这份数据并接手写入"));
        }
        if Defence::EpochFences.holds() && head != self.head {
            return Err(site.stop("日志的首行与本程序上一次写下的不同：数据在运行时被换过或被改动"));
        }
        Ok(transaction)
    }

    async fn try_begin(&mut self, site: &Writing) -> Result<(DatabaseTransaction, Head), StoreError> {
        let facts = match &self.facts {
            Some(facts) => facts.clone(),
            None => {
                if let Some(lock) = self.lock.as_mut() {
                    lock.hold_again(&site.location).await;
                }
                self.facts.insert(connect::pen(&site.location).await?).clone()
            }
        };
        let transaction = writing(&facts).await?;
        let head = Head::read(&transaction, &site.vault, true).await?;
        Ok((transaction, head))
    }

    /// A group over a copy of the published fold, which shares with it all that the group does not change.
    pub(crate) fn begin_group(&self, site: &Writing) -> Group {
        Group::new((*site.published.fold()).clone(), self.prev)
    }

    /// Throws the connection away: a transaction that failed may still be open on it.
    pub(crate) fn throw_away(&mut self) {
        if let Some(facts) = self.facts.take() {
            tokio::spawn(async move { tokio::time::timeout(CLOSING, facts.close()).await });
        }
    }

    /// Finds out what became of a turn that failed. `Ok`: it is written all the same.
    ///
    /// # Errors
    /// Nothing was written; or that cannot be known, and nothing is written any more.
    pub(crate) async fn settle(&mut self, site: &Writing, failure: Failure, head: &Head, group: Option<&Group>) -> Result<(), StoreError> {
        if let Some(facts) = self.facts.take() {
            // On SQLite what the connection held is given up when it is closed.
            let _ = tokio::time::timeout(CLOSING, facts.close()).await;
        }
        let Failure { error, at_commit } = failure;
        if !at_commit {
            return Err(not_written(error));
        }
        let trouble = trouble::of(&error);
        if trouble == Trouble::Lost {
            return Err(site.stop("磁盘没有确认上一次保存（fsync 出错）"));
        }
        for _ in 0..PATIENCE {
            match self.ask(site, trouble, head, group).await {
                Ok(Found::Written) => return Ok(()),
                Ok(Found::NotWritten) => return Err(not_written(error)),
                Err(stopped @ StoreError::Stopped(_)) => return Err(stopped),
                Err(_) => {
                    self.throw_away();
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        Err(site.stop("上一次提交的结果无法确认"))
    }

    /// Asks on another connection whether a turn was written: by the head it would have left, and by its very leaves.
    /// Where the database gave no clear answer, the question is itself a transaction that writes: only then is it certain
    /// that what was not there will not turn up later.
    async fn ask(&mut self, site: &Writing, trouble: Trouble, head: &Head, group: Option<&Group>) -> Result<Found, StoreError> {
        let facts = self.facts.insert(connect::pen(&site.location).await?).clone();
        let transaction = writing(&facts).await?;
        let found = Head::read(&transaction, &site.vault, true).await?;
        let lies = leaves_lie_there(&transaction, group).await?;
        let marked = Head { turn: head.turn + 1, ..self.head };
        if found.epoch != self.head.epoch {
            let stopped = site.stop("另一个程序打开了这份数据并接手写入");
            // It was written, and another writes on from there; or it cannot be told any more.
            return if lies == Some(true) { Ok(Found::Written) } else { Err(stopped) };
        }
        if found == *head && lies != Some(false) {
            transaction.rollback().await?;
            return Ok(Found::Written);
        }
        if found == self.head && trouble == Trouble::Unknown {
            marked.put(&transaction, &site.vault).await?;
            transaction.commit().await?;
        } else {
            transaction.rollback().await?;
        }
        if found != self.head && found != marked {
            return Err(site.stop("日志的首行既不是提交前的，也不是提交后的：数据在运行时被换过或被改动"));
        }
        self.head = if trouble == Trouble::Unknown { marked } else { found };
        Ok(Found::NotWritten)
    }

    /// Shows readers what was written.
    pub(crate) async fn published(&mut self, site: &Writing, head: Head, group: Option<Group>) {
        self.head = head;
        let Some(group) = group else { return };
        self.prev = group.prev;
        group.leaves.iter().for_each(|leaf| self.peaks.append(*leaf));
        site.published.show(group.fold, group.leaves);
        self.unclean |= !group.erased.is_empty() || !group.abandoned.is_empty();
        self.erasures.extend(group.erased.into_iter().chain(group.unborn));
        // That it cannot be noted holds nobody up: an older note is no contradiction.
        let _ = self.beside.note(head.size, head.root, head.at, &site.published.fold().gone);
        self.finish_erasures(site).await;
    }

    /// Destroys the keys of the erased. The erasure stands in the journal: what fails is tried again at the next turn.
    async fn finish_erasures(&mut self, site: &Writing) {
        let fold = site.published.fold();
        // Whoever was given up with an import may have come to be meanwhile.
        self.erasures.retain(|owner| !fold.needs(*owner));
        if !self.unclean || self.beside.drop_copies().is_err() || site.vault.destroy(&self.erasures).await.is_err() {
            return;
        }
        self.erasures.clear();
        self.unclean = false;
        let Ok(facts) = connect::pen(&site.location).await else { return };
        // What has been deleted is gone for every reader; this takes it out of the files too.
        match clean(&facts, &ERASED_FROM).await {
            Ok(false) => clean_later(facts, &ERASED_FROM),
            _ => drop(facts.close().await),
        }
    }
}

/// Do the very leaves of a group stand in the journal? `None` of a group without entries.
async fn leaves_lie_there(transaction: &DatabaseTransaction, group: Option<&Group>) -> Result<Option<bool>, StoreError> {
    let Some(group) = group.filter(|group| !group.leaves.is_empty()) else { return Ok(None) };
    let first = i64::try_from(group.begins).unwrap_or(i64::MAX);
    let last = first.saturating_add(i64::try_from(group.leaves.len()).unwrap_or(i64::MAX));
    let mut statement = row::select(&JOURNAL);
    statement.and_where(Expr::col("seq").gte(first)).and_where(Expr::col("seq").lt(last)).order_by("seq", Order::Asc);
    let rows = row::rows(transaction, &JOURNAL, &statement).await?;
    let place = JOURNAL.position("leaf");
    Ok(Some(rows.len() == group.leaves.len() && rows.iter().zip(&group.leaves).all(|(row, leaf)| row[place].bytes() == leaf)))
}
