//! A record in the making, whoever asks for it: a page or a program. What saving it would settle, and saving it.

use super::{DECIDED, Draft, Fault, Turn, Typed, read, turns};
use crate::intent::{Denied, Intent};
use crate::error::PageError;
use crate::jobs::Jobs;
use crate::live::Live;
use crate::snapshot::Snapshot;
use crate::viewer::Seat;
use jishi_authorize::sensitive::closed_fields;
use jishi_base::{BodyId, IdSource, ItemId, RecordId, SeededIds};
use jishi_facts::{Body, Event, Record, RecordText, Site};
use jishi_store::EntityRef;
use jishi_workflow as workflow;
use std::collections::BTreeSet;
use std::sync::Arc;

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

impl Work<'_> {
    /// What was typed, as far as it can be understood, and every fault.
    pub(crate) fn read(&self, typed: &Typed) -> (Draft, Vec<Fault>) {
        read(&self.seat.snapshot, self.body.id, typed, self.standing())
    }

    /// The record that is corrected.
    fn standing(&self) -> Option<&Record> {
        self.version.and_then(|_| self.seat.snapshot.site().records.get(&self.record))
    }

    /// Its fields that hold something and are closed: a correction leaves them as they stand unless they are opened.
    pub(crate) fn closed(&self) -> BTreeSet<String> {
        let library = self.seat.snapshot.library();
        self.standing().map(|record| closed_fields(library, record).into_iter().map(str::to_owned).collect()).unwrap_or_default()
    }

    /// What it would settle. The ids are thrown away with the answer.
    pub(crate) async fn turns(&self, jobs: &Arc<Jobs>, draft: &Draft) -> Result<Vec<Turn>, PageError> {
        let commands = self.commands(draft.clone(), &mut SeededIds::new(0));
        let (whole, seen, workdays) = (self.seat.whole().clone(), self.seat.snapshot.clone(), self.live.workdays().clone());
        let judge = move || {
            let events = decide_all(whole.site(), commands).unwrap_or_default();
            turns(&whole, &seen, &workdays, &events)
        };
        jobs.run(&self.seat.viewer.actor, judge).await
    }

    /// Writes it. The same again has no second effect.
    pub(crate) async fn save(&self, request: Vec<u8>, draft: Draft) -> Result<(), Denied> {
        let commands = self.live.fresh(|ids| self.commands(draft, ids));
        let (word, version) = self.version.map_or(("登记", 0), |version| ("更正", version));
        let expected = self.version.map(|version| (EntityRef::Record(self.record), version)).into_iter().collect();
        let decide = Box::new(move |site: &Site| decide_all(site, commands.clone()));
        self.seat.carry_out(self.live, Intent { id: format!("{word}-{}-{version}", self.record), request, expected, decide }).await
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

    /// Is what stands now another version than the one that is corrected?
    pub(crate) fn is_stale(&self, now: &Snapshot) -> bool {
        let standing = now.site().records.get(&self.record);
        self.version.is_some_and(|version| standing.is_some_and(|record| record.version != version))
    }
}

/// Withdraws a record of which a version was seen.
pub(crate) async fn withdraw(live: &Live, seat: &Seat, record: RecordId, version: u64, request: Vec<u8>) -> Result<(), Denied> {
    let intent = Intent::of(format!("撤回-{record}-{version}"), request, workflow::Command::WithdrawRecord { record });
    seat.carry_out(live, intent.seen(EntityRef::Record(record), version)).await
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
        jishi_pack::Form::Followup { items } if items == DECIDED => Some(items.clone()),
        _ => None,
    });
    followed.unwrap_or_else(|| DECIDED.to_owned())
}

/// A body about which records may be entered.
pub(crate) fn known_body<'s>(snapshot: &'s Snapshot, id: &str) -> Result<&'s Body, PageError> {
    let id: BodyId = id.parse().map_err(|_| PageError::NotFound)?;
    snapshot.site().bodies.get(&id).filter(|body| body.unit.is_some()).ok_or(PageError::NotFound)
}

/// A record that has not been withdrawn, with the body it is filed under.
pub(crate) fn standing<'s>(snapshot: &'s Snapshot, id: &str) -> Result<(&'s Record, &'s Body), PageError> {
    let id: RecordId = id.parse().map_err(|_| PageError::NotFound)?;
    let record = snapshot.site().records.get(&id).filter(|record| !record.withdrawn).ok_or(PageError::NotFound)?;
    Ok((record, filed_under(snapshot.site(), record).ok_or(PageError::NotFound)?))
}

/// The body a record is filed under: its first, or the branch of whom it is about.
pub(crate) fn filed_under<'s>(site: &'s Site, record: &Record) -> Option<&'s Body> {
    let of_people = || record.people.values().flatten().find_map(|person| site.branch_of(*person, record.date));
    record.bodies.first().copied().or_else(of_people).and_then(|body| site.bodies.get(&body))
}
