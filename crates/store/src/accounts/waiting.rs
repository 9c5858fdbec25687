//! What was asked for and is not done with: to be shown, and by whom it may be let pass or stopped.

use super::stored::{Account, existing};
use super::guarded::Seen;
use super::holder::human;
use super::Accounts;
use crate::access::{On, Waiting};
use crate::command::Asked;
use crate::fold::Fold;
use crate::StoreError;
use jishi_authorize::powers::{self, Act, Hand, Human, Party, Target};
use jishi_authorize::{Action, Actor, Extent, Personal, Register, Resource, reach};
use jishi_base::{AccountId, HoldingId, UnitId};
use jishi_calendar::Date;
use jishi_facts::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Who asks, or lets pass: in which account, and in which holding of its person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct By {
    /// The account.
    pub account: AccountId,
    /// The holding that its person acts in.
    pub acting: Option<HoldingId>,
}

/// Something that was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wish {
    /// To let it pass or to stop it by: the entry that asked.
    pub id: u64,
    /// What.
    pub act: Act,
    /// To whose account; units have none.
    pub account: Option<AccountId>,
    /// To which unit, and whether it is to open its own people's accounts.
    pub unit: Option<(UnitId, bool)>,
    /// In which account it was asked.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// When it is over, if nobody lets it pass.
    pub until: Timestamp,
    /// When its holder was told; of what nobody is told, never.
    pub told: Option<Timestamp>,
    /// From when it may be let pass though its holder was not told.
    pub from: Timestamp,
    /// Was it let pass? Then its link is still to be used.
    pub passed: bool,
}

impl Wish {
    /// Does its holder know, or was there time enough to tell? Of other acts nobody is told.
    #[must_use]
    pub fn is_ready(&self, now: Timestamp) -> bool {
        !self.act.is_told() || self.told.is_some() || now >= self.from
    }
}

/// What somebody may do about a wish.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// The wish.
    pub wish: Wish,
    /// Whose account it is about.
    pub account: Option<Account>,
    /// Who asked.
    pub by: Account,
    /// May it be let pass by whoever looks, now?
    pub may_pass: bool,
    /// May it be stopped by whoever looks?
    pub may_stop: bool,
    /// Did whoever looks ask for it?
    pub own: bool,
    /// Then this is the code that goes with its link, where it gives one.
    pub code: Option<String>,
}

/// Who is at work, as the site has them now.
pub(super) struct Clerk {
    pub account: Account,
    human: Human,
    /// The people whose accounts they manage by their post.
    extent: Extent,
}

impl Clerk {
    /// As what they take part in what is done to an account or a unit.
    pub(super) fn party(&self, fold: &Fold, subject: &Subject) -> Party<'_> {
        let person = subject.account.as_ref().and_then(Account::person);
        let manages = person.is_some_and(|person| self.extent.covers(&fold.site, Resource::Person(person)));
        let hand = match self.account.administrator() {
            Some(administrator) => Hand::administrator(administrator),
            None if manages => Hand::Unit,
            None => Hand::Other,
        };
        Party { human: &self.human, hand }
    }
}

/// What an act is done to, as the site has it now.
pub(super) struct Subject {
    pub target: Target,
    /// The account; units have none.
    pub account: Option<Account>,
    pub holder: Option<Human>,
}

impl Subject {
    pub(super) fn of(fold: &Fold, account: Option<Account>) -> Self {
        let of_account = |account: &Account| account.role().map_or(Target::Person, Target::administrator);
        let target = account.as_ref().map_or(Target::Unit, of_account);
        Self { target, holder: account.as_ref().and_then(|account| human(fold, account)), account }
    }
}

/// As what somebody took part when they asked: persons ask for their unit's.
fn asking_hand(account: &Account) -> Hand {
    account.administrator().map_or(Hand::Unit, Hand::administrator)
}

/// The question that the rules are asked about something that waits.
pub(super) fn question<'q>(act: Act, subject: &'q Subject, asker: (&'q Account, &'q Human), told: bool) -> powers::Asked<'q> {
    let by = Party { human: asker.1, hand: asking_hand(asker.0) };
    powers::Asked { act, target: subject.target, by, holder: subject.holder.as_ref(), told }
}

/// Who is at work in an account that is in use.
///
/// # Errors
/// A refusal where it is not, or nobody knows whose it is.
pub(super) async fn clerk(seen: &Seen<'_>, fold: &Fold, by: &By, day: Date) -> Result<Clerk, StoreError> {
    let account = existing(seen, by.account).await?.account;
    let Some(human) = human(fold, &account).filter(|_| !account.disabled) else {
        return super::refused("这个账户已停用，或没有写明是谁的", "请换一个账户登录");
    };
    let manages = |person| {
        let actor = Actor { entrusted: opens_own(fold, by.acting), ..Actor::person(person, by.acting) };
        reach(Register { site: &fold.site, personal: &Personal::default() }, &actor, Action::ManageAccounts, day).extent
    };
    let extent = account.person().map_or_else(Extent::default, manages);
    Ok(Clerk { account, human, extent })
}

