//! What can be said only once the whole set has been read.

pub(crate) mod contradiction;
pub(crate) mod meaning;
pub(crate) mod uses;
