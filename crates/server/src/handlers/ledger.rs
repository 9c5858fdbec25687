//! `/ledgers/{ledger}` and `/ledgers/{ledger}/xlsx`: a ledger to read, and the same rows to take along.

use crate::error::PageError;
use crate::live::Live;
use crate::page::{Entry, Page, Shell, render};
use crate::routes::App;
use crate::trail::Deed;
use crate::view::ledger::{Kind, Ledger, Query, ledger as view, said, whole};
use crate::viewer::Seat;
use crate::xlsx;
use askama::Template;
use jishi_authorize::{Action, Resource};
use axum::extract::{Path, Query as In, State};
use jishi_facts::Thing;

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    shell: Shell,
    view: Ledger,
    /// Can its rows be taken along? That is entered first: where nothing is written, nothing is taken.
    takes: bool,
}

pub(crate) async fn ledger(State(app): State<App>, seat: Seat, Path(ledger): Path<String>, In(query): In<Query>) -> Page {
    let kind = Kind::read(&ledger).ok_or(PageError::NotFound)?;
    let view = view(&seat.snapshot, kind, query).ok_or(PageError::BadQuery)?;
    render(&LedgerPage { shell: Shell::new(&app, &seat, kind.title(), view.unit, Some(Entry::Ledger(kind))), takes: app.live.is_some(), view })
}

pub(crate) async fn ledger_xlsx(State(app): State<App>, seat: Seat, Path(ledger): Path<String>, In(query): In<Query>) -> Page {
    workbook(app.live.as_deref(), &seat, &ledger, &query).await
}

/// The rows of a ledger as a workbook, for who may take out what they see. That they do is entered before a byte goes.
pub(crate) async fn workbook(live: Option<&Live>, seat: &Seat, ledger: &str, query: &Query) -> Page {
    let kind = Kind::read(ledger).ok_or(PageError::NotFound)?;
    if !seat.may_somewhere(Action::Export) {
        seat.may(Action::Export, Resource::Site)?;
    }
    let (year, rows) = whole(&seat.snapshot, kind, query).ok_or(PageError::BadQuery)?;
    seat.enter(live, Deed::TakenOut(kind.title(), within(query)), rows.len() as u64).await?;
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(said).collect()).collect();
    let of = if kind.by_year() { year.to_string() } else { seat.snapshot.as_of().to_string() };
    let (name, plain) = (format!("{}台账 {of}", kind.title()), format!("{}-{of}", kind.key()));
    xlsx::download(&name, &plain, kind.title(), seat.snapshot.as_of(), kind.columns(), &rows)
}

/// What the rows were narrowed to: a body, else a unit, else everything that is seen.
fn within(query: &Query) -> Thing {
    let body = query.body.parse().ok().map(Thing::Body);
    body.or_else(|| query.unit.parse().ok().map(Thing::Unit)).unwrap_or(Thing::Site)
}
