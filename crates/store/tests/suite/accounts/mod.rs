//! Who is at the page, on both databases. No test waits: time is an argument.

mod bearer;
mod link;
mod log_in;
mod second;
mod session;
mod site;
mod token;

use crate::support::{Place, Small, command, places};
use jishi_base::{HoldingId, PersonId, PostId};
use jishi_facts::{Event, Timestamp};
use jishi_store::{Account, Accounts, Administrator, Asked, Bearer, Limits, LogIn, Origin, Policy, Purpose, SeededEntropy, Slowing, Store, TokenScope, TokenUse};

/// When these tests begin.
const NOW: Timestamp = 1_790_000_000;
const HOUR: i64 = 3_600;
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
    policy: Policy::Asvs,
    busy: 5,
};

/// Accounts whose ids and secrets follow from a seed; never the same seed twice in one site.
fn accounts(store: &Store, seed: u64) -> Accounts<'_> {
    store.accounts_with(LIMITS, Box::new(SeededEntropy::new(seed)))
}

/// An open site with two people and their accounts to be.
async fn opened(place: &Place) -> (Store, Small) {
    let (store, small) = (place.open().await, Small::new(1));
    store.execute(command("a", small.events())).await.expect("events");
    (store, small)
}

/// Makes an account that has [`PASSWORD`].
async fn with_password(accounts: &Accounts<'_>, login: &str, bearer: Bearer) -> Account {
    let account = accounts.create(login, bearer, &when(NOW)).await.expect("create");
    let link = accounts.invite(Purpose::Password(account.id), HOUR, &when(NOW)).await.expect("invite");
    accounts.set_password(link.expose(), PASSWORD, &when(NOW)).await.expect("password")
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

const SECURITY: Bearer = Bearer::Administrator(Administrator::Security);
