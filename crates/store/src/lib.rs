//! The only crate that touches disk and database (layer 3): SQLite in a directory, or PostgreSQL by URL.
//!
//! Ground state is the journal with its sealed contents; the registers and records are a fold of it, in memory alone. What
//! texts are found by is written in the same transaction, and `rebuild --check` proves that it is what they give. One writer takes commands in groups and answers after
//! the commit. Keys lie in a database of their own: destroying a key erases a person, and the journal still verifies.
//! Who is at the page is no fact of the journal: [`Accounts`] have tables beside it.
//!
//! Time, ids and randomness are handed in: the same commands give the same journal on both databases.
//!
//! Absent on purpose: whether a command is lawful (`workflow`), who may look (a [`Scope`] is the answer to that).

mod access;
mod accounts;
mod aside;
mod assert;
mod beside;
mod clean;
mod command;
mod commands;
mod connect;
mod contents;
pub mod copy;
mod difference;
mod entropy;
mod entry;
mod erasures;
mod error;
mod export;
mod faults;
mod files;
mod fold;
mod given_up;
mod group;
mod hashing;
mod head;
mod importing;
mod journal_index;
mod legacy;
mod load;
mod lock;
mod log;
mod migrate;
mod open;
mod pages;
mod pen;
mod rebuild;
mod restore;
mod rootkey;
mod row;
mod schema;
mod scope;
mod signs;
mod staging;
mod stale;
mod store;
mod tally;
mod trouble;
mod unsealed;
mod turn;
mod vault;
mod verify;
mod witness;
mod words;
mod writer;

pub use accounts::{
    Account, Accounts, Bearer, By, Enrolment, Limits, LogIn, Named, Newcomer, Origin, Passed, Purpose, Secret, Session, Shown, Since, Slowing, Token,
    TokenScope, TokenUse, What, Wish,
};
pub use jishi_authorize::Administrator;
pub use aside::aside;
pub use command::{Asked, Command, Decide, Keyed, Receipt};
pub use connect::Location;
pub use entropy::{Entropy, SeededEntropy, SystemEntropy};
pub use erasures::{Erasures, Gone};
pub use error::{Refusal, StoreError};
#[cfg(feature = "faults")]
pub use faults::{Faults, Strike};
pub use importing::{Import, OnPart, Parts, Stands};
pub use log::{LogLine, LogPage, LogQuery, LogTimes, Pseudonym};
pub use difference::{Difference, Wrong};
pub use restore::{Restored, Restoring, list_in, restore};
pub use rootkey::Keys;
pub use schema::columns;
pub use scope::{Scope, View};
pub use staging::Fate;
pub use store::Store;
pub use verify::Verdict;
pub use witness::SignedCheckpoint;
