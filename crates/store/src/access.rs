//! What the journal says of accounts and the ways into them: which entry last changed an account's row, and which
//! sessions, links and tokens stand. A row that gives access counts only where its entry is the one that stands here, so
//! that no row of yesterday can be put back.

use jishi_base::AccountId;
use jishi_facts::{AccountChange, Event, Stamp, Timestamp};
use std::collections::BTreeMap;

/// No session is longer than this, in seconds, whatever the limits of a site: older ones are not remembered.
pub(crate) const LONGEST_SESSION: i64 = 24 * 3_600;

/// A way into an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Way {
    Session,
    Link,
    Token,
}

/// An account as the journal has it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Standing {
    /// The entry that last changed its row.
    pub row: u64,
    /// The ways into it that were given and not taken back, by their entry, with when that was.
    pub ways: BTreeMap<u64, (Way, Timestamp)>,
    /// The entry that set up its second factor, where it has one.
    pub second: Option<u64>,
    /// When its password was last set.
    pub password_at: Timestamp,
}

/// All accounts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Access {
    pub accounts: BTreeMap<AccountId, Standing>,
    /// Was there ever one? Then the site is set up, even if all of them are gone.
    pub ever: bool,
    /// Is a second factor asked for?
    pub second_required: bool,
}

impl Access {
    pub(crate) fn apply(&mut self, stamp: &Stamp, event: &Event) {
        if let Event::SecondFactorRequired { required } = event {
            self.second_required = *required;
        }
        let Event::AccountChanged { account, change, of } = event else { return };
        self.ever = true;
        if *change == AccountChange::Removed {
            self.accounts.remove(account);
            return;
        }
        let standing = self.accounts.entry(*account).or_default();
        let give = |ways: &mut BTreeMap<u64, (Way, Timestamp)>, way| ways.insert(stamp.seq, (way, stamp.at));
        match change {
            AccountChange::Made | AccountChange::Bound | AccountChange::Enabled => standing.row = stamp.seq,
            AccountChange::Disabled | AccountChange::PasswordSet | AccountChange::Adopted => {
                standing.row = stamp.seq;
                standing.ways.clear();
                if *change == AccountChange::PasswordSet {
                    standing.password_at = stamp.at;
                }
            }
            AccountChange::SecondFactorSet => standing.second = Some(stamp.seq),
            AccountChange::SecondFactorRemoved => {
                standing.second = None;
                standing.ways.retain(|_, (way, _)| *way != Way::Session);
            }
            AccountChange::Invited => {
                standing.ways.retain(|_, (way, _)| *way != Way::Link);
                give(&mut standing.ways, Way::Link);
            }
            AccountChange::LoggedIn => {
                let over = stamp.at.saturating_sub(LONGEST_SESSION);
                standing.ways.retain(|_, (way, at)| *way != Way::Session || *at > over);
                give(&mut standing.ways, Way::Session);
            }
            AccountChange::LoggedOut | AccountChange::TokenRevoked => {
                of.iter().for_each(|entry| {
                    standing.ways.remove(entry);
                });
            }
            AccountChange::LoggedOutEverywhere => standing.ways.retain(|_, (way, _)| *way != Way::Session),
            AccountChange::TokenMade | AccountChange::TokenAdopted => {
                give(&mut standing.ways, Way::Token);
            }
            AccountChange::Removed => {}
        }
    }

    /// Is this the entry that an account's row must name?
    pub(crate) fn is_row(&self, account: AccountId, entry: u64) -> bool {
        self.accounts.get(&account).is_some_and(|standing| standing.row == entry)
    }

    /// Does this way into the account stand?
    pub(crate) fn stands(&self, account: AccountId, entry: u64, way: Way) -> bool {
        self.accounts.get(&account).and_then(|standing| standing.ways.get(&entry)).is_some_and(|(given, _)| *given == way)
    }
}

#[cfg(test)]
mod tests;
