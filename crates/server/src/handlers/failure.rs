//! The page of an error, with the menu where there is a state to make it from.

use crate::error::{PageError, Words};
use crate::page::{Page, Shell, render};
use crate::app::App;
use crate::viewer::Seat;
use askama::Template;
use axum::http::HeaderMap;

#[derive(Template)]
#[template(path = "error.html")]
struct Failure {
    shell: Shell,
    words: Words,
    status: u16,
    /// Is there a way to the first page?
    home: bool,
    /// Under this number the operator's window says more.
    incident: Option<u64>,
}

pub(crate) async fn error_page(app: &App, asked: &HeaderMap, error: &PageError, incident: Option<u64>) -> Page {
    let words = error.words();
    // A foreign host, a state that cannot be had or shown, or somebody unknown gets the bare frame: no name of the site.
    // So does what is turned away before anything is looked up for it.
    let hidden = matches!(
        error,
        PageError::WrongHost | PageError::NotSetUp | PageError::NotOpened | PageError::Unavailable(_) | PageError::Render(_)
            | PageError::Malformed | PageError::TooLong | PageError::Busy(..)
    );
    let seat = if hidden { None } else { Seat::of_headers(app, asked).await.ok().flatten() };
    let shell = match &seat {
        Some(seat) => Shell::new(app, seat, words.title, None, None),
        None => Shell::bare(app, words.title),
    };
    render(&Failure { shell, words, status: error.status().as_u16(), home: error.leads_home(), incident })
}
