//! A record in the making: who may make or change it, what saving it would settle, saving it; and withdrawing one.

use crate::entry::{Draft, Fault, Standing, Turn, Typed, read, turns};
use crate::foreseen::Foreseen;
use crate::intent::{Denied, Intent};
use crate::error::PageError;
use crate::jobs::Jobs;
use super::Once;
use crate::live::Live;
use crate::snapshot::Snapshot;
use crate::viewer::Seat;
use jishi_authorize::sensitive::closed_fields;
use jishi_authorize::{Action, Resource};
use jishi_base::{BodyId, IdSource, ItemId, RecordId};
use jishi_facts::{Body, Event, Record, RecordText, Site};
use jishi_pack::Meaning;
use jishi_facts::Entity;
use jishi_workflow as workflow;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// A new record, or a correction of one that stands.
#[derive(Clone, Copy)]
pub(crate) struct Work<'a> {
    pub(crate) live: &'a Arc<Live>,
    pub(crate) seat: &'a Seat,
    pub(crate) body: &'a Body,
    pub(crate) record: RecordId,
    /// The version that is corrected.
    pub(crate) version: Option<u64>,
}

/// What is to be written, and how it would be judged where that has been asked.
pub(crate) struct Change {
    commands: Vec<workflow::Command>,
    foreseen: Option<Arc<Foreseen>>,
}

impl<'a> Work<'a> {
    /// A record to be entered under this id, filed under a body where one may.
    pub(crate) fn entering(live: &'a Arc<Live>, seat: &'a Seat, body: &str, record: RecordId) -> Result<Self, PageError> {
        let id: BodyId = body.parse().map_err(|_| PageError::NotFound)?;
        let body = seat.snapshot.seen().body(id).filter(|body| body.unit.is_some()).ok_or(PageError::NotFound)?;
        seat.may(Action::Record, Resource::Body(body.id))?;
        Ok(Self { live, seat, body, record, version: None })
    }

    /// A correction of a record that stands, from a version that was seen; without one, from the one that stands.
    pub(crate) fn correcting(live: &'a Arc<Live>, seat: &'a Seat, record: &str, version: Option<u64>) -> Result<Self, PageError> {
        let known = known(seat, record)?;
        if known.withdrawn {
            return Err(PageError::Refused("这条记录已经撤回".to_owned(), "请重新登记一条".to_owned()));
        }
        let body = filed_under(seat, known).ok_or(PageError::NotFound)?;
        Ok(Self { live, seat, body, record: known.id, version: Some(version.unwrap_or(known.version)) })
    }

    /// What was typed, as far as it can be understood, and every fault.
    ///
    /// # Errors
    /// Where the texts of the record that is corrected cannot be read now: they would be lost.
    pub(crate) fn read(&self, typed: &Typed) -> Result<(Draft, Vec<Fault>), PageError> {
        let whole = self.seat.whole();
        let known = self.standing().and_then(|shown| Some((whole.site().records.get(&self.record)?, shown)));
        let text = known.map(|(record, _)| whole.text(record)).transpose().map_err(|error| PageError::Unavailable(error.to_string()))?;
        let text = text.flatten().unwrap_or_default();
        let standing = known.map(|(whole, shown)| Standing { whole, text: &text, shown });
        Ok(read(&self.seat.snapshot, self.body.id, typed, standing))
    }

