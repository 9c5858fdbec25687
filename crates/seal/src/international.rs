//! The international suite: AES-256-GCM-SIV (RFC 8452), SHA-256, HMAC (RFC 2104), HKDF (RFC 5869).
//!
//! GCM-SIV rather than GCM: a repeated nonce reveals only that two equal plaintexts are equal.

use crate::{Key, NONCE_LEN, Nonce, SealError, Suite};
use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// AES-256-GCM-SIV, SHA-256, HMAC-SHA-256, HKDF-SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct International;

impl Suite for International {
    fn name(&self) -> &'static str {
        "AES-256-GCM-SIV/SHA-256"
    }

    fn seal(&self, key: &Key, nonce: &Nonce, aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
        let sealed = cipher(key).encrypt(nonce.into(), Payload { msg: plaintext, aad }).map_err(|_| SealError::TooLong)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn open(&self, key: &Key, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, msg) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(SealError::DoesNotOpen)?;
        cipher(key).decrypt(nonce.into(), Payload { msg, aad }).map(Zeroizing::new).map_err(|_| SealError::DoesNotOpen)
    }

    fn hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part)).finalize().into()
    }

    fn mac(&self, key: &Key, parts: &[&[u8]]) -> [u8; 32] {
        hmac(key.expose(), parts)
    }

    fn derive(&self, key: &Key, purpose: &str) -> Key {
        let mut bytes = expand(&[], key.expose(), purpose.as_bytes());
        let derived = Key::new(&bytes);
        bytes.zeroize();
        derived
    }
}

fn cipher(key: &Key) -> Aes256GcmSiv {
    Aes256GcmSiv::new(key.expose().into())
}

/// HMAC-SHA-256 with a key of any length.
pub(crate) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes a key of any length") };
    parts.iter().fold(mac, |mac, part| mac.chain_update(part)).finalize().into_bytes().into()
}

/// The first 32 bytes of HKDF-SHA-256.
pub(crate) fn expand(salt: &[u8], secret: &[u8], info: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    let Ok(()) = Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut out) else { unreachable!("HKDF gives 8,160 bytes") };
    out
}
