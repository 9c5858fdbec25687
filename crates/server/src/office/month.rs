//! Whose month the calendar shows.

use super::known::{known_body, known_unit};
use crate::error::PageError;
use crate::view::calendar::{Query, Scope};
use crate::viewer::Seat;

/// Whose month: as asked, else of the body acted for, else of the only unit.
pub(crate) fn month_of(seat: &Seat, query: &Query) -> Result<Option<Scope>, PageError> {
    if !query.body.is_empty() {
        return known_body(&seat.snapshot, &query.body).map(|body| Some(Scope::Body(body)));
    }
    if !query.unit.is_empty() {
        return known_unit(&seat.snapshot, &query.unit).map(|unit| Some(Scope::Unit(unit)));
    }
    let acting = seat.viewer.acting.as_ref().map(|post| post.body);
    let branch = seat.viewer.person.and_then(|person| seat.snapshot.branch_of(person));
    Ok(acting.or(branch).map(Scope::Body).or_else(|| seat.snapshot.only_unit().map(Scope::Unit)))
}
