//! The import, case by case: values, layouts, limits, plans.

mod department;
mod large;
mod layouts;
mod limits;
mod plans;
mod sample;
mod support;
mod values;
