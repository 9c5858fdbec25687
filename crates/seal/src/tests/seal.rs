//! A ciphertext opens in its own place, under its own key, whole; nowhere else.

use super::key;
use crate::{Cell, International, NONCE_LEN, Nonce, SealError, Suite};
use proptest::prelude::*;
use std::collections::BTreeSet;

const PLACE: Cell = Cell { table: "person", row: "7f3a", column: "identity", version: 3 };

/// A nonce of its own for each number.
fn nonce(n: u64) -> Nonce {
    let mut out = [0; NONCE_LEN];
    out[..8].copy_from_slice(&n.to_be_bytes());
    out
}

fn opens(n: u8, aad: &[u8], sealed: &[u8]) -> bool {
    International.open(&key(n), aad, sealed).is_ok()
}

/// 101 cells of several tables, rows, columns and versions, each with its ciphertext: all 10,100 swaps fail.
#[test]
fn no_two_cells_can_be_swapped() {
    let (tables, columns) = (["person", "talk", "record"], ["identity", "phone"]);
    let rows: Vec<_> = (0..6).map(|n| format!("row{n}")).collect();
    let mut cells = Vec::new();
    for table in tables {
        for row in &rows {
            for column in columns {
                cells.extend((1..4).map(|version| Cell { table, row, column, version }));
            }
        }
    }
    cells.truncate(101);
    let sealed: Vec<_> =
        (0..).zip(&cells).map(|(n, cell)| International.seal(&key(1), &nonce(n), &cell.aad(), "张三".as_bytes()).expect("seals")).collect();
    let mut refused = 0;
    for (here, cell) in cells.iter().enumerate() {
        for (from, sealed) in sealed.iter().enumerate() {
            assert_eq!(opens(1, &cell.aad(), sealed), here == from, "{from} in place of {here}");
            refused += usize::from(here != from);
        }
    }
    assert_eq!(refused, 10_100);
}

#[test]
fn another_key_or_a_changed_byte_does_not_open() {
    let sealed = International.seal(&key(1), &nonce(1), &PLACE.aad(), "身份证号".as_bytes()).expect("seals");
    assert!(opens(1, &PLACE.aad(), &sealed) && !opens(2, &PLACE.aad(), &sealed));
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            assert!(!opens(1, &PLACE.aad(), &changed), "byte {at}, bit {bit}");
        }
        assert!(!opens(1, &PLACE.aad(), &sealed[..at]) && !opens(1, &PLACE.aad(), &sealed[at + 1..]), "cut at {at}");
    }
    assert!(!opens(1, &PLACE.aad(), &[sealed.as_slice(), &[0]].concat()));
}

#[test]
fn the_empty_text_is_sealed_too() {
    let sealed = International.seal(&key(1), &nonce(1), &[], &[]).expect("seals");
    assert_eq!(sealed.len(), NONCE_LEN + 16);
    assert_eq!(International.open(&key(1), &[], &sealed).expect("opens").as_slice(), b"");
}

/// Parts of a place do not run into each other.
#[test]
fn places_do_not_run_together() {
    let place = |table, row, column, version| Cell { table, row, column, version }.aad();
    let all = [
        place("a", "b", "c", 1),
        place("ab", "", "c", 1),
        place("", "ab", "c", 1),
        place("a", "bc", "", 1),
        place("a", "", "bc", 1),
        place("abc", "", "", 1),
        place("a", "b", "c", 2),
        place("a", "b", "c\0\0\0\0\0\0\0\x01", 1),
    ];
    assert_eq!(BTreeSet::from(all.clone()).len(), all.len());
}

#[test]
fn a_failure_tells_nothing_of_the_content() {
    for error in [SealError::TooLong, SealError::DoesNotOpen] {
        assert!(error.to_string().chars().any(|c| ('一'..='龥').contains(&c)), "{error}");
    }
    assert_eq!(International.open(&key(1), &[], b"short"), Err(SealError::DoesNotOpen));
    assert_eq!(International.name(), "AES-256-GCM-SIV/SHA-256");
}

proptest! {
    #[test]
    fn what_is_sealed_opens(n: u8, nonce: Nonce, aad: Vec<u8>, text: Vec<u8>) {
        let sealed = International.seal(&key(n), &nonce, &aad, &text).expect("seals");
        let opened = International.open(&key(n), &aad, &sealed);
        prop_assert_eq!(opened.as_ref().map(|text| text.as_slice()), Ok(text.as_slice()));
        prop_assert_eq!(sealed.len(), text.len() + NONCE_LEN + 16);
    }

    #[test]
    fn different_places_have_different_bytes(a: (String, String, String, u64), b: (String, String, String, u64)) {
        let aad = |place: &(String, String, String, u64)| Cell { table: &place.0, row: &place.1, column: &place.2, version: place.3 }.aad();
        prop_assert_eq!(a == b, aad(&a) == aad(&b));
    }

    #[test]
    fn noise_does_not_open(aad: Vec<u8>, sealed: Vec<u8>) {
        prop_assert!(!opens(1, &aad, &sealed));
    }
}
