//! The import, case by case: values, layouts, limits, plans.

mod limits;
mod sample;
mod support;
mod values;
