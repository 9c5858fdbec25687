//! Tables of cases: month ends, leap days, year's end, workdays, labels.

mod duration;
mod partial;
mod period;
mod workdays;

use crate::Date;
use proptest::strategy::Strategy;

/// A date from `2026-02-28`.
fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Any day from 1900 to 2199.
fn any_day() -> impl Strategy<Value = Date> {
    (0..109_500_i32).prop_map(|n| day("1900-01-01").checked_add(jiff::Span::new().days(n)).expect("within the calendar"))
}
