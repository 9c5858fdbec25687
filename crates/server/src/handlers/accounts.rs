//! `/accounts`: who has an account, what is asked for and waits for a second person, the three seats, and letting pass.

use crate::office::accounts::{Done, NotDone, Passing, Pending, Request, Slip, all, carry_out, may_look, object, pass, pending, rules_of, seats, set_rules};
use crate::view::account::{Line, Seats};
use crate::entry::strays;
use crate::error::PageError;
use crate::form::Unchecked;
use crate::handlers::record_form::{key_of, writable};
use crate::office::Once;
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::viewer::{Seat, unavailable};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use jishi_authorize::powers::{Act, Hand, Target, asks};
use jishi_authorize::{Action, Administrator, Resource};
use jishi_base::{AccountId, UnitId};
use jishi_facts::{LogInRules, PasswordPolicy};
use jishi_store::{Account, StoreError};

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    shell: Shell,
    csrf: String,
    /// The number that its forms carry.
    key: String,
    said: Said,
    pending: Vec<Pending>,
    /// How many of them whoever looks may let pass now.
    passable: usize,
    /// Has whoever looks codes to hand over?
    codes: bool,
    /// May whoever looks ask for people's accounts?
    makes: bool,
    seats: Vec<Seats>,
    units: Vec<Unit>,
    /// May whoever looks ask that a unit open its own?
    entrusts: bool,
    accounts: Vec<Line>,
    rules: LogInRules,
    /// May whoever looks change them?
    rules_open: bool,
}

/// A unit, and whether it opens its own people's accounts.
struct Unit {
    id: UnitId,
    name: String,
    own: bool,
}

/// What is said above the lists, and what was typed where something was wrong.
#[derive(Default)]
struct Said {
    asked: Vec<Pending>,
    left: Vec<String>,
    fault: Option<String>,
    /// What was done, where it is done at once.
    done: Option<String>,
    name: String,
    login: String,
    body: String,
}

/// Said where something was done at once.
fn said(done: &str) -> Said {
    Said { done: Some(done.to_owned()), ..Said::default() }
}

#[derive(Template)]
#[template(path = "slips.html")]
struct SlipsPage {
    shell: Shell,
    lead: &'static str,
    /// Links, just let pass.
    links: Vec<Slip>,
    /// The site's own address, as this browser knows it.
    origin: String,
    /// Codes of what whoever looks asked for.
    codes: Vec<Pending>,
    done: Vec<String>,
    refused: Vec<String>,
}

pub(crate) async fn accounts(State(app): State<App>, seat: Seat) -> Page {
    may_look(&seat)?;
    page(&app, &seat, Said::default()).await
}

async fn page(app: &App, seat: &Seat, said: Said) -> Page {
    let live = writable(app)?;
    let status = if said.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let pending = pending(live, seat).await.map_err(not_done)?;
    let whole = seat.may(Action::SeeAccounts, Resource::Site).is_ok();
    let own = live.store().accounts().own_units();
    let unit = |unit: &jishi_facts::Unit| Unit { id: unit.id, name: unit.name.clone(), own: own.contains(&unit.id) };
    let hand = seat.account().and_then(Account::administrator).map(Hand::administrator);
    let view = AccountsPage {
        shell: Shell::new(app, seat, "账户", None, Some(Entry::Accounts)),
        csrf: seat.viewer.csrf.clone(),
        key: Once::for_form(live),
        said,
        passable: pending.iter().filter(|wish| wish.may_pass).count(),
        codes: pending.iter().any(|wish| wish.code.is_some()),
        pending,
        makes: seat.may_somewhere(Action::ManageAccounts),
        seats: seats(live, seat).await.map_err(unavailable)?,
        units: if whole { seat.whole().site().units.values().map(unit).collect() } else { Vec::new() },
        entrusts: hand.is_some_and(|hand| asks(Act::Entrust, Target::Unit, hand)),
        rules: live.store().accounts().rules(),
        rules_open: seat.account().and_then(Account::administrator) == Some(Administrator::Security),
        accounts: all(live, seat).await.map_err(unavailable)?,
    };
    Ok((status, render(&view)?).into_response())
}

