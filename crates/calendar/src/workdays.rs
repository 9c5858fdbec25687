//! Workdays: weekdays, less the holidays and plus the make-up days that the yearly notice names.
//!
//! One data file a year, with the notice's number. A year without a file is reckoned by weekdays alone and marked 暂算.

use crate::Reckoned;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The arrangement of one year, as the notice gives it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// The notice's number, such as 国办发明电〔2025〕7号.
    pub notice: String,
    /// Days off that would be, or fall on, any day of the week.
    pub holidays: BTreeSet<Date>,
    /// Weekend days worked instead.
    pub makeup: BTreeSet<Date>,
}

/// What is known of holidays, by year.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Workdays {
    years: BTreeMap<i16, Year>,
}

impl Workdays {
    /// From the arrangements known.
    #[must_use]
    pub fn new(years: impl IntoIterator<Item = Year>) -> Self {
        Self { years: years.into_iter().map(|year| (year.year, year)).collect() }
    }

    /// The arrangement of a year, if known.
    #[must_use]
    pub fn year(&self, year: i16) -> Option<&Year> {
        self.years.get(&year)
    }

    /// Is `date` a workday? Without the year's arrangement, Monday to Friday are.
    #[must_use]
    pub fn is_workday(&self, date: Date) -> bool {
        let weekday = !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.years.get(&date.year()).map_or(weekday, |year| (weekday || year.makeup.contains(&date)) && !year.holidays.contains(&date))
    }

    /// The `count`th workday after `date` (before it, where negative); `date` itself is day 0 whatever it is.
    #[must_use]
    pub fn step(&self, date: Date, count: i32) -> Reckoned {
        let (mut day, mut left, mut provisional) = (date, count.unsigned_abs(), false);
        while left > 0 {
            let Ok(next) = (if count < 0 { day.yesterday() } else { day.tomorrow() }) else { break };
            day = next;
            provisional |= !self.years.contains_key(&day.year());
            left -= u32::from(self.is_workday(day));
        }
        Reckoned { date: day, provisional }
    }
}
