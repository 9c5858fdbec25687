//! What holds for every request and answer alike: only this machine's names, only reading, no sign in an address that
//! nobody can see, headers, pages for errors.

use crate::api;
use crate::error::PageError;
use crate::handlers;
use crate::host::names_this_machine;
use crate::limits;
use crate::refused::refused;
use crate::app::App;
use crate::serving::Stopped;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jishi_base::signs::{stray, written_out};
use jishi_defence::Defence;
use std::sync::atomic::{AtomicU64, Ordering};

/// Nothing but our own files; pictures may be data (Bootstrap's own); `connect-src` is for htmx.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// On every answer.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (header::X_FRAME_OPTIONS, "DENY"),
];

/// Errors of the program since it was started, by which a person and the operator mean the same one.
static INCIDENTS: AtomicU64 = AtomicU64::new(1);

/// Wraps every route.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let program = api::is_api(request.uri().path());
    // Which methods a program may use at an address, its route says.
    let writes = app.live.is_some() && (program && !reads || *request.method() == Method::POST);
    let head_only = request.method() == Method::HEAD;
    let stopped = request.extensions().get::<Stopped>().map(|stopped| stopped.error());
    // What was stopped at the door has nothing looked up for it, and nothing entered.
    let live = app.live.as_ref().filter(|_| stopped.is_none());
    if let Some(live) = live {
        live.turn_day().await;
    }
    let (asked, path) = (request.headers().clone(), request.uri().path().to_owned());
    let unread = app.source.unread();
    let mut response = if let Some(stopped) = stopped {
        stopped.into_response()
    } else if request.uri().path_and_query().is_some_and(|target| target.as_str().len() > limits::TARGET_BYTES) {
        PageError::TooLong.into_response()
    } else if Defence::HostIsNamed.holds() && !names_this_machine(request.headers(), request.uri()) {
        PageError::WrongHost.into_response()
    } else if !reads && !writes {
        PageError::MethodNotAllowed.into_response()
    } else if Defence::RequestsComeFromHere.holds() && writes && !from_here(request.headers()) {
        PageError::Foreign.into_response()
    } else if let Some(stray) = request.uri().query().and_then(stray_in) {
        PageError::Stray(stray).into_response()
    } else {
        next.run(request).await
    };
    // What was made while contents could not be read lacks them: better no answer than one that says less than is so.
    if reads && app.source.unread() != unread {
        response = PageError::Unavailable("有封存的内容读不出来".to_owned()).into_response();
    }
    // A form that is shown again with what is wrong is a page already.
    let again = response.extensions().get::<PageError>().and_then(PageError::retry_after);
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if failed && !page {
        let error = response.extensions().get::<PageError>().cloned();
        refused(&app, &asked, &path, (response.status(), error)).await;
        let error = response.extensions().get::<PageError>().cloned().unwrap_or_else(|| PageError::of_status(response.status()));
        let incident = error.log().map(|text| {
            let number = INCIDENTS.fetch_add(1, Ordering::Relaxed);
            eprintln!("网页出错（{}，编号 {number}）：{text}", response.status());
            number
        });
        response = if program { api::as_problem(response, error) } else { as_page(&app, &asked, &error, incident).await };
        if head_only {
            *response.body_mut() = Body::empty();
        }
    }
    let headers = response.headers_mut();
    if let Some(seconds) = again {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    for (name, value) in HEADERS.into_iter().filter(|_| Defence::HeadersGoAlong.holds()) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Did a page of this site send it? Browsers say so; what says nothing is no browser, and has no session to abuse.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site").is_none_or(|site| site == "same-origin");
    let host = text("host").unwrap_or_default();
    let origin = text("origin").is_none_or(|origin| origin.split_once("://").is_some_and(|(_, from)| from == host));
    site && origin
}

/// A sign that is never taken, in what the address asks for: nothing is searched for it, and no form begins with it.
fn stray_in(query: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let found = |(name, value): &(String, String)| Some(format!("“{}”{}", written_out(name), stray(value).or_else(|| stray(name))?));
    pairs.iter().find_map(found)
}

/// The whole page of an error. Its own failure leaves a bare status: there is nothing more to fall back on.
async fn as_page(app: &App, asked: &HeaderMap, error: &PageError, incident: Option<u64>) -> Response {
    let mut page = handlers::error_page(app, asked, error, incident).await.unwrap_or_else(|_| error.status().into_response());
    *page.status_mut() = error.status();
    if error.status() == StatusCode::METHOD_NOT_ALLOWED {
        page.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    page
}
