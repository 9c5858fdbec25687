//! Bringing workbooks in: upload, progress, preview, decision, result, and taking an import back.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::record_form::writable;
use crate::imports::{Look, Stage, allowed, received};
use crate::office::Once;
use crate::office::imports::{Choice, decide, look, take_in};
use crate::office::imports::{Past, past, undo, undoing};
use crate::page::{Entry, Page, Shell, render};
use crate::view::Link;
use crate::app::App;
use crate::view::undo::Undoing;
use crate::dates;
use crate::viewer::Seat;
use crate::office::refused_rows;
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect};
use jishi_facts::Undone;

#[derive(Template)]
#[template(path = "imports.html")]
struct Imports {
    shell: Shell,
    csrf: String,
    key: String,
    /// Those of whoever looks that wait for something.
    under_way: Vec<Look>,
    /// The import that would be given up for another one: its id and its files.
    would_go: Option<(String, String)>,
    past: Vec<Past>,
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    shell: Shell,
    csrf: String,
    look: Look,
}

#[derive(Template)]
#[template(path = "import_undo.html")]
struct UndoPage {
    shell: Shell,
    csrf: String,
    action: String,
    day: String,
    files: Vec<String>,
    view: Undoing,
}

pub(crate) async fn imports(State(app): State<App>, seat: Seat) -> Page {
    let live = writable(&app)?;
    allowed(&seat)?;
    let (under_way, past) = (app.imports.under_way(live, &seat.viewer.actor), past(&seat));
    let would_go = app.imports.would_go(&seat.viewer.actor).map(|(id, files)| (id.to_string(), files.join("、")));
    let shell = Shell::new(&app, &seat, "导入工作簿", None, Some(Entry::Imports));
    render(&Imports { shell, csrf: seat.viewer.csrf.clone(), key: Once::for_form(live), under_way, would_go, past })
}

pub(crate) async fn upload(State(app): State<App>, seat: Seat, form: Multipart) -> Page {
    let live = writable(&app)?;
    allowed(&seat)?;
    let ticket = app.imports.admit(&seat.viewer.actor)?;
    let received = received(live, &ticket, form).await?;
    if seat.account().is_none() || !seat.viewer.gave_out(&received.csrf) {
        return Err(PageError::Foreign);
    }
    let key = if received.key.is_empty() { Once::NONE } else { Once::read(&received.key).ok_or(PageError::Foreign)? };
    let id = take_in(&app, live, &seat, received.sources, received.instead, &key)?;
    Ok(Redirect::to(&format!("/imports/{id}")).into_response())
}

pub(crate) async fn import(State(app): State<App>, seat: Seat, Path(id): Path<String>) -> Page {
    let live = writable(&app)?;
    let look = look(&app, live, &seat, &id)?;
    let shell = Shell::new(&app, &seat, "导入工作簿", None, Some(Entry::Imports)).under(vec![Link::new("导入工作簿", "/imports")]);
    render(&ImportPage { shell, csrf: seat.viewer.csrf.clone(), look })
}

pub(crate) async fn decide_import(State(app): State<App>, Path(id): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    let choice = match typed.one("action") {
        "cancel" => Choice::Cancel,
        "good" => Choice::Good,
        _ => Choice::All,
    };
    decide(&app, live, &seat, &id, choice).await?;
    Ok(Redirect::to(&format!("/imports/{id}")).into_response())
}

/// What taking an import back would do.
pub(crate) async fn undo_form(State(app): State<App>, seat: Seat, Path(id): Path<String>) -> Page {
    let live = writable(&app)?;
    let (import, outlook) = undoing(live, &seat, &id).await?;
    let shell = Shell::new(&app, &seat, "撤回导入", None, Some(Entry::Imports)).under(vec![Link::new("导入工作簿", "/imports")]);
    let (day, files, view) = (dates::full(import.day), seat.snapshot.seen().files_of(import.id), Undoing::new(&seat.snapshot, &outlook));
    render(&UndoPage { shell, csrf: seat.viewer.csrf.clone(), action: format!("/imports/{id}/undo"), day, files, view })
}

/// Takes it back.
pub(crate) async fn undo_import(State(app): State<App>, Path(id): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    undo(live, &seat, &id, typed.one("registers") == "yes").await?;
    Ok(Redirect::to("/imports").into_response())
}

/// The workbook of refused rows.
pub(crate) async fn refusals(State(app): State<App>, seat: Seat, Path(id): Path<String>) -> Page {
    writable(&app)?;
    refused_rows(&app, &seat, &id).await
}
