//! `/about`: what this is, what it stands on, what it never does.

use crate::handlers::Context;
use crate::page::{Entry, Page, Shell, render};
use crate::routes::App;
use crate::viewer::Seat;
use crate::view::dates;
use askama::Template;
use axum::extract::{Query, State};
use jishi_pack::Pack;

/// The version of the program.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    shell: Shell,
    version: &'static str,
    as_of: String,
    known: String,
    root: String,
    events: u64,
    instances: usize,
    packs: Vec<Pack>,
    /// May anything be entered here at all?
    writes: bool,
}

pub(crate) async fn about(State(app): State<App>, seat: Seat, Query(context): Query<Context>) -> Page {
    let snapshot = seat.snapshot.clone();
    let (inputs, (events, root)) = (snapshot.inputs(), app.head(&snapshot));
    render(&About {
        shell: Shell::new(&app, &seat, "关于本系统", context.unit(&snapshot)?, Some(Entry::About)),
        version: VERSION,
        as_of: dates::full(inputs.as_of),
        known: inputs.known_at.map_or_else(|| "现在已知".to_owned(), |day| format!("{} 已知", dates::full(day))),
        root,
        events,
        instances: inputs.instances.len(),
        writes: app.live.is_some(),
        packs: snapshot.library().packs.values().cloned().collect(),
    })
}
