//! One's own account: the post in which one acts, the password.

use crate::form::Filled;
use crate::handlers::way_in::{failed, in_words, inside};
use crate::handlers::record_form::writable;
use crate::page::{Entry, Page, Shell, render};
use crate::error::PageError;
use crate::app::App;
use crate::viewer::{Seat, Viewer, unavailable};
use crate::cookies::session_token;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use jishi_store::{LogIn, Origin, StoreError};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "me.html")]
struct Me {
    shell: Shell,
    csrf: String,
    login: String,
    viewer: Arc<Viewer>,
    fault: Option<String>,
    /// Was the password changed just before?
    changed: bool,
    /// Was a new link asked for this account?
    asked: bool,
    second: Second,
    /// Has another password to be set before anything else?
    stale: bool,
}

/// One's own second factor.
struct Second {
    set: bool,
    /// Is it asked for by the site?
    needed: bool,
    /// Recovery codes left.
    left: usize,
}

/// `?changed=yes`: the password was changed just before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Just {
    changed: String,
}

pub(crate) async fn me(State(app): State<App>, seat: Seat, Query(just): Query<Just>) -> Page {
    page(&app, &seat, None, just.changed == "yes").await
}

async fn page(app: &App, seat: &Seat, fault: Option<String>, changed: bool) -> Page {
    let (live, account) = (writable(app)?, seat.account().ok_or(PageError::MethodNotAllowed)?);
    let accounts = live.store().accounts();
    let second = Second {
        set: accounts.has_second(account.id),
        needed: accounts.needs_second(account, &live.asked("")),
        left: accounts.recovery_left(account.id).await.map_err(unavailable)?,
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = Me {
        shell: Shell::new(app, seat, "我的账户", None, Some(Entry::Me)), csrf: seat.viewer.csrf.clone(), login: account.login.clone(),
        viewer: seat.viewer.clone(), fault, changed, second, stale: seat.is_stale(),
        asked: app.live.as_ref().is_some_and(|live| !live.store().accounts().about(account.id, live.now().at).is_empty()),
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
        return page(&app, &seat, Some("两遍写得不一样，请重新写。".to_owned()), false).await;
    }
    let changed = live.store().accounts().change_password(&account.login, old, new, Origin::default(), &live.asked(&seat.viewer.actor)).await;
    if let Ok(LogIn::Wrong | LogIn::Throttled { .. }) = changed {
        failed(live, &account.login, "").await;
    }
    match changed {
        Ok(LogIn::Opened { token, .. }) => Ok(inside(&token, "/me?changed=yes")),
        Ok(LogIn::Throttled { seconds }) => page(&app, &seat, Some(format!("刚才错了几次，请过{}再试一次。", in_words(seconds))), false).await,
        Ok(_) => page(&app, &seat, Some("现在的密码不对，没有改。".to_owned()), false).await,
        Err(StoreError::Refused(refusal)) => page(&app, &seat, Some(format!("{refusal}。")), false).await,
        Err(error) => Err(unavailable(error)),
    }
}
