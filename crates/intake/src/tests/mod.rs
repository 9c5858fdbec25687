//! The import, case by case: values, layouts, limits, plans.
#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

mod department;
mod held;
mod large;
mod layouts;
mod limits;
mod looked;
mod plans;
mod renderings;
mod sample;
mod signs;
mod support;
mod uptake;
mod values;
mod again;
mod everyday;
mod membership;
mod shapes;
mod who_was_there;
