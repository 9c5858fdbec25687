//! One's own account: the post in which one acts, the password.

use crate::form::Filled;
use crate::handlers::log_in::inside;
use crate::handlers::record_form::writable;
use crate::page::{Entry, Page, Shell, render};
use crate::error::PageError;
use crate::routes::App;
use crate::viewer::{Seat, Viewer, session_token, unavailable};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use jishi_store::{LogIn, Pseudonym, StoreError};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "me.html")]
struct Me {
    shell: Shell,
    csrf: String,
    login: String,
    viewer: Arc<Viewer>,
    fault: Option<String>,
}

pub(crate) async fn me(State(app): State<App>, seat: Seat) -> Page {
    page(&app, &seat, None)
}

fn page(app: &App, seat: &Seat, fault: Option<String>) -> Page {
    let account = seat.account().ok_or(PageError::MethodNotAllowed)?;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = Me {
        shell: Shell::new(app, seat, "我的账户", None, Some(Entry::Me)), csrf: seat.viewer.csrf.clone(), login: account.login.clone(),
        viewer: seat.viewer.clone(), fault,
    };
    Ok((status, render(&view)?).into_response())
}

/// Acts in another of one's posts from now on.
pub(crate) async fn act(State(app): State<App>, headers: HeaderMap, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    let holding = typed.one("holding").parse().map_err(|_| PageError::Foreign)?;
    let known = seat.viewer.choices.iter().any(|choice| choice.holding == holding);
    let token = session_token(&headers).filter(|_| known).ok_or(PageError::NotFound)?;
    live.store().accounts().act_in(token, Some(holding), live.now().at).await.map_err(unavailable)?;
    Ok(Redirect::to("/").into_response())
}

pub(crate) async fn change_password(State(app): State<App>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    let account = seat.account().ok_or(PageError::MethodNotAllowed)?;
    let (old, new) = (typed.raw("old"), typed.raw("password"));
    if new != typed.raw("again") {
        return page(&app, &seat, Some("两遍写得不一样，请重新写。".to_owned()));
    }
    let changed = live.store().accounts().change_password(&account.login, old, new, "", &live.asked(&seat.viewer.actor)).await;
    if let Ok(LogIn::Wrong | LogIn::Throttled { .. }) = changed {
        let store = live.store();
        live.enter_failure(store.pseudonym(Pseudonym::Login(&account.login)), store.pseudonym(Pseudonym::Source(""))).await;
    }
    match changed {
        Ok(LogIn::Opened { token, .. }) => Ok(inside(&token, "/me")),
        Ok(LogIn::Throttled { seconds }) => page(&app, &seat, Some(format!("试得太多，请过 {seconds} 秒再试。"))),
        Ok(_) => page(&app, &seat, Some("现在的密码不对，没有改。".to_owned())),
        Err(StoreError::Refused(refusal)) => page(&app, &seat, Some(refusal.to_string())),
        Err(error) => Err(unavailable(error)),
    }
}
