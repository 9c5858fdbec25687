//! One file a command: read, do, say.

pub mod backup;
pub mod demo;
pub mod doctor;
pub mod erase;
pub mod evaluate;
pub mod explain;
pub mod import;
pub mod init;
pub mod journal;
pub mod pack;
pub mod rebuild;
pub mod restore;
pub mod serve;
