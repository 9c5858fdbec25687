//! The page of an error, with the menu where there is a state to make it from.

use crate::error::{PageError, Words};
use crate::handlers::current;
use crate::page::{Page, Shell, render};
use crate::routes::App;
use crate::viewer::Seat;
use askama::Template;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "error.html")]
struct Failure {
    shell: Shell,
    words: Words,
    status: u16,
}

pub(crate) async fn error_page(app: &App, error: &PageError) -> Page {
    let words = error.words();
    // A foreign host, or a state that cannot be had, gets the bare frame: no name of the site.
    let snapshot = if matches!(error, PageError::WrongHost | PageError::Unavailable(_)) { None } else { current(app).await.ok() };
    let shell = match &snapshot {
        Some(snapshot) => Shell::new(app, &Seat { viewer: Arc::default(), snapshot: snapshot.clone() }, words.title, None, None),
        None => Shell::bare(app, words.title),
    };
    render(&Failure { shell, words, status: error.status().as_u16() })
}
