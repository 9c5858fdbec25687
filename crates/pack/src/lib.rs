//! Regulation packs: parse, check, compile (layer 1).
//!
//! Sources go in as text, a [`Library`] or a list of diagnostics comes out; nothing of a set is used while any of it is
//! wrong. The language is described in `docs/pack-language.md`; the engine knows no regulation by name.
//!
//! Absent on purpose: files (the caller reads them), judgement (`evaluate`).

pub mod coverage;
pub mod model;
pub mod print;
pub mod schema;
pub mod text;

pub use model::*;
