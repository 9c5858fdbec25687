//! A deed is entered in the trail of a running site before it is answered.

use crate::live::Live;
use crate::trail::{Due, Key, event};
use jishi_base::ImportId;
use jishi_store::{Command, StoreError};
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Live {
    /// Enters a deed of so many rows: it is in the journal when this comes back, by an entry of its own or by one that was
    /// made ahead.
    ///
    /// # Errors
    /// Where it could not be written. Then it is not to be done.
    pub(crate) async fn enter(&self, key: Key, rows: u64) -> Result<(), StoreError> {
        let shared = self.trail().of(&key);
        let mut count = shared.lock().await;
        let (after, due) = count.one_more(key.deed.steps(), rows);
        if let Some(due) = due
            && let Err(error) = self.write(&key, due).await
        {
            if key.deed.happens_anyway() {
                count.done = after.done;
                self.trail().owes.store(true, Ordering::Relaxed);
            }
            return Err(error);
        }
        *count = after;
        drop(count);
        // Something can be written again: what could not be is, too.
        if due.is_some() && self.trail().owes.load(Ordering::Relaxed) {
            let _ = self.settle().await;
        }
        Ok(())
    }

    /// Enters a log-in that failed. That it could not be written changes nothing for who tried.
    pub(crate) async fn enter_failure(&self, login: String, source: String) {
        let key = self.trail().of_failure(self.now().day, login, source);
        let _ = self.enter(key, 0).await;
    }

    /// Writes what is owed.
    ///
    /// # Errors
    /// Where it could not be written; it is owed on.
    pub(crate) async fn settle(&self) -> Result<(), StoreError> {
        self.trail().owes.store(false, Ordering::Relaxed);
        for (key, shared) in self.trail().owed() {
            let mut count = shared.lock().await;
            let Some((after, due)) = count.owed() else { continue };
            if let Err(error) = self.write(&key, due).await {
                self.trail().owes.store(true, Ordering::Relaxed);
                return Err(error);
            }
            *count = after;
        }
        Ok(())
    }

    /// At the first request of a day, writes what is owed of the days before.
    pub(crate) async fn turn_day(&self) {
        if self.trail().turns(self.now().day) {
            // What cannot be written is owed on, and is tried again with the next deed.
            let _ = self.settle().await;
        }
    }

    /// Closes the store, after all that is owed: before the program stops.
    ///
    /// # Errors
    /// Where it could not be written or closed.
    pub async fn end(self: Arc<Self>) -> Result<(), StoreError> {
        let settled = self.settle().await;
        self.keep_time().await;
        // Where a full check still reads, it ends with the program; the next start takes in what lies in the log.
        if let Some(live) = Arc::into_inner(self) {
            live.into_store().close().await?;
        }
        settled
    }

    async fn write(&self, key: &Key, due: Due) -> Result<(), StoreError> {
        let id = self.fresh(|ids| ImportId(ids.next_id()));
        let command = Command::events(format!("留痕-{id}"), self.asked(&key.actor), vec![event(key, due)]);
        self.carry_out(command).await.map(|_| ())
    }
}
