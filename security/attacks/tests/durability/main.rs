//! An acknowledgement means: on the disk, in the one journal. The disk fills up, statements fail one by one, two write at
//! once, PostgreSQL and the program are killed under load; what was answered with yes is read by a fresh process
//! afterwards, once, and what was not may be sent again.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod disk;
mod imports;
mod killed;
mod postgres;
mod spoiled;
mod statements;
mod support;
mod triggers;
mod writers;
