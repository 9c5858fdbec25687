//! Holidays as the notices give them, and years without a notice.

use super::{any_day, day};
use crate::{Cadence, Date, Period, Workdays, Year};
use proptest::prelude::*;

fn years() -> Vec<Year> {
    Year::built_in().expect("the data files are sound")
}

fn days_of(year: i16) -> impl Iterator<Item = Date> {
    let period = Period::Year(year);
    period.first().expect("a first day").series(jiff::Span::new().days(1)).take_while(move |day| period.contains(*day))
}

/// The days off by law (全国年节及纪念日放假办法; two more from 2025 on), with 春节, 清明, 端午 and 中秋 as they fell.
const STATUTORY: [(i16, &str, &[&str]); 3] = [
    (2024, "国办发明电〔2023〕7号", &["01-01", "02-10", "02-11", "02-12", "04-04", "05-01", "06-10", "09-17", "10-01", "10-02", "10-03"]),
    (
        2025,
        "国办发明电〔2024〕12号",
        &["01-01", "01-28", "01-29", "01-30", "01-31", "04-04", "05-01", "05-02", "05-31", "10-01", "10-02", "10-03", "10-06"],
    ),
    (
        2026,
        "国办发明电〔2025〕7号",
        &["01-01", "02-16", "02-17", "02-18", "02-19", "04-05", "05-01", "05-02", "06-19", "09-25", "10-01", "10-02", "10-03"],
    ),
];

/// A notice moves days about but gives none away: weekdays off less weekend days worked are the days off by law.
#[test]
fn notices_cover_the_days_off_by_law() {
    let workdays = Workdays::new(years());
    for ((year, notice, statutory), worked) in STATUTORY.into_iter().zip([251, 248, 248]) {
        let arrangement = workdays.year(year).unwrap_or_else(|| panic!("{year} is known"));
        assert_eq!(arrangement.notice, notice);
        for text in statutory {
            assert!(arrangement.holidays.contains(&day(&format!("{year}-{text}"))), "{year}-{text}");
        }
        let plain = Workdays::default();
        let weekdays_off = arrangement.holidays.iter().filter(|day| plain.is_workday(**day)).count();
        assert_eq!(weekdays_off - arrangement.makeup.len(), statutory.len(), "{year}");
        assert_eq!(days_of(year).filter(|day| workdays.is_workday(*day)).count(), worked, "{year}");
    }
}

#[test]
fn make_up_days_are_weekend_days() {
    for year in years() {
        for makeup in &year.makeup {
            assert!(!Workdays::default().is_workday(*makeup), "{makeup}");
            assert!(!year.holidays.contains(makeup), "{makeup}");
        }
        assert!(year.holidays.iter().chain(&year.makeup).all(|day| day.year() == year.year));
    }
}

#[test]
fn single_days() {
    let workdays = Workdays::new(years());
    for (date, worked) in [
        ("2024-02-09", true), // 除夕 of 2024 was recommended, not given.
        ("2024-02-18", true),
        ("2025-01-26", true),
        ("2025-01-28", false),
        ("2025-10-08", false),
        ("2026-01-02", false),
        ("2026-01-04", true),
        ("2026-04-04", false),
        ("2026-04-07", true),
        ("2026-10-10", true),
        ("2026-10-11", false),
        ("2027-01-01", true), // Not known: a weekday.
        ("2027-01-02", false),
    ] {
        assert_eq!(workdays.is_workday(day(date)), worked, "{date}");
    }
}

/// A reckoning that leaves the known years says so.
#[test]
fn beyond_the_known_years_it_is_provisional() {
    let workdays = Workdays::new(years());
    for (from, count, to, provisional) in [
        ("2026-12-30", 1, "2026-12-31", false),
        ("2026-12-31", 1, "2027-01-01", true),
        ("2024-01-02", -1, "2023-12-29", true),
        ("2024-01-03", -1, "2024-01-02", false),
        ("2023-12-28", 3, "2024-01-03", true),
        ("2027-01-01", 0, "2027-01-01", false),
        ("2026-12-31", -1, "2026-12-30", false),
    ] {
        let reckoned = workdays.step(day(from), count);
        assert_eq!((reckoned.date, reckoned.provisional), (day(to), provisional), "{from} {count}");
    }
}

/// 元旦 of 2019 began on 30 December 2018, with a make-up Saturday on the 29th: its notice is the next year's.
#[test]
fn the_next_years_notice_may_name_the_last_days_of_this() {
    let json = r#"{"year":2019,"notice":"待核","holidays":["2018-12-30","2018-12-31","2019-01-01"],"makeup":["2018-12-29"]}"#;
    let workdays = Workdays::new([Year::from_json(json).expect("sound")]);
    let worked = ["2018-12-28", "2018-12-29", "2018-12-31", "2019-01-01", "2019-01-02"].map(|text| workdays.is_workday(day(text)));
    assert_eq!(worked, [true, true, false, false, true]);
}

#[test]
fn a_wrong_data_file_is_refused_in_words() {
    let file = |year: &str, holidays: &str, makeup: &str| {
        format!(r#"{{"year":{year},"notice":"待核","holidays":[{holidays}],"makeup":[{makeup}]}}"#)
    };
    for (json, word) in [
        ("{}".to_owned(), "读不懂"),
        (file("2026", r#""2026-02-30""#, ""), "读不懂"),
        (file("2026", r#""2025-01-01""#, ""), "不在这一年"),
        (file("2026", r#""2027-01-01""#, ""), "不在这一年"),
        (file("-32768", r#""2026-12-01""#, ""), "不在这一年"),
        (file("2026", "", r#""2026-01-05""#), "却不是周六或周日"),
        (file("2026", r#""2026-01-04""#, r#""2026-01-04""#), "既放假又补班"),
    ] {
        let error = Year::from_json(&json).expect_err("wrong");
        assert!(error.contains(word), "{error}");
    }
}

/// The walk day by day, against counting.
#[test]
fn steps_agree_with_counting() {
    let workdays = Workdays::new(years());
    for period in Cadence::Month.periods(day("2024-02-01"), day("2026-11-30")) {
        let from = period.first().expect("a first day");
        for count in [1, 5, 10, 15] {
            let to = workdays.step(from, count).date;
            assert!(workdays.is_workday(to));
            let between = from.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= to);
            assert_eq!(between.filter(|day| workdays.is_workday(*day)).count(), count as usize, "{from} + {count}");
        }
    }
}

proptest! {
    /// From a workday, so many on and so many back is where one began.
    #[test]
    fn there_and_back(date in any_day(), count in 1..60_i32) {
        let workdays = Workdays::new(years());
        let from = workdays.step(date, 1).date;
        prop_assert_eq!(workdays.step(workdays.step(from, count).date, -count).date, from);
    }
}
