//! Entering, correcting and withdrawing a record: one form, shown again with what was typed until it is right.

use crate::entry::{self, Draft, Fault, Turn, Typed};
use crate::intent::Denied;
use crate::error::PageError;
use crate::form::{Filled, Unchecked};
use crate::live::Live;
use crate::office::{Once, Work, withdraw};
use crate::page::{Page, Shell, render};
use crate::view::Link;
use crate::app::App;
use crate::snapshot::Snapshot;
use crate::trail::Deed;
use crate::view::entry::{Asked, EntryPage, OPEN, Widget, page};
use crate::view::links;
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, Query, State};
use jishi_authorize::sensitive::{closed_fields, label_of, without_closed};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use jishi_base::RecordId;
use jishi_facts::{Record, Entity};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "entry.html")]
struct Entry {
    shell: Shell,
    view: EntryPage,
    csrf: String,
}

/// The form of a record in the making.
#[derive(Clone, Copy)]
struct Form<'a> {
    app: &'a App,
    work: Work<'a>,
}

pub(crate) async fn new_record(State(app): State<App>, seat: Seat, Path(body): Path<String>, Query(pairs): Query<Vec<(String, String)>>) -> Page {
    let live = writable(&app)?;
    let work = Work::entering(live, &seat, &body, live.fresh(|ids| RecordId(ids.next_id())))?;
    let mut typed = Typed::new(pairs);
    if !typed.has("date") {
        typed.push("date", seat.snapshot.inputs().today.to_string());
    }
    Form { app: &app, work }.look(&typed).await
}

pub(crate) async fn create_record(State(app): State<App>, Path(body): Path<String>, Unchecked { seat, typed }: Unchecked) -> Page {
    let record = typed.one("key").parse().map_err(|_| PageError::Foreign)?;
    let work = Work::entering(writable(&app)?, &seat, &body, record)?;
    Form { app: &app, work }.answer(&typed).await
}

pub(crate) async fn correction(State(app): State<App>, seat: Seat, Path(record): Path<String>) -> Page {
    let work = Work::correcting(writable(&app)?, &seat, &record, None)?;
    let typed = work.standing().map(|known| entry::of_record(&seat.snapshot, known)).unwrap_or_default();
    Form { app: &app, work }.look(&typed.closing(&work.closed())).await
}

pub(crate) async fn correct_record(State(app): State<App>, Path(record): Path<String>, Unchecked { seat, typed }: Unchecked) -> Page {
    let version = typed.one("version").parse().map_err(|_| PageError::Foreign)?;
    let work = Work::correcting(writable(&app)?, &seat, &record, Some(version))?;
    Form { app: &app, work }.answer(&typed).await
}

pub(crate) async fn withdraw_record(State(app): State<App>, Path(record): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let version = typed.one("version").parse().map_err(|_| PageError::Foreign)?;
    let record = withdraw(writable(&app)?, &seat, &record, version, &key_of(&typed)?).await?;
    Ok(Redirect::to(&links::record(record)).into_response())
}

/// What a form calls what it sends; one that carries no key calls it nothing.
pub(crate) fn key_of(typed: &Typed) -> Result<Once, PageError> {
    match typed.one("key") {
        "" => Ok(Once::NONE),
        key => Once::read(key).ok_or(PageError::Foreign),
    }
}

