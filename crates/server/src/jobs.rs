//! Long calculations for somebody who waits at a page: a few at once for the site, fewer for one account, so that one
//! account cannot keep all threads busy.

use crate::error::PageError;
use crate::limits::{JOBS, JOBS_OF_ACCOUNT, JOBS_WAITING};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// What one account has asked for and has not got yet.
struct Own {
    count: usize,
    turns: Arc<Semaphore>,
}

/// The calculations of all accounts.
pub(crate) struct Jobs {
    own: Mutex<BTreeMap<String, Own>>,
    turns: Arc<Semaphore>,
}

impl Default for Jobs {
    fn default() -> Self {
        Self { own: Mutex::default(), turns: Arc::new(Semaphore::new(JOBS)) }
    }
}

impl Jobs {
    /// Does the work of an account when its turn comes.
    ///
    /// # Errors
    /// [`PageError::Busy`] where the account waits for too much already; [`PageError::Render`] where the work panicked.
    pub(crate) async fn run<T: Send + 'static>(self: &Arc<Self>, account: &str, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PageError> {
        let (asked, own) = self.ask(account).ok_or(PageError::Busy("您同时要算的太多", 2))?;
        // Neither is ever closed.
        let turns = (own.acquire_owned().await.ok(), self.turns.clone().acquire_owned().await.ok());
        // Whoever asked may go away; the work counts until it is done.
        let done = spawn_blocking(move || {
            let _held = (asked, turns);
            work()
        });
        done.await.map_err(|_| PageError::Render("计算时程序出错".to_owned()))
    }

    fn ask(self: &Arc<Self>, account: &str) -> Option<(Asked, Arc<Semaphore>)> {
        let mut all = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let own = all.entry(account.to_owned()).or_insert_with(|| Own { count: 0, turns: Arc::new(Semaphore::new(JOBS_OF_ACCOUNT)) });
        if own.count >= JOBS_OF_ACCOUNT + JOBS_WAITING {
            return None;
        }
        own.count += 1;
        Some((Asked { jobs: self.clone(), account: account.to_owned() }, own.turns.clone()))
    }
}

/// Something that an account waits for.
struct Asked {
    jobs: Arc<Jobs>,
    account: String,
}

impl Drop for Asked {
    fn drop(&mut self) {
        let mut all = self.jobs.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = all.get_mut(&self.account) {
            own.count -= 1;
            if own.count == 0 {
                all.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests;
