//! The log against its own proofs, an independent implementation, and whoever would alter it.

mod checkpoint;
mod oracle;
mod proof;
mod tamper;
mod tree;

use crate::{Hash, Tree, leaf_hash};

/// The entry at `n`.
fn entry(n: u64) -> Vec<u8> {
    format!("第 {n} 条").into_bytes()
}

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|n| leaf_hash(&entry(n))).collect()
}

fn tree(size: u64) -> Tree {
    Tree::from_leaves(leaves(size))
}
