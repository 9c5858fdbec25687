//! `/units`: every unit with its numbers.

use crate::error::PageError;
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::viewer::Seat;
use crate::view::units::{List, Query, list};
use askama::Template;
use axum::extract::{Query as In, State};

#[derive(Template)]
#[template(path = "units.html")]
struct Units {
    shell: Shell,
    list: List,
}

pub(crate) async fn units(State(app): State<App>, seat: Seat, In(query): In<Query>) -> Page {
    let snapshot = seat.snapshot.clone();
    let list = list(&snapshot, query).ok_or(PageError::BadQuery)?;
    render(&Units { shell: Shell::new(&app, &seat, "全部单位", None, Some(Entry::Units)), list })
}
