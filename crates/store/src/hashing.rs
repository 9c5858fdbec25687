//! The pool in which passwords are hashed: few at once, so that a burst of log-ins leaves a processor for the pages, and
//! not too many waiting, so that nobody waits for long without being told.

use crate::StoreError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hashes reckoned at once.
const AT_ONCE: usize = 2;
/// Log-ins that may be under way, those that wait included.
const PLACES: usize = 66;

/// The pool.
#[derive(Debug)]
pub(crate) struct Hashing {
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
    reckoned: Arc<AtomicU64>,
}

/// A place in the queue, given back when dropped.
pub(crate) struct Place {
    workers: Arc<Semaphore>,
    reckoned: Arc<AtomicU64>,
    _place: OwnedSemaphorePermit,
}

impl Hashing {
    pub(crate) fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(PLACES)), workers: Arc::new(Semaphore::new(AT_ONCE)), reckoned: Arc::default() }
    }

    /// A place in the queue; none where it is full.
    pub(crate) fn place(&self) -> Option<Place> {
        let place = self.places.clone().try_acquire_owned().ok()?;
        Some(Place { workers: self.workers.clone(), reckoned: self.reckoned.clone(), _place: place })
    }

    /// How many have been reckoned: who is known and who is not must cost the same.
    pub(crate) fn reckoned(&self) -> u64 {
        self.reckoned.load(Ordering::Relaxed)
    }
}

impl Place {
    /// Does slow work when its turn comes. Who asked may go away: the turn lasts as long as the work.
    pub(crate) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
        let interrupted = || StoreError::NotWritten("密码的计算被中断".into());
        self.reckoned.fetch_add(1, Ordering::Relaxed);
        let turn = self.workers.clone().acquire_owned().await.map_err(|_| interrupted())?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| interrupted())
    }
}

#[cfg(test)]
mod tests;
