//! A form that was sent from a page of this site, in this log-in.

use crate::entry::{Typed, strays};
use crate::error::PageError;
use crate::limits;
use crate::app::App;
use crate::viewer::Seat;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use jishi_defence::Defence;

/// Bytes taken at most, as long as that is held to.
pub(crate) fn most() -> usize {
    if Defence::FormsAreBounded.holds() { limits::FORM } else { usize::MAX }
}
/// What was sent, and who sent it. Its texts carry no sign that is never taken.
pub(crate) struct Filled {
    pub(crate) seat: Seat,
    pub(crate) typed: Typed,
}

/// The same before its texts were looked at: for pages that show the form again with each fault at its field.
pub(crate) struct Unchecked {
    pub(crate) seat: Seat,
    pub(crate) typed: Typed,
}

impl FromRequest<App> for Filled {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let Unchecked { seat, typed } = Unchecked::from_request(request, app).await?;
        match strays(&typed).into_iter().next() {
            Some(fault) => Err(PageError::Invalid { field: fault.field, message: fault.message, help: fault.help }),
            None => Ok(Self { seat, typed }),
        }
    }
}

impl FromRequest<App> for Unchecked {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let seat = Seat::from_request_parts(&mut parts, app).await?;
        let typed = typed(body).await?;
        if seat.account().is_none() {
            return Err(PageError::LogIn("/".to_owned()));
        }
        if !seat.viewer.gave_out(typed.raw("csrf")) {
            return Err(PageError::Foreign);
        }
        Ok(Self { seat, typed })
    }
}

/// What was sent by somebody who is not logged in yet: unchecked, since these pages show their form again.
pub(crate) struct Plain(pub(crate) Typed);

impl FromRequest<App> for Plain {
    type Rejection = PageError;

    async fn from_request(request: Request, _app: &App) -> Result<Self, PageError> {
        typed(request.into_body()).await.map(Self)
    }
}

async fn typed(body: Body) -> Result<Typed, PageError> {
    let bytes = to_bytes(body, most()).await.map_err(|_| PageError::TooLarge)?;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).map_err(|_| PageError::BadQuery)?;
    Ok(Typed::sent(pairs))
}
