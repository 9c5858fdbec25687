//! The rules of the house that no compiler checks. Each rule is a function of the tree; each says what to do instead.
//!
//! `cargo xtask tidy` and the tests of this crate run them all; a tree with one fault per rule proves that each bites.

mod arms;
mod bans;
mod circles;
mod docs;
mod layers;
mod leaks;
mod manifest;
mod openings;
mod sizes;
mod switches;
mod words;

use crate::tree::Tree;
use std::fmt;

/// One broken rule at one place.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Path from the root.
    pub path: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong and what to do instead.
    pub message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// All findings, in the order of the rules.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let rules: [fn(&Tree) -> Vec<Finding>; 11] = [
        layers::check, manifest::check, switches::check, openings::check, bans::check, circles::check, sizes::check, leaks::check, docs::check,
        words::check, arms::check,
    ];
    rules.iter().flat_map(|rule| rule(tree)).collect()
}

#[cfg(test)]
mod tests;
