//! A ledger taken out as a workbook.

use crate::error::PageError;
use crate::app::App;
use crate::trail::Deed;
use crate::view::ledger::{Kind, Query, body_asked, described, holds_any, narrowed, said, taken};
use crate::viewer::Seat;
use crate::xlsx;
use axum::response::Response;
use jishi_authorize::{Action, Resource};
use jishi_base::BodyId;
use jishi_facts::Entity;

/// Why nothing of it may be taken out, and whom to ask: asked of the body that was chosen, or of one's own.
fn nothing_to_take(seat: &Seat, body: Option<BodyId>) -> PageError {
    let own = || seat.viewer.person.and_then(|person| seat.snapshot.branch_of(person));
    let at = body.or_else(own).map_or(Resource::Site, Resource::Body);
    match seat.may(Action::Export, at) {
        Err(PageError::Forbidden(why, refused)) => PageError::Forbidden(format!("这里没有您可以导出的内容。{why}"), refused),
        _ => PageError::Forbidden("这里没有您可以导出的内容。".to_owned(), Some((Action::Export, at))),
    }
}

/// The rows of a ledger as a workbook: those that one may take out, with what one may take out of them. That they are taken
/// is entered before a byte goes.
pub(crate) async fn ledger_workbook(app: &App, seat: &Seat, ledger: &str, query: Query) -> Result<Response, PageError> {
    let kind = Kind::read(ledger).ok_or(PageError::NotFound)?;
    let named = described(&seat.snapshot, kind).ok_or(PageError::NotFound)?.name.clone();
    let name = named.clone();
    let body = body_asked(&seat.snapshot, &query).ok_or(PageError::BadQuery)?;
    let (reach, part, snapshot, within) = (seat.reach(Action::Export), seat.taken_out(app).await?, seat.snapshot.clone(), within(&query));
    let made = app.jobs.run(&seat.viewer.actor, move || {
        if !reach.whole && !holds_any(&snapshot, kind, &query, &reach) {
            return Ok(None);
        }
        let (year, rows) = taken(&snapshot, &part, kind, &query).ok_or(PageError::BadQuery)?;
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(said).collect()).collect();
        let about = format!("{}；统计到 {}；共 {} 行", narrowed(&snapshot, &query).ok_or(PageError::BadQuery)?, xlsx::day(snapshot.as_of()), rows.len());
        let of = if kind.by_year() { format!("{year}年") } else { String::new() };
        let columns: Vec<&str> = described(&snapshot, kind).iter().flat_map(|ledger| &ledger.columns).map(|column| column.head.as_str()).collect();
        let title = format!("{of}{name}台账");
        let table = xlsx::Table { name: &name, title, about, day: snapshot.as_of(), columns: &columns };
        let bytes = xlsx::workbook(&table, &rows)?;
        Ok::<_, PageError>(Some((year, rows.len() as u64, bytes)))
    });
    let (year, rows, bytes) = made.await??.ok_or_else(|| nothing_to_take(seat, body))?;
    seat.enter(app.live.as_deref(), Deed::TakenOut(named.clone(), within), rows).await?;
    let of = if kind.by_year() { year.to_string() } else { seat.snapshot.as_of().to_string() };
    Ok(xlsx::download(&format!("{named}台账 {of}"), &format!("{}-{of}", kind.key()), bytes))
}

/// What the rows were narrowed to: a body, else a unit, else everything that is seen.
fn within(query: &Query) -> Entity {
    let body = query.body.parse().ok().map(Entity::Body);
    body.or_else(|| query.unit.parse().ok().map(Entity::Unit)).unwrap_or(Entity::Site)
}
