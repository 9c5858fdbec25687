//! Entering, correcting and withdrawing a record: one form, shown again with what was typed until it is right.

use crate::entry::{self, Draft, Fault, Turn, Typed, turns};
use crate::error::PageError;
use crate::form::Filled;
use crate::live::Live;
use crate::page::{Link, Page, Shell, render};
use crate::routes::App;
use crate::snapshot::Snapshot;
use crate::view::entry::{Asked, EntryPage, Widget, page};
use crate::view::links;
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, Query, State};
use jishi_authorize::{Action, Resource};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use jishi_base::{BodyId, ItemId, RecordId, SeededIds};
use jishi_facts::{Body, Event, Record, RecordText, Site};
use jishi_store::{Command, EntityRef, StoreError};
use jishi_workflow as workflow;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "entry.html")]
struct Entry {
    shell: Shell,
    view: EntryPage,
    csrf: String,
}

/// A record in the making: a new one, or a correction of one that stands.
struct Work<'a> {
    app: &'a App,
    live: &'a Arc<Live>,
    seat: &'a Seat,
    body: &'a Body,
    record: RecordId,
    /// The version that is corrected.
    version: Option<u64>,
}

pub(crate) async fn new_record(State(app): State<App>, seat: Seat, Path(body): Path<String>, Query(pairs): Query<Vec<(String, String)>>) -> Page {
    let live = writable(&app)?;
    let body = known_body(&seat.snapshot, &body)?;
    seat.may(Action::Record, Resource::Body(body.id))?;
    let record = live.fresh(|ids| RecordId(ids.next_id()));
    let mut typed = Typed::new(pairs);
    if !typed.has("date") {
        typed.push("date", seat.snapshot.inputs().today.to_string());
    }
    Work { app: &app, live, seat: &seat, body, record, version: None }.look(&typed)
}

pub(crate) async fn create_record(State(app): State<App>, Path(body): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    let body = known_body(&seat.snapshot, &body)?;
    seat.may(Action::Record, Resource::Body(body.id))?;
    let record = typed.one("key").parse().map_err(|_| PageError::Foreign)?;
    Work { app: &app, live, seat: &seat, body, record, version: None }.answer(&typed).await
}

pub(crate) async fn correction(State(app): State<App>, seat: Seat, Path(record): Path<String>) -> Page {
    let live = writable(&app)?;
    let (known, body) = standing(&seat.snapshot, &record)?;
    seat.may(Action::Correct, Resource::Record(known.id))?;
    let work = Work { app: &app, live, seat: &seat, body, record: known.id, version: Some(known.version) };
    work.look(&entry::of_record(&seat.snapshot, known))
}

pub(crate) async fn correct_record(State(app): State<App>, Path(record): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    let (known, body) = standing(&seat.snapshot, &record)?;
    seat.may(Action::Correct, Resource::Record(known.id))?;
    let version = typed.one("version").parse().map_err(|_| PageError::Foreign)?;
    Work { app: &app, live, seat: &seat, body, record: known.id, version: Some(version) }.answer(&typed).await
}

pub(crate) async fn withdraw_record(State(app): State<App>, Path(record): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    let (known, _) = standing(&seat.snapshot, &record)?;
    seat.may(Action::Correct, Resource::Record(known.id))?;
    let version: u64 = typed.one("version").parse().map_err(|_| PageError::Foreign)?;
    let record = known.id;
    let decide = move |site: &Site| workflow::decide(site, workflow::Command::WithdrawRecord { record }).map_err(refusal);
    let asked = live.asked(&seat.viewer.actor);
    let command = Command::decided(format!("撤回-{record}-{version}"), asked, typed.bytes(), Box::new(decide));
    live.carry_out(command.expecting(vec![(EntityRef::Record(record), version)])).await.map_err(of_store)?;
    Ok(Redirect::to(&links::record(record)).into_response())
}

