//! Which deeds are told apart, without a store: bounded, however many names are tried and however much is done.

use super::{APART, Deed, Key, KEPT, Trail};
use jishi_base::{Label, PersonId};
use jishi_calendar::Date;
use jishi_facts::Entity;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn key(session: &str, deed: Deed) -> Key {
    Key { actor: "a".into(), session: Some(session.into()), on: day("2026-11-24"), deed }
}

fn opened(person: u128) -> Deed {
    Deed::Opened(Entity::Person(PersonId(person)), ["联系电话".to_owned()].into(), Label::Sensitive)
}

/// Counts one more, and takes it for written: how often the entry says it was, where one is made.
fn done(trail: &Trail, key: &Key) -> Option<u64> {
    let count = trail.of(key);
    let mut count = count.try_lock().expect("free");
    let (after, due) = count.one_more(key.deed.steps(), 0);
    *count = after;
    due.map(|due| due.sum.times)
}

/// Counts one more that cannot be written, and is answered all the same.
fn owe(trail: &Trail, key: &Key) {
    let count = trail.of(key);
    let mut count = count.try_lock().expect("free");
    count.done.times += 1;
}

#[test]
fn another_session_person_or_field_has_its_own_first() {
    let trail = Trail::default();
    let all = [key("s", opened(1)), key("t", opened(1)), key("s", opened(2)), key("s", Deed::LogRead)];
    for key in &all {
        assert_eq!([done(&trail, key), done(&trail, key)], [Some(1), Some(1)], "{key:?}");
    }
    for _ in 0..3 {
        done(&trail, &all[0]);
    }
    assert_eq!(done(&trail, &all[0]), None, "covered ahead");
}

#[test]
fn the_next_day_begins_anew_and_keeps_what_is_owed() {
    let trail = Trail::default();
    let (first, owed) = (key("s", opened(1)), key("s", Deed::Refused("导入".into(), Entity::Site)));
    for _ in 0..6 {
        done(&trail, &first);
    }
    owe(&trail, &owed);
    let next = Key { on: day("2026-11-25"), ..first.clone() };
    assert_eq!(done(&trail, &next), Some(1));
    let known: Vec<Key> = trail.counts().keys().cloned().collect();
    assert!(!known.contains(&first) && known.contains(&owed) && known.contains(&next));
    assert_eq!(trail.owed().into_iter().map(|(key, _)| key).collect::<Vec<_>>(), [owed]);
}

#[test]
fn what_is_told_apart_is_bounded() {
    let trail = Trail::default();
    let mut written = 0;
    for nth in 0..10_000 {
        let key = trail.of_failure(day("2026-11-24"), format!("login {nth}"), "source".into());
        written += usize::from(done(&trail, &key).is_some());
    }
    assert!((APART..APART + 20).contains(&written), "{written} entries");
    let trail = Trail::default();
    let (mut sum, all) = (0, 3 * KEPT as u128);
    for nth in 0..all {
        sum += u128::from(done(&trail, &key("s", opened(nth % (2 * KEPT as u128)))).unwrap_or_default());
        assert!(trail.counts().len() <= KEPT && sum > nth, "never less than was done");
    }
    // Where nothing can be written for long, what is owed is bounded too.
    for nth in 0..KEPT as u128 + 50 {
        owe(&trail, &key("s", Deed::Refused("导入".into(), Entity::Person(PersonId(nth)))));
    }
    assert!(trail.counts().len() <= KEPT && trail.owed().len() == KEPT);
}
