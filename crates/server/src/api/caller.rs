//! Who calls, and what is sent: a token in the header, JSON in the body.

use super::json;
use super::problem::ApiError;
use super::strays;
use crate::error::PageError;
use crate::form::most;
use crate::live::Live;
use crate::office::Once;
use crate::app::App;
use crate::trail::Deed;
use crate::viewer::Seat;
use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jishi_defence::Defence;
use jishi_store::TokenScope;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::str::FromStr;
use std::sync::Arc;
use utoipa::IntoParams;

/// Carries what a page's forms carry, where a page's session makes a token.
pub(crate) const CSRF: &str = "X-CSRF";

/// A program that has shown a good token. Its site is as far as may be seen from the token's post.
pub(crate) struct Caller {
    pub(crate) app: App,
    pub(crate) live: Arc<Live>,
    pub(crate) seat: Seat,
    /// How far the token goes within what may be done from the seat.
    pub(crate) scope: TokenScope,
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let live = app.live.clone().ok_or(ApiError::NOT_FOUND)?;
        let secret = bearer(&parts.headers).ok_or(ApiError::NoToken)?;
        let (seat, scope) = Seat::of_token(app, &live, secret).await?.ok_or(ApiError::NoToken)?;
        if Defence::TokensKeepScope.holds() && scope == TokenScope::Look && !matches!(parts.method, Method::GET | Method::HEAD) {
            return Err(ApiError::OnlyLooks);
        }
        seat.ready_to_read(&parts.method).await?;
        Ok(Self { app: app.clone(), live, seat, scope })
    }
}

/// Somebody at a page, who makes a token for a program.
pub(crate) struct AtPage {
    pub(crate) live: Arc<Live>,
    pub(crate) seat: Seat,
}

impl FromRequestParts<App> for AtPage {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let live = app.live.clone().ok_or(ApiError::NOT_FOUND)?;
        let seat = Seat::of_headers(app, &parts.headers).await?.filter(|seat| seat.account().is_some()).ok_or(ApiError::NoToken)?;
        if seat.is_stale() {
            return Err(PageError::StalePassword.into());
        }
        let sent = parts.headers.get(CSRF).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !seat.viewer.gave_out(sent) {
            return Err(PageError::Foreign.into());
        }
        Ok(Self { live, seat })
    }
}

impl Caller {
    /// Enters that so many rows of a list were read: from some number on that is taking it out.
    pub(crate) async fn listed(&self, what: &str, rows: usize) -> Result<(), ApiError> {
        Ok(self.seat.enter(Some(&self.live), Deed::Listed(what.to_owned()), rows as u64).await?)
    }
}

/// Who calls, whatever for: by the token that is shown, else by a page's session.
pub(crate) async fn seat_of(app: &App, live: &Live, headers: &HeaderMap) -> Option<Seat> {
    match bearer(headers) {
        Some(secret) => Seat::of_token(app, live, secret).await.ok().flatten().map(|(seat, _)| seat),
        None => Seat::of_headers(app, headers).await.ok().flatten(),
    }
}

/// The token in `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// JSON that was sent. No text in it carries a sign that is never taken.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _app: &App) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::MediaType("application/json"));
        }
        let bytes = to_bytes(request.into_body(), most()).await.map_err(|_| PageError::TooLarge)?;
        let mut sent: Value = json::read(&bytes).map_err(ApiError::Json)?;
        // Read from the bytes first: then what does not fit is told with its line.
        json::read::<T>(&bytes).map_err(ApiError::Json)?;
        let errors = strays::plain(&mut sent);
        if !errors.is_empty() {
            return Err(ApiError::Invalid(errors));
        }
        T::deserialize(sent).map(Self).map_err(|error| ApiError::Json(json::in_words(&error, None)))
    }
}

/// An answer in JSON.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(error) => PageError::Render(error.to_string()).into_response(),
        }
    }
}

/// What a handler gives.
pub(crate) type Answer<T> = Result<Json<T>, ApiError>;

/// An answer with a status and the headers of what was made or changed; its tag says which version of it.
pub(crate) fn answer(status: StatusCode, tag: Option<String>, location: Option<String>, body: impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    let tag = tag.and_then(|tag| HeaderValue::from_str(&format!("\"{tag}\"")).ok());
    let place = location.and_then(|location| HeaderValue::from_str(&location).ok());
    response.headers_mut().extend([(header::ETAG, tag), (header::LOCATION, place)].into_iter().filter_map(|(name, value)| Some((name, value?))));
    response
}

/// What was seen of a thing: its version, or whatever else its `ETag` says, in `If-Match: "…"`.
pub(crate) fn seen_of<T: FromStr>(headers: &HeaderMap) -> Result<T, ApiError> {
    let text = headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tag = text.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    tag.and_then(|tag| tag.parse().ok()).ok_or(ApiError::Header("If-Match", "请把读到的 ETag 照抄进 If-Match，如 \"1024\"。"))
}

const KEY: &str = "idempotency-key";

/// What a program may call a request, as the document says it; [`key_of`] reads it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it is the document's alone")]
pub(crate) struct KeyHeader {
    /// 这一次办理自己的编号，重发时照旧
    #[param(rename = "Idempotency-Key", min_length = 8, max_length = 64, pattern = "^[A-Za-z0-9._:-]+$")]
    key: Option<String>,
}

/// The key in `Idempotency-Key`, where one is sent: the same again is the same deed.
pub(crate) fn key_of(headers: &HeaderMap) -> Result<Once, ApiError> {
    let Some(value) = headers.get(KEY) else { return Ok(Once::NONE) };
    value.to_str().ok().and_then(Once::read).ok_or_else(no_key)
}

/// A key is needed, or cannot be read.
pub(crate) fn no_key() -> ApiError {
    ApiError::Header("Idempotency-Key", "请为每次办理写一个自己的编号，8 至 64 个字母、数字或 -_.:；重发时照旧。")
}