impl Work<'_> {
    /// Saves what is right; shows again what is not, or what was only looked at.
    async fn answer(&self, typed: &Typed) -> Page {
        if typed.one("action") == "preview" {
            return self.look(typed);
        }
        let (draft, faults) = entry::read(&self.seat.snapshot, self.body.id, typed);
        if !faults.is_empty() {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, self.show(typed, &faults, None, &[])?).into_response());
        }
        match self.save(typed, draft).await {
            Ok(()) => Ok(Redirect::to(&links::record(self.record)).into_response()),
            Err(StoreError::Refused(_)) if self.is_stale().await => self.show_stale(typed).await,
            Err(error) => Err(of_store(error)),
        }
    }

    /// What saving would do, as far as kind and day tell already.
    fn look(&self, typed: &Typed) -> Page {
        let (draft, faults) = entry::read(&self.seat.snapshot, self.body.id, typed);
        let told = !faults.iter().any(|fault| matches!(fault.field.as_str(), "kind" | "date"));
        let turns = if told { self.turns(&draft) } else { Vec::new() };
        self.show(typed, &[], told.then_some(&draft), &turns)
    }

    async fn save(&self, typed: &Typed, draft: Draft) -> Result<(), StoreError> {
        let commands = self.live.fresh(|ids| self.commands(draft, ids));
        let decide = move |site: &Site| decide_all(site, commands).map_err(refusal);
        let (word, version) = self.version.map_or(("登记", 0), |version| ("更正", version));
        let asked = self.live.asked(&self.seat.viewer.actor);
        let command = Command::decided(format!("{word}-{}-{version}", self.record), asked, typed.bytes(), Box::new(decide));
        let expected = self.version.map(|version| (EntityRef::Record(self.record), version)).into_iter().collect();
        self.live.carry_out(command.expecting(expected)).await.map(|_| ())
    }

    /// The record, and an item for each thing decided.
    fn commands(&self, draft: Draft, ids: &mut dyn jishi_base::IdSource) -> Vec<workflow::Command> {
        let Draft { content, decisions, .. } = draft;
        let (record, body, opened) = (self.record, self.body.id, content.date);
        let record_command = match self.version {
            None => workflow::Command::Record { record, content, source: None },
            Some(_) => workflow::Command::CorrectRecord { record, content, source: None },
        };
        let kind = item_kind(&self.seat.snapshot);
        let items = decisions.into_iter().map(|decision| workflow::Command::OpenItem {
            item: ItemId(ids.next_id()),
            kind: kind.clone(),
            body,
            opened_by: Some(record),
            opened,
            owner: decision.owner,
            due: decision.due,
            text: RecordText::from([("事项".to_owned(), decision.what)]),
        });
        std::iter::once(record_command).chain(items).collect()
    }

    /// What it would settle. The ids are thrown away with the answer.
    fn turns(&self, draft: &Draft) -> Vec<Turn> {
        let commands = self.commands(draft.clone(), &mut SeededIds::new(0));
        let events = decide_all(self.seat.whole().site(), commands).unwrap_or_default();
        turns(self.seat.whole(), &self.seat.snapshot, self.live.workdays(), &events)
    }

    async fn is_stale(&self) -> bool {
        let Some(version) = self.version else { return false };
        let now = crate::handlers::current(self.app).await.ok();
        now.and_then(|now| now.site().records.get(&self.record).map(|record| record.version != version)).unwrap_or(false)
    }

    /// Both versions: what stands, above what was typed; saving once more is then a decision.
    async fn show_stale(&self, typed: &Typed) -> Page {
        let now = crate::handlers::current(self.app).await?;
        let current = now.site().records.get(&self.record).ok_or(PageError::NotFound)?;
        let work = Work { version: Some(current.version), ..*self };
        let mut view = work.page(typed, &[], None, &[]);
        view.theirs = in_words(&now, current);
        Ok((StatusCode::CONFLICT, work.frame(view)?).into_response())
    }

    fn show(&self, typed: &Typed, faults: &[Fault], draft: Option<&Draft>, turns: &[Turn]) -> Page {
        self.frame(self.page(typed, faults, draft, turns))
    }

    fn page(&self, typed: &Typed, faults: &[Fault], draft: Option<&Draft>, turns: &[Turn]) -> EntryPage {
        let action = match self.version {
            None => links::record_new(self.body.id, "", ""),
            Some(_) => links::record_correct(self.record),
        };
        let asked = Asked { body: self.body, typed, faults, draft, turns, action, key: self.record.to_string(), version: self.version };
        page(&self.seat.snapshot, &asked)
    }

    fn frame(&self, view: EntryPage) -> Page {
        let mut way = self.body.unit.map_or_else(Vec::new, |unit| crate::handlers::crumbs(&self.seat.snapshot, unit));
        way.push(Link::new(&self.body.name, links::body(self.body.id)));
        let shell = Shell::new(self.app, self.seat, &view.title, self.body.unit, None).under(way);
        render(&Entry { shell, view, csrf: self.seat.viewer.csrf.clone() })
    }
}

