//! Bringing workbooks in: upload, progress, preview, decision, result, and taking an import back.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::record_form::writable;
use crate::imports::{Look, Past, Stage, allowed, enough, past, received, undo, undoing};
use crate::page::{Entry, Link, Page, Shell, render};
use crate::routes::App;
use crate::view::{dates, undo::Undoing};
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect};
use jishi_facts::Undone;
use jishi_intake::SheetReport;

/// Rows shown of each sheet; the rest is counted.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "imports.html")]
struct Imports {
    shell: Shell,
    csrf: String,
    /// Those of whoever looks that wait for something.
    under_way: Vec<Look>,
    past: Vec<Past>,
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    shell: Shell,
    csrf: String,
    look: Look,
    sums: Sums,
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

/// The numbers of all sheets together.
#[derive(Default)]
struct Sums {
    created: u32,
    changed: u32,
    unchanged: u32,
    warned: usize,
    refused: usize,
}

impl Sums {
    fn of(sheets: &[SheetReport]) -> Self {
        sheets.iter().fold(Self::default(), |sum, sheet| Self {
            created: sum.created + sheet.created,
            changed: sum.changed + sheet.changed,
            unchanged: sum.unchanged + sheet.unchanged,
            warned: sum.warned + sheet.warnings.len(),
            refused: sum.refused + sheet.refused.len(),
        })
    }
}

pub(crate) async fn imports(State(app): State<App>, seat: Seat) -> Page {
    writable(&app)?;
    allowed(&seat)?;
    let (under_way, past) = (app.imports.under_way(&seat.viewer.actor), past(&seat));
    let shell = Shell::new(&app, &seat, "导入工作簿", None, Some(Entry::Imports));
    render(&Imports { shell, csrf: seat.viewer.csrf.clone(), under_way, past })
}

pub(crate) async fn upload(State(app): State<App>, seat: Seat, form: Multipart) -> Page {
    let live = writable(&app)?;
    let (files, csrf) = received(form).await?;
    if seat.account().is_none() || csrf != seat.viewer.csrf {
        return Err(PageError::Foreign);
    }
    allowed(&seat)?;
    let files = enough(files)?;
    let id = app.imports.begin(live, &app.read_workbook, &seat, files);
    Ok(Redirect::to(&format!("/imports/{id}")).into_response())
}

pub(crate) async fn import(State(app): State<App>, seat: Seat, Path(id): Path<String>) -> Page {
    writable(&app)?;
    let look = look(&app, &seat, &id)?;
    let sums = Sums::of(&look.sheets);
    let shell = Shell::new(&app, &seat, "导入工作簿", None, Some(Entry::Imports)).under(vec![Link::new("导入工作簿", "/imports")]);
    render(&ImportPage { shell, csrf: seat.viewer.csrf.clone(), look, sums })
}

pub(crate) async fn decide_import(State(app): State<App>, Path(id): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    allowed(&seat)?;
    let look = look(&app, &seat, &id)?;
    match typed.one("action") {
        "cancel" => app.imports.cancel(look.id, &seat.viewer.actor),
        action => app.imports.write(live, look.id, &seat, action == "good").await,
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
    undo(live, &seat, &id, typed.one("registers") == "yes", typed.bytes()).await?;
    Ok(Redirect::to("/imports").into_response())
}

fn look(app: &App, seat: &Seat, id: &str) -> Result<Look, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    app.imports.look(id, &seat.viewer.actor).ok_or(PageError::NotFound)
}
