//! `/items/{item}`: something that must be followed to its end, by whom, until when; closed by one, verified by another.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::crumbs;
use crate::handlers::record_form::{key_of, writable};
use crate::office::{Once, Step, known_item, next_step, step};
use crate::page::{Page, Shell, render};
use crate::view::Link;
use crate::app::App;
use crate::view::links;
use crate::view::record::item_text;
use crate::dates;
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use jishi_authorize::Seen;
use jishi_base::PersonId;
use jishi_facts::Item;

#[derive(Template)]
#[template(path = "item.html")]
struct ItemPage {
    shell: Shell,
    kind: String,
    text: String,
    rows: Vec<(&'static str, String)>,
    record: Option<String>,
    late: bool,
    /// What may be done with it now, by whoever looks.
    act: Option<Act>,
    /// What comes next, where it is somebody else's to do.
    next: Option<&'static str>,
    csrf: String,
    version: u64,
    today: String,
}

/// The next step.
struct Act {
    action: String,
    button: &'static str,
    says: &'static str,
    /// What its form calls what it sends.
    key: String,
}

pub(crate) async fn item(State(app): State<App>, seat: Seat, Path(item): Path<String>) -> Page {
    let item = known_item(&seat, &item)?;
    let snapshot = &seat.snapshot;
    let today = snapshot.inputs().today;
    let body = snapshot.seen().body(item.body);
    let mut way = body.and_then(|body| body.unit).map_or_else(Vec::new, |unit| crumbs(snapshot, unit));
    way.extend(body.map(|body| Link::new(&body.name, links::body(body.id))));
    render(&ItemPage {
        shell: Shell::new(&app, &seat, &item.kind, body.and_then(|body| body.unit), None).under(way),
        kind: item.kind.clone(),
        text: item_text(snapshot, item),
        rows: rows(snapshot.seen(), item),
        record: item.opened_by.filter(|record| snapshot.seen().record(*record).is_some()).map(links::record),
        late: item.closed.is_none() && item.due.is_some_and(|due| due < today),
        act: act(&app, &seat, item),
        next: next(item),
        csrf: seat.viewer.csrf.clone(),
        version: item.version,
        today: today.to_string(),
    })
}

fn rows(site: &Seen, item: &Item) -> Vec<(&'static str, String)> {
    let name = |person: Option<PersonId>| person.and_then(|person| site.person(person)).map_or_else(String::new, |person| person.name().to_owned());
    let done = |day: Option<jishi_calendar::Date>, by| day.map(|day| format!("{}　{}", dates::full(day), name(by)));
    vec![
        ("提出", dates::full(item.opened)),
        ("由谁办", item.owner.map_or_else(|| "没有定人".to_owned(), |person| name(Some(person)))),
        ("期限", item.due.map_or_else(|| "没有定期限".to_owned(), dates::full)),
        ("办结", done(item.closed, item.closed_by).unwrap_or_else(|| "还没有办结".to_owned())),
        ("核实", done(item.verified, item.verified_by).unwrap_or_else(|| "还没有核实".to_owned())),
    ]
}

fn next(item: &Item) -> Option<&'static str> {
    match (item.closed, item.verified) {
        (None, _) => Some("下一步：办好以后，由所在党组织登记办结；您现在的职务只能看。"),
        (Some(_), None) => Some("下一步：由办结人以外的一人核实。"),
        _ => None,
    }
}

fn act(app: &App, seat: &Seat, item: &Item) -> Option<Act> {
    let live = app.live.as_ref().filter(|_| seat.account().is_some())?;
    let path = |step: &str| format!("{}/{step}", links::item(item.id));
    let (action, button, says) = match next_step(seat, item)? {
        Step::Close => (path("close"), "登记办结", "办完了就登记，由另一人核实。"),
        Step::Verify => (path("verify"), "核实办结", "看过确实办好了，再核实。"),
    };
    Some(Act { action, button, says, key: Once::for_form(live) })
}

pub(crate) async fn close_item(State(app): State<App>, Path(item): Path<String>, filled: Filled) -> Page {
    take(&app, &item, filled, Step::Close).await
}

pub(crate) async fn verify_item(State(app): State<App>, Path(item): Path<String>, filled: Filled) -> Page {
    take(&app, &item, filled, Step::Verify).await
}

async fn take(app: &App, item: &str, Filled { seat, typed }: Filled, which: Step) -> Page {
    let live = writable(app)?;
    let id = known_item(&seat, item)?.id;
    let version = typed.one("version").parse().map_err(|_| PageError::Foreign)?;
    let on = jishi_intake::day(typed.one("on"), live.now().day.year()).map_err(|fault| PageError::Refused(fault.message, fault.help))?;
    step(live, &seat, id, which, Some(on), version, &key_of(&typed)?).await?;
    Ok(Redirect::to(&links::item(id)).into_response())
}
