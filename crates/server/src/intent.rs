//! What somebody writes at a page or by a program: decided when its turn comes, and held to the rights that its events need
//! then. Every command of a page goes this way; a workbook's goes the same, by [`Rights::hold`].

use crate::error::PageError;
use crate::live::Live;
use crate::rights::NotHeld;
use crate::viewer::Seat;
use jishi_authorize::Way;
use jishi_facts::{Entity, Event, Site};
use jishi_store::{Command, StoreError};
use jishi_workflow as workflow;
use std::sync::{Arc, Mutex, PoisonError};

/// Why something is not decided as it was asked.
#[derive(Clone, Debug)]
pub(crate) enum Objection {
    /// For what it says.
    Plain(workflow::Refusal),
    /// Something else stands than what was seen.
    Stale(workflow::Refusal),
}

impl From<workflow::Refusal> for Objection {
    fn from(refusal: workflow::Refusal) -> Self {
        Self::Plain(refusal)
    }
}

/// Decides against the site as it is when the turn comes.
type Decide = Box<dyn Fn(&Site) -> Result<Vec<Event>, Objection> + Send + Sync>;

/// Something to be written by whoever is at a seat.
pub(crate) struct Intent {
    /// As [`Command::id`].
    pub(crate) id: String,
    /// As [`Command::request`].
    pub(crate) request: Vec<u8>,
    /// As [`Command::expected`].
    pub(crate) expected: Vec<(Entity, u64)>,
    pub(crate) decide: Decide,
}

impl Intent {
    /// One command of the workflow.
    pub(crate) fn of(id: String, request: Vec<u8>, command: workflow::Command) -> Self {
        Self { id, request, expected: Vec::new(), decide: Box::new(move |site| Ok(workflow::decide(site, command.clone())?)) }
    }

    /// The same, refused unless the version still stands.
    pub(crate) fn seen(self, entity: Entity, version: u64) -> Self {
        Self { expected: vec![(entity, version)], ..self }
    }
}

/// Why it was not done.
#[derive(Debug)]
pub(crate) enum Denied {
    /// Not with the post in which one acts.
    Forbidden(NotHeld),
    /// Something else stands than what was seen.
    Stale(workflow::Refusal),
    /// It is not asked as it could be done.
    Page(PageError),
    /// The store refused it, or failed.
    Store(StoreError),
}

impl From<PageError> for Denied {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<Denied> for PageError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Forbidden(not) => not.into(),
            Denied::Stale(why) => Self::Refused(why.reason, why.help),
            Denied::Page(error) => error,
            Denied::Store(error) => crate::viewer::unavailable(error),
        }
    }
}

impl Seat {
    /// Writes it, where whoever is at the seat may write all of it when its turn comes. The same again has no second effect: under
    /// the same key, or where it is so already whatever was seen.
    pub(crate) async fn carry_out(&self, live: &Live, intent: Intent) -> Result<(), Denied> {
        let (rights, asked) = (self.rights(), live.asked(&self.viewer.actor));
        let (denied, day) = (Arc::new(Mutex::new(None)), asked.day);
        let Intent { id, request, expected, decide } = intent;
        let (told, decide, seen) = (denied.clone(), Arc::new(decide), expected.clone());
        let decided = decide.clone();
        // It may be decided more than once: the last time counts.
        let at_its_turn = move |site: &Site| {
            let held = match decided(site) {
                Ok(events) => rights.hold(site, Way::Single, events, day).map_err(|not| (not.why.clone(), Some(Denied::Forbidden(not)))),
                Err(Objection::Stale(why)) => Err((why.clone(), Some(Denied::Stale(why)))),
                Err(Objection::Plain(why)) => Err((why, None)),
            };
            let (held, why) = match held {
                Ok(events) => (Ok(events), None),
                Err((refused, why)) => (Err(refusal(refused)), why),
            };
            *told.lock().unwrap_or_else(PoisonError::into_inner) = why;
            held
        };
        let command = Command::decided(id, asked, request, Box::new(at_its_turn)).expecting(expected);
        let Err(error) = live.carry_out(command).await else { return Ok(()) };
        if let Some(why) = denied.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(why);
        }
        let StoreError::Refused(why) = error else { return Err(Denied::Store(error)) };
        let now = live.store().view(&live.store().owner_on_this_machine());
        if seen.iter().all(|(entity, version)| entity.version(&now) == Some(*version)) {
            return Err(Denied::Store(StoreError::Refused(why)));
        }
        // What was seen has moved: perhaps by this very request, sent before.
        match decide(&now) {
            Ok(events) if events.is_empty() => Ok(()),
            _ => Err(Denied::Stale(workflow::Refusal { reason: why.message, help: why.help })),
        }
    }
}

/// A refusal of the workflow as the store hands it back.
pub(crate) fn refusal(refusal: workflow::Refusal) -> jishi_store::Refusal {
    jishi_store::Refusal::new(refusal.reason, refusal.help)
}

#[cfg(test)]
mod tests;
