//! Accounts: who has one, what is asked for and what waits for a second person. The page and the API both come here.
//! Rights are not given here: posts give them; what takes two people, the store's rules say.

mod bulk;
mod list;
mod pass;
mod waiting;
mod whose;

pub(crate) use list::{Eyes, all, known as known_accounts, seats};
pub(crate) use pass::{Passing, Slip, pass};
pub(crate) use waiting::{Pending, about, pending};
pub(crate) use whose::named;

use crate::live::Live;
use crate::office::Once;
use crate::viewer::Seat;
use jishi_authorize::{Action, Administrator, Resource};
use jishi_base::{AccountId, UnitId};
use jishi_facts::{LogInRules, PasswordPolicy};
use jishi_store::{Account, By, Shown, StoreError, What};

/// What is asked.
#[derive(Debug)]
pub(crate) enum Request<'w> {
    /// An account for one person of that name, or for an administrator; without a login the name is the login.
    Make { name: &'w str, administrator: &'w str, registered: bool, login: &'w str },
    /// A link: the first, or another.
    Link(AccountId),
    /// Accounts for all who hold a post of a body or below it and have none, by the body's name.
    Body(&'w str),
    /// That an account be stopped.
    Disable(AccountId),
    /// That it be let in again.
    Enable(AccountId),
    /// That a unit open its own people's accounts, or no more.
    Own(UnitId, bool),
}

/// What came of it.
pub(crate) enum Done {
    /// It waits for a second person. What was left out, and why.
    Asked(Vec<Pending>, Vec<String>),
    /// It is done.
    Changed(Account),
}

/// Why nothing was done.
pub(crate) enum NotDone {
    /// What was asked for does not fit: why, and what to do.
    Fault(String),
    /// It may not be done with this post.
    Page(crate::error::PageError),
    /// The store refused it, or failed.
    Store(StoreError),
}

impl From<StoreError> for NotDone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Who asks: in which account and holding.
fn by(seat: &Seat) -> Result<By, NotDone> {
    let account = seat.account().ok_or(NotDone::Page(crate::error::PageError::MethodNotAllowed))?.id;
    Ok(By { account, acting: seat.viewer.acting.as_ref().map(|acting| acting.holding) })
}

/// May whoever looks see accounts at all? Those of a unit that opens its own see its people's.
pub(crate) fn may_look(seat: &Seat) -> Result<(), crate::error::PageError> {
    if seat.may_somewhere(Action::SeeAccounts) { Ok(()) } else { seat.may(Action::SeeAccounts, Resource::Site) }
}

/// Does what is asked, or asks for it where that takes a second person.
pub(crate) async fn carry_out(live: &Live, seat: &Seat, request: Request<'_>, key: &Once) -> Result<Done, NotDone> {
    may_look(seat).map_err(NotDone::Page)?;
    let (accounts, asked) = (live.store().accounts().keyed(key.keyed(seat, format!("{request:?}"))), live.asked(&seat.viewer.actor));
    let what = match request {
        Request::Make { name, administrator, registered, login } => {
            let bearer = whose::bearer(seat.whole().site(), name, administrator, registered, live.now().day).map_err(NotDone::Fault)?;
            What::New { login: if login.is_empty() { name } else { login }.to_owned(), bearer }
        }
        Request::Link(id) => What::Link(known(live, id).await?.id),
        Request::Own(unit, own) => What::Own(unit, own),
        Request::Body(name) => {
            let whats = bulk::without_account(live, seat, name).await?;
            // Sent again, all of them have one by now.
            let answers = accounts.ask_all(whats, &by(seat)?, &asked).await?;
            if answers.is_empty() {
                return Err(NotDone::Fault(bulk::NOBODY.to_owned()));
            }
            return Ok(sorted(seat, live, answers));
        }
        Request::Disable(id) => {
            let account = known(live, id).await?;
            if account.seated {
                What::Stop(id)
            } else {
                seat.may(Action::ManageAccounts, Resource::Site).map_err(NotDone::Page)?;
                return Ok(Done::Changed(accounts.disable(id, &asked).await?));
            }
        }
        Request::Enable(id) => {
            let account = known(live, id).await?;
            if account.role().is_some() {
                What::Link(id)
            } else {
                seat.may(Action::ManageAccounts, Resource::Site).map_err(NotDone::Page)?;
                return Ok(Done::Changed(accounts.enable(id, &asked).await?));
            }
        }
    };
    let shown = accounts.ask(what, &by(seat)?, &asked).await?;
    Ok(Done::Asked(vec![Pending::of(seat.whole(), &shown, live.now().at)], Vec::new()))
}

/// Sets the rules of passwords and log-ins: the security administrator does, nobody else.
pub(crate) async fn set_rules(live: &Live, seat: &Seat, rules: LogInRules, key: &Once) -> Result<(), NotDone> {
    may_look(seat).map_err(NotDone::Page)?;
    if seat.account().and_then(Account::administrator) != Some(Administrator::Security) {
        return Err(NotDone::Page(crate::error::PageError::Forbidden("登录规则由安全管理员改。".to_owned(), Some((Action::ManageAccounts, Resource::Site)))));
    }
    Ok(live.store().accounts().keyed(key.keyed(seat, format!("{rules:?}"))).set_rules(rules, &live.asked(&seat.viewer.actor)).await?)
}

/// The rules as a form or a program writes them; `None` where it is neither.
pub(crate) fn rules_of(passwords: &str, second: bool) -> Option<LogInRules> {
    let passwords = match passwords {
        "asvs" => PasswordPolicy::Asvs,
        "mlps3" => PasswordPolicy::Mlps3,
        _ => return None,
    };
    Some(LogInRules { passwords, second })
}

/// Stops what was asked for: takes it back, objects to it, or declines a link of one's own.
pub(crate) async fn object(live: &Live, seat: &Seat, id: u64, key: &Once) -> Result<(), NotDone> {
    Ok(live.store().accounts().keyed(key.keyed(seat, format!("叫停 {id}"))).object(id, &by(seat)?, &live.asked(&seat.viewer.actor)).await?)
}

async fn known(live: &Live, id: AccountId) -> Result<Account, NotDone> {
    let known = live.store().accounts().by_id(id).await?;
    known.ok_or_else(|| NotDone::Fault("没有这个账户。请返回账户页面重新选。".to_owned()))
}

fn sorted(seat: &Seat, live: &Live, answers: Vec<Result<Shown, jishi_store::Refusal>>) -> Done {
    let (mut asked, mut left) = (Vec::new(), Vec::new());
    for answer in answers {
        match answer {
            Ok(shown) => asked.push(Pending::of(seat.whole(), &shown, live.now().at)),
            Err(refusal) => left.push(refusal.to_string()),
        }
    }
    Done::Asked(asked, left)
}
