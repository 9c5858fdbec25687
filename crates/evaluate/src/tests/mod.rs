//! Tables of cases: one file a form, one for what stands above the forms, one for properties.

mod build;
mod cap;
mod condition;
mod coverage;
mod each;
mod evidence;
mod explain;
mod followup;
mod gap;
mod lifecycle;
mod meaning;
mod people;
mod periodic;
mod properties;
mod sequence;
mod state;
mod triggered;
mod wordless;
