//! `/mine`: what whoever looks owes, or what the body named owes.

use crate::office::known_body;
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::view::links;
use crate::view::mine::{Desk, Mine, mine as view};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

/// `?body=…`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Of {
    body: String,
}

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    shell: Shell,
    /// `None` for who is no person and asked for no body.
    view: Option<Mine>,
    /// It is the viewer's own desk.
    own: bool,
    /// Where a body is chosen.
    choose: String,
}

pub(crate) async fn mine(State(app): State<App>, seat: Seat, Query(of): Query<Of>) -> Page {
    let (own, body) = (Desk::of(&seat.viewer), of.body.as_str());
    let desk = match if body.is_empty() { None } else { Some(known_body(&seat.snapshot, body)?) } {
        Some(body) if own.as_ref().is_some_and(|desk| desk.body == Some(body)) => own.clone(),
        Some(body) => Some(Desk::of_body(body)),
        None => own.clone(),
    };
    let unit = desk.as_ref().and_then(|desk| desk.unit(&seat.snapshot));
    let view = desk.as_ref().map(|desk| view(&seat.snapshot, desk));
    let is_own = desk == own;
    let title = view.as_ref().filter(|_| !is_own).and_then(|view| view.body.as_ref()).map_or_else(|| "我的事项".to_owned(), |body| format!("{}的事项", body.text));
    let shell = Shell::new(&app, &seat, title, unit, is_own.then_some(Entry::Mine));
    render(&MinePage { shell, view, own: is_own, choose: links::organisations(None) })
}

