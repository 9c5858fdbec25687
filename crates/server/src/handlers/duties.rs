//! `/units/{unit}/duties`: the list of a unit's duties.

use crate::error::PageError;
use crate::handlers::{crumbs, known_unit};
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::viewer::Seat;
use crate::view::duties::{List, list};
use crate::view::filter::Query;
use askama::Template;
use axum::extract::{Path, Query as In, State};

#[derive(Template)]
#[template(path = "duties.html")]
struct Duties {
    shell: Shell,
    list: List,
}

pub(crate) async fn duties(State(app): State<App>, seat: Seat, Path(unit): Path<String>, In(query): In<Query>) -> Page {
    let snapshot = seat.snapshot.clone();
    let unit = known_unit(&snapshot, &unit)?;
    let shell = Shell::new(&app, &seat, "责任清单", Some(unit), Some(Entry::Duties)).under(crumbs(&snapshot, unit));
    let list = list(&snapshot, unit, query).ok_or(PageError::BadQuery)?;
    render(&Duties { shell, list })
}
