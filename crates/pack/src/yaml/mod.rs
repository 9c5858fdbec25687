//! YAML behind one door: a source text becomes a small tree in which every piece knows its place.
//!
//! Scalars stay text, exactly as written: no `true`, no octal numbers, no dates are guessed. Aliases, tags and several
//! documents are refused, depth and size are bounded, so that a pack of any origin is read in little time and memory.

mod parse;
mod recover;
mod trouble;

pub(crate) use parse::{Parsed, parse};
pub(crate) use trouble::key_colon;
