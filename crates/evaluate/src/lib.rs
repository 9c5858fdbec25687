//! Judges every duty of a site on a date, and says why (layer 2).
//!
//! [`reference`] is the specification: short and obvious. A columnar and an incremental evaluator come later behind the
//! same function, and must agree with it on every recorded case.
//!
//! Absent on purpose: storage, pages, the clock. The date is an argument.

pub mod instance;

pub use instance::{Counted, Instance, Status};
