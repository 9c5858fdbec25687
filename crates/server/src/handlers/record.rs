//! `/records/{record}`: what happened, with the article that asks for each field, and what it counts for.

use crate::error::PageError;
use crate::handlers::crumbs;
use crate::page::{Page, Shell, render};
use crate::routes::App;
use crate::view::record::{RecordPage, page};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, State};

#[derive(Template)]
#[template(path = "record.html")]
struct Record {
    shell: Shell,
    view: RecordPage,
}

pub(crate) async fn record(State(app): State<App>, seat: Seat, Path(record): Path<String>) -> Page {
    let id = record.parse().map_err(|_| PageError::NotFound)?;
    let view = page(&seat.snapshot, id).ok_or(PageError::NotFound)?;
    let mut way = view.unit.map_or_else(Vec::new, |unit| crumbs(&seat.snapshot, unit));
    way.extend(view.bodies.first().cloned().filter(|body| !body.href.is_empty()));
    let title = format!("{}，{}", view.kinds, view.date);
    render(&Record { shell: Shell::new(&app, &seat, title, view.unit, None).under(way), view })
}
