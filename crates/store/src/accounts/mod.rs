//! Who is at the page: accounts, passwords, sessions, one-time links, tokens of programs.
//!
//! Tables of their own beside the journal: they are no fold of it, and a rebuild leaves them alone. What an account may
//! do is not decided here. Every change is entered into the journal in the same transaction, by the account's id and never
//! by its login, which may be a name; the row names that entry, and counts only while the entry stands: see [`guarded`].
//!
//! What opens an account, makes an administrator or stops one takes two people: [`Accounts::ask`] and
//! [`Accounts::release`], by the rules of `jishi_authorize::powers`.
//!
//! Time and who asks are arguments. Secrets are drawn, shown once, and kept only as keyed digests: who can read the tables
//! but has no root key can use none of them.

mod account;
mod ask;
mod guarded;
mod holder;
mod invitation;
mod limits;
mod keyed;
mod log_in;
mod login;
mod password;
mod release;
mod secret;
mod seat;
mod second;
mod session;
mod since;
mod slowing;
mod stored;
mod token;
mod waiting;

pub(crate) use account::forget;
pub(crate) use guarded::check;
pub use ask::What;
pub use invitation::{Newcomer, Purpose};
pub use limits::Limits;
pub use log_in::LogIn;
pub use release::Passed;
pub use second::Enrolment;
pub(crate) use login::normal as normal_login;
pub use secret::Secret;
pub use session::Session;
pub use since::Since;
pub use slowing::{Origin, Slowing};
pub use stored::{Account, Bearer, Named};
pub(crate) use stored::digest_of_person;
pub(crate) use token::seal_labels;
pub use token::{Token, TokenScope, TokenUse};
pub use waiting::{By, Shown, Wish};

use crate::entropy::{self, Entropy, SystemEntropy};
use crate::command::Keyed;
use crate::turn::Turn;
use crate::{Refusal, Store, StoreError};
use guarded::Seen;
use jishi_journal::to_hex;
use std::sync::{Mutex, PoisonError};

/// A site's accounts.
pub struct Accounts<'a> {
    store: &'a Store,
    limits: Limits,
    /// What the sender calls the change that is asked for; nothing, where it calls it nothing.
    key: Option<Keyed>,
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
        Accounts { store: self, limits, key: None, entropy: Mutex::new(entropy) }
    }
}

impl Accounts<'_> {
    /// A turn at writing. Short: the writer of the journal waits for it, and it for the writer.
    async fn turn(&self) -> Result<Turn, StoreError> {
        self.store.writing()?.turn().await
    }

    /// The same, unless somebody else is writing just now.
    async fn turn_if_free(&self) -> Result<Option<Turn>, StoreError> {
        match &self.store.writing {
            Some(site) => site.turn_if_free().await,
            None => Ok(None),
        }
    }

    /// Rows as they are now.
    fn now(&self) -> Seen<'_> {
        Seen::Now(self.store)
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

fn refused<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, StoreError> {
    Err(Refusal::new(message, help).into())
}

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(format!("账户的数据里{what}"))
}
