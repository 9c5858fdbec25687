//! Workdays: weekdays, less the holidays and plus the make-up days that the yearly notice names.
//!
//! One data file a year, with the notice's number. A year without a file is reckoned by weekdays alone and marked 暂算.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A reckoned day, and whether it rests on a year whose holidays are not known (暂算).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reckoned {
    /// The day.
    pub date: Date,
    /// True where a year without holiday data was reckoned by weekdays alone.
    pub provisional: bool,
}

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

impl Year {
    /// The arrangements that come with the program, from `data/holidays`.
    ///
    /// # Errors
    /// A data file is wrong: see [`Year::from_json`].
    pub fn built_in() -> Result<Vec<Self>, String> {
        let files = [
            include_str!("../../../data/holidays/2024.json"),
            include_str!("../../../data/holidays/2025.json"),
            include_str!("../../../data/holidays/2026.json"),
        ];
        files.into_iter().map(Self::from_json).collect()
    }

    /// Reads a data file.
    ///
    /// # Errors
    /// What is wrong with it, in words: not the shape of a data file, a day of another year, a make-up day that is no
    /// weekend day, a day that is both.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let year: Self = serde_json::from_str(text).map_err(|error| format!("节假日文件读不懂：{error}"))?;
        let bad = |day: &Date, why: &str| Err(format!("{}年节假日文件：{day} {why}", year.year));
        for day in year.holidays.union(&year.makeup) {
            // The days around New Year may lie in the year before.
            if day.year() != year.year && (i32::from(day.year()) + 1, day.month()) != (i32::from(year.year), 12) {
                return bad(day, "不在这一年");
            }
        }
        for day in &year.makeup {
            if is_weekday(*day) {
                return bad(day, "是补班日，却不是周六或周日");
            }
            if year.holidays.contains(day) {
                return bad(day, "既放假又补班");
            }
        }
        Ok(year)
    }
}

fn is_weekday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// What is known of holidays, by year.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Workdays {
    years: BTreeMap<i16, Year>,
}

impl Workdays {
    /// From the arrangements known; of two for one year the later stands.
    #[must_use]
    pub fn new(years: impl IntoIterator<Item = Year>) -> Self {
        Self { years: years.into_iter().map(|year| (year.year, year)).collect() }
    }

    /// The arrangement of a year, if known.
    #[must_use]
    pub fn year(&self, year: i16) -> Option<&Year> {
        self.years.get(&year)
    }

    /// Is `date` a workday? Without an arrangement, Monday to Friday are. The next year's notice may name the last days
    /// of this one (元旦 of 2023 began on 31 December 2022).
    #[must_use]
    pub fn is_workday(&self, date: Date) -> bool {
        let notices = || [date.year(), date.year() + 1].into_iter().filter_map(|year| self.years.get(&year));
        let named = |days: fn(&Year) -> &BTreeSet<Date>| notices().any(|year| days(year).contains(&date));
        (is_weekday(date) || named(|year| &year.makeup)) && !named(|year| &year.holidays)
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
