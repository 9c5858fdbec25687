//! `/ledgers/{ledger}` and `/ledgers/{ledger}/xlsx`: a ledger to read, and the same rows to take along.

use crate::error::PageError;
use crate::page::{Entry, Page, Shell, render};
use crate::routes::App;
use crate::view::ledger::{Kind, Ledger, Query, ledger as view, said, whole};
use crate::viewer::Seat;
use crate::xlsx;
use askama::Template;
use jishi_authorize::{Action, Resource};
use axum::extract::{Path, Query as In, State};

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    shell: Shell,
    view: Ledger,
}

pub(crate) async fn ledger(State(app): State<App>, seat: Seat, Path(ledger): Path<String>, In(query): In<Query>) -> Page {
    let kind = Kind::read(&ledger).ok_or(PageError::NotFound)?;
    let view = view(&seat.snapshot, kind, query).ok_or(PageError::BadQuery)?;
    render(&LedgerPage { shell: Shell::new(&app, &seat, kind.title(), view.unit, Some(Entry::Ledger(kind))), view })
}

pub(crate) async fn ledger_xlsx(State(app): State<App>, seat: Seat, Path(ledger): Path<String>, In(query): In<Query>) -> Page {
    workbook(&app, &seat, &ledger, query).await
}

/// The rows of a ledger as a workbook, for who may take out what they see.
pub(crate) async fn workbook(app: &App, seat: &Seat, ledger: &str, query: Query) -> Page {
    let kind = Kind::read(ledger).ok_or(PageError::NotFound)?;
    if !seat.may_somewhere(Action::Export) {
        seat.may(Action::Export, Resource::Site)?;
    }
    let snapshot = seat.snapshot.clone();
    let made = app.jobs.run(&seat.viewer.actor, move || {
        let (year, rows) = whole(&snapshot, kind, &query).ok_or(PageError::BadQuery)?;
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(said).collect()).collect();
        Ok((year, xlsx::workbook(kind.title(), snapshot.as_of(), kind.columns(), &rows)?))
    });
    let (year, bytes) = made.await??;
    let of = if kind.by_year() { year.to_string() } else { seat.snapshot.as_of().to_string() };
    Ok(xlsx::download(&format!("{}台账 {of}", kind.title()), &format!("{}-{of}", kind.key()), bytes))
}
