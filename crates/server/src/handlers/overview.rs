//! `/units/{unit}`: a unit at a glance.

use crate::error::PageError;
use crate::handlers::{crumbs, known_unit};
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::viewer::Seat;
use crate::view::overview::{Overview, overview as view};
use askama::Template;
use axum::extract::{Path, State};

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    shell: Shell,
    view: Overview,
}

pub(crate) async fn overview(State(app): State<App>, seat: Seat, Path(unit): Path<String>) -> Page {
    let snapshot = seat.snapshot.clone();
    let unit = known_unit(&snapshot, &unit)?;
    let view = view(&snapshot, unit).ok_or(PageError::NotFound)?;
    let mut way = crumbs(&snapshot, unit);
    way.pop();
    render(&OverviewPage { shell: Shell::new(&app, &seat, &view.name, Some(unit), Some(Entry::Overview)).under(way), view })
}
