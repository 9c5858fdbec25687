//! Coming in and going out: the log-in, the demo's open doors.

use crate::client::Client;
use crate::entry::{Typed, strays};
use crate::error::PageError;
use crate::form::{Filled, Plain};
use crate::handlers::record_form::writable;
use crate::handlers::way_in::{come_in, failed, in_words, inside, local, origin_of};
use crate::page::{Page, Shell, render};
use crate::roles::Role;
use crate::app::App;
use crate::viewer::unavailable;
use crate::cookies::session_token;
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use jishi_store::{LogIn, Origin};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "log_in.html")]
struct LogInPage {
    shell: Shell,
    roles: Vec<Role>,
    fault: Option<String>,
    login: String,
    next: String,
    /// Which administrators are still to be set up.
    missing: String,
    /// What was done just before, and leads here.
    done: Option<&'static str>,
}

/// Where to go afterwards, and what was done just before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    pub(crate) next: String,
    pub(crate) done: String,
}

/// What leads to the log-in page, by its word in the address.
fn done_before(word: &str) -> Option<&'static str> {
    match word {
        "seat" => Some("账户建好了，请登录。"),
        "password" => Some("密码设好了，请用新密码登录。"),
        "second" => Some("第二道验证已取消，请重新登录。"),
        _ => None,
    }
}

pub(crate) async fn log_in_form(State(app): State<App>, Query(Next { next, done }): Query<Next>) -> Page {
    writable(&app)?;
    page(&app, None, "", &next, &done)
}

fn page(app: &App, fault: Option<String>, login: &str, next: &str, done: &str) -> Page {
    let roles = app.roles.to_vec();
    let title = if roles.is_empty() { "登录" } else { "演示站点" };
    render(&LogInPage { shell: Shell::bare(app, title), roles, fault, login: login.to_owned(), next: next.to_owned(), missing: app.lacks(), done: done_before(done) })
}

pub(crate) async fn log_in(State(app): State<App>, headers: HeaderMap, from: Option<Extension<Client>>, Plain(typed): Plain) -> Page {
    let live = writable(&app)?;
    let source = from.map_or_else(String::new, |Extension(Client(address))| address.to_string());
    let (login, next) = (typed.one("login").to_owned(), typed.one("next").to_owned());
    if let Some(fault) = stray(&typed) {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, Some(fault), &login, &next, "")?).into_response());
    }
    let outcome = live.store().accounts().log_in(&login, typed.raw("password"), origin_of(&headers, &source), &live.asked("")).await.map_err(unavailable)?;
    if matches!(outcome, LogIn::Wrong | LogIn::Throttled { .. }) {
        failed(live, &login, &source).await;
    }
    let (status, fault) = match outcome {
        LogIn::Opened { token, browser, .. } => return Ok(come_in(Redirect::to(local(&next)).into_response(), &token, &browser)),
        LogIn::Second { ticket, set } => return super::second::ask(&app, live, ticket.expose(), set, &next, None).await,
        LogIn::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, "登录名或密码不对，或者账户已停用。请核对后再试；几次都不对，要等一会儿才能再试。忘了密码请找安全管理员。".to_owned()),
        LogIn::Throttled { seconds } => (StatusCode::TOO_MANY_REQUESTS, format!("刚才错了几次，请过{}再试一次。账户没有锁住。", in_words(seconds))),
    };
    Ok((status, page(&app, Some(fault), &login, &next, "")?).into_response())
}

/// What is wrong with a form that carries a sign which is never taken.
fn stray(typed: &Typed) -> Option<String> {
    strays(typed).into_iter().next().map(|fault| format!("{}。{}。", fault.message, fault.help))
}

pub(crate) async fn log_out(State(app): State<App>, headers: HeaderMap, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    if let (Some(account), "yes") = (seat.account(), typed.one("everywhere")) {
        live.store().accounts().log_out_everywhere(account.id, &live.asked(&seat.viewer.actor)).await.map_err(unavailable)?;
    } else if let Some(token) = session_token(&headers) {
        live.store().accounts().log_out(token, &live.asked(&seat.viewer.actor)).await.map_err(unavailable)?;
    }
    let mut response = Redirect::to("/login").into_response();
    response.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_static("jishi=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    Ok(response)
}

/// Steps into a role of the demo.
pub(crate) async fn enter_demo(State(app): State<App>, Plain(typed): Plain) -> Page {
    let live = writable(&app)?;
    let role = app.roles.iter().find(|role| role.login == typed.one("login")).ok_or(PageError::NotFound)?;
    let outcome = live.store().accounts().log_in(&role.login, &role.password, Origin::default(), &live.asked("")).await.map_err(unavailable)?;
    match outcome {
        LogIn::Opened { token, .. } => Ok(inside(&token, "/")),
        _ => Err(PageError::Refused("这个角色现在进不去".to_owned(), "请过几秒再试".to_owned())),
    }
}
