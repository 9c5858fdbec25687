//! The refused rows of an import, taken out as a workbook.

use crate::error::PageError;
use crate::imports::allowed;
use crate::app::App;
use crate::viewer::Seat;
use crate::xlsx;
use axum::response::Response;

/// The workbook of refused rows of an import of whoever asks.
pub(crate) async fn refused_rows(app: &App, seat: &Seat, id: &str) -> Result<Response, PageError> {
    allowed(seat)?;
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let read = app.imports.refusals(id, &seat.viewer.actor).ok_or(PageError::NotFound)?;
    let bytes = app.jobs.run(&seat.viewer.actor, read).await?;
    let bytes = bytes.map_err(|error| PageError::Unavailable(format!("不收的行的工作簿读不出来：{}", error.kind())))?;
    Ok(xlsx::download("不收的行", "refused-rows", bytes))
}
