//! Ids, numbers, atoms, spans, diagnostics, citations, labels, shared and slim collections: the words every layer shares (layer 0).
//!
//! Pure: no file, network, clock or randomness. Ids come from an [`IdSource`] that the outermost layer hands in.

pub mod atom;
pub mod citation;
pub mod common;
pub mod diagnostic;
pub mod id;
pub mod label;
pub mod number;
pub mod numeral;
pub mod shared;
pub mod signs;
pub mod slim;
pub mod span;

pub use atom::Atom;
pub use citation::{ArticleStyle, Citation};
pub use common::Common;
pub use diagnostic::{Diagnostic, Severity};
pub use id::{AccountId, BodyId, HoldingId, IdSource, ImportId, ItemId, LinkId, PersonId, PostId, ProposalId, RecordId, SeededIds, TokenId, UnitId};
pub use label::Label;
pub use number::Number;
pub use shared::{List, Map, Set};
pub use slim::{Slim, SlimSet};
pub use span::{Location, Span};

#[cfg(test)]
mod tests;
