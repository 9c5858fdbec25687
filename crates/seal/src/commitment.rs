//! What may be kept in the open about a hidden value: a salted commitment, and a blind index to find it again.

use crate::{Key, Suite};

/// A commitment to `plaintext`, fit for the journal: H(len(tag) ‖ tag ‖ salt ‖ plaintext).
///
/// Over the plaintext, not the ciphertext, so that keys and suites can change under it. The salt is secret: without it
/// a name or a yes-or-no could be guessed and tried; it is destroyed with the subject's key. `tag` says what kind of
/// value it is, so that one commitment does not pass for another.
#[must_use]
pub fn commit(suite: &dyn Suite, tag: &str, salt: &[u8; 32], plaintext: &[u8]) -> [u8; 32] {
    suite.hash(&[&(tag.len() as u64).to_be_bytes(), tag.as_bytes(), salt, plaintext])
}

/// A blind index over an identity number: equal numbers give equal texts, and the text gives nothing away without the
/// key. Blanks are dropped, full-width signs narrowed and the last `x` made `X` first, since clerks write all of these.
#[must_use]
pub fn blind(suite: &dyn Suite, key: &Key, text: &str) -> String {
    let normal: zeroize::Zeroizing<String> =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| narrow(c).to_ascii_uppercase()).collect::<String>().into();
    suite.mac(key, &[normal.as_bytes()]).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A full-width sign as its ASCII twin.
fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
