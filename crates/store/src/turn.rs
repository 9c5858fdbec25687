//! A turn at writing: one transaction, with what it enters into the journal and what it changes beside it.
//!
//! Whoever has the pen has the turn: the writer of commands for a group of them, and the accounts for a change of theirs.
//! What is entered and what is changed beside it are one transaction, so that neither is there without the other. A turn
//! ends with [`Turn::commit`], which answers only when it is known what a fresh process would read; one that is dropped
//! leaves everything as it was, and its connection is thrown away.

use crate::command::{Asked, Command, Receipt};
use crate::faults::point;
use crate::fold::Fold;
use crate::group::{Denied, Group, REQUEST, reused_id};
use crate::head::Head;
use crate::pen::{Pen, Writing};
use crate::row::{self, Cell};
use crate::schema::{COMMAND, CONTENT, JOURNAL, WORD};
use crate::tally::Tally;
use crate::trouble::Failure;
use crate::vault::Vault;
use crate::{StoreError, words};
use jishi_base::AccountId;
use jishi_facts::{AccountChange, Event};
use jishi_journal::Peaks;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::DatabaseTransaction;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::OwnedMutexGuard;

/// A transaction with the right to write.
pub(crate) struct Turn {
    writing: Arc<Writing>,
    pen: OwnedMutexGuard<Pen>,
    transaction: Option<DatabaseTransaction>,
    group: Option<Group>,
    shown: Arc<Fold>,
    /// Of the rows beside the journal, but for the commands of the group.
    tally: Tally,
}

impl Writing {
    /// A turn at writing, when it comes.
    ///
    /// # Errors
    /// [`StoreError::Stopped`]; or where the database cannot be reached now.
    pub(crate) async fn turn(self: &Arc<Self>) -> Result<Turn, StoreError> {
        let mut pen = self.pen.clone().lock_owned().await;
        let transaction = pen.begin(self).await?;
        Ok(Turn::new(self.clone(), pen, transaction))
    }

    /// The same, unless somebody else is writing just now.
    pub(crate) async fn turn_if_free(self: &Arc<Self>) -> Result<Option<Turn>, StoreError> {
        let Ok(mut pen) = self.pen.clone().try_lock_owned() else { return Ok(None) };
        let transaction = pen.begin(self).await?;
        Ok(Some(Turn::new(self.clone(), pen, transaction)))
    }
}

impl Turn {
    fn new(writing: Arc<Writing>, pen: OwnedMutexGuard<Pen>, transaction: DatabaseTransaction) -> Self {
        let (shown, tally) = (writing.published.fold(), pen.head.tally);
        Self { writing, pen, transaction: Some(transaction), group: None, shown, tally }
    }

    /// Decides a command, to be written with this turn.
    ///
    /// # Errors
    /// As [`Group::decide`].
    pub(crate) fn decide(&mut self, command: &Command) -> Result<Receipt, Denied> {
        let pen = &mut *self.pen;
        let group = self.group.get_or_insert_with(|| pen.begin_group(&self.writing));
        group.decide(command, &self.writing.vault, &mut *pen.entropy)
    }

    /// The same for a command that is known to be in order.
    ///
    /// # Errors
    /// A refusal, or what made the turn fail.
    pub(crate) fn enter(&mut self, command: &Command) -> Result<Receipt, StoreError> {
        self.decide(command).map_err(|denied| match denied {
            Denied::Refused(refusal) => refusal.into(),
            Denied::Stale(stale) => stale.refusal(None).into(),
            Denied::Failed(error) => error,
        })
    }

    /// Enters what became of an account, under a command of its own; gives the entry's place.
    ///
    /// # Errors
    /// Where it cannot be entered: the turn must be given up.
    pub(crate) fn trace(&mut self, account: AccountId, change: AccountChange, of: Option<u64>, asked: &Asked) -> Result<u64, StoreError> {
        let id = format!("账户-{account}-{}", self.fold().site.size);
        let receipt = self.enter(&Command::events(id, asked.clone(), vec![Event::AccountChanged { account, change, of }]))?;
        Ok(receipt.first)
    }

    /// What was done under an id before this turn.
    ///
    /// # Errors
    /// A refusal where that was another request; or where it cannot be read.
    pub(crate) async fn done(&self, id: &str, request: &[u8]) -> Result<Option<Receipt>, StoreError> {
        let rows = row::rows(&**self, &COMMAND, row::select(&COMMAND).and_where(Expr::col("id").eq(id))).await?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
        self.vault().genuine(&COMMAND, &mut row)?;
        if row[1].bytes() != self.vault().mac(REQUEST, &[request]) {
            return Err(reused_id().into());
        }
        Ok(Some(Receipt { first: row[2].integer().unsigned_abs(), count: row[3].integer().unsigned_abs() }))
    }

    /// Keeps that what was entered in this turn from a place on was asked under an id.
    pub(crate) fn keep(&mut self, id: &str, request: &[u8], first: u64) {
        let (digest, writing) = (self.vault().mac(REQUEST, &[request]), self.writing.clone());
        let receipt = Receipt { first, count: self.fold().site.size.saturating_sub(first) };
        self.group().keep(id, digest, receipt, &writing.vault);
    }

    /// The fold with all that has been decided in this turn.
    pub(crate) fn fold(&self) -> &Fold {
        self.group.as_ref().map_or(&self.shown, |group| &group.fold)
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.writing.vault
    }

