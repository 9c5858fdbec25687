//! The sum: order, counts, and coming round.

use super::Tally;
use jishi_journal::{Hash, leaf_hash};

fn parts() -> Vec<Hash> {
    (0..50_u8).map(|seed| leaf_hash(&[seed])).chain([[0xff; 32], [0; 32], [0xff; 32]]).collect()
}

fn of<'a>(parts: impl IntoIterator<Item = &'a Hash>) -> Tally {
    let mut tally = Tally::new();
    parts.into_iter().for_each(|part| tally.add(part));
    tally
}

#[test]
fn the_order_does_not_matter_and_every_row_does() {
    let parts = parts();
    assert_eq!(of(&parts), of(parts.iter().rev()));
    for left_out in 0..parts.len() {
        let others = parts.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, part)| part);
        assert_eq!(of(&parts) == of(others), parts[left_out] == [0; 32]);
    }
}

#[test]
fn what_is_taken_off_was_never_there() {
    let parts = parts();
    let mut tally = of(&parts);
    parts.iter().skip(1).for_each(|part| tally.take(part));
    assert_eq!(tally, of(&parts[..1]));
    tally.take(&parts[0]);
    assert_eq!(tally, Tally::new());
}

#[test]
fn a_row_counts_as_often_as_it_is_there() {
    let part = leaf_hash(b"row");
    assert_ne!(of([&part, &part]), Tally::new(), "as it would with XOR");
    assert_ne!(of([&part, &part, &part]), of([&part]));
}

#[test]
fn it_carries_over_and_comes_round() {
    let mut tally = Tally::of_bytes([0xff; 32]);
    let mut one = [0; 32];
    one[0] = 1;
    tally.add(&one);
    assert_eq!(tally, Tally::new());
    tally.take(&one);
    assert_eq!(tally.bytes(), &[0xff; 32]);
}
