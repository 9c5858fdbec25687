//! Registers, records and items: the closed [`Event`] enum and its fold into a [`Site`] (layer 1).
//!
//! The journal holds events; everything a person looks up is a fold of them. Nothing is edited: a correction is a new
//! event. What happened and when it was entered are two dates: [`Record::date`] and [`Stamp::at`].
//!
//! Personal details and all free text are [`Sealed`]: the journal keeps a commitment, the content lies beside it under
//! a key of its own, and after erasure the event still folds, with the content gone. The fold keeps of it what is judged,
//! sorted or searched by, and where it lies: the words are opened where somebody looks ([`Contents`]).
//!
//! Absent on purpose: judgement (`evaluate`), commands and refusals (`workflow`), storage (`store`).

pub mod contents;
pub mod entity;
pub mod erasure;
pub mod event;
pub mod record;
pub mod register;
pub mod sealed;
pub mod site;
pub mod source;
pub mod stamp;
pub mod subject;
pub mod texts;
pub mod value;

pub use contents::{Among, Contents, InMemory, Unopened};
pub use entity::{Entity, Moves};
pub use erasure::{Ground, Hand, Measure, Proposal, Settled, Verdict};
pub use event::{Abandoned, AccountChange, Event, LogInRules, PasswordPolicy, Repeats};
pub use record::{Fields, Item, Kinds, Record, Roles, record_key};
pub use register::{
    Body, Extension, Holding, Link, LinkKind, Membership, MembershipKind, Person, PersonDetails, Post, Profile, Reason, Relation,
    Ledger, RelationKind, Term, Unit, Uptake, Waived, Waiver,
};
pub use sealed::{KeyOwner, Sealed, Words};
pub use site::Site;
pub use site::import::{Import, Imports, Undone};
pub use site::moved::{Looked, Moved};
pub use site::plain::PlainWords;
pub use site::ties::Ties;
pub use source::{FileNames, Names, Place, ReadAt, Source};
pub use stamp::{Stamp, Timestamp};
pub use subject::Subject;
pub use texts::{Mark, RecordText, Text, Texts};
pub use value::Value;

#[cfg(test)]
mod tests;
