//! A ciphertext opens where it was put, and nowhere else.

use crate::rows::Dice;
use jishi_attacks::{Defence, rounds};
use jishi_defence::{all_standing, without};
use jishi_seal::{Cell, International, Key, Suite};

/// A place, drawn.
fn place(dice: &mut Dice) -> (String, String, String, u64) {
    let word = |dice: &mut Dice| "ab".repeat(dice.below(3)) + ["", "a", "b"][dice.below(3)];
    (word(dice), word(dice), word(dice), dice.next() % 3)
}

/// How many of so many ciphertexts open in another place under the same key.
fn moved(count: usize) -> usize {
    let (suite, key, mut dice) = (International, Key::new(&[7; 32]), Dice::new(5));
    let aad = |(table, row, column, version): &(String, String, String, u64)| Cell { table, row, column, version: *version }.aad();
    let mut opened = 0;
    let mut tried = 0;
    while tried < count {
        let (here, there) = (place(&mut dice), place(&mut dice));
        if here == there {
            continue;
        }
        tried += 1;
        let sealed = suite.seal(&key, &[0; 12], &aad(&here), b"text").expect("sealed");
        assert!(suite.open(&key, &aad(&here), &sealed).is_ok(), "where it was put");
        opened += usize::from(suite.open(&key, &aad(&there), &sealed).is_ok());
    }
    opened
}

#[test]
fn no_ciphertext_opens_in_another_place() {
    {
        let _turn = all_standing();
        assert_eq!(moved(rounds(1_000, 10_000)), 0);
    }
    let _off = without(&[Defence::SealsKnowTheirPlace]);
    assert_eq!(moved(10), 10, "control");
}
