//! Accounts: who has one, making one with its one-time link, stopping one. The page and the API both come here. Rights
//! are not given here: posts give them.

use crate::live::Live;
use crate::snapshot::Snapshot;
use crate::viewer::{Seat, choices};
use jishi_base::AccountId;
use jishi_facts::Site;
use jishi_store::{Account, Administrator, Bearer, Purpose, Secret, StoreError};

/// A link to a first password is good for so long, in seconds.
const VALID: i64 = 7 * 24 * 3_600;

/// An account in the list.
pub(crate) struct Line {
    pub(crate) id: AccountId,
    pub(crate) login: String,
    pub(crate) whose: String,
    pub(crate) posts: String,
    pub(crate) state: &'static str,
    pub(crate) disabled: bool,
}

/// What is asked.
pub(crate) enum Wish<'w> {
    /// An account for one person of that name, or for an administrator; without a login the name is the login.
    Make { name: &'w str, administrator: &'w str, login: &'w str },
    /// Another one-time link.
    Link(AccountId),
    Disable(AccountId),
    Enable(AccountId),
}

/// What came of it.
pub(crate) struct Done {
    pub(crate) account: Account,
    /// A one-time link's secret, to be shown this once.
    pub(crate) secret: Option<Secret>,
}

/// Why nothing was done.
pub(crate) enum NotDone {
    /// What was asked for does not fit: why, and what to do.
    Fault(String),
    /// The store refused it, or failed.
    Store(StoreError),
}

impl From<StoreError> for NotDone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// All accounts, by login.
pub(crate) async fn all(live: &Live, seat: &Seat) -> Result<Vec<Line>, StoreError> {
    let all = live.store().accounts().list().await?;
    Ok(all.iter().map(|account| line(seat.whole(), account, live.now().day)).collect())
}

/// Whose it is, by name and post: the one who makes accounts has to know, and sees nothing else of the person.
pub(crate) fn line(whole: &Snapshot, account: &Account, day: jishi_calendar::Date) -> Line {
    let (whose, posts) = match account.bearer {
        Bearer::Person(person) => {
            let posts = choices(whole, person, day).into_iter().map(|choice| choice.words).collect::<Vec<_>>().join("、");
            (whole.site().people.get(&person).map_or("已不在名册", |person| person.name()).to_owned(), posts)
        }
        Bearer::Administrator(administrator) => (administrator.word().to_owned(), String::new()),
        Bearer::Nobody => ("还没有指定".to_owned(), String::new()),
    };
    let state = match (account.disabled, account.has_password) {
        (true, _) => "已停用",
        (false, true) => "在用",
        (false, false) => "还没设密码",
    };
    // A login may be a name.
    let held = account.person().and_then(|person| whole.site().people.get(&person)).is_some_and(|person| person.details.is_held());
    let login = if held { "（已限制）".to_owned() } else { account.login.clone() };
    Line { id: account.id, login, whose, posts, state, disabled: account.disabled }
}

/// Does what is asked. Whether it may be done has been decided before.
pub(crate) async fn carry_out(live: &Live, seat: &Seat, wish: Wish<'_>) -> Result<Done, NotDone> {
    let (accounts, asked) = (live.store().accounts(), live.asked(&seat.viewer.actor));
    let account = match wish {
        Wish::Make { name, administrator, login } => {
            let bearer = bearer(seat.whole().site(), name, administrator, live.now().day).map_err(NotDone::Fault)?;
            let login = if login.is_empty() { name } else { login };
            accounts.create(login, bearer, &asked).await?
        }
        Wish::Link(id) => {
            let known = accounts.by_id(id).await?;
            known.ok_or_else(|| NotDone::Fault("没有这个账户。请返回账户页面重新选。".to_owned()))?
        }
        Wish::Disable(id) => return Ok(Done { account: accounts.disable(id, &asked).await?, secret: None }),
        Wish::Enable(id) => return Ok(Done { account: accounts.enable(id, &asked).await?, secret: None }),
    };
    let secret = accounts.invite(Purpose::Password(account.id), VALID, &asked).await?;
    Ok(Done { account, secret: Some(secret) })
}

/// Whose the account is to be: one person of that name, or an administrator.
fn bearer(site: &Site, name: &str, administrator: &str, day: jishi_calendar::Date) -> Result<Bearer, String> {
    let word = |who: &&Administrator| who.word() == administrator;
    if let Some(who) = [Administrator::System, Administrator::Security, Administrator::Audit].iter().find(word) {
        return Ok(Bearer::Administrator(*who));
    }
    let in_use = site.people.values().filter(|person| person.details.open().is_some());
    let found = jishi_intake::person_named(site, in_use, name, day);
    found.map(Bearer::Person).map_err(|fault| format!("{}。{}。", fault.message, fault.help))
}
