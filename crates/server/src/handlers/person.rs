//! `/people/{person}`: a person's posts, duties, hours and records. The name stands on the page, not in its title. What is
//! kept closely is opened field by field, by a deed of its own that is entered first.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::{Paged, crumbs};
use crate::page::{Page, Shell, render};
use crate::app::App;
use crate::trail::Deed;
use crate::view::closed::{Door, Opening};
use crate::view::links;
use crate::view::person::{PersonPage, closed, page};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jishi_authorize::sensitive::PersonField;
use jishi_authorize::{Action, Resource};
use jishi_base::PersonId;
use jishi_facts::Entity;

#[derive(Template)]
#[template(path = "person.html")]
struct Person {
    shell: Shell,
    view: PersonPage,
    opening: Opening,
    /// None where nothing can be opened from here.
    door: Option<Door>,
    /// The way to erasing or restricting, for whoever may.
    erasure: Option<String>,
}

pub(crate) async fn person(State(app): State<App>, seat: Seat, Path(person): Path<String>, Query(paged): Query<Paged>) -> Page {
    show(&app, &seat, known(&seat, &person)?, &paged.page, Opening::default())
}

/// Opens one field.
pub(crate) async fn open_person(State(app): State<App>, Path(person): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let id = known(&seat, &person)?;
    let field = PersonField::ALL.into_iter().find(|field| field.word() == typed.one("field")).ok_or(PageError::BadQuery)?;
    let registered = seat.snapshot.seen().person(id).map(|person| closed(&seat.snapshot, person, may_number(&seat, id), &Opening::default()));
    if !registered.unwrap_or_default().iter().any(|closed| closed.name == field.word()) {
        return Err(PageError::NotFound);
    }
    let deed = Deed::Opened(Entity::Person(id), [field.word().to_owned()].into(), field.label());
    match seat.enter(app.live.as_deref(), deed, 0).await {
        Ok(()) => show(&app, &seat, id, "", Opening::of(field.word())),
        Err(error) => {
            let closed = Opening { not_entered: true, ..Opening::default() };
            Ok((error.status(), show(&app, &seat, id, "", closed)?).into_response())
        }
    }
}

fn known(seat: &Seat, id: &str) -> Result<PersonId, PageError> {
    id.parse().ok().filter(|id| seat.snapshot.opens_person(*id)).ok_or(PageError::NotFound)
}

/// May the identity number be opened: one's own, or that of somebody on a roster that one keeps?
fn may_number(seat: &Seat, id: PersonId) -> bool {
    seat.viewer.person == Some(id) || seat.may(Action::Import, Resource::Person(id)).is_ok()
}

fn show(app: &App, seat: &Seat, id: PersonId, asked: &str, opening: Opening) -> Page {
    let mut view = page(&seat.snapshot, id, asked).ok_or(PageError::BadQuery)?;
    if let Some(person) = seat.snapshot.seen().person(id) {
        view.closed = closed(&seat.snapshot, person, may_number(seat, id), &opening);
    }
    let mut way = view.unit.map_or_else(Vec::new, |unit| crumbs(&seat.snapshot, unit));
    way.extend(view.body.clone());
    let opens = app.live.is_some() && seat.account().is_some();
    let door = opens.then(|| Door { action: format!("{}/open", links::person(id)), csrf: seat.viewer.csrf.clone() });
    let erasure = (opens && seat.may(Action::Erase, Resource::Person(id)).is_ok()).then(|| links::erasure(id));
    let shell = Shell::new(app, seat, "人员", view.unit, None).under(way);
    Ok((StatusCode::OK, render(&Person { shell, view, opening, door, erasure })?).into_response())
}
