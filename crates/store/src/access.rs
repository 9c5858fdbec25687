//! What the journal says of accounts and the ways into them: which entry last changed an account's row, which sessions,
//! links and tokens stand, who has the administrators' seats, and what waits for a second person. A row that gives access
//! counts only where its entry is the one that stands here, so that no row of yesterday can be put back; what waits has no
//! row at all.

mod said;
mod waiting;

pub(crate) use said::Said;
pub(crate) use waiting::{On, Waiting, asks, passes};

use jishi_authorize::Administrator;
use jishi_authorize::powers::Act;
use jishi_base::{AccountId, Map, UnitId};
use jishi_facts::{AccountChange, Event, LogInRules, Stamp, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Which administrator's it was made to be.
    pub role: Option<Administrator>,
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
    pub accounts: Map<AccountId, Standing>,
    /// Was there ever one? Then nothing is shown to whoever has none, even if all of them are gone.
    pub ever: bool,
    /// Whose seat each administrator's is now.
    pub seats: BTreeMap<Administrator, AccountId>,
    /// Which seats were ever taken. Once all were, the site is set up for good, and only two people fill a seat again.
    taken: BTreeSet<Administrator>,
    /// What was asked for and not done with, by the entry that asked.
    pub waiting: BTreeMap<u64, Waiting>,
    /// What was asked for and stopped, by the entry that asked: by whom, and when.
    pub dropped: BTreeMap<u64, (AccountId, Timestamp)>,
    /// The units that open their own people's accounts.
    pub own: BTreeSet<UnitId>,
    /// Which rules of passwords and log-ins hold.
    pub rules: LogInRules,
    /// The entry by which somebody of the register was last given an account. Sites from before, of which nobody had a seat
    /// yet, do not tell those accounts from administrators'.
    pub opened: Option<u64>,
    /// The entry by which an administrator's seat was last taken.
    pub seated: Option<u64>,
}

impl Access {
    pub(crate) fn apply(&mut self, stamp: &Stamp, event: &Event) {
        match Said::of(event) {
            Some(Said::Changed { account, change, of }) => self.change(stamp, account, change, of),
            Some(Said::Entrusted { unit, own, of: None }) => self.ask(stamp, Act::Entrust, On::Unit(unit, own)),
            Some(Said::Entrusted { unit, own, of: Some(asked) }) => {
                self.waiting.remove(&asked);
                if own { self.own.insert(unit) } else { self.own.remove(&unit) };
            }
            Some(Said::Rules(rules)) => self.rules = rules,
            None => {}
        }
    }

    fn change(&mut self, stamp: &Stamp, account: AccountId, change: AccountChange, of: Option<u64>) {
        self.ever = true;
        self.follow(stamp, account, change, of);
        if change == AccountChange::Removed {
            self.accounts.remove(&account);
            self.seats.retain(|_, holder| *holder != account);
            return;
        }
        let standing = self.accounts.get_or_default(account);
        match change {
            AccountChange::Made => {
                standing.row = stamp.seq;
                if !self.taken.is_empty() {
                    self.opened = Some(stamp.seq);
                }
            }
            AccountChange::Bound | AccountChange::Enabled => standing.row = stamp.seq,
            AccountChange::SystemMade => (standing.row, standing.role) = (stamp.seq, Some(Administrator::System)),
            AccountChange::SecurityMade => (standing.row, standing.role) = (stamp.seq, Some(Administrator::Security)),
            AccountChange::AuditMade => (standing.row, standing.role) = (stamp.seq, Some(Administrator::Audit)),
            AccountChange::Seated => {
                (standing.row, self.seated) = (stamp.seq, Some(stamp.seq));
                if let Some(role) = standing.role {
                    self.seats.insert(role, account);
                    self.taken.insert(role);
                }
            }
            AccountChange::Disabled | AccountChange::PasswordSet | AccountChange::Adopted => {
                standing.row = stamp.seq;
                standing.ways.clear();
                if change == AccountChange::Disabled {
                    self.seats.retain(|_, holder| *holder != account);
                }
                if change == AccountChange::PasswordSet {
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
                standing.ways.insert(stamp.seq, (Way::Link, stamp.at));
            }
            AccountChange::LoggedIn => {
                let over = stamp.at.saturating_sub(LONGEST_SESSION);
                standing.ways.retain(|_, (way, at)| *way != Way::Session || *at > over);
                standing.ways.insert(stamp.seq, (Way::Session, stamp.at));
            }
            AccountChange::LoggedOut | AccountChange::TokenRevoked => {
                of.iter().for_each(|entry| {
                    standing.ways.remove(entry);
                });
            }
            AccountChange::LoggedOutEverywhere => standing.ways.retain(|_, (way, _)| *way != Way::Session),
            AccountChange::TokenMade | AccountChange::TokenAdopted => {
                standing.ways.insert(stamp.seq, (Way::Token, stamp.at));
            }
            AccountChange::OpeningAsked
            | AccountChange::RenewalAsked
            | AccountChange::SeatAsked
            | AccountChange::StopAsked
            | AccountChange::Told
            | AccountChange::Dropped
            | AccountChange::CodeWrong
            | AccountChange::Removed => {}
        }
    }

    /// Takes a way into an account away.
    fn close(&mut self, account: AccountId, way: Option<u64>) {
        if let (Some(standing), Some(way)) = (self.accounts.get_mut(&account), way) {
            standing.ways.remove(&way);
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

    /// The seats that the console still gives: of a site that is not set up, those that nobody ever took.
    pub(crate) fn to_set_up(&self) -> Vec<Administrator> {
        Administrator::ALL.into_iter().filter(|seat| !self.taken.contains(seat)).collect()
    }
}

#[cfg(test)]
mod tests;