    /// Notes that a row of a tallied table is written in this turn, by its MAC.
    pub(crate) fn wrote(&mut self, mac: &[u8]) {
        self.tally.add(&self.writing.vault.tally_part(mac));
    }

    /// Notes that a row of a tallied table goes in this turn, or its writing from before.
    pub(crate) fn removed(&mut self, mac: &[u8]) {
        self.tally.take(&self.writing.vault.tally_part(mac));
    }

    /// What has been decided in this turn.
    pub(crate) fn group(&mut self) -> &mut Group {
        let pen = &mut *self.pen;
        self.group.get_or_insert_with(|| pen.begin_group(&self.writing))
    }

    /// Writes everything, and answers when it is known what became of it. Goes on even where nobody waits any more.
    ///
    /// # Errors
    /// [`StoreError::Stopped`] where it cannot be known; with any other error nothing was written.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let interrupted = |_| StoreError::Stopped("写入的任务意外中断".into());
        tokio::spawn(self.finish()).await.map_err(interrupted)?
    }

    /// Leaves everything as it was.
    pub(crate) async fn give_up(mut self) -> Result<(), StoreError> {
        let transaction = self.transaction.take();
        self.forget();
        let Some(transaction) = transaction else { return Ok(()) };
        let rolled_back = transaction.rollback().await;
        if rolled_back.is_err() {
            self.pen.throw_away();
        }
        Ok(rolled_back?)
    }

    async fn finish(mut self) -> Result<(), StoreError> {
        let head = self.next_head();
        if let Err(failure) = self.write(&head).await {
            drop(self.transaction.take());
            if let Err(error) = self.pen.settle(&self.writing, failure, &head, self.group.as_ref()).await {
                self.forget();
                return Err(error);
            }
        }
        let group = self.group.take();
        self.pen.published(&self.writing, head, group).await;
        Ok(())
    }

    /// The head after this turn.
    fn next_head(&self) -> Head {
        let before = self.pen.head;
        let mut head = Head { turn: before.turn + 1, tally: self.tally, ..before };
        for command in self.group.iter().flat_map(|group| &group.commands) {
            head.tally.add(&self.writing.vault.tally_part(command.last().map_or(&[], Cell::bytes)));
        }
        if let Some(group) = self.group.as_ref().filter(|group| !group.events.is_empty()) {
            let mut peaks: Peaks = self.pen.peaks.clone();
            group.leaves.iter().for_each(|leaf| peaks.append(*leaf));
            head.size = peaks.size();
            head.root = peaks.root();
            head.at = group.events.last().map_or(head.at, |(stamp, _)| stamp.at);
        }
        head
    }

    /// Every statement of the turn, and the commit.
    async fn write(&mut self, head: &Head) -> Result<(), Failure> {
        let Some(transaction) = self.transaction.as_ref() else { return Err(Failure::before(StoreError::Stopped("没有事务".into()))) };
        if let Some(group) = self.group.as_mut() {
            write_group(&self.writing, transaction, group).await.map_err(Failure::before)?;
        }
        point("head").await.map_err(Failure::before)?;
        head.put(transaction, &self.writing.vault).await.map_err(Failure::before)?;
        point("before commit").await.map_err(Failure::before)?;
        let Some(transaction) = self.transaction.take() else { return Ok(()) };
        point("in commit").await.map_err(Failure::at_commit)?;
        transaction.commit().await.map_err(|error| Failure::at_commit(error.into()))?;
        point("after commit").await.map_err(Failure::at_commit)
    }

    fn forget(&mut self) {
        if let Some(group) = self.group.take() {
            self.writing.vault.forget(&group.fresh);
        }
    }
}

impl Deref for Turn {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        let Some(transaction) = &self.transaction else { unreachable!("a turn that has ended is gone") };
        transaction
    }
}

impl Drop for Turn {
    /// Where it was not ended, a statement may have failed half way: nothing that the connection holds is trusted.
    fn drop(&mut self) {
        self.forget();
        if let Some(transaction) = self.transaction.take() {
            drop(transaction);
            self.pen.throw_away();
        }
    }
}

/// The rows of a group: keys first, since a key without content does no harm.
async fn write_group(writing: &Writing, transaction: &DatabaseTransaction, group: &mut Group) -> Result<(), StoreError> {
    if !group.fresh.is_empty() {
        point("keys").await?;
        writing.vault.keep(&group.fresh).await?;
        // They lie there now, whatever becomes of what they seal.
        group.fresh.clear();
    }
    let ground = [(&JOURNAL, std::mem::take(&mut group.journal)), (&CONTENT, std::mem::take(&mut group.content)), (&WORD, std::mem::take(&mut group.words)), (&COMMAND, std::mem::take(&mut group.commands))];
    for (table, rows) in ground {
        point(table.name).await?;
        row::insert(transaction, table, rows).await?;
    }
    if !group.erased.is_empty() {
        let owners: Vec<_> = group.erased.iter().map(|owner| Cell::Text(crate::vault::owner_text(*owner))).collect();
        point("erase").await?;
        words::erase(transaction, &owners).await?;
    }
    if !group.abandoned.is_empty() {
        point("take out").await?;
        words::take_out(transaction, &group.abandoned).await?;
    }
    Ok(())
}
