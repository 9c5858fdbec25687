//! What can be wrong with packs: one function a code, its comment is its page in `docs/errors.md`.
//!
//! `cargo xtask errors` reads the comments that begin with `# B…`; `suite/pack/bad` has a reproducer for each code. The
//! passes over a whole set (cap below demand, evidence that can never count …) stand beside the codes they give.

pub(crate) mod citation;
pub(crate) mod condition;
pub(crate) mod contradiction;
pub(crate) mod duty;
pub(crate) mod evidence;
pub(crate) mod example;
pub(crate) mod form;
pub(crate) mod head;
pub(crate) mod ledger;
pub(crate) mod meaning;
pub(crate) mod names;
pub(crate) mod overlay;
pub(crate) mod parameter;
pub(crate) mod right;
pub(crate) mod shape;
pub(crate) mod syntax;
pub(crate) mod uses;
pub(crate) mod vocabulary;
