//! `/organisations`: the tree of bodies.

use crate::error::PageError;
use crate::handlers::known_unit;
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::view::organisations::{Query, Tree, tree};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Query as In, State};

#[derive(Template)]
#[template(path = "organisations.html")]
struct Organisations {
    shell: Shell,
    view: Tree,
}

pub(crate) async fn organisations(State(app): State<App>, seat: Seat, In(query): In<Query>) -> Page {
    let unit = if query.unit.is_empty() { None } else { Some(known_unit(&seat.snapshot, &query.unit)?) };
    let view = tree(&seat.snapshot, unit, &query.page).ok_or(PageError::BadQuery)?;
    render(&Organisations { shell: Shell::new(&app, &seat, "组织", unit, Some(Entry::Organisations)), view })
}
