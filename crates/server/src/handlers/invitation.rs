//! `/invitations/{secret}`: a one-time link, for an administrator's seat of a new site, for the password of an account, or
//! for pages that are only shown.

use crate::office::accounts::{named, rules_of};
use crate::error::PageError;
use crate::form::Plain;
use crate::entry::{Typed, strays};
use crate::handlers::way_in::opened;
use crate::handlers::record_form::writable;
use crate::page::{Page, Shell, render};
use crate::app::App;
use crate::viewer::unavailable;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect};
use jishi_authorize::Administrator;
use jishi_facts::{LogInRules, PasswordPolicy};
use jishi_store::{Asked, Newcomer, Purpose, StoreError};

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    shell: Shell,
    title: String,
    lead: String,
    action: String,
    /// The link gives a seat: who it is has to be said.
    seat: Option<&'static str>,
    /// Is there anybody in the register to choose from?
    register: bool,
    name: String,
    registered: bool,
    login: String,
    code: String,
    fault: Option<String>,
    /// At the security administrator's link: the rules to choose from.
    chooses: bool,
    rules: LogInRules,
    rules_open: bool,
}

pub(crate) async fn invitation(State(app): State<App>, method: Method, Path(secret): Path<String>) -> Page {
    if let Some(pass) = &app.pass {
        // Who only asks for the head of it, like a program that checks links, has not come in.
        let session = if method == Method::GET { pass.open(&secret) } else { None };
        return session.map(|session| opened(session, "Strict", Redirect::to("/").into_response())).ok_or_else(|| {
            PageError::Refused("这个链接已经用过，或者不对".to_owned(), "请重新运行 jishi serve --read-only，用新的链接".to_owned())
        });
    }
    let live = writable(&app)?;
    let purpose = live.store().accounts().invitation(&secret, live.now().at).await.map_err(unavailable)?;
    page(&app, purpose.ok_or_else(|| used_up(&app))?, &secret, &Typed::default(), None).await
}

pub(crate) async fn accept_invitation(State(app): State<App>, Path(secret): Path<String>, Plain(typed): Plain) -> Page {
    let live = writable(&app)?;
    let asked = live.asked("");
    let purpose = live.store().accounts().invitation(&secret, asked.at).await.map_err(unavailable)?.ok_or_else(|| used_up(&app))?;
    if let Some(fault) = strays(&typed).into_iter().next() {
        return page(&app, purpose, &secret, &typed, Some(format!("{}。{}。", fault.message, fault.help))).await;
    }
    if typed.raw("password") != typed.raw("again") {
        return page(&app, purpose, &secret, &typed, Some("两遍写得不一样，请重新写。".to_owned())).await;
    }
    match accept(&app, purpose, &secret, &typed, &asked).await? {
        None => Ok(Redirect::to(if matches!(purpose, Purpose::Setup(_)) { "/login?done=seat" } else { "/login?done=password" }).into_response()),
        Some(fault) => page(&app, purpose, &secret, &typed, Some(fault)).await,
    }
}

/// Uses the link; gives what is wrong, where something is.
async fn accept(app: &App, purpose: Purpose, secret: &str, typed: &Typed, asked: &Asked) -> Result<Option<String>, PageError> {
    let accounts = writable(app)?.store().accounts();
    let (login, password) = (typed.one("login"), typed.raw("password"));
    let made = match purpose {
        Purpose::Setup(_) => {
            let whole = app.current().await?;
            match named(whole.site(), typed.one("name"), typed.one("registered") == "yes", asked.day) {
                Ok(named) => {
                    let rules = rules_of(typed.one("passwords"), typed.one("second") == "yes");
                    accounts.set_up(secret, Newcomer { named: &named, login, password, rules }, asked).await
                }
                Err(fault) => return Ok(Some(fault)),
            }
        }
        Purpose::Password(_) => accounts.set_password(secret, typed.one("code"), password, asked).await,
    };
    match made {
        Ok(_) => Ok(None),
        Err(StoreError::Refused(refusal)) => Ok(Some(format!("{refusal}。"))),
        Err(error) => Err(unavailable(error)),
    }
}

async fn page(app: &App, purpose: Purpose, secret: &str, typed: &Typed, fault: Option<String>) -> Page {
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (title, lead, seat) = match purpose {
        Purpose::Setup(seat) => (format!("首次设置：{}", seat.word()), work_of(seat), Some(seat.word())),
        Purpose::Password(_) => ("设密码".to_owned(), "这个链接只能用一次，要和提取码一起用：链接和提取码由两个人分别交给您。密码只有您自己知道。", None),
    };
    let register = seat.is_some() && !app.current().await?.site().people.is_empty();
    let view = PasswordPage {
        shell: Shell::bare(app, &title), title, lead: lead.to_owned(), action: format!("/invitations/{secret}"), seat, register,
        name: typed.one("name").to_owned(), registered: typed.one("registered") == "yes", login: typed.one("login").to_owned(),
        code: typed.one("code").to_owned(), fault, chooses: purpose == Purpose::Setup(Administrator::Security), rules_open: true,
        rules: rules_of(typed.one("passwords"), typed.one("second") == "yes").unwrap_or_default(),
    };
    Ok((status, render(&view)?).into_response())
}

/// What an administrator is there for.
fn work_of(seat: Administrator) -> &'static str {
    match seat {
        Administrator::System => "系统管理员管运行：先导入名册和台账，再和安全管理员一起给书记、委员们建账户。有了他们的账户，就不再看记录。三名管理员必须是三个人。",
        Administrator::Security => "安全管理员管账户：和系统管理员一人提出、一人放行。不看记录。三名管理员必须是三个人。",
        Administrator::Audit => "审计员查日志，看得到、叫得停等放行的事。不看记录。三名管理员必须是三个人。",
    }
}

fn used_up(app: &App) -> PageError {
    let help = if app.lacks().is_empty() { "请管理员另外提出、放行一个" } else { "首次设置的链接，请在服务器上重新运行 jishi serve，会给出新的；设密码的链接，请管理员另外提出、放行一个" };
    PageError::Refused("这个链接已经用过、过了期，或者被叫停".to_owned(), help.to_owned())
}