impl Form<'_> {
    /// Saves what is right; shows again what is not, or what was only looked at.
    async fn answer(&self, typed: &Typed) -> Page {
        match typed.one("action") {
            "preview" | "effects" => return self.look(typed).await,
            action => {
                if let Some(field) = action.strip_prefix(OPEN) {
                    return self.open(typed, field).await;
                }
            }
        }
        let (draft, faults) = self.work.read(typed)?;
        if !faults.is_empty() {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, self.show(typed, &faults, None, &[])?).into_response());
        }
        // The form's key is the record's id: a correction is known again by the version that it names.
        match self.work.save(typed.bytes(), self.work.change(draft), &Once::NONE).await {
            Ok(()) => Ok(Redirect::to(&links::record(self.work.record)).into_response()),
            Err(Denied::Stale(_)) => self.show_stale(typed).await,
            Err(denied) => Err(denied.into()),
        }
    }

    /// The same form with a closed field opened, which is entered first; what was typed stays.
    async fn open(&self, typed: &Typed, field: &str) -> Page {
        let record = self.work.seat.snapshot.seen().record(self.work.record).filter(|_| self.work.closed().contains(field));
        let (record, snapshot) = (record.ok_or(PageError::BadQuery)?, &self.work.seat.snapshot);
        let label = label_of(snapshot.library(), record, field);
        let deed = Deed::Opened(Entity::Record(record.id), [field.to_owned()].into(), label);
        match self.work.seat.enter(Some(self.work.live), deed, 0).await {
            Ok(()) => self.look(&typed.clone().opening(field, &entry::of_record(snapshot, record))).await,
            Err(error) => {
                let mut view = self.page(typed, &[], None, &[]);
                view.not_entered = true;
                Ok((error.status(), self.frame(view)?).into_response())
            }
        }
    }

    /// What saving would do, as far as kind and day tell already.
    async fn look(&self, typed: &Typed) -> Page {
        let (draft, faults) = self.work.read(typed)?;
        let told = !faults.iter().any(|fault| matches!(fault.field.as_str(), "kind" | "date"));
        let turns = if told { self.work.foresee(&self.app.jobs, &mut self.work.change(draft.clone())).await? } else { Vec::new() };
        self.show(typed, &[], told.then_some(&draft), &turns)
    }

    /// Both versions: what stands, above what was typed; saving once more is then a decision.
    async fn show_stale(&self, typed: &Typed) -> Page {
        let now = self.work.seat.clone().afresh(self.app).await?;
        let standing = now.snapshot.seen().record(self.work.record).ok_or(PageError::NotFound)?;
        let form = Form { work: Work { version: Some(standing.version), ..self.work }, ..*self };
        let mut view = form.page(typed, &[], None, &[]);
        view.theirs = in_words(&now.snapshot, standing);
        Ok((StatusCode::CONFLICT, form.frame(view)?).into_response())
    }

    fn show(&self, typed: &Typed, faults: &[Fault], draft: Option<&Draft>, turns: &[Turn]) -> Page {
        self.frame(self.page(typed, faults, draft, turns))
    }

    fn page(&self, typed: &Typed, faults: &[Fault], draft: Option<&Draft>, turns: &[Turn]) -> EntryPage {
        let work = &self.work;
        let action = match work.version {
            None => links::record_new(work.body.id, "", ""),
            Some(_) => links::record_correct(work.record),
        };
        let asked = Asked { body: work.body, typed, faults, draft, turns, action, key: work.record.to_string(), version: work.version };
        page(&work.seat.snapshot, &asked)
    }

    fn frame(&self, view: EntryPage) -> Page {
        let work = &self.work;
        let mut way = work.body.unit.map_or_else(Vec::new, |unit| crate::handlers::crumbs(&work.seat.snapshot, unit));
        way.push(Link::new(&work.body.name, links::body(work.body.id)));
        let shell = Shell::new(self.app, work.seat, &view.title, work.body.unit, None).under(way);
        render(&Entry { shell, view, csrf: work.seat.viewer.csrf.clone() })
    }
}

/// A record as the page of a conflict tells it. What is closed stays so.
fn in_words(snapshot: &Snapshot, record: &Record) -> Vec<(String, String)> {
    let closed: Vec<(String, String)> = closed_fields(snapshot.library(), record)
        .into_iter()
        .map(|field| (field.to_owned(), format!("{}，没有显示", label_of(snapshot.library(), record, field).word())))
        .collect();
    let record = &without_closed(snapshot.library(), record);
    let mut out = vec![
        ("类型".to_owned(), record.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join("、")),
        ("日期".to_owned(), record.date.to_string()),
    ];
    out.extend(snapshot.seen().text(record).iter().flatten().map(|(name, text)| (name.into(), text.clone())));
    out.extend(record.people.iter().map(|(role, people)| (role.into(), entry::names(snapshot.seen(), people))));
    out.extend(closed);
    if record.withdrawn {
        out.push(("状态".to_owned(), "已撤回".to_owned()));
    }
    out
}

pub(crate) fn writable(app: &App) -> Result<&Arc<Live>, PageError> {
    app.live.as_ref().ok_or(PageError::MethodNotAllowed)
}
