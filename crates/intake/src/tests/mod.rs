//! The import, case by case: values, layouts, limits, plans.

mod sample;
mod support;
