//! SHA-256 of what does not fit into memory, or is named SHA-256 to others.

use sha2::{Digest, Sha256};

/// A digest in the making.
#[derive(Clone, Debug, Default)]
pub struct Sha256Digest(Sha256);

impl Sha256Digest {
    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that was taken.
    #[must_use]
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}
