//! Letting pass what another asked for, stopping it, and telling an account's holder of it.

use super::stored::{Account, Stored, change_for, existing, stop};
use super::ask::enter_unit;
use super::guarded::{Seen, sweep_links};
use super::holder::{self, human};
use super::waiting::{By, Clerk, Subject, Wish, clerk, question};
use super::{Accounts, Secret, Turn, refused};
use crate::access::{On, Said, Waiting, asks, passes};
use crate::command::{Asked, Receipt};
use crate::entry::event_at;
use crate::{Refusal, StoreError};
use jishi_authorize::powers::{self, Act};
use jishi_base::AccountId;
use jishi_facts::{AccountChange, Event};
use std::collections::BTreeMap;

/// What was let pass.
#[derive(Debug)]
pub struct Passed {
    /// What had been asked for.
    pub wish: Wish,
    /// The account as it is now; units have none.
    pub account: Option<Account>,
    /// The secret of the link, to be shown this once.
    pub secret: Option<Secret>,
}

impl Accounts<'_> {
    /// Lets pass what another asked for, several things in one turn; what is refused is left as it was.
    ///
    /// # Errors
    /// Where the database fails: then nothing is let pass.
    pub async fn release(&self, ids: &[u64], by: &By, asked: &Asked) -> Result<Vec<Result<Passed, Refusal>>, StoreError> {
        let asked = asked.by(by.account);
        let (mut turn, before) = self.turn_once().await?;
        let first = turn.fold().site.size;
        let mut passed = match before {
            Some(before) => self.passed_before(&turn, before).await?,
            None => BTreeMap::new(),
        };
        let mut answers = Vec::with_capacity(ids.len());
        let mut who = clerk(&Seen::Within(&turn), turn.fold(), by, asked.day).await?;
        for id in ids {
            if let Some(passed) = passed.remove(id) {
                answers.push(Ok(passed));
                continue;
            }
            answers.push(match self.release_within(&mut turn, *id, &who, &asked).await {
                // Sent again nothing more is let pass than was the first time.
                Ok(_) if before.is_some() => Err(Refusal::new("这件事上一次没有放行", "现在可以放行了，请刷新账户页面，再办一次")),
                Ok(passed) => Ok(passed),
                Err(StoreError::Refused(refusal)) => Err(refusal),
                Err(error) => return Err(error),
            });
            if answers.last().is_some_and(|answer| answer.as_ref().is_ok_and(|passed| passed.secret.is_none())) {
                // Who may do what may have changed.
                who = clerk(&Seen::Within(&turn), turn.fold(), by, asked.day).await?;
            }
        }
        // Sent again, what was refused is refused again, and nothing is written.
        if before.is_none() && answers.iter().any(Result::is_ok) { self.commit_once(turn, first).await? } else { turn.give_up().await? }
        Ok(answers)
    }

    /// What was let pass before under the same key, by what had asked for it.
    async fn passed_before(&self, turn: &Turn, before: Receipt) -> Result<BTreeMap<u64, Passed>, StoreError> {
        let mut all = BTreeMap::new();
        for seq in before.first..before.first.saturating_add(before.count) {
            let Some((_, event)) = event_at(&**turn, seq).await? else { continue };
            let Some((of, linked)) = passed_by(&event) else { continue };
            let Some((stamp, asked)) = event_at(&**turn, of).await? else { continue };
            let Some((act, on)) = asked_by(&asked) else { continue };
            let Ok(by) = stamp.actor.parse() else { continue };
            let wish = Wish { passed: true, ..self.wish(of, &Waiting::asked(act, on, by, stamp.at)) };
            let account = match on {
                On::Account(account) => Some(existing(&Seen::Within(turn), account).await?.account),
                On::Unit(..) => None,
            };
            let secret = if linked { Some(self.link_secret(of)?) } else { None };
            all.insert(of, Passed { wish, account, secret });
        }
        Ok(all)
    }

    async fn release_within(&self, turn: &mut Turn, id: u64, clerk: &Clerk, asked: &Asked) -> Result<Passed, StoreError> {
        let waiting = self.waiting(turn, id, asked).filter(|waiting| waiting.link.is_none());
        let Some(waiting) = waiting else { return refused("这件事已经放行、撤回、叫停，或过了七天", "请刷新账户页面") };
        let wish = self.wish(id, &waiting);
        asked_about(turn, clerk, &waiting, wish.is_ready(asked.at), powers::release).await?;
        let (account, secret) = match waiting.on {
            On::Unit(unit, own) => {
                enter_unit(turn, unit, own, Some(id), asked)?;
                (None, None)
            }
            On::Account(account) => {
                let stored = existing(&Seen::Within(turn), account).await?;
                self.pass(turn, waiting.act, id, stored, asked).await?
            }
        };
        Ok(Passed { wish, account, secret })
    }

    /// Does what was asked for to an account.
    async fn pass(&self, turn: &mut Turn, act: Act, id: u64, stored: Stored, asked: &Asked) -> Result<(Option<Account>, Option<Secret>), StoreError> {
        let account = stored.account.clone();
        match act {
            Act::Unseat => Ok((Some(stop(turn, stored, Some(id), asked).await?), None)),
            Act::Seat => {
                let account = Account { seated: true, disabled: false, ..account };
                if holder::taken(turn.fold(), &account).is_some() {
                    return refused("这个职位已经有人", "三员各只有一个人；要换人，请先停用原来的");
                }
                holder::free(turn, &account).await?;
                let (of, seated) = ((account.has_password).then_some(id), Stored { account: account.clone(), ..stored });
                change_for(turn, seated, AccountChange::Seated, of, asked).await?;
                let secret = if account.has_password { None } else { Some(self.give_link(turn, account.id, id, asked).await?) };
                Ok((Some(account), secret))
            }
            _ if account.disabled => refused("这个账户已停用", "请先启用，再放行"),
            // Asked for while it had none: what was told to nobody does not replace a password.
            Act::Open if account.has_password => refused("这个账户已经有了密码", "请按在用账户另要新链接"),
            _ => {
                let secret = self.give_link(turn, account.id, id, asked).await?;
                Ok((Some(account), Some(secret)))
            }
        }
    }

    /// Stops what was asked for: takes it back, refuses it, objects to it, or declines a link of one's own. A link that was
    /// let pass and not used yet is good no more.
    ///
    /// # Errors
    /// A refusal where it is not theirs to stop, or done with already.
    pub async fn object(&self, id: u64, by: &By, asked: &Asked) -> Result<(), StoreError> {
        let asked = asked.by(by.account);
        let (mut turn, before) = self.turn_once().await?;
        // Stopped by the same hand, it is so already.
        if before.is_some() || turn.fold().access.dropped.get(&id).is_some_and(|(who, _)| *who == by.account) {
            return turn.give_up().await;
        }
        let (first, clerk) = (turn.fold().site.size, clerk(&Seen::Within(&turn), turn.fold(), by, asked.day).await?);
        let Some(waiting) = self.waiting(&turn, id, &asked) else { return refused("这件事已经办结、撤回或过期", "请刷新页面") };
        asked_about(&turn, &clerk, &waiting, true, powers::object).await?;
        let account = if let On::Account(account) = waiting.on { account } else { waiting.by };
        turn.trace(account, AccountChange::Dropped, Some(id), &asked)?;
        sweep_links(&mut turn).await?;
        self.commit_once(turn, first).await
    }

    /// Notes that an account's holder has been told, at a page, of the links that were asked for it. Gives them all.
    ///
    /// # Errors
    /// Where it cannot be entered.
    pub async fn tell(&self, account: AccountId, asked: &Asked) -> Result<Vec<Wish>, StoreError> {
        if self.about(account, asked.at).iter().any(|wish| wish.told.is_none()) {
            let (asked, mut turn) = (asked.by(account), self.turn().await?);
            for wish in self.about(account, asked.at).into_iter().filter(|wish| wish.told.is_none()) {
                if self.waiting(&turn, wish.id, &asked).is_some_and(|waiting| waiting.told.is_none()) {
                    turn.trace(account, AccountChange::Told, Some(wish.id), &asked)?;
                }
            }
            turn.commit().await?;
        }
        Ok(self.about(account, asked.at))
    }

    /// What waits under an id, within a turn.
    fn waiting(&self, turn: &Turn, id: u64, asked: &Asked) -> Option<Waiting> {
        turn.fold().access.waiting.get(&id).copied().filter(|waiting| self.waits(waiting, asked.at))
    }
}

