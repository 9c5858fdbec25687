//! The clock, read here and nowhere else: the time of entry, and the day it is in China.

use jishi_calendar::Date;
use jishi_facts::Timestamp;

/// China has kept one time, eight hours ahead of UTC, since 1991.
const CHINA: i8 = 8;

/// What the clock says, or what `--today` says in its place.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: Timestamp,
    /// The day in China.
    pub day: Date,
}

/// The present; with a given day, that day at noon in China, so that the same commands give the same journal.
pub fn now(today: Option<Date>) -> Now {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(CHINA));
    match today {
        Some(day) => {
            let noon = zone.to_timestamp(day.at(12, 0, 0, 0)).map(|timestamp| timestamp.as_second());
            Now { at: noon.unwrap_or(0), day }
        }
        None => {
            let now = jiff::Timestamp::now();
            Now { at: now.as_second(), day: zone.to_datetime(now).date() }
        }
    }
}

/// A moment in UTC, to the second: `2026-07-01T08:00:00Z`.
pub fn utc(at: Timestamp) -> String {
    jiff::Timestamp::from_second(at).map_or_else(|_| String::new(), |moment| moment.to_string())
}

/// A time in China as people read it, to the minute.
pub fn china(at: Timestamp) -> String {
    in_china(at, "%Y-%m-%d %H:%M")
}

/// The same to the second, as a name of a folder: names sort as times do.
pub fn folder_name(at: Timestamp) -> String {
    in_china(at, "%Y%m%d-%H%M%S")
}

fn in_china(at: Timestamp, pattern: &str) -> String {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(CHINA));
    jiff::Timestamp::from_second(at).map_or_else(|_| at.to_string(), |at| zone.to_datetime(at).strftime(pattern).to_string())
}
