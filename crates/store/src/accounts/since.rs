//! What has become of accounts since a moment. Rights rest on the register, which a command is held to at its turn; and on
//! accounts: that one is in use, who has a seat, and whether anybody of the register has an account yet. What was read of
//! those at the beginning of a request is asked again here, when something is written.

use super::Accounts;
use crate::access::Access;
use crate::pen::Published;
use jishi_base::AccountId;
use std::sync::Arc;

/// A moment to look back to. Asked within a turn at writing, it answers for that turn: nobody else writes meanwhile.
#[derive(Clone, Debug)]
pub struct Since {
    published: Arc<Published>,
    /// How long the journal was.
    size: u64,
}

impl Accounts<'_> {
    /// This moment: to be taken before anything that is to be asked again is read.
    #[must_use]
    pub fn since_now(&self) -> Since {
        let published = self.store.published.clone();
        Since { size: published.fold().site.size, published }
    }
}

impl Since {
    /// Was this account changed or removed: stopped, let in again, given another password or a seat?
    #[must_use]
    pub fn has_changed(&self, account: AccountId) -> bool {
        self.ask(|access| access.accounts.get(&account).is_none_or(|standing| standing.row >= self.size))
    }

    /// Was anybody of the register given an account?
    #[must_use]
    pub fn has_opened(&self) -> bool {
        self.ask(|access| access.opened.is_some_and(|entry| entry >= self.size))
    }

    /// Did anybody take an administrator's seat?
    #[must_use]
    pub fn has_seated(&self) -> bool {
        self.ask(|access| access.seated.is_some_and(|entry| entry >= self.size))
    }

    fn ask(&self, what: impl FnOnce(&Access) -> bool) -> bool {
        what(&self.published.fold().access)
    }
}
