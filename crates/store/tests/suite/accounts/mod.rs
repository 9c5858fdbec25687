//! Who is at the page, on both databases. No test waits: time is an argument.

mod bearer;
mod entrusted;
mod keyed;
mod link;
mod log_in;
mod powers;
mod second;
mod session;
mod setup;
mod site;
mod tally;
mod token;

use crate::support::{Place, Small, command, places};
use jishi_base::{HoldingId, PersonId, PostId};
use jishi_facts::{Event, Timestamp};
use jishi_store::{
    Account, Accounts, Administrator, Asked, Bearer, By, Limits, LogIn, Named, Newcomer, Origin, Passed, Refusal, SeededEntropy, Shown, Slowing, Store,
    StoreError, TokenScope, TokenUse, What,
};

/// When these tests begin.
const NOW: Timestamp = 1_790_000_000;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const PASSWORD: &str = "春天的花开了一树";

/// Limits that are reached soon: hashing is slow on purpose.
const LIMITS: Limits = Limits {
    idle: 1_800,
    absolute: 28_800,
    seen_every: 60,
    window: 900,
    pair: Slowing { free: 3, most: 60 },
    login: Slowing { free: 8, most: 30 },
    source: Slowing { free: 5, most: 5 },
    rotation: 90 * DAY,
    busy: 5,
    waits: 7 * DAY,
    untold: DAY,
    link: 7 * DAY,
    setup: HOUR,
};

/// Accounts whose ids and secrets follow from a seed; never the same seed twice in one site.
pub(crate) fn accounts(store: &Store, seed: u64) -> Accounts<'_> {
    store.accounts_with(LIMITS, Box::new(SeededEntropy::new(seed)))
}

/// An open site with two people and their accounts to be.
async fn opened(place: &Place) -> (Store, Small) {
    let (store, small) = (place.open().await, Small::new(1));
    store.execute(command("a", small.events())).await.expect("events");
    (store, small)
}

/// The three administrators.
#[derive(Clone, Copy)]
struct Keepers {
    system: By,
    security: By,
    audit: By,
}

/// Their seats, logins and names.
const SEATS: [(Administrator, &str, &str); 3] =
    [(Administrator::System, "xitong", "钱一"), (Administrator::Security, "anquan", "孙二"), (Administrator::Audit, "shenji", "周三")];

/// Takes a seat by the console's link.
async fn sit(accounts: &Accounts<'_>, seat: Administrator, login: &str, named: &Named) -> Result<Account, StoreError> {
    let link = accounts.invite(seat, &when(NOW)).await?;
    accounts.set_up(link.expose(), Newcomer { named, login, password: PASSWORD, rules: None }, &when(NOW)).await
}

/// Whoever logs in so.
async fn by(accounts: &Accounts<'_>, login: &str) -> By {
    By { account: accounts.by_login(login).await.expect("found").expect("an account").id, acting: None }
}

/// The three administrators, who set the site up where that has not been done.
async fn keepers(accounts: &Accounts<'_>) -> Keepers {
    for (seat, login, name) in SEATS {
        if accounts.to_set_up().contains(&seat) {
            sit(accounts, seat, login, &Named::Name(name.into())).await.expect("a seat");
        }
    }
    Keepers { system: by(accounts, "xitong").await, security: by(accounts, "anquan").await, audit: by(accounts, "shenji").await }
}

/// Lets one thing pass.
async fn pass(accounts: &Accounts<'_>, wish: u64, by: &By, now: Timestamp) -> Result<Passed, Refusal> {
    accounts.release(&[wish], by, &when(now)).await.expect("release").pop().expect("an answer")
}

/// A person's account, asked for by the security administrator.
async fn asked(accounts: &Accounts<'_>, login: &str, person: PersonId) -> Shown {
    let keepers = keepers(accounts).await;
    accounts.ask(What::New { login: login.into(), bearer: Bearer::Person(person) }, &keepers.security, &when(NOW)).await.expect("asked")
}

/// A person's account without a password.
pub(crate) async fn made(accounts: &Accounts<'_>, login: &str, person: PersonId) -> Account {
    asked(accounts, login, person).await.account.expect("an account")
}

/// A link that one administrator asked for and another let pass, with its code.
async fn link(accounts: &Accounts<'_>, what: What, now: Timestamp) -> (String, String) {
    let keepers = keepers(accounts).await;
    let shown = accounts.ask(what, &keepers.security, &when(now)).await.expect("asked");
    let told = shown.account.as_ref().filter(|_| shown.wish.act.is_told()).map(|account| account.id);
    if let Some(holder) = told {
        accounts.tell(holder, &when(now)).await.expect("told");
    }
    let passed = pass(accounts, shown.wish.id, &keepers.system, now).await.expect("passed");
    (passed.secret.expect("a link").expose().to_owned(), shown.code.expect("a code"))
}

/// Makes an account that has [`PASSWORD`].
async fn with_password(accounts: &Accounts<'_>, login: &str, person: PersonId) -> Account {
    let (secret, code) = link(accounts, What::New { login: login.into(), bearer: Bearer::Person(person) }, NOW).await;
    accounts.set_password(&secret, &code, PASSWORD, &when(NOW)).await.expect("password")
}

/// Logs in with what is right, and gives the token.
async fn enter(accounts: &Accounts<'_>, login: &str, now: Timestamp) -> String {
    match accounts.log_in(login, PASSWORD, from("10.0.0.1"), &when(now)).await.expect("log in") {
        LogIn::Opened { token, .. } => token.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// A token that may do all that its account may.
fn wanted(label: &str, acting: Option<HoldingId>, valid_for: i64) -> TokenUse {
    TokenUse { label: label.to_owned(), acting, scope: TokenScope::Record, valid_for }
}

/// How a log-in went, in a word.
fn word(answer: &LogIn) -> String {
    match answer {
        LogIn::Opened { .. } => "opened".into(),
        LogIn::Second { .. } => "second".into(),
        LogIn::Wrong => "wrong".into(),
        LogIn::Throttled { seconds } => format!("wait {seconds}"),
    }
}

/// Appoints a person to a post of the branch.
async fn appoint(store: &Store, small: &Small, person: PersonId, number: u128) -> HoldingId {
    let (post, holding) = (PostId(number), HoldingId(number));
    let events = vec![
        Event::PostOpened { post, body: small.branch, title: format!("职务{number}"), opened: None },
        Event::HolderAppointed { holding, post, person, from: crate::support::day("2024-05-06"), source: None },
    ];
    store.execute(command(&format!("appoint {number}"), events)).await.expect("appoint");
    holding
}

/// From an address, with a browser that nobody knows.
fn from(source: &str) -> Origin<'_> {
    Origin { source, browser: None }
}

/// Asked by the machine's owner, at a time.
fn when(now: Timestamp) -> Asked {
    Asked { at: now, ..crate::support::asked("2026-09-20") }
}
