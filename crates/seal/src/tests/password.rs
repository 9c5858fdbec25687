//! Passwords against the reference implementation of Argon2 (called with the same secret, salt and parameters).

use super::key;
use crate::{SealError, hash_password, verify_password};

/// Password, the byte that key and salt are made of, and the reference implementation's hash.
fn known() -> [(String, u8, &'static str); 3] {
    [
        (
            "基石，自 2019 年起".into(),
            1,
            "$argon2id$v=19$m=19456,t=2,p=1$AQEBAQEBAQEBAQEBAQEBAQ$15t8U8D9gsl/MRGj4Bz+Tsj9waFLq7sAzObsYj0b0hk",
        ),
        ("correct horse".into(), 7, "$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$I9workd5i+bka7C8U1YTDz5xFdb+KySq8EJHRQRenTc"),
        ("x".repeat(128), 255, "$argon2id$v=19$m=19456,t=2,p=1$/////////////////////w$HcOfn4/hfOOoc75kLn56sGgaNUkA8idsKIDbt0YSRx8"),
    ]
}

#[test]
fn hashes_are_those_of_the_reference() {
    for (password, byte, hash) in known() {
        assert_eq!(hash_password(&key(byte), &[byte; 16], &password).as_deref(), Ok(hash));
        assert_eq!(verify_password(&key(byte), &password, hash), Ok(true));
    }
}

#[test]
fn another_password_or_another_key_does_not_pass() {
    let [_, (password, byte, hash), (long, _, long_hash)] = known();
    for (key, tried) in [(key(byte), "correct hors"), (key(byte), "Correct horse"), (key(byte), ""), (key(8), password.as_str())] {
        assert_eq!(verify_password(&key, tried, hash), Ok(false), "{tried}");
    }
    // Nothing is cut off.
    assert_eq!(verify_password(&key(255), &format!("{long}x"), long_hash), Ok(false));
}

#[test]
fn what_is_no_hash_is_said_to_be_none() {
    for stored in ["", "correct horse", "$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw", "$md5$BwcHBwcHBwcHBwcHBwcHBw$I9wo"] {
        assert_eq!(verify_password(&key(7), "correct horse", stored), Err(SealError::DoesNotOpen), "{stored}");
    }
}
