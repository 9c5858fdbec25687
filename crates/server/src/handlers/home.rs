//! `/`: the only unit's overview, or the list of units.

use crate::error::PageError;
use crate::handlers::current;
use crate::routes::App;
use crate::view::links;
use axum::extract::State;
use axum::response::Redirect;

pub(crate) async fn home(State(app): State<App>) -> Result<Redirect, PageError> {
    let snapshot = current(&app).await?;
    Ok(Redirect::to(&snapshot.only_unit().map_or_else(|| "/units".to_owned(), links::unit)))
}
