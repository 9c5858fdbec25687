//! `/records/{record}`: what happened, with the article that asks for each field, and what it counts for. What is kept
//! closely is opened field by field, by a deed of its own that is entered first.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::crumbs;
use crate::office::Once;
use crate::page::{Page, Shell, render};
use crate::app::App;
use crate::trail::Deed;
use crate::view::closed::{Door, Opening};
use crate::view::links;
use crate::view::record::{RecordPage, page};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use jishi_authorize::sensitive::label_of;
use jishi_authorize::{Action, Resource};
use jishi_base::RecordId;
use jishi_facts::Entity;

#[derive(Template)]
#[template(path = "record.html")]
struct Record {
    shell: Shell,
    view: RecordPage,
    /// What one may do with it: the version that a change must name.
    change: Option<Change>,
    opening: Opening,
    /// None where nothing can be opened from here.
    door: Option<Door>,
}

/// The ways to change a record.
struct Change {
    correct: String,
    withdraw: String,
    version: u64,
    csrf: String,
    /// What the form of withdrawing calls what it sends.
    key: String,
}

pub(crate) async fn record(State(app): State<App>, seat: Seat, Path(record): Path<String>) -> Page {
    let id = record.parse().map_err(|_| PageError::NotFound)?;
    show(&app, &seat, id, Opening::default())
}

/// Opens one field.
pub(crate) async fn open_record(State(app): State<App>, Path(record): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let id = record.parse().map_err(|_| PageError::NotFound)?;
    let (snapshot, field) = (&seat.snapshot, typed.one("field"));
    let known = snapshot.seen().record(id).ok_or(PageError::NotFound)?;
    // Of a talk the page shows that it took place, whoever looks: what it does not offer cannot be opened here.
    let view = page(snapshot, id, &Opening::default()).ok_or(PageError::NotFound)?;
    if !view.fields.iter().any(|row| row.name == field && row.closed.is_some()) {
        return Err(PageError::NotFound);
    }
    let deed = Deed::Opened(Entity::Record(id), [field.to_owned()].into(), label_of(snapshot.library(), known, field));
    match seat.enter(app.live.as_deref(), deed, 0).await {
        Ok(()) => show(&app, &seat, id, Opening::of(field)),
        Err(error) => {
            let closed = Opening { not_entered: true, ..Opening::default() };
            Ok((error.status(), show(&app, &seat, id, closed)?).into_response())
        }
    }
}

fn show(app: &App, seat: &Seat, id: RecordId, opening: Opening) -> Page {
    let view = page(&seat.snapshot, id, &opening).ok_or(PageError::NotFound)?;
    let mut way = view.unit.map_or_else(Vec::new, |unit| crumbs(&seat.snapshot, unit));
    way.extend(view.bodies.first().cloned().filter(|body| !body.href.is_empty()));
    let title = format!("{}，{}", view.kinds, view.date);
    let change = change(app, seat, id);
    let opens = app.live.is_some() && seat.account().is_some();
    let door = opens.then(|| Door { action: format!("{}/open", links::record(id)), csrf: seat.viewer.csrf.clone() });
    render(&Record { shell: Shell::new(app, seat, title, view.unit, None).under(way), view, change, opening, door })
}

/// Offered to whoever may correct a record that stands.
fn change(app: &App, seat: &Seat, id: RecordId) -> Option<Change> {
    let record = seat.snapshot.seen().record(id).filter(|record| !record.withdrawn)?;
    let live = app.live.as_ref().filter(|_| seat.account().is_some() && seat.may(Action::Correct, Resource::Record(id)).is_ok())?;
    Some(Change {
        correct: links::record_correct(id),
        withdraw: format!("{}/withdraw", links::record(id)),
        version: record.version,
        csrf: seat.viewer.csrf.clone(),
        key: Once::for_form(live),
    })
}
