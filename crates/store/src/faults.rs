//! Failures on purpose, for tests alone: every statement of a turn passes a [`point`], where a test may let it fail.
//!
//! Without the feature `faults` a point is nothing. With it a test plans a failure for its own thread ([`Faults`]): a test's
//! runtime runs its tasks on the test's thread, so that tests side by side disturb each other in nothing.

use crate::StoreError;

#[cfg(feature = "faults")]
pub use planned::{Faults, Strike};

/// Passes, unless a test has asked for a failure here. `name`: which statement comes next.
#[cfg(not(feature = "faults"))]
#[allow(clippy::unused_async)] // With the feature it waits.
pub(crate) async fn point(_name: &str) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(feature = "faults")]
pub(crate) use planned::point;

#[cfg(feature = "faults")]
mod planned {
    use super::StoreError;
    use sea_orm::{DbErr, RuntimeErr, sqlx};
    use std::cell::RefCell;
    use std::io;
    use std::sync::{Arc, Mutex, PoisonError};
    use tokio::sync::Notify;

    thread_local! {
        static PLAN: RefCell<Option<Arc<Plan>>> = const { RefCell::new(None) };
    }

    /// How a point fails.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub enum Strike {
        /// The disk is full.
        Full,
        /// The connection is lost: what became of the transaction is not told.
        Broken,
        /// The database says no.
        Refused,
        /// Not at all: the turn waits until it is let go ([`Faults::let_go`]).
        Held,
    }

    impl Strike {
        fn error(self) -> Option<StoreError> {
            let sqlx = |error: io::Error| StoreError::Database(DbErr::Exec(RuntimeErr::SqlxError(Arc::new(sqlx::Error::Io(error)))));
            match self {
                Self::Full => Some(StoreError::Io("写入数据库", io::Error::from(io::ErrorKind::StorageFull))),
                Self::Broken => Some(sqlx(io::Error::from(io::ErrorKind::ConnectionReset))),
                Self::Refused => Some(StoreError::Database(DbErr::Custom("planned by a test".to_owned()))),
                Self::Held => None,
            }
        }
    }

    #[derive(Debug)]
    struct Plan {
        /// Points that pass before it strikes.
        nth: usize,
        /// Strikes at every point from there on.
        on: bool,
        strike: Strike,
        passed: Mutex<Vec<String>>,
        reached: Notify,
        free: Notify,
    }

    impl Plan {
        fn names(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
            self.passed.lock().unwrap_or_else(PoisonError::into_inner)
        }

        async fn pass(&self, name: &str) -> Result<(), StoreError> {
            let at = {
                let mut names = self.names();
                names.push(name.to_owned());
                names.len() - 1
            };
            if at != self.nth && !(self.on && at > self.nth) {
                return Ok(());
            }
            self.reached.notify_one();
            match self.strike.error() {
                Some(error) => Err(error),
                None => {
                    self.free.notified().await;
                    Ok(())
                }
            }
        }
    }

    /// A failure that is planned for the turns on this thread, until it is dropped.
    #[derive(Debug)]
    pub struct Faults(Arc<Plan>);

    impl Faults {
        /// Lets the point that is passed after `nth` others fail.
        #[must_use]
        pub fn once(nth: usize, strike: Strike) -> Self {
            Self::planned(nth, false, strike)
        }

        /// The same for every point from there on.
        #[must_use]
        pub fn from(nth: usize, strike: Strike) -> Self {
            Self::planned(nth, true, strike)
        }

        fn planned(nth: usize, on: bool, strike: Strike) -> Self {
            let plan = Arc::new(Plan { nth, on, strike, passed: Mutex::default(), reached: Notify::new(), free: Notify::new() });
            PLAN.set(Some(plan.clone()));
            Self(plan)
        }

        /// The points that were come to so far, by name.
        #[must_use]
        pub fn passed(&self) -> Vec<String> {
            self.0.names().clone()
        }

        /// Has it failed a point?
        #[must_use]
        pub fn struck(&self) -> bool {
            self.0.names().len() > self.0.nth
        }

        /// Waits until a turn is held.
        pub async fn reached(&self) {
            self.0.reached.notified().await;
        }

        /// Lets a turn that is held go on.
        pub fn let_go(&self) {
            self.0.free.notify_one();
        }
    }

    impl Drop for Faults {
        fn drop(&mut self) {
            self.let_go();
            PLAN.set(None);
        }
    }

    /// Passes, unless this thread's test has asked for a failure here. `name`: which statement comes next.
    pub(crate) async fn point(name: &str) -> Result<(), StoreError> {
        match PLAN.with_borrow(Clone::clone) {
            Some(plan) => plan.pass(name).await,
            None => Ok(()),
        }
    }
}
