//! Counting without a store: what must be written when, and that nothing is lost or counted twice.

use super::{APART, Deed, FREE, KEPT, Key, Sum, Trail};
use jishi_base::{Label, PersonId};
use jishi_calendar::Date;
use jishi_facts::Thing;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn key(session: &str, deed: Deed) -> Key {
    Key { actor: "a".into(), session: Some(session.into()), on: day("2026-11-24"), deed }
}

fn opened(person: u128) -> Deed {
    Deed::Opened(Thing::Person(PersonId(person)), ["联系电话".to_owned()].into(), Label::Sensitive)
}

/// Counts, and takes it for written.
fn done(trail: &Trail, key: &Key, rows: u64) -> Vec<u64> {
    let due = trail.count(key, rows);
    let times = due.iter().map(|(_, sum)| sum.times).collect();
    trail.written(due);
    times
}

#[test]
fn the_first_is_written_at_once_and_its_repeats_are_summed() {
    let (trail, key) = (Trail::default(), key("s", opened(1)));
    let written: Vec<(u64, u64)> = (1..=100).flat_map(|nth| done(&trail, &key, 0).into_iter().map(move |times| (nth, times))).collect();
    assert_eq!(written, [(1, 1), (5, 4), (10, 5), (20, 10), (40, 20), (80, 40)]);
    let left: u64 = trail.waiting(|_| true).iter().map(|(_, sum)| sum.times).sum();
    assert_eq!(written.iter().map(|(_, times)| times).sum::<u64>() + left, 100, "none is lost");
    // Another session, another person, other fields: each has its own first.
    for other in [self::key("t", opened(1)), self::key("s", opened(2)), self::key("s", Deed::LogRead)] {
        assert_eq!(done(&trail, &other, 0), [1], "{other:?}");
    }
    assert!(trail.waiting(|_| true).is_empty(), "what was taken out waits no more");
}

#[test]
fn the_next_day_writes_what_waited_and_begins_anew() {
    let (trail, first) = (Trail::default(), key("s", opened(1)));
    (0..3).for_each(|_| drop(done(&trail, &first, 0)));
    let next = Key { on: day("2026-11-25"), ..first.clone() };
    let due = trail.count(&next, 0);
    assert_eq!(due, [(first, Sum { times: 2, rows: 0 }), (next, Sum { times: 1, rows: 0 })]);
}

#[test]
fn what_could_not_be_written_waits_but_for_what_was_not_done() {
    let (trail, key) = (Trail::default(), key("s", opened(1)));
    let due = trail.count(&key, 0);
    trail.not_written(due, Some((&key, 0)));
    assert!(trail.waiting(|_| true).is_empty(), "the first was not done");
    assert_eq!(done(&trail, &key, 0), [1], "and is the first again");
    (0..3).for_each(|_| drop(done(&trail, &key, 0)));
    let due = trail.count(&key, 0);
    assert_eq!(due[0].1.times, 4);
    trail.not_written(due, Some((&key, 0)));
    assert_eq!(trail.waiting(|_| true)[0].1.times, 3, "those before it were");
}

#[test]
fn a_file_is_an_entry_each_time_and_a_list_from_many_rows_on() {
    let (trail, file, list) = (Trail::default(), key("s", Deed::TakenOut("党员", Thing::Site)), key("s", Deed::Listed("人员名单")));
    assert_eq!([done(&trail, &file, 9), done(&trail, &file, 9), done(&trail, &file, 9)], [[1], [1], [1]]);
    assert!(done(&trail, &list, FREE).is_empty() && trail.waiting(|_| true).is_empty(), "so few rows are no list taken out");
    let due = trail.count(&list, 50);
    assert_eq!(due, [(list, Sum { times: 2, rows: FREE + 50 })]);
}

#[test]
fn what_is_told_apart_is_bounded() {
    let trail = Trail::default();
    let mut written = 0;
    for nth in 0..10_000 {
        let key = trail.of_failure(day("2026-11-24"), format!("login {nth}"), "source".into());
        written += done(&trail, &key, 0).len();
    }
    assert!((APART..APART + 20).contains(&written), "{written} entries");
    let trail = Trail::default();
    let mut sum = 0;
    for nth in 0..3 * KEPT as u128 {
        sum += done(&trail, &key("s", opened(nth % (2 * KEPT as u128))), 0).iter().sum::<u64>();
        assert!(trail.counts().len() <= KEPT);
    }
    sum += trail.waiting(|_| true).iter().map(|(_, sum)| sum.times).sum::<u64>();
    assert_eq!(sum, 3 * KEPT as u64);
}
