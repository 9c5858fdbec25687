//! What was asked for and is not done with, in words.

use super::list::{Eyes, name};
use super::{NotDone, by};
use crate::live::Live;
use crate::snapshot::Whole;
use crate::dates;
use crate::viewer::Seat;
use jishi_authorize::powers::Act;
use jishi_authorize::Administrator;
use jishi_facts::Timestamp;
use jishi_store::{Account, Shown};

/// Something that was asked for.
pub(crate) struct Pending {
    pub(crate) id: u64,
    /// 王强 的首次链接
    pub(crate) what: String,
    /// What one logs in by; empty for units.
    pub(crate) login: String,
    /// Whose account it is; empty for units.
    pub(crate) whose: String,
    /// Who asked, and when.
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) state: String,
    /// The code beside the link: for who asked, and nobody else.
    pub(crate) code: Option<String>,
    pub(crate) may_pass: bool,
    pub(crate) may_stop: bool,
    /// Did whoever looks ask for it?
    pub(crate) own: bool,
}

impl Pending {
    pub(crate) fn of(whole: &Whole, shown: &Shown, now: Timestamp) -> Self {
        let (wish, account) = (&shown.wish, shown.account.as_ref());
        Self {
            id: wish.id,
            what: what(whole, shown),
            login: account.map_or_else(String::new, |account| account.login.clone()),
            whose: account.map_or_else(String::new, |account| name(whole, account)),
            by: with_role(whole, &shown.by),
            at: dates::clock(wish.at),
            state: state(shown, now),
            code: shown.code.clone(),
            may_pass: shown.may_pass,
            may_stop: shown.may_stop,
            own: shown.own,
        }
    }
}

/// What waits, the oldest first, as far as whoever looks has to do with it.
pub(crate) async fn pending(live: &Live, seat: &Seat) -> Result<Vec<Pending>, NotDone> {
    let shown = live.store().accounts().wishes(&by(seat)?, &live.asked(&seat.viewer.actor)).await?;
    let eyes = Eyes::of(seat);
    let concerns = |shown: &&Shown| eyes.see_all() || shown.account.as_ref().is_some_and(|account| eyes.see(account));
    Ok(shown.iter().filter(concerns).map(|shown| Pending::of(seat.whole(), shown, live.now().at)).collect())
}

/// Links that were asked for the account of whoever looks.
pub(crate) async fn about(live: &Live, seat: &Seat) -> Result<Vec<Pending>, NotDone> {
    let (who, asked) = (by(seat)?, live.asked(&seat.viewer.actor));
    if live.store().accounts().about(who.account, asked.at).is_empty() {
        return Ok(Vec::new());
    }
    let shown = live.store().accounts().wishes(&who, &asked).await?;
    let own = shown.iter().filter(|shown| shown.wish.act.is_told() && shown.wish.account == Some(who.account));
    Ok(own.map(|shown| Pending::of(seat.whole(), shown, asked.at)).collect())
}

/// `王强 的首次链接`, `停用审计员 李明`, `某某厅的账户交机关党委自办`
fn what(whole: &Whole, shown: &Shown) -> String {
    let (whose, role) = match &shown.account {
        Some(account) => (name(whole, account), account.role().map_or("", Administrator::word)),
        None => (String::new(), ""),
    };
    let unit = |unit| whole.site().units.get(&unit).map_or("这个单位", |unit| unit.name.as_str());
    match (shown.wish.act, shown.wish.unit) {
        (Act::Open, _) => format!("{whose} 的首次链接"),
        (Act::Renew, _) => format!("{role}{whose} 的新链接"),
        (Act::Seat, _) => format!("{whose} 任{role}"),
        (Act::Unseat, _) => format!("停用{role} {whose}"),
        (Act::Entrust, Some((id, true))) => format!("{}的账户交机关党委自办", unit(id)),
        (Act::Entrust, Some((id, false))) => format!("收回{}的账户自办", unit(id)),
        (Act::Entrust | Act::Erase, _) => "单位自办账户".to_owned(),
    }
}

fn with_role(whole: &Whole, account: &Account) -> String {
    let name = name(whole, account);
    account.role().map_or(name.clone(), |role| format!("{} {name}", role.word()))
}

fn state(shown: &Shown, now: Timestamp) -> String {
    let wish = &shown.wish;
    match () {
        () if wish.passed => "已放行，等本人使用".to_owned(),
        () if !wish.is_ready(now) => format!("等本人知道；{} 起可放行", dates::clock(wish.from)),
        () if wish.told.is_some() => format!("本人已知道，等放行；{} 作废", dates::clock(wish.until)),
        () => format!("等放行；{} 作废", dates::clock(wish.until)),
    }
}