pub(crate) async fn change_accounts(State(app): State<App>, headers: HeaderMap, Unchecked { seat, typed }: Unchecked) -> Page {
    may_look(&seat)?;
    let live = writable(&app)?;
    // One number stands on all forms of the page: each act on each thing is a request of its own.
    let key = key_of(&typed)?.about(&["action", "id", "asked", "unit", "seat"].map(|name| typed.all(name).collect::<Vec<_>>().join(",")).join(" "));
    let id = || typed.one("id").parse::<AccountId>().map_err(|_| PageError::Foreign);
    let request = match typed.one("action") {
        "pass" => return passed(&app, &seat, &headers, &typed.all("asked").filter_map(|id| id.parse().ok()).collect::<Vec<u64>>(), &key).await,
        "stop" => {
            let asked = typed.one("asked").parse().map_err(|_| PageError::Foreign)?;
            return again(&app, &seat, object(live, &seat, asked, &key).await.map(|()| said("已作废，不会再办。")), Said::default()).await;
        }
        "rules" => {
            let rules = rules_of(typed.one("passwords"), typed.one("second") == "yes").ok_or(PageError::BadQuery)?;
            let done = set_rules(live, &seat, rules, &key).await.map(|()| said("登录规则改好了，从下一次登录、下一次设密码起照办。"));
            return again(&app, &seat, done, Said::default()).await;
        }
        "create" => Request::Make { name: typed.one("name"), administrator: typed.one("seat"), registered: typed.one("registered") == "yes", login: typed.one("login") },
        "body" => Request::Body(typed.one("body")),
        "link" => Request::Link(id()?),
        "disable" => Request::Disable(id()?),
        "enable" => Request::Enable(id()?),
        "own" => Request::Own(typed.one("unit").parse().map_err(|_| PageError::Foreign)?, typed.one("own") == "yes"),
        _ => return Err(PageError::BadQuery),
    };
    let done = match strays(&typed).into_iter().next() {
        Some(fault) => Err(NotDone::Fault(format!("{}。{}。", fault.message, fault.help))),
        None => carry_out(live, &seat, request, &key).await.map(|done| match done {
            Done::Asked(asked, left) => Said { asked, left, ..Said::default() },
            Done::Changed(account) if typed.one("action") == "enable" => said(&format!("账户 {} 已恢复，可以登录了。", account.login)),
            Done::Changed(account) => said(&format!("账户 {} 已停用，现在就不能登录。", account.login)),
        }),
    };
    let written = |name: &str| typed.one(name).to_owned();
    again(&app, &seat, done, Said { name: written("name"), login: written("login"), body: written("body"), ..Said::default() }).await
}

/// The page again, with what came of it or what is wrong.
async fn again(app: &App, seat: &Seat, done: Result<Said, NotDone>, typed: Said) -> Page {
    let fault = match done {
        Ok(said) => return page(app, seat, said).await,
        Err(NotDone::Fault(fault)) => fault,
        Err(NotDone::Store(StoreError::Refused(refusal))) => format!("{refusal}。"),
        Err(other) => return Err(not_done(other)),
    };
    page(app, seat, Said { fault: Some(fault), ..typed }).await
}

/// Lets pass, and shows the links this once.
async fn passed(app: &App, seat: &Seat, headers: &HeaderMap, ids: &[u64], key: &Once) -> Page {
    let Passing { slips, done, refused } = pass(writable(app)?, seat, ids, key).await.map_err(not_done)?;
    let status = if slips.is_empty() && done.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let lead = "链接只显示这一次。请现在就打印或抄下，当面或用内部途径交给本人，七天内有效，用过就作废；提取码由提出的人另交。";
    let view = SlipsPage { shell: Shell::new(app, seat, "已放行", None, Some(Entry::Accounts)), lead, links: slips, origin: origin(headers), codes: Vec::new(), done, refused };
    Ok((status, render(&view)?).into_response())
}

/// The codes of what whoever looks asked for, each on a slip of its own.
pub(crate) async fn codes(State(app): State<App>, seat: Seat) -> Page {
    may_look(&seat)?;
    let codes = pending(writable(&app)?, &seat).await.map_err(not_done)?.into_iter().filter(|wish| wish.code.is_some()).collect();
    let lead = "提取码请您交给本人，和链接分开交：链接由放行的人交。两样都有才打得开。";
    let view = SlipsPage { shell: Shell::new(&app, &seat, "提取码", None, Some(Entry::Accounts)), lead, links: Vec::new(), origin: String::new(), codes, done: Vec::new(), refused: Vec::new() };
    render(&view)
}

/// What could not be done at all, as a page.
pub(crate) fn not_done(not: NotDone) -> PageError {
    match not {
        NotDone::Fault(fault) => PageError::Refused(fault, "请返回重新填写".to_owned()),
        NotDone::Page(error) => error,
        NotDone::Store(StoreError::Refused(refusal)) => PageError::Refused(refusal.message, refusal.help),
        NotDone::Store(error) => unavailable(error),
    }
}

/// The site's own address, as this browser knows it.
fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}
