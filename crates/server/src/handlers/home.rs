//! `/`: a person's own matters; for who is none, the only unit's overview or the list of units.

use crate::error::PageError;
use crate::view::links;
use crate::viewer::Seat;
use axum::response::Redirect;

pub(crate) async fn home(seat: Seat) -> Result<Redirect, PageError> {
    if seat.viewer.person.is_some() {
        return Ok(Redirect::to(&links::mine(None)));
    }
    Ok(Redirect::to(&seat.snapshot.only_unit().map_or_else(|| "/units".to_owned(), links::unit)))
}
