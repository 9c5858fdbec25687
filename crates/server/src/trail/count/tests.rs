//! Counting alone: what is entered never falls short of what was done, is exact where it is little, and grows slowly.

use super::{Count, Due, FREE, Steps, Sum};

/// Counts so many of so many rows each, all of them entered; gives at which one what was entered.
fn entered(steps: Steps, rows: u64, times: u64) -> (Count, Vec<(u64, Due)>) {
    let (mut count, mut all) = (Count::default(), Vec::new());
    for nth in 1..=times {
        let (after, due) = count.one_more(steps, rows);
        count = after;
        all.extend(due.map(|due| (nth, due)));
        assert_eq!(count.done, Sum { times: nth, rows: nth * rows });
    }
    (count, all)
}

fn exact(times: u64) -> Due {
    Due { sum: Sum { times, rows: 0 }, ahead: false }
}

fn ahead(times: u64) -> Due {
    Due { sum: Sum { times, rows: 0 }, ahead: true }
}

#[test]
fn the_first_few_are_an_entry_each_then_one_stands_for_as_many_more() {
    let (_, all) = entered(Steps::Doubling, 0, 40);
    let expected = [(1, exact(1)), (2, exact(1)), (3, exact(1)), (4, exact(1)), (5, ahead(4)), (9, ahead(8)), (17, ahead(16)), (33, ahead(32))];
    assert_eq!(all, expected);
}

#[test]
fn what_is_entered_never_falls_short_and_grows_slowly() {
    for (steps, rows) in [(Steps::Doubling, 0), (Steps::Single, 7), (Steps::Rows, 200), (Steps::Rows, 101)] {
        let (mut count, mut sum, mut entries) = (Count::default(), Sum::default(), 0);
        for nth in 1..=10_000 {
            let (after, due) = count.one_more(steps, rows);
            count = after;
            if let Some(due) = due {
                sum = Sum { times: sum.times + due.sum.times, rows: sum.rows + due.sum.rows };
                entries += 1;
            }
            assert!(sum.times >= nth && sum.rows >= nth * rows, "{steps:?} {nth}");
            assert!(sum == count.entered && sum.times <= 2 * nth && sum.rows <= 4 * Ord::max(nth * rows, 1), "{steps:?} {nth} {sum:?}");
        }
        assert!(steps == Steps::Single || entries < 20, "{steps:?} {entries}");
    }
}

#[test]
fn a_list_is_entered_from_many_rows_on() {
    let (_, all) = entered(Steps::Rows, FREE / 2, 5);
    let due = |times, rows| Due { sum: Sum { times, rows }, ahead: true };
    assert_eq!(all, [(3, due(4, 256)), (5, due(4, 256))], "so few rows are no list taken out");
}

#[test]
fn what_could_not_be_entered_is_owed_exactly() {
    let mut count = Count::default();
    for nth in 1..=6 {
        let (after, due) = count.one_more(Steps::Doubling, 0);
        assert!(due.is_some(), "{nth}");
        count.done = after.done;
    }
    let (after, due) = count.owed().expect("owed");
    assert_eq!(due, exact(6));
    assert_eq!((after.owed(), after.one_more(Steps::Doubling, 0).1), (None, Some(ahead(2))));
    let (ahead, _) = entered(Steps::Doubling, 0, 5);
    assert_eq!(ahead.owed(), None, "what was entered ahead is owed no more");
}

#[test]
fn no_count_overflows() {
    let most = Count { done: Sum { times: u64::MAX, rows: u64::MAX }, entered: Sum { times: u64::MAX - 1, rows: 0 } };
    for steps in [Steps::Single, Steps::Doubling, Steps::Rows] {
        assert_eq!(most.one_more(steps, 9).0.entered.times, u64::MAX);
    }
}
