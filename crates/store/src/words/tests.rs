//! Pairs of signs, and marks that lie in order.

use super::{Mark, has, pairs};
use std::collections::BTreeSet;

#[test]
fn pairs_stand_beside_each_other() {
    assert_eq!(pairs("换届选举"), ["换届", "届选", "选举"]);
    assert_eq!(pairs("学 习a b"), ["习a"], "not over a space");
    assert!(pairs("学").is_empty() && pairs("").is_empty());
    assert_eq!(pairs("𠮷野"), ["𠮷野"], "signs beyond the first plane are one");
}

#[test]
fn all_that_is_wanted_must_be_there() {
    let row: Vec<u8> = [[0, 0, 0, 1], [0, 0, 0, 9], [7, 0, 0, 0]].concat();
    let wanted = |marks: &[Mark]| marks.iter().copied().collect::<BTreeSet<Mark>>();
    assert!(has(&row, &wanted(&[[0, 0, 0, 9], [7, 0, 0, 0]])));
    assert!(!has(&row, &wanted(&[[0, 0, 0, 9], [7, 0, 0, 1]])));
    // Bytes that straddle two marks are none.
    assert!(!has(&row, &wanted(&[[0, 1, 0, 0]])));
}
