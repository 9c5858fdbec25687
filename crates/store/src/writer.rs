//! The one writer: takes commands in groups, decides them in memory against the fold, writes each group in one
//! transaction, and answers after the commit.
//!
//! Two copies of the fold take turns: readers share the published one, the writer works on the other and publishes it
//! after the commit; then it brings the old one up to date, as soon as no reader holds it.

use crate::command::{Command, Receipt};
use crate::connect::writing;
use crate::entropy::Entropy;
use crate::fold::Fold;
use crate::group::{Denied, Done, Group};
use crate::lock::Lock;
use crate::project::{self, Touched};
use crate::row::{self, Cell, Row};
use crate::schema::{ACCOUNT, API_TOKEN, CHECKPOINT, COMMAND, CONTENT, JOURNAL, Table};
use crate::vault::{FreshKey, Vault, scrub};
use crate::{StoreError, accounts, checkpoint, entry};
use jishi_facts::{Event, KeyOwner, Stamp};
use jishi_journal::{Hash, Tree};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, mpsc, oneshot};

/// Commands in one transaction at most.
const MAX_GROUP: usize = 512;
/// A checkpoint is written at least every so many entries.
const CHECKPOINT_EVERY: u64 = 1_000;

/// What readers see: the fold and the tree as last committed.
#[derive(Debug)]
pub(crate) struct Published {
    fold: RwLock<Arc<Fold>>,
    tree: RwLock<Tree>,
    /// Held while a group is decided, written and published: a rebuild takes its turn here.
    pub gate: Mutex<()>,
}

impl Published {
    pub(crate) fn new(fold: Arc<Fold>, tree: Tree) -> Self {
        Self { fold: RwLock::new(fold), tree: RwLock::new(tree), gate: Mutex::new(()) }
    }

