//! `/me/links`: a new link was asked for one's account. It is told at the next page, whatever page was asked for, and may be
//! declined there.

use super::accounts::not_done;
use super::log_in::Next;
use super::way_in::local;
use crate::office::accounts::{Pending, about, object};
use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::record_form::{key_of, writable};
use crate::office::Once;
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::viewer::{Seat, unavailable};
use askama::Template;
use axum::extract::{Query, State};

#[derive(Template)]
#[template(path = "links.html")]
struct LinksPage {
    shell: Shell,
    csrf: String,
    key: String,
    asked: Vec<Pending>,
    /// Was one declined just before?
    declined: bool,
    next: String,
}

/// Links that were asked for one's own account: the page that tells of them.
pub(crate) async fn links(State(app): State<App>, seat: Seat, Query(Next { next, .. }): Query<Next>) -> Page {
    page(&app, &seat, &next, false).await
}

async fn page(app: &App, seat: &Seat, next: &str, declined: bool) -> Page {
    let live = writable(app)?;
    let account = seat.account().ok_or(PageError::MethodNotAllowed)?.id;
    live.store().accounts().tell(account, &live.asked(&seat.viewer.actor)).await.map_err(unavailable)?;
    let asked = about(live, seat).await.map_err(not_done)?;
    render(&LinksPage { shell: Shell::new(app, seat, "为您申请的新链接", None, Some(Entry::Me)), csrf: seat.viewer.csrf.clone(), key: Once::for_form(live), asked, declined, next: local(next).to_owned() })
}

/// Declines a link that was asked for one's own account, and says so.
pub(crate) async fn decline(State(app): State<App>, Filled { seat, typed }: Filled) -> Page {
    let asked = typed.one("asked").parse().map_err(|_| PageError::Foreign)?;
    object(writable(&app)?, &seat, asked, &key_of(&typed)?.about(typed.one("asked"))).await.map_err(not_done)?;
    page(&app, &seat, typed.one("next"), true).await
}
