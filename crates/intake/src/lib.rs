//! xlsx bytes to rows to proposed facts (layer 3): workbooks as clerks keep them, another department's layout included.
//!
//! [`read_workbook`] runs in a child process and hands over a [`Workbook`]; [`plan`] turns the workbooks of one call
//! into a preview ([`SheetReport`], in short [`Summary`]) and events. The layout is data ([`Mapping`]).
//!
//! Absent on purpose: files and processes (the caller), writing (`store`), judgement (`evaluate`).

mod bodies;
mod bounds;
mod container;
mod layout;
mod mapping;
mod people;
mod plan;
mod read;
mod report;
mod summary;
mod tables;
mod text;
mod typed;
mod values;
mod lexicon;
mod workbook;

pub use mapping::{Column, Mapping, MappingError, Reading, Table, Target, Words};
pub use plan::{Lookup, Options, Plan, TakenUp, Withheld, plan, plan_held};
pub use bounds::{Limits, ReadError};
pub use read::{read_file, read_workbook};
pub use report::{Refused, SheetReport, Warning};
pub use summary::{Cause, Place, Refusal, SheetSummary, Summary, Total, refusals};
pub use typed::{Fault, coded, day, matter, names, number, period, person_named};
pub use lexicon::Lexicon;
pub use workbook::{Address, Cell, Merged, Row, Sheet, Workbook};

#[cfg(test)]
mod tests;