    /// The record that is corrected, as it is seen.
    pub(crate) fn standing(&self) -> Option<&'a Record> {
        self.version.and_then(|_| self.seat.snapshot.seen().record(self.record))
    }

    /// Its fields that hold something and are closed: a correction leaves them as they stand unless they are opened.
    pub(crate) fn closed(&self) -> BTreeSet<String> {
        let library = self.seat.snapshot.library();
        self.standing().map(|record| closed_fields(library, record).into_iter().map(str::to_owned).collect()).unwrap_or_default()
    }

    /// What is to be written of a draft.
    pub(crate) fn change(&self, draft: Draft) -> Change {
        Change { commands: self.live.fresh(|ids| self.commands(draft, ids)), foreseen: None }
    }

    /// What it would settle, which is kept with it for the state that comes of it.
    pub(crate) async fn foresee(&self, jobs: &Arc<Jobs>, change: &mut Change) -> Result<Vec<Turn>, PageError> {
        let (whole, seen, workdays) = (self.seat.whole().clone(), self.seat.snapshot.clone(), self.live.workdays().clone());
        let commands = change.commands.clone();
        let judge = move || {
            let foreseen = Foreseen::of(&whole, &workdays, decide_all(whole.site(), commands).unwrap_or_default());
            (turns(&foreseen, &seen), foreseen)
        };
        let (turns, foreseen) = jobs.run(&self.seat.viewer.actor, judge).await?;
        change.foreseen = Some(Arc::new(foreseen));
        Ok(turns)
    }

    /// Writes it. A new record is known again by its id, which its sender's key has made.
    pub(crate) async fn save(&self, request: Vec<u8>, change: Change, key: &Once) -> Result<(), Denied> {
        let Change { commands, foreseen } = change;
        let id = match self.version {
            None => format!("登记-{}-0", self.record),
            Some(version) => key.id("更正", self.seat, || format!("{}-{version}", self.record)),
        };
        let expected = self.version.map(|version| (Entity::Record(self.record), version)).into_iter().collect();
        let (came, hoped) = (Arc::new(Mutex::new(None)), foreseen.clone());
        let noted = came.clone();
        let decide = Box::new(move |site: &Site| {
            let events = decide_all(site, commands.clone())?;
            // It may be decided more than once: the last time counts.
            *noted.lock().unwrap_or_else(PoisonError::into_inner) = hoped.as_ref().and_then(|hoped| hoped.comes_true(site, &events));
            Ok(events)
        });
        self.seat.carry_out(self.live, Intent { id, request, expected, decide }).await?;
        let came = *came.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((foreseen, size)) = foreseen.zip(came) {
            foreseen.came_true(size);
        }
        Ok(())
    }

    /// The record, and an item for each thing decided.
    fn commands(&self, draft: Draft, ids: &mut dyn IdSource) -> Vec<workflow::Command> {
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

    /// Does another version stand than the one that is corrected?
    pub(crate) fn is_stale(&self) -> bool {
        self.version.is_some_and(|version| self.standing().is_some_and(|record| record.version != version))
    }
}

/// Withdraws a record of which a version was seen.
pub(crate) async fn withdraw(live: &Live, seat: &Seat, record: &str, version: u64, key: &Once) -> Result<RecordId, Denied> {
    let record = known(seat, record)?.id;
    let id = key.id("撤回", seat, || format!("{record}-{version}"));
    let intent = Intent::of(id, record.to_string().into_bytes(), workflow::Command::WithdrawRecord { record });
    seat.carry_out(live, intent.seen(Entity::Record(record), version)).await.map(|()| record)
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
    let library = snapshot.library();
    let decided = library.meanings.names(Meaning::Decided);
    let followed = library.duties.iter().find_map(|duty| match &duty.form {
        jishi_pack::Form::Followup { items, .. } if decided.contains(items) => Some(items),
        _ => None,
    });
    followed.or_else(|| decided.first()).cloned().unwrap_or_default()
}

/// A record that may be seen and changed, be it withdrawn.
fn known<'s>(seat: &'s Seat, id: &str) -> Result<&'s Record, PageError> {
    let id: RecordId = id.parse().map_err(|_| PageError::NotFound)?;
    let record = seat.snapshot.seen().record(id).ok_or(PageError::NotFound)?;
    seat.may(Action::Correct, Resource::Record(id)).map(|()| record)
}

/// The body a record is filed under: its first, or the branch of whom it is about; where that is not seen, one's own.
fn filed_under<'s>(seat: &'s Seat, record: &Record) -> Option<&'s Body> {
    let seen = seat.snapshot.seen();
    let of_people = || record.people.values().flatten().find_map(|person| seen.branch_of(*person, record.date));
    let own = || seat.viewer.acting.as_ref().filter(|_| record.people.is_empty()).map(|acting| acting.body);
    record.bodies.first().copied().or_else(of_people).or_else(own).and_then(|body| seen.body(body))
}
