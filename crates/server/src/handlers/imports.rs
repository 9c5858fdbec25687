//! Bringing workbooks in: upload, progress, preview, decision, result, and taking the last import back.

use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::record_form::writable;
use crate::imports::{Look, Past, Stage, past, undo};
use crate::page::{Entry, Link, Page, Shell, render};
use crate::routes::App;
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect};
use jishi_authorize::{Action, Resource};
use jishi_base::ImportId;
use jishi_facts::Site;
use jishi_intake::SheetReport;
use jishi_store::Command;

/// Files in one import.
const FILES: usize = 30;
/// Rows shown of each sheet; the rest is counted.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "imports.html")]
struct Imports {
    shell: Shell,
    csrf: String,
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
    let past = past(&seat.snapshot);
    let shell = Shell::new(&app, &seat, "导入工作簿", None, Some(Entry::Imports));
    render(&Imports { shell, csrf: seat.viewer.csrf.clone(), past })
}

pub(crate) async fn upload(State(app): State<App>, seat: Seat, mut form: Multipart) -> Page {
    let live = writable(&app)?;
    let (mut files, mut csrf) = (Vec::new(), String::new());
    while let Some(field) = form.next_field().await.map_err(|_| PageError::TooLarge)? {
        match field.name() {
            Some("csrf") => csrf = field.text().await.map_err(|_| PageError::BadQuery)?,
            Some("files") => {
                let name = field.file_name().map(base_name).unwrap_or_default();
                let bytes = field.bytes().await.map_err(|_| PageError::TooLarge)?;
                if !name.is_empty() {
                    files.push((name, bytes.to_vec()));
                }
            }
            _ => {}
        }
    }
    if seat.account().is_none() || csrf != seat.viewer.csrf {
        return Err(PageError::Foreign);
    }
    allowed(&seat)?;
    if files.is_empty() || files.len() > FILES {
        let help = format!("请选 1 至 {FILES} 个 xlsx 文件，再按上传");
        return Err(PageError::Refused("没有收到要导入的文件，或一次太多".to_owned(), help));
    }
    let id = app.imports.begin(live, &app.read_workbook, &seat.viewer, files);
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
        action => app.imports.write(live, look.id, &seat.viewer.actor, action == "good", seat.units_for(Action::Import)).await,
    }
    Ok(Redirect::to(&format!("/imports/{id}")).into_response())
}

/// Takes back the records of an import that was written.
pub(crate) async fn undo_import(State(app): State<App>, Path(id): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    allowed(&seat)?;
    let import: ImportId = id.parse().map_err(|_| PageError::NotFound)?;
    let last = past(&seat.snapshot).into_iter().next().filter(|past| past.import == import);
    let last = last.ok_or_else(|| PageError::Refused("只能撤回最近的一次导入".to_owned(), "更早的请逐条更正或撤回".to_owned()))?;
    let decide = move |site: &Site| Ok(undo(site, import));
    let command = Command::decided(format!("撤回导入-{}", last.import), live.asked(&seat.viewer.actor), typed.bytes(), Box::new(decide));
    live.carry_out(command).await.map_err(crate::handlers::record_form::of_store)?;
    Ok(Redirect::to("/imports").into_response())
}

/// Whoever may import for some unit may begin; what is written is held to those units.
fn allowed(seat: &Seat) -> Result<(), PageError> {
    if seat.may_somewhere(Action::Import) { Ok(()) } else { seat.may(Action::Import, Resource::Site) }
}

fn look(app: &App, seat: &Seat, id: &str) -> Result<Look, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    app.imports.look(id, &seat.viewer.actor).ok_or(PageError::NotFound)
}

/// A file's name without the folders that some browsers send along.
fn base_name(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().trim().to_owned()
}
