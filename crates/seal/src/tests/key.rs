//! Keys: wrapped for one subject, derived for one purpose, and never shown.

use super::key;
use crate::{Cell, International, Key, Suite, unwrap, wrap};

#[test]
fn a_wrapped_key_is_one_subjects() {
    let wrapped = wrap(&International, &key(1), &[9; 12], "person/7f3a", &key(2)).expect("wraps");
    let open = |root: u8, subject: &str, wrapped: &[u8]| unwrap(&International, &key(root), subject, wrapped).map(|key| *key.expose());
    assert_eq!(open(1, "person/7f3a", &wrapped), Ok([2; 32]));
    assert!(open(3, "person/7f3a", &wrapped).is_err(), "another root");
    assert!(open(1, "person/7f3b", &wrapped).is_err(), "another subject");
    for at in 0..wrapped.len() {
        let mut changed = wrapped.clone();
        changed[at] ^= 0x80;
        assert!(open(1, "person/7f3a", &changed).is_err(), "byte {at}");
    }
    assert!(!wrapped.windows(4).any(|bytes| bytes == [2; 4]), "the key shows through");
}

/// Wrapped keys are stored: the place they are bound to stays.
#[test]
fn a_wrapped_key_keeps_its_place() {
    let place = Cell { table: "key", row: "person/7f3a", column: "wrapped", version: 0 }.aad();
    let wrapped = wrap(&International, &key(1), &[9; 12], "person/7f3a", &key(2));
    assert_eq!(wrapped, International.seal(&key(1), &[9; 12], &place, &[2; 32]));
}

/// What was sealed under the root key for another reason does not pass for a wrapped key.
#[test]
fn only_a_wrapped_key_unwraps() {
    let sealed = International.seal(&key(1), &[9; 12], b"", &[2; 32]).expect("seals");
    assert!(unwrap(&International, &key(1), "", &sealed).is_err());
}

#[test]
fn keys_for_different_purposes_differ() {
    let derive = |n: u8, purpose: &str| *International.derive(&key(n), purpose).expose();
    assert_eq!(derive(1, "blind"), derive(1, "blind"));
    assert_ne!(derive(1, "blind"), derive(1, "wrap"));
    assert_ne!(derive(1, "blind"), derive(2, "blind"));
    assert_ne!(derive(1, ""), *key(1).expose());
}

#[test]
fn a_key_does_not_show_itself() {
    assert_eq!(format!("{:?}", key(0xab)), "Key(…)");
    assert_eq!(format!("{:?}", Some(key(0xab))), "Some(Key(…))");
}

#[test]
fn a_key_has_32_bytes() {
    for len in [0, 16, 31, 33, 64] {
        assert!(Key::from_slice(&vec![0; len]).is_none(), "{len}");
    }
    assert_eq!(Key::from_slice(&[5; 32]).map(|key| *key.expose()), Some([5; 32]));
}

/// Wiping itself cannot be seen from safe code; that the type asks for it can.
#[test]
fn a_key_is_wiped_when_dropped() {
    fn wiped<T: zeroize::ZeroizeOnDrop>() {}
    wiped::<Key>();
}
