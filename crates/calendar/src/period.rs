//! The periods that duty instances stand for, their labels, and the periods of a cadence between two days.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How often.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Cadence {
    /// 每月
    #[serde(rename = "月")]
    Month,
    /// 每季度
    #[serde(rename = "季度")]
    Quarter,
    /// 每半年
    #[serde(rename = "半年")]
    HalfYear,
    /// 每年
    #[serde(rename = "年")]
    Year,
}

impl Cadence {
    /// 月, 季度, 半年, 年
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Month => "月",
            Self::Quarter => "季度",
            Self::HalfYear => "半年",
            Self::Year => "年",
        }
    }

    /// Periods of this cadence in a year.
    #[must_use]
    pub fn per_year(self) -> u32 {
        match self {
            Self::Month => 12,
            Self::Quarter => 4,
            Self::HalfYear => 2,
            Self::Year => 1,
        }
    }

    /// The period that `day` lies in.
    #[must_use]
    pub fn containing(self, day: Date) -> Period {
        let (year, month) = (day.year(), day.month());
        match self {
            Self::Month => Period::Month(year, month),
            Self::Quarter => Period::Quarter(year, (month - 1) / 3 + 1),
            Self::HalfYear => Period::HalfYear(year, (month - 1) / 6 + 1),
            Self::Year => Period::Year(year),
        }
    }

    /// Every period that has a day in `first..=last`, in order.
    #[must_use]
    pub fn periods(self, first: Date, last: Date) -> Vec<Period> {
        let mut out = Vec::new();
        let mut day = first;
        while day <= last {
            let period = self.containing(day);
            out.push(period);
            match period.last().and_then(|last| last.tomorrow().ok()) {
                Some(next) => day = next,
                None => break,
            }
        }
        out
    }
}

/// A period that a duty instance stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Period {
    /// A calendar year: `2026`.
    Year(i16),
    /// Half a year, 1 or 2: `2026上半年`.
    HalfYear(i16, i8),
    /// A quarter, 1–4: `2026Q1`.
    Quarter(i16, i8),
    /// A month, 1–12: `2026-02`.
    Month(i16, i8),
    /// An event, or the end of a term: `2026-09-10`.
    Day(Date),
    /// A clock: `2026-04-01/2026-10-01`.
    Clock(Date, Date),
    /// A standing condition: `now`.
    Now,
}

impl Period {
    /// First day; a standing condition has none.
    #[must_use]
    pub fn first(self) -> Option<Date> {
        Some(match self {
            Self::Year(year) => date(year, 1, 1),
            Self::HalfYear(year, half) => date(year, (half - 1) * 6 + 1, 1),
            Self::Quarter(year, quarter) => date(year, (quarter - 1) * 3 + 1, 1),
            Self::Month(year, month) => date(year, month, 1),
            Self::Day(day) => day,
            Self::Clock(from, _) => from,
            Self::Now => return None,
        })
    }

    /// Last day; a standing condition has none.
    #[must_use]
    pub fn last(self) -> Option<Date> {
        Some(match self {
            Self::Year(year) => date(year, 12, 31),
            Self::HalfYear(year, half) => date(year, half * 6, 1).last_of_month(),
            Self::Quarter(year, quarter) => date(year, quarter * 3, 1).last_of_month(),
            Self::Month(year, month) => date(year, month, 1).last_of_month(),
            Self::Day(day) => day,
            Self::Clock(_, to) => to,
            Self::Now => return None,
        })
    }

    /// Does `day` lie in it, both ends included? A standing condition holds every day.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.first().is_none_or(|first| first <= day) && self.last().is_none_or(|last| day <= last)
    }

    /// In words for a page: 2026年2月, 2026年上半年, 2026年第一季度.
    #[must_use]
    pub fn in_words(self) -> String {
        let day = |d: Date| format!("{}年{}月{}日", d.year(), d.month(), d.day());
        match self {
            Self::Year(year) => format!("{year}年"),
            Self::HalfYear(year, half) => format!("{year}年{}半年", if half == 1 { "上" } else { "下" }),
            Self::Quarter(year, quarter) => format!("{year}年第{}季度", ["一", "二", "三", "四"][(quarter - 1) as usize % 4]),
            Self::Month(year, month) => format!("{year}年{month}月"),
            Self::Day(d) => day(d),
            Self::Clock(from, to) => format!("{}至{}", day(from), day(to)),
            Self::Now => "目前".to_owned(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::HalfYear(year, half) => write!(f, "{year:04}{}半年", if *half == 1 { "上" } else { "下" }),
            Self::Quarter(year, quarter) => write!(f, "{year:04}Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Clock(from, to) => write!(f, "{from}/{to}"),
            Self::Now => f.write_str("now"),
        }
    }
}

impl FromStr for Period {
    type Err = &'static str;
    /// Reads what [`Display`](fmt::Display) writes and no other writing, so that a period has one label. A clock does
    /// not end before it starts.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const BAD: &str = "期应写成 2026、2026上半年、2026Q1、2026-02、2026-09-10、2026-04-01/2026-10-01 或 now";
        Self::read(text).filter(|period| period.first() <= period.last() && period.to_string() == text).ok_or(BAD)
    }
}

impl Period {
    /// The period that `text` may mean, if canonical.
    fn read(text: &str) -> Option<Self> {
        let day = |text: &str| text.parse::<Date>().ok();
        if text == "now" {
            return Some(Self::Now);
        }
        if let Some((from, to)) = text.split_once('/') {
            return Some(Self::Clock(day(from)?, day(to)?));
        }
        let (year, rest) = text.split_at_checked(4)?;
        let year = year.parse().ok().filter(|year| *year > 0)?;
        let small = |text: &str, most: i8| text.parse::<i8>().ok().filter(|n| (1..=most).contains(n));
        match rest {
            "" => Some(Self::Year(year)),
            "上半年" => Some(Self::HalfYear(year, 1)),
            "下半年" => Some(Self::HalfYear(year, 2)),
            _ => match (rest.strip_prefix('Q'), rest.strip_prefix('-')) {
                (Some(quarter), _) => Some(Self::Quarter(year, small(quarter, 4)?)),
                (_, Some(month)) if month.len() == 2 => Some(Self::Month(year, small(month, 12)?)),
                _ => Some(Self::Day(day(text)?)),
            },
        }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
