//! What was asked for and waits for a second person, or for its link to be used.

#![deny(clippy::wildcard_enum_match_arm)] // A change that is added must be looked at.

use super::{Access, Way};
use jishi_authorize::powers::Act;
use jishi_base::{AccountId, UnitId};
use jishi_facts::{AccountChange, Stamp, Timestamp};

/// What was asked for is remembered for so long at most, in seconds: whatever the limits of a site, it is over before.
const REMEMBERED: i64 = 30 * 24 * 3_600;
/// So many wrong codes beside a link, and it is good no more.
const WRONG_CODES: u8 = 5;

/// What an act is done to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum On {
    Account(AccountId),
    /// A unit, and whether it is to open its own people's accounts.
    Unit(UnitId, bool),
}

/// Something that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Waiting {
    pub act: Act,
    pub on: On,
    /// In which account it was asked.
    pub by: AccountId,
    pub at: Timestamp,
    /// When its holder was told.
    pub told: Option<Timestamp>,
    /// The entry of the link, once it was let pass.
    pub link: Option<u64>,
    /// Wrong codes that were written beside the link.
    wrong: u8,
}

impl Waiting {
    /// As it was asked for.
    pub(crate) fn asked(act: Act, on: On, by: AccountId, at: Timestamp) -> Self {
        Self { act, on, by, at, told: None, link: None, wrong: 0 }
    }

    fn is_on(&self, account: AccountId) -> bool {
        self.on == On::Account(account)
    }

    /// Is it about the same as another?
    fn is_like(&self, act: Act, on: On) -> bool {
        match (self.on, on) {
            (On::Unit(one, _), On::Unit(two, _)) => one == two,
            (one, two) => one == two && self.act == act,
        }
    }
}

/// What a change of an account is to what waits.
enum Step {
    /// A wish.
    Asked(Act),
    Told,
    Invited,
    Seated,
    Dropped,
    CodeWrong,
    PasswordSet,
    Disabled,
    Removed,
    /// Nothing.
    Beside,
}

fn step(change: AccountChange) -> Step {
    match change {
        AccountChange::OpeningAsked => Step::Asked(Act::Open),
        AccountChange::RenewalAsked => Step::Asked(Act::Renew),
        AccountChange::SeatAsked => Step::Asked(Act::Seat),
        AccountChange::StopAsked => Step::Asked(Act::Unseat),
        AccountChange::Told => Step::Told,
        AccountChange::Invited => Step::Invited,
        AccountChange::Seated => Step::Seated,
        AccountChange::Dropped => Step::Dropped,
        AccountChange::CodeWrong => Step::CodeWrong,
        AccountChange::PasswordSet => Step::PasswordSet,
        AccountChange::Disabled => Step::Disabled,
        AccountChange::Removed => Step::Removed,
        AccountChange::Made
        | AccountChange::Enabled
        | AccountChange::LoggedIn
        | AccountChange::LoggedOut
        | AccountChange::LoggedOutEverywhere
        | AccountChange::TokenMade
        | AccountChange::TokenRevoked
        | AccountChange::Bound
        | AccountChange::Adopted
        | AccountChange::TokenAdopted
        | AccountChange::SystemMade
        | AccountChange::SecurityMade
        | AccountChange::AuditMade
        | AccountChange::SecondFactorSet
        | AccountChange::SecondFactorRemoved => Step::Beside,
    }
}

/// What is asked for by a change, where it is a wish.
pub(crate) fn asks(change: AccountChange) -> Option<Act> {
    if let Step::Asked(act) = step(change) { Some(act) } else { None }
}

/// Whether a link is given where a change lets pass what was asked; none of a change that does not.
pub(crate) fn passes(change: AccountChange) -> Option<bool> {
    match step(change) {
        Step::Invited => Some(true),
        Step::Seated | Step::Disabled => Some(false),
        Step::Asked(_) | Step::Told | Step::Dropped | Step::CodeWrong | Step::PasswordSet | Step::Removed | Step::Beside => None,
    }
}

impl Access {
    /// Takes note of what was asked. The same asked before and not let pass yet is over. What was asked in no account is
    /// nobody's to take back, and does not count.
    pub(super) fn ask(&mut self, stamp: &Stamp, act: Act, on: On) {
        let Ok(by) = stamp.actor.parse() else { return };
        let over = stamp.at.saturating_sub(REMEMBERED);
        self.waiting.retain(|_, one| one.at > over && (one.link.is_some() || !one.is_like(act, on)));
        self.dropped.retain(|_, (_, at)| *at > over);
        self.waiting.insert(stamp.seq, Waiting::asked(act, on, by, stamp.at));
    }

    /// What a change of an account means for what waits.
    pub(super) fn follow(&mut self, stamp: &Stamp, account: AccountId, change: AccountChange, of: Option<u64>) {
        match step(change) {
            Step::Asked(act) => self.ask(stamp, act, On::Account(account)),
            Step::Told => self.waiting_of(of).into_iter().for_each(|one| one.told = Some(stamp.at)),
            Step::Invited => {
                self.waiting.retain(|_, one| !(one.is_on(account) && one.link.is_some()));
                self.waiting_of(of).into_iter().for_each(|one| one.link = Some(stamp.seq));
            }
            Step::Dropped => self.drop_asked(stamp, account, of),
            Step::Seated => self.settle(account, of),
            Step::CodeWrong => self.wrong_code(account, of),
            Step::PasswordSet => self.waiting.retain(|_, one| !(one.is_on(account) && (one.link.is_some() || one.act == Act::Open))),
            Step::Disabled | Step::Removed => {
                self.waiting.retain(|_, one| !one.is_on(account) && (one.by != account || one.link.is_some()));
            }
            Step::Beside => {}
        }
    }

    /// What was asked is dropped; with no entry named, all that waits on the account, and its links.
    fn drop_asked(&mut self, stamp: &Stamp, account: AccountId, of: Option<u64>) {
        let Some(asked) = of else {
            self.waiting.retain(|_, one| !one.is_on(account));
            self.accounts.get_or_default(account).ways.retain(|_, (way, _)| *way != Way::Link);
            return;
        };
        if let Ok(by) = stamp.actor.parse() {
            self.dropped.insert(asked, (by, stamp.at));
        }
        self.settle(account, of);
    }

    /// What was asked waits no more, and its link leads nowhere.
    fn settle(&mut self, account: AccountId, of: Option<u64>) {
        let link = of.and_then(|of| self.waiting.remove(&of)).and_then(|one| one.link);
        self.close(account, link);
    }

    /// A wrong code beside a link, by the link's entry.
    fn wrong_code(&mut self, account: AccountId, link: Option<u64>) {
        let Some((asked, one)) = self.waiting.iter_mut().find(|(_, one)| one.link.is_some() && one.link == link) else { return };
        one.wrong += 1;
        if one.wrong >= WRONG_CODES {
            let asked = *asked;
            self.waiting.remove(&asked);
            self.close(account, link);
        }
    }

    fn waiting_of(&mut self, asked: Option<u64>) -> Option<&mut Waiting> {
        self.waiting.get_mut(&asked?)
    }

    /// What was asked for that gave this link, by the entry that asked.
    pub(crate) fn asked_for_link(&self, link: u64) -> Option<u64> {
        self.waiting.iter().find(|(_, one)| one.link == Some(link)).map(|(asked, _)| *asked)
    }
}
