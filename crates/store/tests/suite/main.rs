//! The store from outside, on SQLite and on PostgreSQL (`scripts/with-postgres.sh`).

mod crash;
mod erasure;
mod life;
mod refusal;
mod support;
mod tamper;
