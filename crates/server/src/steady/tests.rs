//! The time never runs back, goes on as fast as the clock, and is the clock's again once that has caught up.

use super::{Now, Steady, said};
use jishi_calendar::Date;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Noon in China of 2026-11-24.
const NOON: i64 = 1_795_492_800;
const DAY: i64 = 86_400;

fn day(at: i64) -> Date {
    let days = (at + 8 * 3_600).div_euclid(DAY) - (NOON + 8 * 3_600).div_euclid(DAY);
    let today: Date = "2026-11-24".parse().expect("a day");
    let step = |day: Date, _| if days < 0 { day.yesterday() } else { day.tomorrow() }.expect("a day");
    (0..days.abs()).fold(today, step)
}

/// A steady clock over one that can be set.
fn clock(latest: Option<(i64, Date)>) -> (Arc<AtomicI64>, Steady) {
    let at = Arc::new(AtomicI64::new(NOON));
    let hand = at.clone();
    let steady = Steady::new(Arc::new(move || { let at = hand.load(Ordering::SeqCst); Now { at, day: day(at) } }), latest);
    (at, steady)
}

#[test]
fn a_clock_that_is_right_is_believed() {
    let (at, steady) = clock(Some((NOON - 100, day(NOON))));
    assert_eq!((steady.now(), steady.behind()), (Now { at: NOON, day: day(NOON) }, None));
    at.store(NOON + 3 * DAY, Ordering::SeqCst);
    assert_eq!(steady.now(), Now { at: NOON + 3 * DAY, day: day(NOON + 3 * DAY) });
}

#[test]
fn set_back_by_a_day_or_ten_years_the_time_goes_on() {
    for back in [301, DAY, 3_652 * DAY] {
        let (at, steady) = clock(None);
        assert_eq!(steady.now().at, NOON);
        let mut last = steady.now();
        for step in [0, 7, 13 * 3_600, DAY, 60] {
            at.store(at.load(Ordering::SeqCst) + step - if last.at == NOON { back } else { 0 }, Ordering::SeqCst);
            let now = steady.now();
            assert!(now.at >= last.at && now.day >= last.day, "{back} {step}");
            assert_eq!(now.day, day(now.at), "the day goes with the time");
            last = now;
        }
        assert!(back < 2 * DAY || steady.behind().is_some_and(|behind| behind >= back - 1), "{back}");
        at.store(last.at + 60, Ordering::SeqCst);
        assert_eq!((steady.now().at, steady.behind()), (last.at + 60, None), "the clock has been put right");
    }
}

#[test]
fn it_advances_as_fast_as_the_clock_does() {
    let (at, steady) = clock(None);
    steady.now();
    at.store(NOON - DAY, Ordering::SeqCst);
    assert_eq!(steady.now().at, NOON);
    at.store(NOON - DAY + 90, Ordering::SeqCst);
    assert_eq!(steady.now().at, NOON + 90);
    at.store(NOON - 2 * DAY, Ordering::SeqCst);
    assert_eq!(steady.now().at, NOON + 90, "set back once more");
}

#[test]
fn at_the_start_the_latest_entry_is_the_earliest_time() {
    let (_, steady) = clock(Some((NOON + DAY, day(NOON + DAY))));
    assert_eq!((steady.now(), steady.behind()), (Now { at: NOON + DAY, day: day(NOON + DAY) }, Some(DAY)));
    assert!(said(DAY).contains("1 天") && said(7_200).contains("2 小时") && said(400).contains("6 分钟"));
}
