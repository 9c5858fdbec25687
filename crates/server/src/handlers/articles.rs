//! `/articles` and `/articles/{pack}/{article}`: from the text to its duties and all their instances.

use crate::error::PageError;
use crate::handlers::Context;
use crate::page::{Entry, Page, Shell, render};
use crate::view::Link;
use crate::app::App;
use crate::viewer::Seat;
use crate::view::article::{Article, PackRow, article as view, packs};
use crate::view::links;
use askama::Template;
use axum::extract::{Path, Query, State};

#[derive(Template)]
#[template(path = "articles.html")]
struct Articles {
    shell: Shell,
    packs: Vec<PackRow>,
}

pub(crate) async fn articles(State(app): State<App>, seat: Seat, Query(context): Query<Context>) -> Page {
    let snapshot = seat.snapshot.clone();
    let unit = context.unit(&snapshot)?;
    let packs = packs(&snapshot, unit);
    render(&Articles { shell: Shell::new(&app, &seat, "制度与口径", unit, Some(Entry::Articles)), packs })
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    shell: Shell,
    view: Article,
}

pub(crate) async fn article(State(app): State<App>, seat: Seat, Path((pack, article)): Path<(String, String)>, Query(context): Query<Context>) -> Page {
    let snapshot = seat.snapshot.clone();
    let unit = context.unit(&snapshot)?;
    let number = article.parse().map_err(|_| PageError::NotFound)?;
    let view = view(&snapshot, &pack, number, unit).ok_or(PageError::NotFound)?;
    let way = vec![Link::new("制度与口径", links::articles(unit))];
    render(&ArticlePage { shell: Shell::new(&app, &seat, &view.name, unit, Some(Entry::Articles)).under(way), view })
}
