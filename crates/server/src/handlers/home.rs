//! `/`: a person's own matters; for who keeps the system, the accounts; for who audits, the journal; else the only unit's
//! overview or the list of units.

use crate::error::PageError;
use crate::view::links;
use crate::viewer::Seat;
use axum::response::Redirect;
use jishi_authorize::{Action, Resource};

pub(crate) async fn home(seat: Seat) -> Result<Redirect, PageError> {
    if seat.viewer.person.is_some() {
        return Ok(Redirect::to(&links::mine(None)));
    }
    if seat.account().is_some() && !seat.may_somewhere(Action::See) {
        let may = |action| seat.may(action, Resource::Site).is_ok();
        let ways = [(Action::ManageAccounts, "/accounts"), (Action::ReadJournal, "/log"), (Action::SeeAccounts, "/accounts")];
        let first = ways.into_iter().find(|(action, _)| may(*action));
        return Ok(Redirect::to(first.map_or("/me", |(_, page)| page)));
    }
    Ok(Redirect::to(&seat.snapshot.only_unit().map_or_else(|| "/units".to_owned(), links::unit)))
}
