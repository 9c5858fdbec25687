//! Coming in and going out: the log-in, one-time links, the demo's open doors.

use crate::entry::{Typed, strays};
use crate::error::PageError;
use crate::form::{Filled, Plain};
use crate::handlers::record_form::writable;
use crate::page::{Page, Shell, render};
use crate::roles::Role;
use crate::routes::App;
use crate::viewer::{COOKIE, session_token, unavailable};
use askama::Template;
use axum::Extension;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jishi_defence::Defence;
use jishi_store::{Administrator, Bearer, LogIn, Purpose, Secret, StoreError};
use serde::Deserialize;
use std::net::SocketAddr;

#[derive(Template)]
#[template(path = "log_in.html")]
struct LogInPage {
    shell: Shell,
    roles: Vec<Role>,
    fault: Option<String>,
    login: String,
    next: String,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    shell: Shell,
    title: &'static str,
    lead: String,
    action: String,
    /// The link makes an account, which has to be named.
    names: bool,
    login: String,
    fault: Option<String>,
    button: &'static str,
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    next: String,
}

pub(crate) async fn log_in_form(State(app): State<App>, Query(Next { next }): Query<Next>) -> Page {
    let live = writable(&app)?;
    if !live.store().accounts().any() {
        let help = "请在运行本程序的窗口里找到首次设置的链接，用浏览器打开".to_owned();
        return Err(PageError::Refused("这个站点还没有账户".to_owned(), help));
    }
    page(&app, None, "", &next)
}

fn page(app: &App, fault: Option<String>, login: &str, next: &str) -> Page {
    let roles = app.roles.to_vec();
    let title = if roles.is_empty() { "登录" } else { "演示站点" };
    render(&LogInPage { shell: Shell::bare(app, title), roles, fault, login: login.to_owned(), next: next.to_owned() })
}

pub(crate) async fn log_in(State(app): State<App>, from: Option<Extension<ConnectInfo<SocketAddr>>>, Plain(typed): Plain) -> Page {
    let live = writable(&app)?;
    let source = from.map_or_else(String::new, |Extension(ConnectInfo(address))| address.ip().to_string());
    let (login, next) = (typed.one("login").to_owned(), typed.one("next").to_owned());
    if let Some(fault) = stray(&typed) {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, Some(fault), &login, &next)?).into_response());
    }
    let outcome = live.store().accounts().log_in(&login, typed.raw("password"), &source, &live.asked("")).await.map_err(unavailable)?;
    let (status, fault) = match outcome {
        LogIn::Opened { token, .. } => return Ok(inside(&token, local(&next))),
        LogIn::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, "登录名或密码不对。请核对后再试；几次都不对，过一会儿才能再试。".to_owned()),
        LogIn::Throttled { seconds } => (StatusCode::TOO_MANY_REQUESTS, format!("试得太多，请过 {} 再试。", in_words(seconds))),
        LogIn::Disabled => (StatusCode::FORBIDDEN, "这个账户已停用。请联系安全管理员。".to_owned()),
    };
    Ok((status, page(&app, Some(fault), &login, &next)?).into_response())
}

/// What is wrong with a form that carries a sign which is never taken.
fn stray(typed: &Typed) -> Option<String> {
    strays(typed).into_iter().next().map(|fault| format!("{}。{}。", fault.message, fault.help))
}

fn in_words(seconds: u64) -> String {
    if seconds < 60 { format!("{seconds} 秒") } else { format!("{} 分钟", seconds.div_ceil(60)) }
}

/// Only a path of this site: nobody is sent elsewhere by a link.
fn local(next: &str) -> &str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    if ours || !Defence::WaysStayHere.holds() { next } else { "/" }
}

/// The way in, with the session's cookie: no script reads it, no other site sends it along with a form.
pub(crate) fn inside(token: &Secret, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    let kept = if Defence::CookiesAreKept.holds() { "; HttpOnly; SameSite=Lax" } else { "" };
    let cookie = HeaderValue::from_str(&format!("{COOKIE}={}; Path=/{kept}", token.expose()));
    if let Ok(mut cookie) = cookie {
        cookie.set_sensitive(true);
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
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
    let outcome = live.store().accounts().log_in(&role.login, &role.password, "", &live.asked("")).await.map_err(unavailable)?;
    match outcome {
        LogIn::Opened { token, .. } => Ok(inside(&token, "/")),
        _ => Err(PageError::Refused("这个角色现在进不去".to_owned(), "请过几秒再试".to_owned())),
    }
}

/// A one-time link: of a new site, or of an account that gets its password.
pub(crate) async fn invitation(State(app): State<App>, Path(secret): Path<String>) -> Page {
    let live = writable(&app)?;
    let purpose = live.store().accounts().invitation(&secret, live.now().at).await.map_err(unavailable)?;
    password_page(&app, purpose.ok_or_else(used_up)?, &secret, "", None)
}

pub(crate) async fn accept_invitation(State(app): State<App>, Path(secret): Path<String>, Plain(typed): Plain) -> Page {
    let live = writable(&app)?;
    let (accounts, asked) = (live.store().accounts(), live.asked(""));
    let purpose = accounts.invitation(&secret, asked.at).await.map_err(unavailable)?.ok_or_else(used_up)?;
    let (login, password) = (typed.one("login"), typed.raw("password"));
    if let Some(fault) = stray(&typed) {
        return password_page(&app, purpose, &secret, login, Some(fault));
    }
    if password != typed.raw("again") {
        return password_page(&app, purpose, &secret, login, Some("两遍写得不一样，请重新写。".to_owned()));
    }
    let made = match purpose {
        Purpose::Setup => accounts.set_up(&secret, login, Bearer::Administrator(Administrator::System), password, &asked).await,
        Purpose::Password(_) => accounts.set_password(&secret, password, &asked).await,
    };
    match made {
        Ok(_) => Ok(Redirect::to("/login").into_response()),
        Err(StoreError::Refused(refusal)) => password_page(&app, purpose, &secret, login, Some(refusal.to_string())),
        Err(error) => Err(unavailable(error)),
    }
}

fn password_page(app: &App, purpose: Purpose, secret: &str, login: &str, fault: Option<String>) -> Page {
    let names = purpose == Purpose::Setup;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (title, lead) = if names {
        ("首次设置", "先建系统管理员的账户：导入名册和台账，再给书记、委员们建账户。有了他们的账户，系统管理员就不再看记录。")
    } else {
        ("设密码", "这个链接只能用一次。密码只有您自己知道。")
    };
    let view = PasswordPage {
        shell: Shell::bare(app, title), title, lead: lead.to_owned(), action: format!("/invitations/{secret}"), names, login: login.to_owned(),
        fault, button: if names { "建好账户" } else { "设好密码" },
    };
    Ok((status, render(&view)?).into_response())
}

fn used_up() -> PageError {
    PageError::Refused("这个链接已经用过，或者过了期".to_owned(), "请管理员另发一个".to_owned())
}