    pub(crate) fn fold(&self) -> Arc<Fold> {
        self.fold.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the tree something.
    pub(crate) fn tree<T>(&self, ask: impl FnOnce(&Tree) -> T) -> T {
        ask(&self.tree.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A command with the way back for its answer.
pub(crate) type Letter = (Command, oneshot::Sender<Result<Receipt, StoreError>>);

/// The writer's own state.
pub(crate) struct Writer {
    pub facts: DatabaseConnection,
    pub vault: Arc<Vault>,
    pub entropy: Box<dyn Entropy>,
    pub published: Arc<Published>,
    pub copy: Copy,
    pub prev: Hash,
    pub last: Option<Stamp>,
    /// Size of the journal at the last checkpoint.
    pub checkpointed: u64,
    /// Held as long as the writer lives.
    pub lock: Lock,
}

/// What the next copy to work on is made from.
pub(crate) enum Copy {
    /// An earlier published fold, and the events that it lacks.
    Behind(Arc<Fold>, Vec<(Stamp, Event)>),
    /// The published fold itself.
    Lost,
}

/// What a decided group wants to write.
struct Batch {
    size: u64,
    prev: Hash,
    events: Vec<(Stamp, Event)>,
    leaves: Vec<Hash>,
    ground: [(&'static Table, Vec<Row>); 3],
    fresh: Vec<FreshKey>,
    erased: Vec<KeyOwner>,
    touched: Touched,
}

impl Writer {
    /// Runs until all senders are gone, or until the outcome of a commit cannot be known.
    pub(crate) async fn run(mut self, mut letters: mpsc::Receiver<Letter>) -> Result<(), StoreError> {
        let mut group = Vec::new();
        while letters.recv_many(&mut group, MAX_GROUP).await > 0 {
            if let Err(error) = self.group(std::mem::take(&mut group)).await {
                letters.close();
                return Err(error);
            }
        }
        self.checkpoint().await?;
        self.lock.release().await
    }

    /// Decides, writes and answers one group.
    ///
    /// # Errors
    /// Only where the writer cannot go on: what was committed is then unknown.
    async fn group(&mut self, letters: Vec<Letter>) -> Result<(), StoreError> {
        let published = self.published.clone();
        let _gate = published.gate.lock().await;
        let (commands, answers): (Vec<_>, Vec<_>) = letters.into_iter().unzip();
        let mut fold = self.take_copy();
        match self.decide(commands, &mut fold).await {
            Err(error) => give_up(answers, &error),
            Ok((decisions, batch)) => match self.write(&fold, batch).await? {
                Ok(batch) => {
                    let size = batch.size;
                    self.publish(fold, batch);
                    if size >= self.checkpointed + CHECKPOINT_EVERY {
                        // A checkpoint that fails is written with the next group, or at the end.
                        let _ = self.checkpoint().await;
                    }
                    for (answer, decision) in answers.into_iter().zip(decisions) {
                        // Whoever asked may have gone: the command was carried out all the same.
                        let _ = answer.send(decision);
                    }
                }
                Err(error) => give_up(answers, &error),
            },
        }
        Ok(())
    }

    /// The copy to work on, equal to the published fold.
    fn take_copy(&mut self) -> Fold {
        match std::mem::replace(&mut self.copy, Copy::Lost) {
            Copy::Behind(old, events) => match Arc::try_unwrap(old) {
                Ok(mut fold) => {
                    events.iter().for_each(|(stamp, event)| fold.apply(stamp, event));
                    fold
                }
                Err(_held) => (*self.published.fold()).clone(),
            },
            Copy::Lost => (*self.published.fold()).clone(),
        }
    }

    async fn decide(&mut self, commands: Vec<Command>, fold: &mut Fold) -> Result<(Vec<Result<Receipt, StoreError>>, Batch), StoreError> {
        let done = done_before(&self.facts, commands.iter().map(|command| command.id.clone()).collect()).await?;
        let vault = self.vault.clone();
        let mut group = Group::new(&vault, &mut *self.entropy, fold, self.prev, done);
        let mut decisions = Vec::with_capacity(commands.len());
        for command in commands {
            decisions.push(match group.decide(command) {
                Ok(receipt) => Ok(receipt),
                Err(Denied::Refused(refusal)) => Err(refusal.into()),
                Err(Denied::Stale(stale)) => {
                    let written = match stale.current.filter(|seq| group.event(*seq).is_none()) {
                        Some(seq) => event_at(&self.facts, seq).await?,
                        None => None,
                    };
                    let last = written.as_ref().or_else(|| stale.current.and_then(|seq| group.event(seq)));
                    Err(stale.refusal(last).into())
                }
                Err(Denied::Failed(error)) => {
                    vault.forget(&group.fresh);
                    return Err(error);
                }
            });
        }
        let ground = [(&JOURNAL, group.journal), (&CONTENT, group.content), (&COMMAND, group.commands)];
        let batch = Batch {
            prev: group.prev,
            events: group.events,
            leaves: group.leaves,
            ground,
            fresh: group.fresh,
            erased: group.erased,
            touched: group.touched,
            size: fold.site.size,
        };
        Ok((decisions, batch))
    }

    /// Writes a batch. The outer error: it cannot be known whether it was committed. The inner one: nothing was written.
    async fn write(&mut self, fold: &Fold, mut batch: Batch) -> Result<Result<Batch, StoreError>, StoreError> {
        if batch.ground.iter().all(|(_, rows)| rows.is_empty()) {
            return Ok(Ok(batch));
        }
        if !batch.fresh.is_empty()
            && let Err(error) = self.vault.keep(&batch.fresh).await
        {
            self.vault.forget(&batch.fresh);
            return Ok(Err(error));
        }
        if let Err(error) = self.commit(fold, &mut batch).await {
            // A failed commit may have happened all the same: ask.
            match journal_size(&self.facts).await {
                Ok(size) if size == batch.size && !batch.events.is_empty() => {}
                Ok(_) => return Ok(Err(error)),
                Err(_) => return Err(StoreError::Stopped),
            }
        }
        if !batch.erased.is_empty() {
            // The erasure stands in the journal: if this fails, it is done at the next start.
            self.vault.destroy(&batch.erased).await?;
            for table in [&CONTENT, &ACCOUNT, &API_TOKEN] {
                scrub(&self.facts, table.name).await?;
            }
        }
        Ok(Ok(batch))
    }

    async fn commit(&mut self, fold: &Fold, batch: &mut Batch) -> Result<(), StoreError> {
        let changes = project::changes(fold, &self.vault, std::mem::take(&mut batch.touched))?;
        let transaction = writing(&self.facts).await?;
        for (table, rows) in &mut batch.ground {
            row::insert(&transaction, table, std::mem::take(rows)).await?;
        }
        if !batch.erased.is_empty() {
            accounts::forget(&transaction, &batch.erased).await?;
            let owners: Vec<_> = batch.erased.iter().map(|owner| Cell::Text(crate::vault::owner_text(*owner))).collect();
            transaction
                .execute(Query::delete().from_table(CONTENT.name).and_where(Expr::col("owner").is_in(owners.iter().map(Cell::text))))
                .await?;
        }
        for (table, owners) in changes.delete {
            row::delete_owned(&transaction, table, &owners).await?;
        }
        for (table, rows) in changes.insert {
            row::insert(&transaction, table, rows).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Shows the new fold to readers, and keeps the old one to catch up later.
    fn publish(&mut self, fold: Fold, batch: Batch) {
        self.prev = batch.prev;
        if let Some((stamp, _)) = batch.events.last() {
            self.last = Some(stamp.clone());
        }
        {
            let mut tree = self.published.tree.write().unwrap_or_else(PoisonError::into_inner);
            batch.leaves.into_iter().for_each(|leaf| tree.append(leaf));
        }
        let old = std::mem::replace(&mut *self.published.fold.write().unwrap_or_else(PoisonError::into_inner), Arc::new(fold));
        self.copy = Copy::Behind(old, batch.events);
    }

    /// Writes a checkpoint where entries have come since the last.
    async fn checkpoint(&mut self) -> Result<(), StoreError> {
        let (size, root) = self.published.tree(|tree| (tree.size(), tree.root()));
        let Some(last) = self.last.as_ref().filter(|_| size > self.checkpointed) else { return Ok(()) };
        row::insert(&self.facts, &CHECKPOINT, vec![checkpoint::row(&self.vault, size, &root, last.at)]).await?;
        self.checkpointed = size;
        Ok(())
    }
}

fn give_up(answers: Vec<oneshot::Sender<Result<Receipt, StoreError>>>, error: &StoreError) {
    for answer in answers {
        let _ = answer.send(Err(StoreError::NotWritten(error.to_string())));
    }
}

/// What was done before under these commands' ids.
async fn done_before(connection: &DatabaseConnection, ids: Vec<String>) -> Result<BTreeMap<String, Done>, StoreError> {
    let rows = row::rows(connection, &COMMAND, row::select(&COMMAND).and_where(Expr::col("id").is_in(ids))).await?;
    rows.into_iter()
        .map(|row| {
            let digest = row[1].bytes().try_into().map_err(|_| StoreError::Damaged("命令表里的摘要长度不对".into()))?;
            let receipt = Receipt { first: row[2].integer().unsigned_abs(), count: row[3].integer().unsigned_abs() };
            Ok((row[0].text().to_owned(), Done { digest, receipt }))
        })
        .collect()
}

/// The event at a place of the journal, without its content.
async fn event_at(connection: &impl ConnectionTrait, seq: u64) -> Result<Option<(Stamp, Event)>, StoreError> {
    let rows =
        row::rows(connection, &JOURNAL, row::select(&JOURNAL).and_where(Expr::col("seq").eq(i64::try_from(seq).unwrap_or(i64::MAX))))
            .await?;
    let entry = rows.first().and_then(|row| entry::decode(row[JOURNAL.position("entry")].bytes()).ok());
    Ok(entry.map(|entry| (entry.stamp, entry.event)))
}

/// Entries in the journal now.
pub(crate) async fn journal_size(connection: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let row = connection.query_one(Query::select().expr(Func::max(Expr::col("seq"))).from(JOURNAL.name)).await?;
    let last: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
    Ok(last.map_or(0, |seq| seq.unsigned_abs() + 1))
}
