//! Dates as people write them in Chinese.

use jishi_calendar::{Date, PartialDate};
use jishi_facts::Timestamp;
use std::time::Duration;

/// China is so many seconds ahead of UTC.
const CHINA: i64 = 8 * 3_600;

/// Monday first.
const WEEKDAYS: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];

/// `2026年11月24日`
pub(crate) fn full(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2026年11月24日`, or as much of it as is known.
pub(crate) fn told(date: PartialDate) -> String {
    match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{}年{month}月{day}日", date.year),
        (Some(month), None) => format!("{}年{month}月", date.year),
        (None, _) => format!("{}年", date.year),
    }
}

/// `11月24日`, with the year where it is another than `now`'s.
pub(crate) fn short(date: Date, now: Date) -> String {
    if date.year() == now.year() { format!("{}月{}日", date.month(), date.day()) } else { full(date) }
}

/// The day in China of a moment: `2026-11-24`.
pub(crate) fn of_time(at: Timestamp) -> String {
    let since = u64::try_from(at.saturating_add(CHINA)).unwrap_or_default();
    let day = Date::new(1970, 1, 1).and_then(|first| first.checked_add(Duration::from_secs(since - since % 86_400)));
    day.map_or_else(|_| String::new(), |day| day.to_string())
}

/// The moment in China: `2026-11-24 15:30`.
pub(crate) fn clock(at: Timestamp) -> String {
    format!("{} {}", of_time(at), &hour(at)[..5])
}

/// The hour in China of a moment: `16:20:07`.
pub(crate) fn hour(at: Timestamp) -> String {
    let since = at.saturating_add(CHINA).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", since / 3_600, since / 60 % 60, since % 60)
}

/// `星期二`
pub(crate) fn weekday(date: Date) -> &'static str {
    let place = date.weekday().to_monday_zero_offset();
    usize::try_from(place).ok().and_then(|place| WEEKDAYS.get(place)).copied().unwrap_or_default()
}

/// Days from `from` to `to`; negative where `to` is earlier.
pub(crate) fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