/// All of it, decided on one site, or nothing.
fn decide_all(site: &Site, commands: Vec<workflow::Command>) -> Result<Vec<Event>, workflow::Refusal> {
    let mut events = Vec::new();
    for command in commands {
        events.extend(workflow::decide(site, command)?);
    }
    Ok(events)
}

/// The kind of item that what a meeting decides becomes: the one that a duty of the packs follows to its end.
fn item_kind(snapshot: &Snapshot) -> String {
    let followed = snapshot.library().duties.iter().find_map(|duty| match &duty.form {
        jishi_pack::Form::Followup { items } if items == entry::DECIDED => Some(items.clone()),
        _ => None,
    });
    followed.unwrap_or_else(|| entry::DECIDED.to_owned())
}

/// A record as the page of a conflict tells it.
fn in_words(snapshot: &Snapshot, record: &Record) -> Vec<(String, String)> {
    let mut out = vec![
        ("类型".to_owned(), record.kinds.iter().cloned().collect::<Vec<_>>().join("、")),
        ("日期".to_owned(), record.date.to_string()),
    ];
    out.extend(record.text.open().into_iter().flatten().map(|(name, text)| (name.clone(), text.clone())));
    out.extend(record.people.iter().map(|(role, people)| (role.clone(), entry::names(snapshot.site(), people))));
    if record.withdrawn {
        out.push(("状态".to_owned(), "已撤回".to_owned()));
    }
    out
}

pub(crate) fn writable(app: &App) -> Result<&Arc<Live>, PageError> {
    app.live.as_ref().ok_or(PageError::MethodNotAllowed)
}

fn known_body<'s>(snapshot: &'s Snapshot, id: &str) -> Result<&'s Body, PageError> {
    let id: BodyId = id.parse().map_err(|_| PageError::NotFound)?;
    snapshot.site().bodies.get(&id).filter(|body| body.unit.is_some()).ok_or(PageError::NotFound)
}

/// A record that has not been withdrawn, with the body it is filed under.
fn standing<'s>(snapshot: &'s Snapshot, id: &str) -> Result<(&'s Record, &'s Body), PageError> {
    let id: RecordId = id.parse().map_err(|_| PageError::NotFound)?;
    let site = snapshot.site();
    let record = site.records.get(&id).filter(|record| !record.withdrawn).ok_or(PageError::NotFound)?;
    let of_people = || record.people.values().flatten().find_map(|person| site.branch_of(*person, record.date));
    let body = record.bodies.first().copied().or_else(of_people).and_then(|body| site.bodies.get(&body));
    Ok((record, body.ok_or(PageError::NotFound)?))
}

pub(crate) fn refusal(refusal: workflow::Refusal) -> jishi_store::Refusal {
    jishi_store::Refusal::new(refusal.reason, refusal.help)
}

pub(crate) fn of_store(error: StoreError) -> PageError {
    match error {
        StoreError::Refused(refusal) => PageError::Refused(refusal.message, refusal.help),
        other => PageError::Unavailable(other.to_string()),
    }
}
