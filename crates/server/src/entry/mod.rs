//! A record as it is typed into a page: what was typed, what it means, what is wrong with it, what it would settle.
//!
//! One form serves every record kind of the packs: its fields, their types and articles are pack content.

mod fault;
mod fields;
mod read;
mod roll;
mod strays;
mod turns;
mod typed;

pub(crate) use fields::{Place, place_fields};
pub(crate) use fault::Fault;
pub(crate) use read::{DECISIONS, Draft, Standing, kinds_of, read};
pub(crate) use roll::expected;
pub(crate) use strays::strays;
pub(crate) use turns::{Turn, turns};
pub(crate) use typed::{Typed, names, of_field, of_record};

#[cfg(test)]
mod tests;
