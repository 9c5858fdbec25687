//! A key of 256 bits that does not show itself, and its wrapping under another key.

use crate::{Cell, Nonce, SealError, Suite};
use std::fmt;
use zeroize::ZeroizeOnDrop;

/// A secret of 256 bits. Wiped when dropped; not shown by `Debug`; not copied by accident.
#[derive(ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// From random bytes drawn outside. The caller wipes its own copy.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// From bytes of any origin; none where they are not 32.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::new)
    }

    /// The bytes themselves: for a suite, and for writing the root key to its file.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The place that a wrapped key is bound to: it does not unwrap as another subject's.
fn place(subject: &str) -> Vec<u8> {
    Cell { table: "key", row: subject, column: "wrapped", version: 0 }.aad()
}

/// Wraps a subject's key under the root key.
///
/// # Errors
/// None in practice: a key is never too long.
pub fn wrap(suite: &dyn Suite, root: &Key, nonce: &Nonce, subject: &str, key: &Key) -> Result<Vec<u8>, SealError> {
    suite.seal(root, nonce, &place(subject), key.expose())
}

/// Unwraps what [`wrap`] made for the same subject.
///
/// # Errors
/// [`SealError::DoesNotOpen`] where root key, subject or any byte differs.
pub fn unwrap(suite: &dyn Suite, root: &Key, subject: &str, wrapped: &[u8]) -> Result<Key, SealError> {
    let bytes = suite.open(root, &place(subject), wrapped)?;
    Key::from_slice(&bytes).ok_or(SealError::DoesNotOpen)
}
