//! Dates known to the year or month only, as clerks write them: `1970.05`.

use crate::years_after;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A date of which the day, or month and day, may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct PartialDate {
    /// Year.
    pub year: i16,
    /// Month, 1–12.
    pub month: Option<i8>,
    /// Day, 1–31.
    pub day: Option<i8>,
}

impl PartialDate {
    /// The full date, where the day is known and exists.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// May this and `other` be the same day?
    #[must_use]
    pub fn agrees_with(self, other: Self) -> bool {
        fn same(a: Option<i8>, b: Option<i8>) -> bool {
            a.is_none() || b.is_none() || a == b
        }
        self.year == other.year && same(self.month, other.month) && same(self.day, other.day)
    }

    /// Whole years from this to `date`, as [`years_after`] moves: who was born on 29 February is a year older on 28
    /// February of a common year. `None` where an unknown month or day makes it uncertain, or the date does not exist.
    #[must_use]
    pub fn age_on(self, date: Date) -> Option<i16> {
        let (youngest, oldest) = (age(self.latest()?, date), age(self.earliest()?, date));
        (youngest == oldest).then_some(oldest)
    }

    /// The first day it may be; `None` where there is no such day.
    #[must_use]
    pub fn earliest(self) -> Option<Date> {
        Date::new(self.year, self.month.unwrap_or(1), self.known_day().unwrap_or(1)).ok()
    }

    /// The last day it may be; `None` where there is no such day.
    #[must_use]
    pub fn latest(self) -> Option<Date> {
        let month = Date::new(self.year, self.month.unwrap_or(12), 1).ok()?;
        self.known_day().map_or(Some(month.last_of_month()), |day| month.with().day(day).build().ok())
    }

    /// A day says nothing where the month is unknown.
    fn known_day(self) -> Option<i8> {
        self.month.and(self.day)
    }
}

/// Whole years between two days; negative where `date` is before `birth`.
fn age(birth: Date, date: Date) -> i16 {
    let years = date.year() - birth.year();
    if years_after(birth, i32::from(years)) <= date { years } else { years - 1 }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        let Some(month) = self.month else { return Ok(()) };
        write!(f, "-{month:02}")?;
        let Some(day) = self.day else { return Ok(()) };
        write!(f, "-{day:02}")
    }
}
