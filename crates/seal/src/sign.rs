//! Signatures by which others hold a site to what it has said: Ed25519 (RFC 8032).

use crate::Key;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use std::fmt;

/// Signs for a site. Made from a key of the site's; not shown by `Debug`.
pub struct Signer(SigningKey);

impl Signer {
    /// The signer whose seed is this key.
    #[must_use]
    pub fn new(seed: &Key) -> Self {
        Self(SigningKey::from_bytes(seed.expose()))
    }

    /// What its signatures are checked by; may be known to everybody.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// The signature of a text.
    #[must_use]
    pub fn sign(&self, text: &[u8]) -> [u8; 64] {
        self.0.sign(text).to_bytes()
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

/// Is this the signature of the text by the holder of the public key? Weak keys and loose encodings are refused.
#[must_use]
pub fn is_signed(public: &[u8; 32], text: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public).is_ok_and(|key| key.verify_strict(text, &Signature::from_bytes(signature)).is_ok())
}
