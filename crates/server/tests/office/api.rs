//! The programs' part of the site over HTTP: each resource, its sight, its problems; every route crossed with every role.

#[path = "api/client.rs"]
pub mod client;
#[path = "api/reading.rs"]
mod reading;
#[path = "api/rights.rs"]
mod rights;
#[path = "api/writing.rs"]
mod writing;
