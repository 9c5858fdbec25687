//! The store from outside, on SQLite and on PostgreSQL (`scripts/with-postgres.sh`).

mod accounts;
mod canaries;
mod contents;
mod copies;
mod crash;
mod datamap;
mod differential;
mod erasure;
mod life;
mod log;
mod old;
mod parts;
mod reading;
mod refusal;
mod signs;
mod support;
mod tamper;
mod time;
mod upgraded;
mod witness;
