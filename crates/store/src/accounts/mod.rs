//! Who is at the page: accounts, passwords, sessions, one-time links, tokens of programs.
//!
//! Tables of their own beside the journal: they are no fold of it, and a rebuild leaves them alone. What an account may
//! do is not decided here. Every change gives back what the caller needs to write it into the journal, by the account's
//! id and never by its login, which may be a name.
//!
//! Time is an argument. Secrets are drawn, shown once, and kept only as keyed digests: whoever can read the tables but
//! has no root key can use none of them, and can make none that would pass. Rows that are there already are not
//! authenticated: who can write to the tables can give one to another account.

mod account;
mod hashing;
mod invitation;
mod limits;
mod log_in;
mod login;
mod password;
mod secret;
mod session;
mod throttle;
mod token;

pub(crate) use account::forget;
pub use account::{Account, Administrator, Bearer};
pub(crate) use hashing::Hashing;
pub use invitation::Purpose;
pub use limits::Limits;
pub use log_in::LogIn;
pub(crate) use login::normal as normal_login;
pub use secret::Secret;
pub use session::Session;
pub use token::{Token, TokenScope, TokenUse};

use crate::connect::writing;
use crate::entropy::{self, Entropy, SystemEntropy};
use crate::{Refusal, Store, StoreError};
use jishi_journal::to_hex;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use std::ops::Deref;
use std::sync::{Mutex, PoisonError};
use tokio::sync::MutexGuard;

/// A site's accounts.
pub struct Accounts<'a> {
    store: &'a Store,
    limits: Limits,
    entropy: Mutex<Box<dyn Entropy>>,
}

impl Store {
    /// The site's accounts; their secrets come from the operating system.
    #[must_use]
    pub fn accounts(&self) -> Accounts<'_> {
        self.accounts_with(Limits::default(), Box::new(SystemEntropy))
    }

    /// The same under other limits, and with secrets from elsewhere: for tests.
    #[must_use]
    pub fn accounts_with(&self, limits: Limits, entropy: Box<dyn Entropy>) -> Accounts<'_> {
        Accounts { store: self, limits, entropy: Mutex::new(entropy) }
    }
}

impl Accounts<'_> {
    /// A turn at writing. Short: the writer of the journal waits for it, and it for the writer.
    async fn turn(&self) -> Result<Turn<'_>, StoreError> {
        if self.store.writer.is_none() {
            return Err(StoreError::ReadOnly);
        }
        let gate = self.store.published.gate.lock().await;
        Ok(Turn { transaction: writing(self.connection()).await?, _gate: gate })
    }

    /// The same, unless somebody else is writing just now.
    async fn turn_if_free(&self) -> Result<Option<Turn<'_>>, StoreError> {
        if self.store.writer.is_none() {
            return Ok(None);
        }
        let Ok(gate) = self.store.published.gate.try_lock() else { return Ok(None) };
        Ok(Some(Turn { transaction: writing(self.connection()).await?, _gate: gate }))
    }

    fn connection(&self) -> &DatabaseConnection {
        self.store.facts()
    }

    fn draw<const N: usize>(&self) -> Result<[u8; N], StoreError> {
        entropy::draw(&mut **self.entropy.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A fresh id.
    fn draw_id(&self) -> Result<u128, StoreError> {
        Ok(u128::from_be_bytes(self.draw()?))
    }

    /// What is kept of a secret. The purpose keeps one sort from passing for another.
    fn digest(&self, purpose: &str, secret: &str) -> String {
        to_hex(&self.store.vault().mac(purpose, &[secret.as_bytes()]))
    }
}

impl std::fmt::Debug for Accounts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// A transaction with the right to write; given up when dropped.
struct Turn<'a> {
    transaction: DatabaseTransaction,
    /// Let go after the transaction.
    _gate: MutexGuard<'a, ()>,
}

impl Turn<'_> {
    async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    /// Leaves everything as it was.
    async fn give_up(self) -> Result<(), StoreError> {
        Ok(self.transaction.rollback().await?)
    }
}

impl Deref for Turn<'_> {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

fn refused<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, StoreError> {
    Err(Refusal::new(message, help).into())
}

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(format!("账户的数据里{what}"))
}
