//! Asking for what takes two people: a first link or a new one, an administrator's seat or its end, that a unit opens its
//! own people's accounts. Nothing comes of it before another lets it pass.

use super::stored::{Account, Bearer, existing};
use super::guarded::Seen;
use super::waiting::{By, Clerk, Shown, Subject, clerk};
use super::{Accounts, Turn, holder, login, refused};
use crate::access::{On, Waiting};
use crate::command::{Asked, Command, Receipt};
use crate::{Refusal, StoreError};
use jishi_authorize::Administrator;
use jishi_authorize::powers::{self, Act};
use jishi_base::{AccountId, UnitId};
use jishi_facts::{AccountChange, Event};

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// An account, with the link to its first password; of an administrator with the seat.
    New {
        /// What one logs in by.
        login: String,
        /// Whose it is to be.
        bearer: Bearer,
    },
    /// A link: the first, or a new one where the account has a password; the seat again for an administrator without it.
    Link(AccountId),
    /// That an administrator's account be stopped, and the seat be empty.
    Stop(AccountId),
    /// That a unit open its own people's accounts, or no more.
    Own(UnitId, bool),
}

impl Accounts<'_> {
    /// Asks for something.
    ///
    /// # Errors
    /// A refusal where it may not be asked for by them, does not fit, or takes a login or a seat that is taken.
    pub async fn ask(&self, what: What, by: &By, asked: &Asked) -> Result<Shown, StoreError> {
        let answers = self.ask_all(vec![what], by, asked).await?;
        // Asked before under this key, what came of it then comes first.
        match answers.into_iter().next() {
            Some(answer) => Ok(answer?),
            None => refused("没有提出什么", "请重新填写"),
        }
    }

    /// Asks for several things in one turn; what is refused is left out, and the rest is asked for.
    ///
    /// # Errors
    /// Where the database fails: then nothing is asked for.
    pub async fn ask_all(&self, whats: Vec<What>, by: &By, asked: &Asked) -> Result<Vec<Result<Shown, Refusal>>, StoreError> {
        let asked = asked.by(by.account);
        let (mut turn, before) = self.turn_once().await?;
        let missing = turn.fold().access.to_set_up();
        if !missing.is_empty() {
            let missing: Vec<&str> = missing.into_iter().map(Administrator::word).collect();
            return refused(format!("还没有设置完：还缺{}", missing.join("、")), "请打开服务器控制台上给出的链接设置；链接已经过期的，重新运行 jishi serve 会给出新的");
        }
        let clerk = clerk(&Seen::Within(&turn), turn.fold(), by, asked.day).await?;
        let mut answers = match before {
            Some(before) => self.asked_before(&turn, before, &clerk).await?,
            None => Vec::with_capacity(whats.len()),
        };
        let (first, known) = (turn.fold().site.size, answers.len());
        for what in whats {
            answers.push(match self.ask_within(&mut turn, what, &clerk, &asked).await {
                Ok(shown) => Ok(shown),
                Err(StoreError::Refused(refusal)) => Err(refusal),
                Err(error) => return Err(error),
            });
        }
        if before.is_some() {
            // What is asked again shows what was refused then, and nothing of it is kept.
            let again = answers.split_off(known);
            answers.extend(again.into_iter().filter(Result::is_err));
            turn.give_up().await?;
            return Ok(answers);
        }
        if answers.iter().any(Result::is_ok) { self.commit_once(turn, first).await? } else { turn.give_up().await? }
        Ok(answers)
    }

    /// What was asked for before under the same key, as far as it still waits.
    async fn asked_before(&self, turn: &Turn, before: Receipt, clerk: &Clerk) -> Result<Vec<Result<Shown, Refusal>>, StoreError> {
        let mine = before.first..before.first.saturating_add(before.count);
        let waiting: Vec<(u64, Waiting)> = turn.fold().access.waiting.range(mine).map(|(id, waiting)| (*id, *waiting)).collect();
        let mut answers = Vec::with_capacity(waiting.len());
        for (id, waiting) in waiting {
            let account = match waiting.on {
                On::Account(account) => Some(existing(&Seen::Within(turn), account).await?.account),
                On::Unit(..) => None,
            };
            answers.push(Ok(self.as_shown(turn, id, Subject::of(turn.fold(), account), clerk)?));
        }
        if answers.is_empty() {
            return refused("这一次提出的事已经办结、撤回或过期", "请刷新账户页面");
        }
        Ok(answers)
    }

    async fn ask_within(&self, turn: &mut Turn, what: What, clerk: &Clerk, asked: &Asked) -> Result<Shown, StoreError> {
        let (act, account) = match what {
            What::Own(unit, own) => return self.ask_for_unit(turn, unit, own, clerk, asked),
            What::New { login, bearer } => {
                let (id, login) = (AccountId(self.draw_id()?), login::admissible(&login)?);
                let account = Account { id, login, bearer: holder::admissible(turn.fold(), bearer)?, seated: false, disabled: false, has_password: false };
                let act = act_for(turn, &account)?;
                may_ask(turn, act, clerk, &Subject::of(turn.fold(), Some(account.clone())))?;
                (act, self.insert(turn, account, asked).await?)
            }
            What::Link(id) => {
                let account = existing(&Seen::Within(turn), id).await?.account;
                let act = act_for(turn, &account)?;
                if act == Act::Seat {
                    holder::free(turn, &account).await?;
                }
                (act, account)
            }
            What::Stop(id) => {
                let account = existing(&Seen::Within(turn), id).await?.account;
                if !account.seated {
                    return refused("这个账户不是在任管理员的", "人员的账户可以直接停用");
                }
                (Act::Unseat, account)
            }
        };
        let (id, subject) = (account.id, Subject::of(turn.fold(), Some(account)));
        may_ask(turn, act, clerk, &subject)?;
        let asked = turn.trace(id, entry_of(act), None, asked)?;
        self.as_shown(turn, asked, subject, clerk)
    }

    fn ask_for_unit(&self, turn: &mut Turn, unit: UnitId, own: bool, clerk: &Clerk, asked: &Asked) -> Result<Shown, StoreError> {
        if !turn.fold().site.units.contains_key(&unit) {
            return refused("没有这个单位", "请刷新后再选");
        }
        let subject = Subject::of(turn.fold(), None);
        may_ask(turn, Act::Entrust, clerk, &subject)?;
        let asked = enter_unit(turn, unit, own, None, asked)?;
        self.as_shown(turn, asked, subject, clerk)
    }

    /// What was just asked for, as it is for who asked.
    fn as_shown(&self, turn: &Turn, id: u64, subject: Subject, clerk: &Clerk) -> Result<Shown, StoreError> {
        let waiting = turn.fold().access.waiting.get(&id).copied().ok_or_else(|| super::damaged("提出的事没有记下"))?;
        let code = self.own_code(id, &waiting, clerk.account.id);
        Ok(Shown { wish: self.wish(id, &waiting), account: subject.account, by: clerk.account.clone(), may_pass: false, may_stop: true, own: true, code })
    }
}

