//! An append-only Merkle log over opaque bytes, in the shape of RFC 6962 (layer 0)
//!
//! The journal is the one thing that is true, so anyone must be able to check it without this program's database:
//! leaf = SHA-256(0x00 ‖ entry), node = SHA-256(0x01 ‖ left ‖ right), and beside the tree a plain chain
//! ([`chain`]) that can be walked with nothing but `sha256sum`. What an entry says is not known here.
//!
//! Pure: no file, clock or randomness. Entries are numbered from 0: an entry's `seq` is its leaf's index.
//!
//! What is found without a retained [`Checkpoint`]: any change that does not recompute everything after it. What needs
//! one kept where the database's keeper cannot write: a rewrite with all hashes recomputed, a cut tail, a fork.

mod checkpoint;
pub mod export;
mod hash;
mod peaks;
mod proof;
mod tree;

pub use checkpoint::Checkpoint;
pub use export::{Bad, FirstBad, Verified, Verifier, verify_export};
pub use hash::{Hash, NO_PREVIOUS, chain, empty_root, from_hex, leaf_hash, node_hash, to_hex};
pub use peaks::Peaks;
pub use proof::{verify_consistency, verify_inclusion};
pub use tree::Tree;

#[cfg(test)]
mod tests;
