//! `/records/{record}`: what happened, with the article that asks for each field, and what it counts for.

use crate::error::PageError;
use crate::handlers::crumbs;
use crate::page::{Page, Shell, render};
use crate::routes::App;
use crate::view::links;
use crate::view::record::{RecordPage, page};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, State};
use jishi_authorize::{Action, Resource};
use jishi_base::RecordId;

#[derive(Template)]
#[template(path = "record.html")]
struct Record {
    shell: Shell,
    view: RecordPage,
    /// What one may do with it: the version that a change must name.
    change: Option<Change>,
}

/// The ways to change a record.
struct Change {
    correct: String,
    withdraw: String,
    version: u64,
    csrf: String,
}

pub(crate) async fn record(State(app): State<App>, seat: Seat, Path(record): Path<String>) -> Page {
    let id = record.parse().map_err(|_| PageError::NotFound)?;
    let view = page(&seat.snapshot, id).ok_or(PageError::NotFound)?;
    let mut way = view.unit.map_or_else(Vec::new, |unit| crumbs(&seat.snapshot, unit));
    way.extend(view.bodies.first().cloned().filter(|body| !body.href.is_empty()));
    let title = format!("{}，{}", view.kinds, view.date);
    let change = change(&app, &seat, id);
    render(&Record { shell: Shell::new(&app, &seat, title, view.unit, None).under(way), view, change })
}

/// Offered to whoever may correct a record that stands.
fn change(app: &App, seat: &Seat, id: RecordId) -> Option<Change> {
    let record = seat.snapshot.site().records.get(&id).filter(|record| !record.withdrawn)?;
    let may = app.live.is_some() && seat.account().is_some() && seat.may(Action::Correct, Resource::Record(id)).is_ok();
    may.then(|| Change {
        correct: links::record_correct(id),
        withdraw: format!("{}/withdraw", links::record(id)),
        version: record.version,
        csrf: seat.viewer.csrf.clone(),
    })
}
