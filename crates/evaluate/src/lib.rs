//! Judges every duty of a site on a date, and says why (layer 2).
//!
//! [`reference`] is the specification: short and obvious. A columnar and an incremental evaluator come later behind the
//! same function, and must agree with it on every recorded case.
//!
//! Absent on purpose: storage, pages, the clock. The date is an argument.

mod absence;
mod asked;
mod attendance;
mod changes;
mod condition;
mod context;
mod events;
mod evidence;
pub mod examples;
pub mod explain;
mod facts;
mod forms;
pub mod happened;
pub mod instance;
pub mod json;
pub mod lack;
mod lifecycle;
mod looks;
pub mod owner;
pub mod reason;
pub mod reference;
mod registers;
pub mod status;
mod subject;
mod uptake;
mod why;
mod wording;
pub mod words;

pub use examples::{Failure, check_examples};
pub use explain::{Explanation, explain};
pub use happened::Happened;
pub use instance::{Counted, Instance, NotCounted, Verdict};
pub use status::Status;
pub use json::{Row, row};
pub use lack::{Lack, Missing};
pub use owner::OnDuty;
pub use reason::Because;
pub use asked::{Asked, Concern, Stirred, Which};
pub use looks::{Looks, looks};
pub use reference::{evaluate, evaluate_one, evaluate_part, verdicts_of_part};
pub use registers::Registers;
pub use uptake::Ledgers;
pub use wording::Wording;
pub use words::{EvidenceLine, Names, Titled, Speaker};

#[cfg(test)]
mod tests;
