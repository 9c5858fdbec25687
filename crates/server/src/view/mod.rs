//! Plain structs that pages are made of, computed from a snapshot without HTTP.

pub(crate) mod account;
pub(crate) mod article;
pub(crate) mod body;
pub(crate) mod calendar;
pub(crate) mod chart;
pub(crate) mod closed;
pub(crate) mod duties;
pub(crate) mod entry;
pub mod erasure;
pub(crate) mod field;
pub(crate) mod filter;
pub(crate) mod grid;
pub(crate) mod help;
pub(crate) mod instance;
pub(crate) mod ledger;
pub(crate) mod links;
pub(crate) mod log;
pub(crate) mod marks;
pub(crate) mod mine;
pub(crate) mod overview;
pub(crate) mod organisations;
pub(crate) mod pages;
mod parts;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod record;
pub(crate) mod search;
pub(crate) mod sought;
mod state;
pub(crate) mod tally;
pub(crate) mod tokens;
pub(crate) mod undo;
pub(crate) mod units;
pub(crate) mod vacancies;

pub(crate) use parts::{Late, Link};
pub(crate) use state::{Tone, When, Doubt, body_of, is_late, owner_in, period_words, tone, when};

#[cfg(test)]
pub(crate) mod tests;
