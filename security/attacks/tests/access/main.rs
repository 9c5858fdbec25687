//! Attacks on what somebody may see and do: by another's ids, as nobody, as an administrator.

mod administrators;
mod beyond;
mod by_id;
mod foreign;
mod nobody;
mod unwritten;
mod within;
