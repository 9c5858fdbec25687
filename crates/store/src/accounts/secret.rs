//! A secret that is shown once.

use crate::StoreError;
use crate::accounts::Accounts;
use jishi_journal::to_hex;
use jishi_seal::Zeroizing;

/// 256 random bits as text, fit for a cookie, a link or a header. Wiped when dropped; not shown by `Debug`.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A secret that is made of others.
    pub(super) fn of(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself: to be handed over once, and written nowhere.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Accounts<'_> {
    /// A fresh secret; the prefix says what it is to whoever finds it where it should not be.
    pub(super) fn draw_secret(&self, prefix: &str) -> Result<Secret, StoreError> {
        let bytes = Zeroizing::new(self.draw::<32>()?);
        let hex = Zeroizing::new(to_hex(&*bytes));
        Ok(Secret(Zeroizing::new([prefix, hex.as_str()].concat())))
    }
}