/// Does the unit of this holding open its own people's accounts?
fn opens_own(fold: &Fold, holding: Option<HoldingId>) -> bool {
    let body = || fold.site.posts.get(&fold.site.holdings.get(&holding?)?.post).map(|post| post.body);
    let unit = || fold.site.bodies.get(&body()?)?.unit;
    unit().is_some_and(|unit| fold.access.own.contains(&unit))
}

impl Accounts<'_> {
    /// Does the unit of this holding open its own people's accounts?
    #[must_use]
    pub fn opens_own(&self, holding: Option<HoldingId>) -> bool {
        opens_own(&self.store.published.fold(), holding)
    }

    /// The units that open their own people's accounts.
    #[must_use]
    pub fn own_units(&self) -> Vec<UnitId> {
        self.store.published.fold().access.own.iter().copied().collect()
    }

    /// What was asked for and is not done with, the oldest first, as it is for whoever looks.
    ///
    /// # Errors
    /// A refusal where whoever looks has no account in use; or where the database fails.
    pub async fn wishes(&self, by: &By, asked: &Asked) -> Result<Vec<Shown>, StoreError> {
        let fold = self.store.published.fold();
        let seen = self.now();
        let clerk = clerk(&seen, &fold, by, asked.day).await?;
        let accounts: BTreeMap<AccountId, Account> = self.list().await?.into_iter().map(|account| (account.id, account)).collect();
        let mut shown = Vec::new();
        for (id, waiting) in fold.access.waiting.iter().filter(|(_, waiting)| self.waits(waiting, asked.at)) {
            let account = if let On::Account(account) = waiting.on { accounts.get(&account).cloned() } else { None };
            let subject = Subject::of(&fold, account);
            let Some((asker, whose)) = accounts.get(&waiting.by).and_then(|asker| Some((asker, human(&fold, asker)?))) else { continue };
            let wish = self.wish(*id, waiting);
            let (question, party) = (question(waiting.act, &subject, (asker, &whose), wish.is_ready(asked.at)), clerk.party(&fold, &subject));
            let may_pass = !wish.passed && powers::release(&question, party).is_ok();
            let may_stop = powers::object(&question, party).is_ok();
            let code = self.own_code(*id, waiting, by.account);
            let own = waiting.by == by.account;
            shown.push(Shown { may_pass, may_stop, own, code, wish, account: subject.account, by: asker.clone() });
        }
        Ok(shown)
    }

    /// The accounts for which a link waits to be let pass.
    #[must_use]
    pub fn asked_for(&self, now: Timestamp) -> BTreeSet<AccountId> {
        let fold = self.store.published.fold();
        let waits = fold.access.waiting.values().filter(|one| one.link.is_none() && gives_link(one.act) && self.waits(one, now));
        waits.filter_map(|one| if let On::Account(account) = one.on { Some(account) } else { None }).collect()
    }

    /// Links that were asked for an account in use, that its holder has to know of.
    #[must_use]
    pub fn about(&self, account: AccountId, now: Timestamp) -> Vec<Wish> {
        let fold = self.store.published.fold();
        let theirs = |waiting: &Waiting| waiting.on == On::Account(account) && waiting.act.is_told() && self.waits(waiting, now);
        fold.access.waiting.iter().filter(|(_, waiting)| theirs(waiting)).map(|(id, waiting)| self.wish(*id, waiting)).collect()
    }

    /// The code beside the link of what an account asked for: it is shown to no other.
    pub(super) fn own_code(&self, id: u64, waiting: &Waiting, account: AccountId) -> Option<String> {
        match waiting.on {
            On::Account(whose) if waiting.by == account && gives_link(waiting.act) => Some(self.code(id, whose)),
            _ => None,
        }
    }

    /// The code beside a link: eight digits that follow from what was asked for, under a key of the site.
    pub(super) fn code(&self, id: u64, account: AccountId) -> String {
        let mac = self.store.vault().mac("link code", &[&id.to_be_bytes(), &account.0.to_be_bytes()]);
        let number = mac.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) % 100_000_000;
        format!("{:04} {:04}", number / 10_000, number % 10_000)
    }

    /// Is it not over yet? A link that was let pass is over by its own time.
    pub(super) fn waits(&self, waiting: &Waiting, now: Timestamp) -> bool {
        let lasts = if waiting.link.is_some() { self.limits.waits.saturating_add(self.limits.link) } else { self.limits.waits };
        now < waiting.at.saturating_add(lasts)
    }

    pub(super) fn wish(&self, id: u64, waiting: &Waiting) -> Wish {
        Wish {
            id,
            act: waiting.act,
            account: if let On::Account(account) = waiting.on { Some(account) } else { None },
            unit: if let On::Unit(unit, own) = waiting.on { Some((unit, own)) } else { None },
            by: waiting.by,
            at: waiting.at,
            until: waiting.at.saturating_add(self.limits.waits),
            told: waiting.told,
            from: waiting.at.saturating_add(self.limits.untold),
            passed: waiting.link.is_some(),
        }
    }
}

/// Does it give a link?
fn gives_link(act: Act) -> bool {
    matches!(act, Act::Open | Act::Renew | Act::Seat)
}
