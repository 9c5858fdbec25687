//! `/bodies/{body}`: a body with its posts, members, year, records and open items.

use crate::error::PageError;
use crate::handlers::{Paged, crumbs};
use crate::office::known_body;
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::view::body::{BodyPage, page};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, Query, State};

#[derive(Template)]
#[template(path = "body.html")]
struct Body {
    shell: Shell,
    view: BodyPage,
}

pub(crate) async fn body(State(app): State<App>, seat: Seat, Path(body): Path<String>, Query(paged): Query<Paged>) -> Page {
    let id = known_body(&seat.snapshot, &body)?;
    let view = page(&seat.snapshot, id, &paged.page).ok_or(PageError::BadQuery)?;
    let own = seat.viewer.acting.as_ref().is_some_and(|post| post.body == id);
    let way = view.unit.map_or_else(Vec::new, |unit| crumbs(&seat.snapshot, unit));
    let entry = if own { Entry::Body } else { Entry::Organisations };
    let shell = Shell::new(&app, &seat, &view.name, view.unit, Some(entry)).under(way);
    render(&Body { shell, view })
}
