//! Who is shown anything at all. Before a site is set up, the holder of the console's link; on pages that are only shown,
//! whoever has opened them by theirs. Every route but the link itself and what the pages ship stands behind this.

use crate::app::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The patterns of the routes that stand before the gate.
pub(crate) const BEFORE: [&str; 2] = ["/invitations/{secret}", "/assets/{name}"];

/// Lets a request through, or answers why nothing is shown.
pub(crate) async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    match app.is_open_to(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(closed) => closed.into_response(),
    }
}
