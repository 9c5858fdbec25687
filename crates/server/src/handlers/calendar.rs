//! `/calendar`: a month of a unit or of a body.

use crate::error::PageError;
use crate::office::month_of;
use crate::page::{Entry, Page, Shell, render};
use crate::view::Link;
use crate::app::App;
use crate::view::calendar::{Calendar, Query, Scope, month, read_month};
use crate::view::links;
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Query as In, State};
use jishi_calendar::Date;
use jishi_facts::Subject;

#[derive(Template)]
#[template(path = "calendar.html")]
struct CalendarPage {
    shell: Shell,
    /// `None` where whose month it should be must be chosen first.
    view: Option<Calendar>,
    choices: Vec<Link>,
    /// From one's own body to the whole unit, and back.
    other: Option<Link>,
}

pub(crate) async fn calendar(State(app): State<App>, seat: Seat, In(query): In<Query>) -> Page {
    let snapshot = &seat.snapshot;
    let first = read_month(&query.month, snapshot.as_of()).ok_or(PageError::BadQuery)?;
    let scope = month_of(&seat, &query)?;
    let unit = match scope {
        Some(Scope::Unit(unit)) => Some(unit),
        Some(Scope::Body(body)) => snapshot.seen().unit_of(Subject::Body(body)),
        None => None,
    };
    let view = scope.map(|scope| month(snapshot, scope, first));
    let choices = match view {
        Some(_) => Vec::new(),
        None => snapshot.units().into_iter().map(|unit| Link::new(&unit.name, links::calendar(Some(unit.id), None, Some((first.year(), first.month()))))).collect(),
    };
    let title = view.as_ref().map_or_else(|| "日历".to_owned(), |view| format!("{} 日历", view.title));
    let other = other(&seat, scope, first);
    render(&CalendarPage { shell: Shell::new(&app, &seat, title, unit, Some(Entry::Calendar)), view, choices, other })
}

/// The unit's month beside one's own body's, and the other way round.
fn other(seat: &Seat, scope: Option<Scope>, first: Date) -> Option<Link> {
    let month = Some((first.year(), first.month()));
    match scope? {
        Scope::Body(body) => {
            let unit = seat.snapshot.seen().unit_of(Subject::Body(body))?;
            Some(Link::new("看全单位", links::calendar(Some(unit), None, month)))
        }
        Scope::Unit(unit) => {
            let acting = seat.viewer.acting.as_ref().filter(|acting| acting.unit == Some(unit))?;
            Some(Link::new("看本组织", links::calendar(None, Some(acting.body), month)))
        }
    }
}
