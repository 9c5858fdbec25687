//! Passwords: Argon2id (RFC 9106) under a key of the site, written as a PHC string.
//!
//! The key goes in as Argon2's own secret: a table that was stolen without it cannot be tried against a list of words,
//! and who can write to the table but has no key cannot plant a password. Slow on purpose, some 35 ms and 19 MiB.
//!
//! A passphrase protects what leaves the machine: there is no other secret, and whoever has the file can try at leisure.
//! It is made a key at greater cost.

use crate::{Key, SealError};
use argon2::password_hash::Error;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use jishi_defence::Defence;
use zeroize::Zeroizing;

/// Memory in KiB: 19 MiB.
const MEMORY: u32 = 19 * 1024;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;

/// Hashes a password for storing. The salt is drawn at random outside, for each password anew.
///
/// # Errors
/// [`SealError::TooLong`] for a password of 4 GiB.
pub fn hash_password(key: &Key, salt: &[u8; 16], password: &str) -> Result<String, SealError> {
    let hash = argon2id(key)?.hash_password_with_salt(password.as_bytes(), salt).map_err(|_| SealError::TooLong)?;
    Ok(hash.to_string())
}

/// Is this the password that [`hash_password`] hashed under the same key? Compares in constant time.
///
/// # Errors
/// [`SealError::DoesNotOpen`] where what was stored is not such a hash.
pub fn verify_password(key: &Key, password: &str, stored: &str) -> Result<bool, SealError> {
    let stored = PasswordHash::new(stored).ok().filter(|stored| stored.hash.is_some()).ok_or(SealError::DoesNotOpen)?;
    match argon2id(key)?.verify_password(password.as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(_) => Err(SealError::DoesNotOpen),
    }
}

/// Memory in KiB for a passphrase: 64 MiB, with as many passes as RFC 9106 takes for it.
const PASSPHRASE_MEMORY: u32 = 64 * 1024;
const PASSPHRASE_PASSES: u32 = 3;

/// The key that a passphrase stands for, some 300 ms and 64 MiB. The salt is drawn at random outside, for each use anew.
///
/// # Errors
/// [`SealError::TooLong`] for a passphrase of 4 GiB.
pub fn passphrase_key(salt: &[u8; 16], passphrase: &str) -> Result<Key, SealError> {
    let params = Params::new(PASSPHRASE_MEMORY, PASSPHRASE_PASSES, LANES, None).map_err(|_| SealError::TooLong)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut bytes = Zeroizing::new([0; 32]);
    argon2.hash_password_into(passphrase.as_bytes(), salt, &mut *bytes).map_err(|_| SealError::TooLong)?;
    Ok(Key::new(&bytes))
}

fn argon2id(key: &Key) -> Result<Argon2<'_>, SealError> {
    let (memory, passes) = if Defence::PasswordsAreSlow.holds() { (MEMORY, PASSES) } else { (Params::MIN_M_COST, 1) };
    let params = Params::new(memory, passes, LANES, None).map_err(|_| SealError::TooLong)?;
    Argon2::new_with_secret(key.expose(), Algorithm::Argon2id, Version::V0x13, params).map_err(|_| SealError::TooLong)
}
