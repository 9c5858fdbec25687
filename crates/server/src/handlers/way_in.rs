//! The way in, shared by all the doors: the cookies that one gets, where one is led, and what is entered of who did not come in.

use crate::cookies::{COOKIE, cookie};
use crate::live::Live;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use jishi_defence::Defence;
use jishi_store::{Origin, Pseudonym, Secret};

/// Enters that somebody did not come in, by pseudonyms of the login and of where it was tried.
pub(crate) async fn failed(live: &Live, login: &str, source: &str) {
    let store = live.store();
    live.enter_failure(store.pseudonym(Pseudonym::Login(login)), store.pseudonym(Pseudonym::Source(source))).await;
}

/// How long, to stand within a sentence: ` 5 秒`.
pub(crate) fn in_words(seconds: u64) -> String {
    if seconds < 60 { format!(" {seconds} 秒") } else { format!(" {} 分钟", seconds.div_ceil(60)) }
}

/// Only a path of this site: nobody is sent elsewhere by a link.
pub(crate) fn local(next: &str) -> &str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    if ours || !Defence::WaysStayHere.holds() { next } else { "/" }
}

/// The way in, to a page.
pub(crate) fn inside(token: &Secret, to: &str) -> Response {
    with_session(Redirect::to(to).into_response(), token)
}

/// The same answer with the session's cookie: no script reads it, no other site sends it along with a form.
fn with_session(response: Response, token: &Secret) -> Response {
    opened(token.expose(), "Lax", response)
}

/// An answer with a session's cookie.
pub(crate) fn opened(session: &str, same_site: &str, mut response: Response) -> Response {
    let kept = if Defence::CookiesAreKept.holds() { format!("; HttpOnly; SameSite={same_site}") } else { String::new() };
    let cookie = HeaderValue::from_str(&format!("{COOKIE}={session}; Path=/{kept}"));
    if let Ok(mut cookie) = cookie {
        cookie.set_sensitive(true);
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// Where a log-in comes from.
pub(crate) fn origin_of<'h>(headers: &'h HeaderMap, source: &'h str) -> Origin<'h> {
    Origin { source, browser: cookie(headers, BROWSER) }
}

/// The cookie by which a browser is known in which the holder has logged in. It is no way in: it keeps what others try
/// elsewhere from slowing the holder down.
const BROWSER: &str = "jishi-browser";

/// The same answer, by which one is in, and the browser known from now on.
pub(crate) fn come_in(response: Response, token: &Secret, browser: &str) -> Response {
    let mut response = with_session(response, token);
    if let Ok(cookie) = HeaderValue::from_str(&format!("{BROWSER}={browser}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000")) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
