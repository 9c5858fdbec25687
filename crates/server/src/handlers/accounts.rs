//! Accounts: who has one, making one with its one-time link, stopping one. Rights are not given here: posts give them.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::record_form::writable;
use crate::page::{Entry, Page, Shell, render};
use crate::routes::App;
use crate::snapshot::Snapshot;
use crate::viewer::{Seat, choices, unavailable};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use jishi_authorize::{Action, Resource};
use jishi_base::{AccountId, PersonId};
use jishi_facts::{AccountChange, Site};
use jishi_store::{Account, Administrator, Bearer, Purpose, StoreError};

/// A link to a first password is good for so long, in seconds.
const VALID: i64 = 7 * 24 * 3_600;

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    shell: Shell,
    csrf: String,
    accounts: Vec<Line>,
    /// Shown once.
    link: Option<String>,
    valid: &'static str,
    fault: Option<String>,
    name: String,
    login: String,
}

/// An account in the list.
struct Line {
    id: String,
    login: String,
    whose: String,
    posts: String,
    state: &'static str,
    disabled: bool,
}

/// What is said above the list.
#[derive(Default)]
struct Said {
    link: Option<String>,
    fault: Option<String>,
    name: String,
    login: String,
}

pub(crate) async fn accounts(State(app): State<App>, seat: Seat) -> Page {
    seat.may(Action::ManageAccounts, Resource::Site)?;
    page(&app, &seat, Said::default()).await
}

async fn page(app: &App, seat: &Seat, said: Said) -> Page {
    let live = writable(app)?;
    let all = live.store().accounts().list().await.map_err(unavailable)?;
    let status = if said.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = AccountsPage {
        shell: Shell::new(app, seat, "账户", None, Some(Entry::Accounts)),
        csrf: seat.viewer.csrf.clone(),
        accounts: all.iter().map(|account| line(seat.whole(), account, live.now().day)).collect(),
        link: said.link,
        valid: "7 天",
        fault: said.fault,
        name: said.name,
        login: said.login,
    };
    Ok((status, render(&view)?).into_response())
}

/// Whose it is, by name and post: the one who makes accounts has to know, and sees nothing else of the person.
fn line(whole: &Snapshot, account: &Account, day: jishi_calendar::Date) -> Line {
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
    Line { id: account.id.to_string(), login: account.login.clone(), whose, posts, state, disabled: account.disabled }
}

pub(crate) async fn change_accounts(State(app): State<App>, headers: HeaderMap, Filled { seat, typed }: Filled) -> Page {
    seat.may(Action::ManageAccounts, Resource::Site)?;
    let live = writable(&app)?;
    let accounts = live.store().accounts();
    let id = || typed.one("id").parse::<AccountId>().map_err(|_| PageError::Foreign);
    let (mut traces, actor) = (Vec::new(), seat.viewer.actor.clone());
    let outcome = match typed.one("action") {
        "create" => match bearer(seat.whole().site(), typed.one("name"), typed.one("bearer"), live.now().day) {
            Err(fault) => return page(&app, &seat, Said { fault: Some(fault), name: typed.one("name").to_owned(), login: typed.one("login").to_owned(), ..Said::default() }).await,
            Ok(bearer) => {
                let login = if typed.one("login").is_empty() { typed.one("name") } else { typed.one("login") };
                accounts.create(login, bearer).await.map(|account| {
                    traces.push((account.id, AccountChange::Made));
                    Some(account.id)
                })
            }
        },
        "link" => Ok(Some(id()?)),
        "disable" => accounts.disable(id()?).await.map(|account| {
            traces.push((account.id, AccountChange::Disabled));
            None
        }),
        "enable" => accounts.enable(id()?).await.map(|account| {
            traces.push((account.id, AccountChange::Enabled));
            None
        }),
        _ => return Err(PageError::BadQuery),
    };
    let invited = match outcome {
        Ok(Some(account)) => {
            traces.push((account, AccountChange::Invited));
            accounts.invite(Purpose::Password(account), live.now().at, VALID).await.map(Some)
        }
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    if invited.is_ok() {
        for (account, change) in traces {
            live.trace(account, change, &actor).await.map_err(unavailable)?;
        }
    }
    match invited {
        Ok(secret) => {
            let link = secret.map(|secret| format!("{}/invitations/{}", origin(&headers), secret.expose()));
            page(&app, &seat, Said { link, ..Said::default() }).await
        }
        Err(StoreError::Refused(refusal)) => {
            let (name, login) = (typed.one("name").to_owned(), typed.one("login").to_owned());
            page(&app, &seat, Said { fault: Some(refusal.to_string()), name, login, ..Said::default() }).await
        }
        Err(error) => Err(unavailable(error)),
    }
}

/// Whose the account is to be: one person of that name, or an administrator.
fn bearer(site: &Site, name: &str, administrator: &str, day: jishi_calendar::Date) -> Result<Bearer, String> {
    let word = |who: &&Administrator| who.word() == administrator;
    if let Some(who) = [Administrator::System, Administrator::Security, Administrator::Audit].iter().find(word) {
        return Ok(Bearer::Administrator(*who));
    }
    let written = jishi_intake::names(name).map_err(|fault| format!("{}。{}。", fault.message, fault.help))?;
    let [(name, note)] = written.as_slice() else { return Err("一次给一个人建账户。".to_owned()) };
    let branch = |person: PersonId| site.branch_of(person, day).and_then(|branch| site.bodies.get(&branch)).map_or("", |body| body.name.as_str());
    let found: Vec<PersonId> = site.people.values().filter(|person| person.name() == name).map(|person| person.id).collect();
    let noted: Vec<PersonId> = found.iter().copied().filter(|person| note.as_deref().is_some_and(|note| branch(*person).contains(note))).collect();
    match (found.as_slice(), noted.as_slice()) {
        ([one], _) | (_, [one]) => Ok(Bearer::Person(*one)),
        ([], _) => Err(format!("名册里没有“{name}”。请核对姓名，或先导入名册。")),
        _ => {
            let branches = found.iter().map(|person| branch(*person)).collect::<Vec<_>>().join("、");
            Err(format!("叫“{name}”的有 {} 人，在：{branches}。请在姓名后用括号写明支部。", found.len()))
        }
    }
}

/// The site's own address, as this browser knows it.
fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}
