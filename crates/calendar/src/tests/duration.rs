//! Reckoning forwards and back: days, workdays, months, years.

use super::{any_day, day};
use crate::{Date, Duration, TimeUnit, Workdays, Year, months_after, years_after};
use proptest::prelude::*;

fn workdays() -> Workdays {
    Workdays::new(Year::built_in().expect("the data files are sound"))
}

#[test]
fn months_move_by_the_calendar() {
    for (from, months, to) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-05-31", -3, "2026-02-28"),
        ("2026-10-31", 4, "2027-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-01-15", -13, "2024-12-15"),
        ("2026-06-10", 0, "2026-06-10"),
        ("2026-06-10", 12, "2027-06-10"),
    ] {
        assert_eq!(months_after(day(from), months), day(to), "{from} + {months} 个月");
    }
}

#[test]
fn years_and_the_leap_day() {
    for (from, years, to) in [
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2024-02-29", -1, "2023-02-28"),
        ("2024-02-29", -4, "2020-02-29"),
        ("2023-02-28", 1, "2024-02-28"),
        ("2096-02-29", 4, "2100-02-28"),
        ("2021-03-15", 5, "2026-03-15"),
        ("2021-12-31", 5, "2026-12-31"),
    ] {
        assert_eq!(years_after(day(from), years), day(to), "{from} + {years} 年");
    }
}

#[test]
fn deadlines() {
    for (from, text, after, before) in [
        ("2026-01-31", "30 日", "2026-03-02", "2026-01-01"),
        ("2026-12-25", "10 日", "2027-01-04", "2026-12-15"),
        ("2026-03-01", "1 日", "2026-03-02", "2026-02-28"),
        ("2024-03-01", "1 日", "2024-03-02", "2024-02-29"),
        ("2026-03-01", "0 日", "2026-03-01", "2026-03-01"),
        // Nothing off between: a week of five.
        ("2026-03-02", "5 个工作日", "2026-03-09", "2026-02-24"),
        // From a Friday evening and from the Saturday after, the first workday is Monday.
        ("2026-03-06", "1 个工作日", "2026-03-09", "2026-03-05"),
        ("2026-03-07", "1 个工作日", "2026-03-09", "2026-03-06"),
        // Over 春节 with its two make-up Saturdays.
        ("2026-02-13", "1 个工作日", "2026-02-14", "2026-02-12"),
        ("2026-02-13", "2 个工作日", "2026-02-24", "2026-02-11"),
        ("2026-02-24", "4 个工作日", "2026-02-28", "2026-02-11"),
        // Over 国庆: 10 October is worked.
        ("2026-09-30", "3 个工作日", "2026-10-10", "2026-09-24"),
        ("2026-10-08", "5 个工作日", "2026-10-14", "2026-09-23"),
        ("2026-08-31", "6 个月", "2027-02-28", "2026-02-28"),
        ("2024-02-29", "1 年", "2025-02-28", "2023-02-28"),
    ] {
        let duration: Duration = text.parse().expect("a duration");
        assert_eq!(duration.after(day(from), &workdays()).date, day(after), "{from} 之后 {text}");
        assert_eq!(duration.before(day(from), &workdays()).date, day(before), "{from} 之前 {text}");
    }
}

/// A pack may name any length: it ends with the calendar, it does not fall over.
#[test]
fn the_longest_lengths_end_with_the_calendar() {
    for unit in [TimeUnit::Day, TimeUnit::Workday, TimeUnit::Month, TimeUnit::Year] {
        let duration = Duration { count: u32::MAX, unit };
        assert_eq!(duration.after(day("2026-01-01"), &Workdays::default()).date, Date::MAX, "{duration}");
        assert_eq!(duration.before(day("2026-01-01"), &Workdays::default()).date, Date::MIN, "{duration}");
    }
    assert_eq!(months_after(day("2026-01-01"), i32::MIN), Date::MIN);
    assert_eq!(years_after(day("2026-01-01"), i32::MAX), Date::MAX);
}

#[test]
fn durations_are_read_and_written() {
    for (text, canonical) in [
        ("30日", "30 日"),
        ("30 天", "30 日"),
        ("5个工作日", "5 个工作日"),
        ("5 工作日", "5 个工作日"),
        ("6月", "6 个月"),
        ("6 个月", "6 个月"),
        (" 1 年 ", "1 年"),
        ("007 日", "7 日"),
    ] {
        let duration: Duration = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(duration.to_string(), canonical);
        assert_eq!(canonical.parse(), Ok(duration));
    }
    for text in ["", "日", "5", "-5 日", "五日", "５ 日", "5 个", "5 周", "4294967296 日", "1.5 年", "5 日内", "个月", "年5"]
    {
        assert!(text.parse::<Duration>().is_err(), "{text}");
    }
}

#[test]
fn rough_lengths_order_as_one_expects() {
    let rough = |text: &str| text.parse::<Duration>().expect("a duration").rough_days();
    assert_eq!(["5 日", "5 个工作日", "1 个月", "3 个月", "6 个月", "1 年"].map(rough), [5, 7, 30, 91, 182, 365]);
}

fn any_unit() -> impl Strategy<Value = TimeUnit> {
    prop_oneof![Just(TimeUnit::Day), Just(TimeUnit::Workday), Just(TimeUnit::Month), Just(TimeUnit::Year)]
}

proptest! {
    /// There and back: at most three days are lost, at the month's end; from the 28th on down none.
    #[test]
    fn months_there_and_back(date in any_day(), months in -240..240_i32) {
        let back = months_after(months_after(date, months), -months);
        prop_assert!(back <= date && back.month() == date.month() && back.year() == date.year());
        prop_assert!(date.day() - back.day() <= 3);
        prop_assert!(back == date || date.day() > 28);
    }

    /// Twice a month is two months, but for the day that the shorter month cut off.
    #[test]
    fn months_move_the_month_exactly(date in any_day(), months in -240..240_i32) {
        let moved = months_after(date, months);
        let count = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
        prop_assert_eq!(count(moved) - count(date), months);
        prop_assert_eq!(moved.day(), date.day().min(moved.days_in_month()));
    }

    #[test]
    fn a_later_day_or_a_longer_wait_is_not_due_earlier(a in any_day(), b in any_day(), count in 0..500_u32, unit in any_unit()) {
        let (first, last) = (a.min(b), a.max(b));
        let (short, long) = (Duration { count, unit }, Duration { count: count + 1, unit });
        let workdays = workdays();
        prop_assert!(short.after(first, &workdays).date <= short.after(last, &workdays).date);
        prop_assert!(short.before(first, &workdays).date <= short.before(last, &workdays).date);
        prop_assert!(short.after(a, &workdays).date < long.after(a, &workdays).date);
        prop_assert!(short.before(a, &workdays).date > long.before(a, &workdays).date);
    }

    #[test]
    fn what_is_written_is_read(count in any::<u32>(), unit in any_unit()) {
        let duration = Duration { count, unit };
        prop_assert_eq!(duration.to_string().parse(), Ok(duration));
    }

    #[test]
    fn reading_never_falls_over(text in "\\PC{0,12}") {
        let _ = text.parse::<Duration>();
    }
}
