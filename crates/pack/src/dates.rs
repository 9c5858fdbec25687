//! A day as packs write it.

use jishi_calendar::Date;

/// Reads `2026-03-10` and nothing looser.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let plain = text.len() == 10 && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    plain.then(|| text.parse().ok()).flatten()
}
