//! `/people/{person}`: a person's posts, duties, hours and records. The name stands on the page, not in its title.

use crate::error::PageError;
use crate::handlers::{Paged, crumbs};
use crate::page::{Page, Shell, render};
use crate::routes::App;
use crate::view::person::{PersonPage, page};
use crate::view::links;
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, Query, State};
use jishi_authorize::{Action, Resource};

#[derive(Template)]
#[template(path = "person.html")]
struct Person {
    shell: Shell,
    view: PersonPage,
    /// The way to erasing or restricting, for whoever may.
    erasure: Option<String>,
}

pub(crate) async fn person(State(app): State<App>, seat: Seat, Path(person): Path<String>, Query(paged): Query<Paged>) -> Page {
    let id = person.parse().map_err(|_| PageError::NotFound)?;
    if !seat.snapshot.opens_person(id) {
        return Err(PageError::NotFound);
    }
    let view = page(&seat.snapshot, id, &paged.page).ok_or(PageError::BadQuery)?;
    let mut way = view.unit.map_or_else(Vec::new, |unit| crumbs(&seat.snapshot, unit));
    way.extend(view.body.clone());
    let may = app.live.is_some() && seat.account().is_some() && seat.may(Action::Erase, Resource::Person(id)).is_ok();
    let erasure = may.then(|| links::erasure(id));
    render(&Person { shell: Shell::new(&app, &seat, "人员", view.unit, None).under(way), view, erasure })
}
