//! Dates of which less is known: ages and agreement.

use super::{any_day, day};
use crate::PartialDate;
use proptest::prelude::*;

/// From `1970`, `1970-05`, `1970-05-12`.
fn partial(text: &str) -> PartialDate {
    let mut parts = text.split('-');
    let year = parts.next().and_then(|part| part.parse().ok()).expect("a year");
    let mut small = || parts.next().map(|part| part.parse().expect("a number"));
    PartialDate { year, month: small(), day: small() }
}

#[test]
fn ages() {
    for (birth, on, age) in [
        ("1970-05-12", "2026-05-11", Some(55)),
        ("1970-05-12", "2026-05-12", Some(56)),
        ("1970-05-12", "2026-12-31", Some(56)),
        ("1970-12-31", "2026-12-30", Some(55)),
        ("1970-12-31", "2026-12-31", Some(56)),
        ("2008-02-29", "2026-02-27", Some(17)),
        ("2008-02-29", "2026-02-28", Some(18)),
        ("2008-02-29", "2028-02-28", Some(19)),
        ("2008-02-29", "2028-02-29", Some(20)),
        ("1970-05", "2026-04-30", Some(55)),
        ("1970-05", "2026-05-01", None),
        ("1970-05", "2026-05-30", None),
        ("1970-05", "2026-05-31", Some(56)),
        ("1970-06", "2026-06-30", Some(56)),
        ("2008-02", "2026-02-28", Some(18)),
        ("1970", "2026-01-01", None),
        ("1970", "2026-12-30", None),
        ("1970", "2026-12-31", Some(56)),
        ("1970-05-12", "1970-05-12", Some(0)),
        ("1970-05-12", "1970-05-11", Some(-1)),
        ("1970-02-30", "2026-05-01", None),
        ("1970-13", "2026-05-01", None),
        ("0-01-01", "2026-05-01", Some(2026)),
        ("32000-01-01", "2026-05-01", None),
    ] {
        assert_eq!(partial(birth).age_on(day(on)), age, "{birth} 生，{on}");
    }
}

/// A day without a month tells nothing more than the year.
#[test]
fn a_day_without_a_month() {
    let odd = PartialDate { year: 1970, month: None, day: Some(31) };
    assert_eq!((odd.date(), odd.age_on(day("2026-07-01")), odd.age_on(day("2026-12-31"))), (None, None, Some(56)));
    assert_eq!(odd.to_string(), "1970");
    let tenth = PartialDate { day: Some(10), ..odd };
    assert_eq!(tenth.age_on(day("2026-12-15")), None, "it may be any day of December");
}

#[test]
fn agreement() {
    for (a, b, agree) in [
        ("1970-05-12", "1970-05-12", true),
        ("1970-05-12", "1970-05", true),
        ("1970-05-12", "1970", true),
        ("1970-05", "1970", true),
        ("1970", "1970", true),
        ("1970-05-12", "1970-05-13", false),
        ("1970-05-12", "1970-06", false),
        ("1970", "1971", false),
    ] {
        assert_eq!(partial(a).agrees_with(partial(b)), agree, "{a} {b}");
        assert_eq!(partial(b).agrees_with(partial(a)), agree, "{b} {a}");
    }
}

#[test]
fn writing_and_full_dates() {
    for text in ["1970", "1970-05", "1970-05-12"] {
        assert_eq!(partial(text).to_string(), text);
    }
    assert_eq!(partial("1970-05-12").date(), Some(day("1970-05-12")));
    assert_eq!(partial("1970-02-30").date(), None);
    assert_eq!(partial("1970-05").date(), None);
    assert_eq!(PartialDate::from(day("1970-05-12")), partial("1970-05-12"));
}

proptest! {
    /// Less knowledge never gives another age, only none.
    #[test]
    fn an_age_told_is_the_age(birth in any_day(), on in any_day()) {
        let full = PartialDate::from(birth);
        let age = full.age_on(on);
        prop_assert!(age.is_some());
        for known in [PartialDate { day: None, ..full }, PartialDate { day: None, month: None, ..full }] {
            prop_assert!(known.agrees_with(full));
            prop_assert!(known.age_on(on).is_none_or(|told| Some(told) == age));
        }
    }

    #[test]
    fn one_grows_older(birth in any_day(), a in any_day(), b in any_day()) {
        let birth = PartialDate::from(birth);
        prop_assert!(birth.age_on(a.min(b)) <= birth.age_on(a.max(b)));
    }

    #[test]
    fn no_numbers_fall_over(year: i16, month: Option<i8>, month_day: Option<i8>, on in any_day()) {
        let partial = PartialDate { year, month, day: month_day };
        let _ = (partial.age_on(on), partial.date(), partial.to_string());
    }
}
