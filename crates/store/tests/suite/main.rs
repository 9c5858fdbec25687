//! The store from outside, on SQLite and on PostgreSQL (`scripts/with-postgres.sh`).

mod accounts;
mod crash;
mod datamap;
mod differential;
mod erasure;
mod life;
mod log;
mod reading;
mod refusal;
mod support;
mod tamper;
