//! `/accounts`: who has an account, making one with its one-time link, stopping one.

use crate::accounts::{Line, NotDone, Wish, all, carry_out};
use crate::entry::strays;
use crate::error::PageError;
use crate::form::Unchecked;
use crate::handlers::record_form::writable;
use crate::page::{Entry, Page, Shell, render};
use crate::routes::App;
use crate::viewer::{Seat, unavailable};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use jishi_authorize::{Action, Resource};
use jishi_base::AccountId;
use jishi_store::StoreError;

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
    let status = if said.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = AccountsPage {
        shell: Shell::new(app, seat, "账户", None, Some(Entry::Accounts)),
        csrf: seat.viewer.csrf.clone(),
        accounts: all(live, seat).await.map_err(unavailable)?,
        link: said.link,
        valid: "7 天",
        fault: said.fault,
        name: said.name,
        login: said.login,
    };
    Ok((status, render(&view)?).into_response())
}

pub(crate) async fn change_accounts(State(app): State<App>, headers: HeaderMap, Unchecked { seat, typed }: Unchecked) -> Page {
    seat.may(Action::ManageAccounts, Resource::Site)?;
    let live = writable(&app)?;
    let id = || typed.one("id").parse::<AccountId>().map_err(|_| PageError::Foreign);
    let wish = match typed.one("action") {
        "create" => Wish::Make { name: typed.one("name"), administrator: typed.one("bearer"), login: typed.one("login") },
        "link" => Wish::Link(id()?),
        "disable" => Wish::Disable(id()?),
        "enable" => Wish::Enable(id()?),
        _ => return Err(PageError::BadQuery),
    };
    let done = match strays(&typed).into_iter().next() {
        Some(fault) => Err(NotDone::Fault(format!("{}。{}。", fault.message, fault.help))),
        None => carry_out(live, &seat, wish).await,
    };
    let fault = match done {
        Ok(done) => {
            let link = done.secret.map(|secret| format!("{}/invitations/{}", origin(&headers), secret.expose()));
            return page(&app, &seat, Said { link, ..Said::default() }).await;
        }
        Err(NotDone::Fault(fault)) => fault,
        Err(NotDone::Store(StoreError::Refused(refusal))) => refusal.to_string(),
        Err(NotDone::Store(error)) => return Err(unavailable(error)),
    };
    let (name, login) = (typed.one("name").to_owned(), typed.one("login").to_owned());
    page(&app, &seat, Said { fault: Some(fault), name, login, ..Said::default() }).await
}

/// The site's own address, as this browser knows it.
fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}
