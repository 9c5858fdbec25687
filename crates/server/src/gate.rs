//! Who is shown anything at all. Before a site is set up, the holder of the console's link; on pages that are only shown,
//! whoever has opened them by theirs. Every route but the link itself and what the pages ship stands behind this.

use crate::error::PageError;
use crate::routes::App;
use crate::viewer::session_token;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jishi_defence::Defence;

/// The patterns of the routes that stand before the gate.
pub(crate) const BEFORE: [&str; 2] = ["/invitations/{secret}", "/assets/{name}"];

/// Lets a request through, or answers why nothing is shown.
pub(crate) async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    match app.is_open_to(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(closed) => closed.into_response(),
    }
}

impl App {
    /// Is anything shown to whoever sent these headers?
    pub(crate) fn is_open_to(&self, headers: &HeaderMap) -> Result<(), PageError> {
        let open = match (&self.live, &self.pass) {
            (Some(live), _) => {
                let open = live.store().accounts().any() || !Defence::NothingBeforeSetUp.holds();
                return if open { Ok(()) } else { Err(PageError::NotSetUp) };
            }
            (None, Some(pass)) => session_token(headers).is_some_and(|token| pass.admits(token)),
            (None, None) => true,
        };
        if open { Ok(()) } else { Err(PageError::NotOpened) }
    }
}
