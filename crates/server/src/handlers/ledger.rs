//! `/ledgers/{ledger}` and `/ledgers/{ledger}/xlsx`: a ledger to read, and those of its rows to take along that one may.

use crate::error::PageError;
use crate::office::ledger_workbook;
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::view::ledger::{Kind, Ledger, Query, holds_any, ledger as view};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, Query as In, State};
use jishi_authorize::Action;

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    shell: Shell,
    view: Ledger,
    /// May any of it be taken out? That is entered first: where nothing is written, nothing is taken.
    takes: bool,
}

pub(crate) async fn ledger(State(app): State<App>, seat: Seat, Path(ledger): Path<String>, In(query): In<Query>) -> Page {
    let kind = Kind::read(&ledger).ok_or(PageError::NotFound)?;
    let takes = holds_any(&seat.snapshot, kind, &query, &seat.reach(Action::Export));
    let view = view(&seat.snapshot, kind, query).ok_or(PageError::BadQuery)?;
    let takes = app.live.is_some() && takes;
    render(&LedgerPage { shell: Shell::new(&app, &seat, &view.title, view.unit, Some(Entry::Ledger(kind))), view, takes })
}

pub(crate) async fn ledger_xlsx(State(app): State<App>, seat: Seat, Path(ledger): Path<String>, In(query): In<Query>) -> Page {
    ledger_workbook(&app, &seat, &ledger, query).await
}
