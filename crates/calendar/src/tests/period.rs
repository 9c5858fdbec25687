//! Periods: their ends, their labels, the periods of a window.

use super::{any_day, day};
use crate::{Cadence, Period};
use proptest::prelude::*;

const CADENCES: [Cadence; 4] = [Cadence::Month, Cadence::Quarter, Cadence::HalfYear, Cadence::Year];

/// Every period of every cadence from 2023 to 2028: two leap years, six year's ends.
fn all() -> impl Iterator<Item = Period> {
    CADENCES.into_iter().flat_map(|cadence| cadence.periods(day("2023-01-01"), day("2028-12-31")))
}

#[test]
fn ends_and_words() {
    for (label, first, last, words) in [
        ("2026", "2026-01-01", "2026-12-31", "2026年"),
        ("2026上半年", "2026-01-01", "2026-06-30", "2026年上半年"),
        ("2026下半年", "2026-07-01", "2026-12-31", "2026年下半年"),
        ("2026Q1", "2026-01-01", "2026-03-31", "2026年第一季度"),
        ("2026Q2", "2026-04-01", "2026-06-30", "2026年第二季度"),
        ("2026Q3", "2026-07-01", "2026-09-30", "2026年第三季度"),
        ("2026Q4", "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("2026-02", "2026-02-01", "2026-02-28", "2026年2月"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024年2月"),
        ("2100-02", "2100-02-01", "2100-02-28", "2100年2月"),
        ("2026-12", "2026-12-01", "2026-12-31", "2026年12月"),
        ("2026-09-10", "2026-09-10", "2026-09-10", "2026年9月10日"),
        ("2026-04-01/2026-10-01", "2026-04-01", "2026-10-01", "2026年4月1日至2026年10月1日"),
    ] {
        let period: Period = label.parse().unwrap_or_else(|error| panic!("{label}: {error}"));
        assert_eq!((period.first(), period.last()), (Some(day(first)), Some(day(last))), "{label}");
        assert_eq!((period.to_string().as_str(), period.in_words().as_str()), (label, words));
        assert!(period.contains(day(first)) && period.contains(day(last)), "{label}");
        assert!(
            !period.contains(day(first).yesterday().expect("a day")) && !period.contains(day(last).tomorrow().expect("a day")),
            "{label}"
        );
    }
    assert_eq!((Period::Now.first(), Period::Now.last(), Period::Now.contains(day("1921-07-01"))), (None, None, true));
    assert_eq!(("now".parse(), Period::Now.in_words().as_str()), (Ok(Period::Now), "目前"));
}

#[test]
fn one_label_each_way() {
    for period in all() {
        assert_eq!(period.to_string().parse(), Ok(period));
    }
}

#[test]
fn other_writings_are_refused() {
    let wrong = [
        "|2|202|20266|+026|-026|0000|２０２６|2026年|年2026|2年26|二〇二六|2026 | 2026|2026上|2026上半|2026中半年|2026Q",
        "|2026Q0|2026Q5|2026Q01|2026Q+1|2026Q-1|2026Q１|2026q1|2026Q年|2026-|2026-0|2026-00|2026-13|2026-2",
        "|2026-+2|2026-年|2026-002|2026-02-|2026-02-30|2026-2-3|20260203|2026-02-03T00:00|2026-02-03Z",
        "|2026-04-01/|/2026-04-01|2026-04-01/2026-03-31|2026-04-01/2026-10-01/2026-12-01|2026/2027|2026-02/2026-03",
        "|Now|now |目前",
    ];
    for text in wrong.concat().split('|') {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}

/// The period that contains a day, and the count of periods over windows that start and end anywhere: a body founded
/// or closed in the middle of a period has that period.
#[test]
fn windows() {
    for (cadence, first, last, labels) in [
        (Cadence::Month, "2026-01-31", "2026-03-01", "2026-01 2026-02 2026-03"),
        (Cadence::Month, "2025-12-31", "2026-01-01", "2025-12 2026-01"),
        (Cadence::Month, "2024-02-29", "2024-02-29", "2024-02"),
        (Cadence::Month, "2026-03-02", "2026-03-01", ""),
        (Cadence::Quarter, "2026-03-31", "2026-10-01", "2026Q1 2026Q2 2026Q3 2026Q4"),
        (Cadence::Quarter, "2025-11-15", "2026-02-15", "2025Q4 2026Q1"),
        (Cadence::HalfYear, "2026-06-30", "2026-07-01", "2026上半年 2026下半年"),
        (Cadence::HalfYear, "2025-07-01", "2025-12-31", "2025下半年"),
        (Cadence::Year, "2024-12-31", "2026-01-01", "2024 2025 2026"),
        (Cadence::Year, "2026-05-11", "2026-05-12", "2026"),
    ] {
        let found: Vec<_> = cadence.periods(day(first), day(last)).iter().map(Period::to_string).collect();
        assert_eq!(found.join(" "), labels, "每{} {first} 至 {last}", cadence.word());
    }
}

#[test]
fn a_year_has_its_periods_and_they_meet() {
    for cadence in CADENCES {
        let periods = cadence.periods(day("2024-01-01"), day("2024-12-31"));
        assert_eq!(periods.len(), cadence.per_year() as usize);
        for pair in periods.windows(2) {
            assert_eq!(pair[0].last().and_then(|last| last.tomorrow().ok()), pair[1].first());
        }
    }
}

#[test]
fn the_calendars_own_ends_are_no_trap() {
    let end = crate::Date::MAX;
    for cadence in CADENCES {
        assert_eq!(cadence.periods(end, end), [cadence.containing(end)]);
    }
}

fn any_cadence() -> impl Strategy<Value = Cadence> {
    prop::sample::select(&CADENCES)
}

proptest! {
    #[test]
    fn the_period_of_a_day_contains_it(date in any_day(), cadence in any_cadence()) {
        let period = cadence.containing(date);
        prop_assert!(period.contains(date));
        prop_assert_eq!(period.to_string().parse(), Ok(period));
        prop_assert_eq!(period.first().map(|first| cadence.containing(first)), Some(period));
        prop_assert_eq!(period.last().map(|last| cadence.containing(last)), Some(period));
    }

    /// Every day of the window lies in exactly one of its periods, and each of these has a day of the window.
    #[test]
    fn windows_are_covered_once(a in any_day(), days in 0..900_i32, pick in 0..900_i32, cadence in any_cadence()) {
        let after = |n: i32| a.checked_add(jiff::Span::new().days(n)).expect("within the calendar");
        let (last, inside) = (after(days), after(pick.min(days)));
        let periods = cadence.periods(a, last);
        prop_assert_eq!(periods.iter().filter(|period| period.contains(inside)).count(), 1);
        prop_assert!(periods.iter().all(|period| period.first() <= Some(last) && period.last() >= Some(a)));
        prop_assert!(periods.is_sorted());
    }

    #[test]
    fn events_and_clocks_round_trip(a in any_day(), b in any_day()) {
        let (event, clock) = (Period::Day(a), Period::Clock(a.min(b), a.max(b)));
        prop_assert_eq!(event.to_string().parse(), Ok(event));
        prop_assert_eq!(clock.to_string().parse(), Ok(clock));
    }

    /// Whatever is read writes itself back, and no text makes reading fall over.
    #[test]
    fn reading_is_canonical(text in "(\\PC{0,10}|20[0-9]{2}[-Q上下半年0-9/+ ]{0,7})") {
        if let Ok(period) = text.parse::<Period>() {
            prop_assert_eq!(period.to_string(), text);
        }
    }
}
