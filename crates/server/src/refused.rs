//! What was refused to somebody who is logged in goes into the trail: what their post does not allow, what another site's
//! form would have done in their name, and what lies outside of their sight and was asked for by its id.

use crate::api;
use crate::error::PageError;
use crate::live::Live;
use crate::app::App;
use crate::snapshot::Snapshot;
use crate::trail::Deed;
use crate::view::links;
use crate::viewer::Seat;
use axum::http::{HeaderMap, StatusCode};
use jishi_authorize::Action;
use jishi_facts::{Subject, Entity};

/// A form that this site did not give out.
const FOREIGN: &str = "外来表单";
/// A token that only looks was to change something.
const ONLY_LOOKS: &str = "用只看的令牌办理";
/// What is no single act of the table of rights.
const OTHER: &str = "办理";

/// Enters an answer that refuses. It is refused whether it can be entered or not.
pub(crate) async fn refused(app: &App, headers: &HeaderMap, path: &str, (status, error): (StatusCode, Option<PageError>)) {
    let Some(live) = app.live.as_deref().filter(|_| matches!(status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)) else { return };
    let missing = status == StatusCode::NOT_FOUND;
    // Most of what is not found names nothing.
    let named = steps(path).and_then(|(sort, id)| read(sort, id));
    if missing && named.is_none() {
        return;
    }
    let Some(seat) = seat(app, live, headers, path).await else { return };
    let deed = if missing { named.filter(|thing| is_hidden(&seat, thing)).map(looked_for) } else { Some(asked_for(error.as_ref())) };
    if let Some(deed) = deed {
        let _ = seat.enter(Some(live), deed, 0).await;
    }
}

/// Who is logged in at a page, or behind the token of a program.
async fn seat(app: &App, live: &Live, headers: &HeaderMap, path: &str) -> Option<Seat> {
    let seat = if api::is_api(path) { api::seat_of(app, live, headers).await } else { Seat::of_headers(app, headers).await.ok().flatten() };
    seat.filter(|seat| seat.account().is_some())
}

fn asked_for(error: Option<&PageError>) -> Deed {
    match error {
        Some(PageError::Forbidden(_, Some((action, resource)))) => Deed::Refused(action.to_string(), Entity::from(*resource)),
        Some(PageError::Forbidden(_, None)) => Deed::Refused(OTHER.to_owned(), Entity::Site),
        Some(PageError::Foreign) => Deed::Refused(FOREIGN.to_owned(), Entity::Site),
        _ => Deed::Refused(ONLY_LOOKS.to_owned(), Entity::Site),
    }
}

fn looked_for(thing: Entity) -> Deed {
    let action = if matches!(thing, Entity::Person(_)) { Action::SeePeople } else { Action::See };
    Deed::Refused(action.to_string(), thing)
}

/// The sort of thing that an address is about, and its id: `/people/…`, `/api/v1/duties/…/person-…/…`.
fn steps(path: &str) -> Option<(&str, &str)> {
    let path = path.strip_prefix(api::BASE).unwrap_or(path).trim_start_matches('/');
    let mut steps = path.split('/');
    match (steps.next()?, steps.next()?) {
        ("instances" | "duties", _) => Some(("subjects", steps.next()?)),
        pair => Some(pair),
    }
}

fn read(sort: &str, id: &str) -> Option<Entity> {
    match sort {
        "units" => id.parse().ok().map(Entity::Unit),
        "bodies" => id.parse().ok().map(Entity::Body),
        "people" => id.parse().ok().map(Entity::Person),
        "records" => id.parse().ok().map(Entity::Record),
        "items" => id.parse().ok().map(Entity::Item),
        "subjects" => links::read_subject(id).map(Entity::from),
        _ => None,
    }
}

/// Is it there, and not for this viewer? What is not there at all, nobody was refused.
fn is_hidden(seat: &Seat, thing: &Entity) -> bool {
    let (whole, seen) = (seat.whole().site(), seat.snapshot.seen());
    let owes = |subject: Subject| {
        let judged = |snapshot: &Snapshot| snapshot.verdicts().any(|instance| instance.subject == subject);
        judged(seat.whole()) && !judged(&seat.snapshot)
    };
    match *thing {
        Entity::Unit(id) => whole.units.contains_key(&id) && seen.unit(id).is_none(),
        Entity::Body(id) => (whole.bodies.contains_key(&id) && seen.body(id).is_none()) || owes(Subject::Body(id)),
        Entity::Person(id) => whole.people.contains_key(&id) && !seat.snapshot.opens_person(id),
        Entity::Record(id) => whole.records.contains_key(&id) && seen.record(id).is_none(),
        Entity::Item(id) => whole.items.contains_key(&id) && seen.item(id).is_none(),
        Entity::Post(id) => owes(Subject::Post(id)),
        Entity::Site
        | Entity::Ledger(_)
        | Entity::Memberships(_)
        | Entity::Holding(_)
        | Entity::Link(_)
        | Entity::Waiver(_)
        | Entity::Reason(_)
        | Entity::Extension(_)
        | Entity::Import(_)
        | Entity::Proposal(_)
        | Entity::Account(_) => false,
    }
}
