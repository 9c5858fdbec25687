//! Bringing workbooks in: upload, progress, preview, decision, result, and taking an import back.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::record_form::writable;
use crate::imports::{Look, Past, Stage, allowed, past, received, undo, undoing};
use crate::live::Live;
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
use std::sync::Arc;

#[derive(Template)]
#[template(path = "imports.html")]
struct Imports {
    shell: Shell,
    csrf: String,
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
    render(&Imports { shell, csrf: seat.viewer.csrf.clone(), under_way, would_go, past })
}

pub(crate) async fn upload(State(app): State<App>, seat: Seat, form: Multipart) -> Page {
    let live = writable(&app)?;
    allowed(&seat)?;
    let ticket = app.imports.admit(&seat.viewer.actor)?;
    let received = received(live, &ticket, form).await?;
    if seat.account().is_none() || !seat.viewer.gave_out(&received.csrf) {
        return Err(PageError::Foreign);
    }
    let id = app.imports.begin(&app.tools(live), &seat, received.sources, received.instead)?;
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
    allowed(&seat)?;
    let look = look(&app, live, &seat, &id)?;
    match typed.one("action") {
        "cancel" => app.imports.cancel(look.id, &seat.viewer.actor),
        action => app.imports.write(&app.tools(live), look.id, &seat, action == "good").await,
    }
    Ok(Redirect::to(&format!("/imports/{id}")).into_response())
}

/// What taking an import back would do.
pub(crate) async fn undo_form(State(app): State<App>, seat: Seat, Path(id): Path<String>) -> Page {
    let live = writable(&app)?;
    let (import, outlook) = undoing(live, &seat, &id).await?;
    let shell = Shell::new(&app, &seat, "撤回导入", None, Some(Entry::Imports)).under(vec![Link::new("导入工作簿", "/imports")]);
    let (day, files, view) = (dates::full(import.day), seat.whole().site().imports.files(import.id), Undoing::new(&seat.snapshot, &outlook));
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

fn look(app: &App, live: &Arc<Live>, seat: &Seat, id: &str) -> Result<Look, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    app.imports.look(live, id, &seat.viewer.actor).ok_or(PageError::NotFound)
}
