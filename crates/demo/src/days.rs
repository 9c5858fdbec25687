//! Days of the story: its first and last, workdays, and days moved.

use crate::dice::Dice;
use jishi_calendar::{Date, Duration, TimeUnit, Workdays, Year};

/// The two years that are told, with the holidays that are known.
pub(crate) struct Days {
    workdays: Workdays,
    /// 1 January of last year.
    pub start: Date,
    /// The last day.
    pub today: Date,
}

/// So many days later (earlier where negative).
pub(crate) fn plus(date: Date, days: i64) -> Date {
    let length = Duration { count: u32::try_from(days.abs()).unwrap_or(u32::MAX), unit: TimeUnit::Day };
    let none = Workdays::default();
    if days < 0 { length.before(date, &none).date } else { length.after(date, &none).date }
}

/// The day of that number in a month; the last one where the month is shorter.
pub(crate) fn on(year: i16, month: i8, day: i8) -> Date {
    let first = Date::new(year, month.clamp(1, 12), 1).unwrap_or(Date::MIN);
    first.with().day(day.clamp(1, first.days_in_month())).build().unwrap_or(first)
}

/// Days from one to another.
pub(crate) fn between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

impl Days {
    /// The days up to `today`, from the first of last year.
    pub fn new(today: Date) -> Self {
        Self { workdays: Workdays::new(Year::built_in().unwrap_or_default()), start: on(today.year() - 1, 1, 1), today }
    }

    /// The day on which the registers were entered: the first workday told.
    pub fn opening(&self) -> Date {
        self.forward(self.start)
    }

    fn is_workday(&self, date: Date) -> bool {
        let usual = matches!((date.month(), date.day()), (1, 1) | (5, 1..=3) | (10, 1..=7));
        self.workdays.is_workday(date) && !usual
    }

    /// This day, or the next workday.
    pub fn forward(&self, mut date: Date) -> Date {
        while !self.is_workday(date) {
            date = plus(date, 1);
        }
        date
    }

    /// This day, or the workday before.
    pub fn back(&self, mut date: Date) -> Date {
        while !self.is_workday(date) {
            date = plus(date, -1);
        }
        date
    }

    /// A workday from `first` to `last`, as near as there is one.
    pub fn within(&self, dice: &mut Dice, first: Date, last: Date) -> Date {
        let day = plus(first, dice.between(0, between(first, last).max(0)));
        let day = self.forward(day);
        if day <= last { day } else { self.back(last).max(first) }
    }

    /// Is it told, and over?
    pub fn told(&self, date: Date) -> bool {
        self.start <= date && date <= self.today
    }

    /// The years told.
    pub fn years(&self) -> [i16; 2] {
        [self.start.year(), self.today.year()]
    }
}
