//! One-time codes that change with the time (RFC 6238): six digits, SHA-1, half a minute, as every authenticator shows.

use totp_rs::{Algorithm, Builder, Secret, Totp};

fn of(secret: &[u8]) -> Totp {
    // One step either way: clocks differ, and people type slowly.
    Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(30).with_secret(secret.to_vec()).build_noncompliant()
}

/// The step in which a code is right at a time in seconds, if it is. That no step is taken twice is for the caller to see to.
#[must_use]
pub fn totp_step(secret: &[u8], code: &str, at: u64) -> Option<u64> {
    of(secret).check(code, at)
}

/// The code at a time in seconds.
#[must_use]
pub fn totp_code(secret: &[u8], at: u64) -> String {
    of(secret).generate(at).to_string()
}

/// The secret as authenticators take it by hand: base 32.
#[must_use]
pub fn totp_text(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}
