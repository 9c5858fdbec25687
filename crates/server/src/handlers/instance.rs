//! `/instances/{duty}/{subject}/{period}`: one duty instance explains itself.

use crate::error::PageError;
use crate::handlers::crumbs;
use crate::handlers::settle::{Settling, settling};
use crate::page::{Page, Shell, render};
use crate::view::Link;
use crate::app::App;
use crate::viewer::Seat;
use crate::view::instance::{Detail, detail, find, title};
use crate::view::links;
use askama::Template;
use axum::extract::{Path, State};

#[derive(Template)]
#[template(path = "instance.html")]
struct InstancePage {
    shell: Shell,
    view: Detail,
    settling: Option<Settling>,
}

pub(crate) async fn instance(State(app): State<App>, seat: Seat, Path((duty, subject, period)): Path<(String, String, String)>) -> Page {
    let snapshot = seat.snapshot.clone();
    let instance = find(&snapshot, &duty, &subject, &period).ok_or(PageError::NotFound)?;
    let view = detail(&snapshot, instance).ok_or(PageError::NotFound)?;
    let title = snapshot.duty(instance).map(|duty| title(&snapshot, instance, duty)).unwrap_or_default();
    let mut way = instance.unit.map_or_else(Vec::new, |unit| crumbs(&snapshot, unit));
    way.extend(instance.unit.map(|unit| Link::new("责任清单", links::duties(unit, &[]))));
    way.extend(view.body.clone());
    let settling = snapshot.duty(instance).and_then(|duty| settling(&app, &seat, instance, duty));
    render(&InstancePage { settling, shell: Shell::new(&app, &seat, title, view.unit, None).under(way), view })
}
