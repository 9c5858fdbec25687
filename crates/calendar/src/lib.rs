//! Dates, periods, terms, deadlines and workdays of the Chinese statutory calendar (layer 0).
//!
//! Pure: the date is always an argument; holidays are data handed in ([`Workdays`]). Every rule of reckoning is fixed
//! by a table of cases in `tests.rs`.

mod duration;
mod partial;
mod period;
mod workdays;

pub use duration::{Duration, TimeUnit, days_after, months_after, years_after};
pub use jiff::civil::Date;
pub use partial::PartialDate;
pub use period::{Cadence, Period};
pub use workdays::{Reckoned, Workdays, Year};

#[cfg(test)]
mod tests;