/// As what it is entered that an act was asked for; that of a unit and that
/// of erasing somebody have events of their own.
fn entry_of(act: Act) -> AccountChange {
    match act {
        Act::Open | Act::Entrust | Act::Erase => AccountChange::OpeningAsked,
        Act::Renew => AccountChange::RenewalAsked,
        Act::Seat => AccountChange::SeatAsked,
        Act::Unseat => AccountChange::StopAsked,
    }
}

fn may_ask(turn: &Turn, act: Act, clerk: &Clerk, subject: &Subject) -> Result<(), StoreError> {
    powers::ask(act, subject.target, clerk.party(turn.fold(), subject), subject.holder.as_ref()).map_err(holder::not)
}

/// Which act gives an account a way in, as it is now.
fn act_for(turn: &Turn, account: &Account) -> Result<Act, StoreError> {
    match account.role() {
        None if account.disabled => refused("这个账户已停用", "请先启用，再要链接"),
        None if account.has_password => Ok(Act::Renew),
        None => Ok(Act::Open),
        Some(_) if account.seated && account.has_password => Ok(Act::Renew),
        Some(role) if holder::taken(turn.fold(), account).is_some() => {
            refused(format!("已有在任的{}", role.word()), "三员各只有一个人；要换人，请先停用原来的")
        }
        Some(_) => Ok(Act::Seat),
    }
}

/// Enters whether a unit opens its own people's accounts: that it is asked for, or let pass.
pub(super) fn enter_unit(turn: &mut Turn, unit: UnitId, own: bool, of: Option<u64>, asked: &Asked) -> Result<u64, StoreError> {
    let id = format!("单位自办-{unit}-{}", turn.fold().site.size);
    let receipt = turn.enter(&Command::events(id, asked.clone(), vec![Event::UnitOpensAccounts { unit, own, of }]))?;
    Ok(receipt.first)
}
