//! Regulation packs: parse, check, compile (layer 1).
//!
//! Sources go in as text, a [`Library`] or a list of diagnostics comes out; nothing of a set is used while any of it is
//! wrong. The language is described in `docs/pack-language.md`; the engine knows no regulation by name.
//!
//! Absent on purpose: files (the caller reads them), judgement (`evaluate`).

mod check;
mod compiler;
mod condition;
pub mod coverage;
mod dates;
pub mod facts;
mod finding;
mod load;
pub mod model;
mod near;
mod node;
pub mod print;
mod read;
mod render;
pub mod schema;
mod selectors;
mod source;
pub mod text;
mod whole;
mod yaml;

pub use check::example::failing_example;
pub use load::{Outcome, head, load, load_beside, load_own};
pub use model::*;
pub use read::event_word;
pub use source::SourceFile;
pub use render::{render, render_all, to_json};

#[cfg(test)]
mod tests;
