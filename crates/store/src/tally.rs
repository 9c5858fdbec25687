//! The tally: one number over all rows that are authenticated and are no fold of the journal (commands, and who is at the
//! page). Each of them is genuine by its own MAC; that none is missing, that none of before is back, only the tally shows.
//! It stands in the head, and every turn takes off it what it deletes and adds to it what it writes.
//!
//! It is a sum modulo 2^256, so that the order of writing does not matter, a change costs as much as the change is long,
//! and two rows that are alike count twice. What is summed is no row's MAC, which lies in the tables for all to see, but
//! a MAC of that under a key of its own ([`Vault::tally_part`](crate::vault::Vault::tally_part)), and the sum lies sealed in the head. Both are needed:
//! of summands that are known, a few thousand are enough to find some that sum to whatever is wanted (Wagner's generalised
//! birthday; for XOR linear algebra does it with 256). Of summands that nobody sees there is nothing better than to guess.
//!
//! What somebody else does to the rows stays as the difference between tally and rows, whatever the program writes since:
//! it takes off what lies there and adds what it writes, and so leaves the difference as it is for the full check to find.

use jishi_journal::Hash;

/// A sum modulo 2^256, its lowest byte first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally([u8; 32]);

impl Tally {
    /// Of no rows.
    pub(crate) const fn new() -> Self {
        Self([0; 32])
    }

    pub(crate) const fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Adds what stands for a row.
    pub(crate) fn add(&mut self, part: &Hash) {
        let mut carry = 0;
        for (digit, more) in self.0.iter_mut().zip(part) {
            let sum = u16::from(*digit) + u16::from(*more) + carry;
            [*digit, _] = sum.to_le_bytes();
            carry = sum >> 8;
        }
    }

    /// Takes off what stands for a row: adds what it lacks to 2^256.
    pub(crate) fn take(&mut self, part: &Hash) {
        let mut lacks = Self(part.map(|digit| !digit));
        let mut one = [0; 32];
        one[0] = 1;
        lacks.add(&one);
        self.add(&lacks.0);
    }
}

/// Says nothing: it is sealed where it lies.
impl std::fmt::Debug for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tally").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
