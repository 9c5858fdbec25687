//! Dates known to the year or month only, as clerks write them: `1970.05`.

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

    /// Whole years from this to `date`; `None` where an unknown month or day makes it uncertain.
    #[must_use]
    pub fn age_on(self, date: Date) -> Option<i16> {
        let years = date.year() - self.year;
        let passed = |month, day| (date.month(), date.day()) >= (month, day);
        let (earliest, latest) = (passed(self.month.unwrap_or(1), self.day.unwrap_or(1)), passed(self.month.unwrap_or(12), self.day.unwrap_or(31)));
        (earliest == latest).then(|| if earliest { years } else { years - 1 })
    }
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
