//! The table against the packs, every row's edges on a small site, and what must hold for any site.

mod deeds;
mod demonstration;
mod holding;
mod lens;
mod matrix;
mod narrow;
mod narrowed;
mod narrowing;
mod properties;
mod reasons;
mod sensitive;
mod support;
mod written;
