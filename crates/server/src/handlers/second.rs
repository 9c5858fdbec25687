//! The second factor: the code after the password, setting it up, taking it away; and whether the site asks for it.

use crate::client::Client;
use crate::error::PageError;
use crate::form::{Filled, Plain};
use crate::handlers::way_in::{come_in, failed, in_words, local, origin_of};
use crate::handlers::record_form::writable;
use crate::live::Live;
use crate::page::{Page, Shell, render};
use crate::qr;
use crate::app::App;
use crate::viewer::unavailable;
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use jishi_store::{LogIn, StoreError};

#[derive(Template)]
#[template(path = "second.html")]
struct Code {
    shell: Shell,
    ticket: String,
    next: String,
    /// What an authenticator is set up with; none where it is set up already.
    enrol: Option<Enrol>,
    fault: Option<String>,
}

/// To be scanned or typed, once.
struct Enrol {
    picture: String,
    text: String,
}

#[derive(Template)]
#[template(path = "recovery.html")]
struct Recovery {
    shell: Shell,
    codes: Vec<String>,
    next: String,
}

/// The page that asks for the code.
pub(crate) async fn ask(app: &App, live: &Live, ticket: &str, set: bool, next: &str, fault: Option<String>) -> Page {
    let enrol = if set { None } else { Some(enrol(live, ticket).await?) };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = if set { "输入验证码" } else { "设置第二道验证" };
    let view = Code { shell: Shell::bare(app, title), ticket: ticket.to_owned(), next: next.to_owned(), enrol, fault };
    Ok((status, render(&view)?).into_response())
}

async fn enrol(live: &Live, ticket: &str) -> Result<Enrol, PageError> {
    let enrolment = live.store().accounts().begin_second(ticket, live.now().at).await.map_err(unavailable)?;
    let text = enrolment.text.to_string();
    let picture = qr::picture(&format!("otpauth://totp/Jishi?secret={text}&issuer=Jishi"));
    let groups: Vec<String> = text.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    Ok(Enrol { picture, text: groups.join(" ") })
}

/// The code was sent.
pub(crate) async fn show_code(
    State(app): State<App>, headers: HeaderMap, from: Option<Extension<Client>>, Plain(typed): Plain,
) -> Page {
    let live = writable(&app)?;
    let (ticket, code, next) = (typed.raw("ticket"), typed.one("code"), typed.one("next"));
    let (accounts, asked) = (live.store().accounts(), live.asked(""));
    if typed.one("set") == "no" {
        return match accounts.set_second(ticket, code, &asked).await {
            Ok((LogIn::Opened { token, browser, .. }, codes)) => {
                let page = render(&Recovery { shell: Shell::bare(&app, "恢复码"), codes, next: local(next).to_owned() })?;
                Ok(come_in(page.into_response(), &token, &browser))
            }
            Ok(_) => Err(PageError::Foreign),
            Err(StoreError::Refused(refusal)) if refusal.message.contains("验证码") => {
                ask(&app, live, ticket, false, next, Some(format!("{refusal}。"))).await
            }
            Err(error) => Err(unavailable(error)),
        };
    }
    let source = from.map_or_else(String::new, |Extension(Client(address))| address.to_string());
    let outcome = accounts.show_second(ticket, code, origin_of(&headers, &source), &asked).await.map_err(unavailable)?;
    if !matches!(outcome, LogIn::Opened { .. }) {
        let login = accounts.login_of_ticket(ticket, asked.at).await.map_err(unavailable)?;
        failed(live, &login, &source).await;
    }
    match outcome {
        LogIn::Opened { token, browser, .. } => Ok(come_in(Redirect::to(local(next)).into_response(), &token, &browser)),
        LogIn::Throttled { seconds } => {
            let fault = format!("刚才错了几次，请过{}再试一次。", in_words(seconds));
            ask(&app, live, ticket, true, next, Some(fault)).await
        }
        LogIn::Second { .. } | LogIn::Wrong => {
            let fault = "验证码不对，或者已经用过。请等验证器换一组数字再输入；也可以用一个恢复码。".to_owned();
            ask(&app, live, ticket, true, next, Some(fault)).await
        }
    }
}

/// Sets one's own second factor up, or takes it away: the password is asked for anew.
pub(crate) async fn change_second(State(app): State<App>, headers: HeaderMap, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    let account = seat.account().ok_or(PageError::MethodNotAllowed)?;
    let (accounts, asked) = (live.store().accounts(), live.asked(&seat.viewer.actor));
    let proven = accounts.prove(&account.login, typed.raw("password"), origin_of(&headers, ""), &asked).await.map_err(unavailable)?;
    if matches!(proven, LogIn::Wrong | LogIn::Throttled { .. }) {
        failed(live, &account.login, "").await;
    }
    let refused = |why: &str, help: &str| Err(PageError::Refused(why.to_owned(), help.to_owned()));
    match proven {
        LogIn::Second { ticket, set: false } => ask(&app, live, ticket.expose(), false, "/me", None).await,
        LogIn::Second { .. } if accounts.needs_second(account, &asked) => refused("本单位要求您的职务用第二道验证，不能取消", "手机和恢复码都丢了，请管理员提出、放行一个新链接，第二道验证随之重设"),
        LogIn::Second { .. } => {
            accounts.remove_second(account.id, &asked).await.map_err(unavailable)?;
            Ok(Redirect::to("/login?done=second").into_response())
        }
        LogIn::Throttled { seconds } => refused("刚才错了几次", &format!("请过{}再试一次", in_words(seconds))),
        LogIn::Opened { .. } | LogIn::Wrong => refused("密码不对，没有改", "请回到我的账户重新输入密码"),
    }
}