/// Asks the rules whether a clerk may do something about what waits.
async fn asked_about(
    turn: &Turn, clerk: &Clerk, waiting: &Waiting, told: bool, rule: impl Fn(&powers::Asked, powers::Party) -> Result<(), powers::Not>,
) -> Result<(), StoreError> {
    let seen = Seen::Within(turn);
    let account = match waiting.on {
        On::Account(account) => Some(existing(&seen, account).await?.account),
        On::Unit(..) => None,
    };
    let (subject, asker) = (Subject::of(turn.fold(), account), existing(&seen, waiting.by).await?.account);
    let Some(whose) = human(turn.fold(), &asker) else { return refused("提出的人已不在", "请重新提出") };
    rule(&question(waiting.act, &subject, (&asker, &whose), told), clerk.party(turn.fold(), &subject)).map_err(holder::not)
}

/// The entry that had asked for what an entry let pass, and whether a link was given for it.
fn passed_by(event: &Event) -> Option<(u64, bool)> {
    match Said::of(event)? {
        Said::Entrusted { of, .. } => of.map(|of| (of, false)),
        Said::Changed { change, of, .. } => of.zip(passes(change)),
        Said::Rules(_) => None,
    }
}

/// What was asked for by an entry, and to what it is done.
fn asked_by(event: &Event) -> Option<(Act, On)> {
    match Said::of(event)? {
        Said::Entrusted { unit, own, .. } => Some((Act::Entrust, On::Unit(unit, own))),
        Said::Changed { account, change, .. } => Some((asks(change)?, On::Account(account))),
        Said::Rules(_) => None,
    }
}
