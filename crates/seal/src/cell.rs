//! The place of a ciphertext, bound into it, so that no two can be swapped and no old one put back.

use jishi_defence::Defence;

/// Table, row, column and version of a sealed value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell<'a> {
    /// The table's name.
    pub table: &'a str,
    /// The row's id, as text.
    pub row: &'a str,
    /// The column's name.
    pub column: &'a str,
    /// The row's version: an older value does not open in a newer row.
    pub version: u64,
}

impl Cell<'_> {
    /// The additional authenticated data: each part led by its length, so that no two places write the same bytes.
    #[must_use]
    pub fn aad(&self) -> Vec<u8> {
        if !Defence::SealsKnowTheirPlace.holds() {
            return Vec::new();
        }
        let mut out = Vec::new();
        for part in [self.table, self.row, self.column] {
            out.extend_from_slice(&(part.len() as u64).to_be_bytes());
            out.extend_from_slice(part.as_bytes());
        }
        out.extend_from_slice(&self.version.to_be_bytes());
        out
    }
}
