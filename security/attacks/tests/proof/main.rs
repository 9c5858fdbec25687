//! Attacks on what lies on the disk: rows changed by hand, bits that flip, ciphertexts that move, keys that others read.

mod changes;
mod committed;
mod erasure;
mod forged;
mod history;
mod keys;
mod outside;
mod places;
mod rows;
mod tally;
mod tamper;
