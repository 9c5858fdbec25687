//! Nobody crowds the others out: those who send slowly, send nothing, come in great numbers or bring large workbooks, against
//! the program itself. What it costs the honest in time is measured by `crates/server/benches/crowd.rs`.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.
#![cfg(unix)]

mod connections;
mod demo;
mod workbooks;
