//! Commitments and blind indexes: their exact bytes, since they are stored for ever, and what they keep apart.

use super::key;
use crate::{International, blind, commit};
use proptest::prelude::*;

fn hex(bytes: [u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reckoned outside: SHA-256 over the length of the tag (8 bytes, big end first), the tag, 00 01 … 1f, the text.
#[test]
fn a_commitment_keeps_its_bytes() {
    let salt = std::array::from_fn(|n| n as u8);
    assert_eq!(
        hex(commit(&International, "姓名", &salt, "张三".as_bytes())),
        "944e2a8e1184ebd6848bc2917d2f202f3ba68a7727014476d3da324e55e74fb3"
    );
}

#[test]
fn tag_salt_and_text_are_kept_apart() {
    let all = [
        commit(&International, "姓名", &[1; 32], b"x"),
        commit(&International, "电话", &[1; 32], b"x"),
        commit(&International, "姓名", &[2; 32], b"x"),
        commit(&International, "姓名", &[1; 32], b"y"),
        commit(&International, "姓名", &[1; 32], b""),
        commit(&International, "姓名\u{1}", &[1; 32], b"x"),
        commit(&International, "", &[1; 32], b"x"),
    ];
    assert_eq!(std::collections::BTreeSet::from(all).len(), all.len());
}

/// Reckoned outside: HMAC-SHA-256 under 07 07 … of `11010519491231002X`.
#[test]
fn one_number_has_one_index_however_it_is_written() {
    let index = "e36da84fef3a1c6a3ea976b0ae4b9fe3dec7f484c700ccc7492e231095d58ec5";
    for written in [
        "11010519491231002X",
        "11010519491231002x",
        " 110105 19491231 002x\t",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u{3000}19491231002ｘ",
    ] {
        assert_eq!(blind(&International, &key(7), written), index, "{written}");
    }
}

#[test]
fn other_numbers_and_keys_have_other_indexes() {
    let index = |n: u8, text: &str| blind(&International, &key(n), text);
    assert_ne!(index(7, "11010519491231002X"), index(7, "110105194912310029"));
    assert_ne!(index(7, "11010519491231002X"), index(8, "11010519491231002X"));
    assert_ne!(index(7, "11010519491231002X"), index(7, "11010519491231002"));
}

proptest! {
    #[test]
    fn an_index_is_64_digits_whatever_was_written(text: String) {
        let index = blind(&International, &key(7), &text);
        prop_assert!(index.len() == 64 && index.bytes().all(|b| b.is_ascii_hexdigit()));
        prop_assert_eq!(blind(&International, &key(7), &text.to_ascii_uppercase()), index);
    }

    #[test]
    fn different_values_have_different_commitments(a: (String, [u8; 32], Vec<u8>), b: (String, [u8; 32], Vec<u8>)) {
        let of = |value: &(String, [u8; 32], Vec<u8>)| commit(&International, &value.0, &value.1, &value.2);
        prop_assert_eq!(a == b, of(&a) == of(&b));
    }
}
