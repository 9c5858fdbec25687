//! Server-rendered pages over what has been judged, and an API for programs (layer 4), on loopback.
//!
//! A [`Source`] hands out the [`Whole`] state; what a viewer sees of it is a [`Snapshot`]. What may be done is a use case of `office`, one function each; `handlers`
//! (forms and templates, over the plain structs of `view`) and `api` (JSON) only translate. `guard` sees to headers, hosts and
//! methods for every route alike.
//!
//! Absent on purpose: rules of any regulation, the clock (it is handed in), storage. Whoever wires the server decides what is
//! shown and when.

mod api;
mod app;
mod assets;
mod client;
mod cookies;
mod dates;
mod deeds;
mod door;
mod encoding;
mod entry;
mod error;
mod filed;
mod foreseen;
mod form;
mod gate;
mod guard;
mod handlers;
mod host;
mod imports;
mod intent;
mod jobs;
mod judge;
mod judged;
mod limits;
mod live;
mod names;
mod naming;
mod office;
mod offices;
mod page;
mod pass;
mod qr;
mod reasons;
mod refused;
mod rights;
mod roles;
mod routes;
mod rules;
mod serving;
mod sights;
mod snapshot;
mod steady;
#[cfg(test)]
mod testing;
mod trail;
mod urgency;
mod verdicts;
pub mod view;
mod viewer;
mod xlsx;

pub use client::{Client, client_address};
pub use error::PageError;
pub use guard::CONTENT_SECURITY_POLICY;
pub use imports::ReadWorkbook;
pub use live::{KEEP_TIME, Live, Soundness, Wiring};
pub use pass::Pass;
pub use roles::Role;
pub use serving::{Serving, serve};
pub use routes::{Opens, ROUTES, Route, demo, office, router, viewing};
pub use snapshot::{Address, Inputs, Snapshot, Source, Unavailable, Whole};
pub use steady::{CLOCK_BACK, Clock, Now, said as clock_said};
pub use viewer::{Acting, Seat, Viewer};
pub use xlsx::refusals_workbook;

pub use axum::Router;

/// The version of the program.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
