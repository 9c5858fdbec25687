//! Letting pass what another asked for: the links come out once, each on a slip of its own.

use super::list::name;
use super::{NotDone, by};
use crate::live::Live;
use crate::office::Once;
use crate::viewer::Seat;
use jishi_authorize::Administrator;
use jishi_authorize::powers::Act;
use jishi_store::Passed;

/// What was let pass.
pub(crate) struct Passing {
    pub(crate) slips: Vec<Slip>,
    /// What was done at once, in words.
    pub(crate) done: Vec<String>,
    /// What was refused, and why.
    pub(crate) refused: Vec<String>,
}

/// A link for one account, to be handed over.
pub(crate) struct Slip {
    pub(crate) account: String,
    pub(crate) whose: String,
    pub(crate) login: String,
    /// The path of the link; its secret is shown this once.
    pub(crate) path: String,
}

/// Lets several things pass.
pub(crate) async fn pass(live: &Live, seat: &Seat, ids: &[u64], key: &Once) -> Result<Passing, NotDone> {
    let answers = live.store().accounts().keyed(key.keyed(seat, format!("放行 {ids:?}"))).release(ids, &by(seat)?, &live.asked(&seat.viewer.actor)).await?;
    let mut all = Passing { slips: Vec::new(), done: Vec::new(), refused: Vec::new() };
    for answer in answers {
        match answer {
            Ok(passed) => {
                all.done.extend(words(seat, &passed));
                all.slips.extend(slip(seat, &passed));
            }
            Err(refusal) => all.refused.push(refusal.to_string()),
        }
    }
    Ok(all)
}

fn slip(seat: &Seat, passed: &Passed) -> Option<Slip> {
    let (account, secret) = (passed.account.as_ref()?, passed.secret.as_ref()?);
    let path = format!("/invitations/{}", secret.expose());
    Some(Slip { account: account.id.to_string(), whose: name(seat.whole(), account), login: account.login.clone(), path })
}

fn words(seat: &Seat, passed: &Passed) -> Option<String> {
    let role = || passed.account.as_ref().and_then(|account| account.role()).map_or("", Administrator::word);
    let whose = || passed.account.as_ref().map(|account| name(seat.whole(), account)).unwrap_or_default();
    let unit = |unit| seat.whole().site().units.get(&unit).map_or("这个单位", |unit| unit.name.as_str()).to_owned();
    match (passed.wish.act, passed.wish.unit) {
        (Act::Open | Act::Renew, _) => None,
        (Act::Seat, _) => Some(format!("{} 已任{}", whose(), role())),
        (Act::Unseat, _) => Some(format!("{} {} 已停用", role(), whose())),
        (Act::Entrust, Some((id, true))) => Some(format!("{}的账户交机关党委自办", unit(id))),
        (Act::Entrust, Some((id, false))) => Some(format!("{}的账户不再自办", unit(id))),
        (Act::Entrust | Act::Erase, _) => None,
    }
}
