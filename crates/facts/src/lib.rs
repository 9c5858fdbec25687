//! Registers, records and items: the closed [`Event`] enum and its fold into a [`Site`] (layer 1).
//!
//! The journal holds events; everything a person looks up is a fold of them. Nothing is edited: a correction is a new
//! event. What happened and when it was entered are two dates: [`Record::date`] and [`Stamp::at`].
//!
//! Personal details and all free text are [`Sealed`]: the journal keeps a commitment, the content lies beside it under
//! a key of its own, and after erasure the event still folds, with the content gone.
//!
//! Absent on purpose: judgement (`evaluate`), commands and refusals (`workflow`), storage (`store`).

pub mod erasure;
pub mod event;
pub mod import;
pub mod moved;
pub mod part;
pub mod plain;
pub mod record;
pub mod register;
pub mod sealed;
pub mod site;
pub mod source;
mod state;
pub mod thing;
pub mod ties;
mod touch;
pub mod value;

pub use erasure::{Ground, Hand, Measure, Proposal, Verdict};
pub use event::{AccountChange, Event, LogInRules, PasswordPolicy, Repeats, Stamp, Timestamp, record_key};
pub use import::{Import, Imports, Undone};
pub use moved::{Moved, Moves};
pub use jishi_base::TITLE_FIELDS;
pub use part::Part;
pub use plain::PlainWords;
pub use record::{Item, Record, RecordText};
pub use register::{
    Body, Extension, Holding, Link, LinkKind, Membership, MembershipKind, Person, PersonDetails, Post, Reason, Relation,
    RelationKind, Subject, Term, Unit, Uptake, Waiver,
};
pub use sealed::{KeyOwner, Sealed, Words};
pub use site::Site;
pub use source::{FileNames, Place, ReadAt, Source};
pub use thing::Thing;
pub use ties::Ties;
pub use value::Value;

#[cfg(test)]
mod tests;
