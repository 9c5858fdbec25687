//! A long text sealed in chunks, so that none of it need be held whole: each is bound to its place, and the last is
//! known to be the last, so that no chunk can be moved, left out or cut off.

use crate::{Cell, Key, NONCE_LEN, Nonce, SealError, Suite};
use zeroize::Zeroizing;

/// Bytes of plain text in every chunk but the last, which has fewer or as many.
pub const CHUNK: usize = 64 * 1024;

/// What a sealed chunk is longer than its plain text (both suites).
pub const CHUNK_OVERHEAD: usize = NONCE_LEN + 16;

/// A chunk's place in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChunkPlace<'a> {
    /// The text's name: no two texts under one key have the same.
    pub text: &'a str,
    /// Which chunk it is, from 0.
    pub index: u64,
    /// Does none follow?
    pub last: bool,
}

impl ChunkPlace<'_> {
    fn aad(&self) -> Vec<u8> {
        let column = if self.last { "last" } else { "more" };
        Cell { table: "chunk", row: self.text, column, version: self.index }.aad()
    }

    /// Each chunk has its own: the key must be one that seals this text alone.
    fn nonce(&self) -> Nonce {
        let mut nonce = [0; NONCE_LEN];
        nonce[NONCE_LEN - 8..].copy_from_slice(&self.index.to_be_bytes());
        nonce
    }
}

/// Seals a chunk under a key that seals one text alone.
///
/// # Errors
/// None in practice: a chunk is never too long.
pub fn seal_chunk(suite: &dyn Suite, key: &Key, place: ChunkPlace<'_>, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    suite.seal(key, &place.nonce(), &place.aad(), plain)
}

/// Opens what [`seal_chunk`] sealed for the same place.
///
/// # Errors
/// [`SealError::DoesNotOpen`] where key, place or any byte differs.
pub fn open_chunk(suite: &dyn Suite, key: &Key, place: ChunkPlace<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    if !sealed.starts_with(&place.nonce()) {
        return Err(SealError::DoesNotOpen);
    }
    suite.open(key, &place.aad(), sealed)
}
