//! `/search`: bodies, people, records and duties by one text.

use crate::error::PageError;
use crate::page::{Page, Shell, render};
use crate::app::App;
use crate::view::search::{Query, Search, search as view};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Query as In, State};

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    shell: Shell,
    view: Search,
}

pub(crate) async fn search(State(app): State<App>, seat: Seat, In(query): In<Query>) -> Page {
    let view = view(&seat.snapshot, &query).ok_or(PageError::BadQuery)?;
    let mut shell = Shell::new(&app, &seat, "查找", None, None);
    shell.searched.clone_from(&view.text);
    render(&SearchPage { shell, view })
}
