//! The table against the packs, every row's edges on a small site, and what must hold for any site.

mod demonstration;
mod holding;
mod matrix;
mod narrowing;
mod properties;
mod reasons;
mod support;
mod written;
