//! The sites kept in `suite/sites`, one of each version that has landed: this program opens each, and finds in it what
//! that version left. How a site is kept is told in `suite/sites/README.md`.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod keep;
mod kept;
mod made;
mod slice;
#[path = "../support/mod.rs"]
mod support;
