//! Published vectors, what must not open, and what must not be told.

mod chunk;
mod commitment;
mod key;
mod password;
mod seal;
mod sign;
mod totp;
mod vectors;

use crate::Key;

fn key(n: u8) -> Key {
    Key::new(&[n; 32])
}
