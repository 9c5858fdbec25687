//! Lengths in time, and reckoning with them: days, workdays, months and years, forwards and back.
//!
//! Months move by the calendar: where the target month has no such day, its last day stands (31 January + 1 month =
//! 28 or 29 February). The day of the trigger is day 0; a deadline's own day still counts as in time.

use crate::workdays::{Reckoned, Workdays};
use jiff::civil::Date;
use jiff::{Error, Span};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A unit of length in time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum TimeUnit {
    /// 日
    #[serde(rename = "日")]
    Day,
    /// 个工作日
    #[serde(rename = "工作日")]
    Workday,
    /// 个月
    #[serde(rename = "月")]
    Month,
    /// 年
    #[serde(rename = "年")]
    Year,
}

/// A length in time: `30 日`, `5 个工作日`, `6 个月`, `1 年`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Duration {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: TimeUnit,
}

/// `months` calendar months later (earlier where negative); the month's last day where the day does not exist.
/// Saturates at the ends of the calendar.
#[must_use]
pub fn months_after(date: Date, months: i32) -> Date {
    move_by(date, months, Span::new().try_months(months))
}

/// `days` days later (earlier where negative). Saturates at the ends of the calendar.
#[must_use]
pub fn days_after(date: Date, days: i32) -> Date {
    move_by(date, days, Span::new().try_days(days))
}

/// `years` calendar years later; 29 February becomes 28 February in a common year.
#[must_use]
pub fn years_after(date: Date, years: i32) -> Date {
    months_after(date, years.saturating_mul(12))
}

/// `date` moved by a span, or the end of the calendar where the span or the day lies beyond it.
fn move_by(date: Date, sign: i32, span: Result<Span, Error>) -> Date {
    span.and_then(|span| date.checked_add(span)).unwrap_or(if sign < 0 { Date::MIN } else { Date::MAX })
}

impl Duration {
    /// The day that is this much after `date`.
    #[must_use]
    pub fn after(self, date: Date, workdays: &Workdays) -> Reckoned {
        self.shift(date, 1, workdays)
    }

    /// The day that is this much before `date`.
    #[must_use]
    pub fn before(self, date: Date, workdays: &Workdays) -> Reckoned {
        self.shift(date, -1, workdays)
    }

    fn shift(self, date: Date, sign: i32, workdays: &Workdays) -> Reckoned {
        let count = i32::try_from(self.count).unwrap_or(i32::MAX) * sign;
        let exact = |date| Reckoned { date, provisional: false };
        match self.unit {
            TimeUnit::Day => exact(days_after(date, count)),
            TimeUnit::Workday => workdays.step(date, count),
            TimeUnit::Month => exact(months_after(date, count)),
            TimeUnit::Year => exact(years_after(date, count)),
        }
    }

    /// A comparable rough length in days, for telling whether one deadline is tighter than another.
    #[must_use]
    pub fn rough_days(self) -> u64 {
        let count = u64::from(self.count);
        match self.unit {
            TimeUnit::Day => count,
            TimeUnit::Workday => count * 7 / 5,
            TimeUnit::Month => count * 365 / 12,
            TimeUnit::Year => count * 365,
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            TimeUnit::Day => "日",
            TimeUnit::Workday => "个工作日",
            TimeUnit::Month => "个月",
            TimeUnit::Year => "年",
        };
        write!(f, "{} {unit}", self.count)
    }
}

impl FromStr for Duration {
    type Err = &'static str;
    /// Reads `30 日`, `30天`, `5 个工作日`, `6 个月`, `6月`, `1 年`, with or without spaces.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const BAD: &str = "应写成“30 日”“5 个工作日”“6 个月”或“1 年”";
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let count = text[..digits].parse().map_err(|_| BAD)?;
        let unit = match text[digits..].strip_prefix('个').unwrap_or(&text[digits..]) {
            "日" | "天" => TimeUnit::Day,
            "工作日" => TimeUnit::Workday,
            "月" => TimeUnit::Month,
            "年" => TimeUnit::Year,
            _ => return Err(BAD),
        };
        Ok(Self { count, unit })
    }
}
