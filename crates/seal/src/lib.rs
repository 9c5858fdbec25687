//! Keys, sealing, commitments and blind indexes behind one trait, passwords and passphrases, and signatures (layer 0)
//!
//! A subject's personal details and free text are sealed under the subject's own key, which is wrapped by the root key.
//! Erasing the wrapped key erases the person; the journal keeps only salted [`commit`]ments and still verifies.
//!
//! Pure: keys, nonces and salts are arguments, never made here.
//!
//! This is a software library and **no certified cryptographic module** (商用密码产品); where one is required, it takes
//! its place behind [`Suite`], as will the second suite (SM2, SM3, SM4). A row says by [`Suite::name`] which suite
//! sealed it.

mod cell;
mod chunk;
mod commitment;
mod digest;
mod international;
mod key;
mod password;
mod sign;
mod totp;

pub use cell::Cell;
pub use chunk::{CHUNK, CHUNK_OVERHEAD, ChunkPlace, open_chunk, seal_chunk};
pub use commitment::{blind, commit};
pub use digest::Sha256Digest;
pub use international::International;
pub use key::{Key, unwrap, wrap};
pub use password::{hash_password, passphrase_key, verify_password};
pub use sign::{Signer, is_signed};
pub use totp::{totp_code, totp_step, totp_text};
pub use zeroize::Zeroizing;

use std::fmt;

/// Length of a nonce in bytes (96 bits, both suites).
pub const NONCE_LEN: usize = 12;

/// A number used once with a key. Drawn at random outside.
pub type Nonce = [u8; NONCE_LEN];

/// One choice of algorithms.
pub trait Suite: fmt::Debug + Send + Sync {
    /// The name that is stored beside what it sealed.
    fn name(&self) -> &'static str;

    /// Seals `plaintext` so that it opens only with this key and the same `aad`. The result carries the nonce in front
    /// and the tag behind: `nonce ‖ ciphertext ‖ tag`.
    ///
    /// # Errors
    /// [`SealError::TooLong`] past the suite's limit (64 GiB here).
    fn seal(&self, key: &Key, nonce: &Nonce, aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, SealError>;

    /// Opens what [`Suite::seal`] made. The plaintext is wiped from memory when dropped.
    ///
    /// # Errors
    /// [`SealError::DoesNotOpen`] where key, `aad` or any byte differs: it is not said which.
    fn open(&self, key: &Key, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError>;

    /// A digest of 256 bits.
    fn hash(&self, parts: &[&[u8]]) -> [u8; 32];

    /// A keyed digest (HMAC) of 256 bits.
    fn mac(&self, key: &Key, parts: &[&[u8]]) -> [u8; 32];

    /// A key for one purpose, derived from another (HKDF without salt; `purpose` is its info).
    fn derive(&self, key: &Key, purpose: &str) -> Key;
}

/// Why something was not sealed or opened. Says nothing about the content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SealError {
    /// Too long to seal.
    TooLong,
    /// The key, the place or the bytes are not those it was sealed with.
    DoesNotOpen,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "内容过长，无法加密保存",
            Self::DoesNotOpen => "密文打不开：密钥不对，或密文被改动、被挪动过；请用备份核对",
        })
    }
}

impl std::error::Error for SealError {}

#[cfg(test)]
mod tests;
