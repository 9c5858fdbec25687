//! What somebody writes at a page or by a program: decided when its turn comes, and held to the rights that its events need
//! then. Every command of a page goes this way; a workbook's goes the same, by [`Rights::hold`].

use crate::error::PageError;
use crate::live::Live;
use crate::viewer::Seat;
use jishi_authorize::{Actor, Personal, Register, Way, withheld};
use jishi_calendar::Date;
use jishi_facts::{Event, Site};
use jishi_store::{Command, EntityRef, StoreError};
use jishi_workflow as workflow;
use std::sync::{Arc, Mutex, PoisonError};

/// The rights of whoever asks: they are asked of the site as it is when something is about to be written.
#[derive(Clone, Debug)]
pub(crate) struct Rights {
    pub(crate) actor: Actor,
    pub(crate) personal: Personal,
}

impl Rights {
    /// Those of the events that may not be written on a day, by their place, each with why and whom to ask.
    pub(crate) fn withheld(&self, site: &Site, way: Way, events: &[Event], day: Date) -> Vec<(usize, workflow::Refusal)> {
        let found = withheld(Register { site, personal: &self.personal }, &self.actor, way, events, day);
        found.into_iter().map(|one| (one.event, workflow::Refusal { reason: one.reason, help: one.help })).collect()
    }

    /// The events, where all of them may be written.
    pub(crate) fn hold(&self, site: &Site, way: Way, events: Vec<Event>, day: Date) -> Result<Vec<Event>, workflow::Refusal> {
        match self.withheld(site, way, &events, day).into_iter().next() {
            Some((_, refusal)) => Err(refusal),
            None => Ok(events),
        }
    }
}

/// Decides against the site as it is when the turn comes.
type Decide = Box<dyn Fn(&Site) -> Result<Vec<Event>, workflow::Refusal> + Send + Sync>;

/// Something to be written by whoever is at a seat.
pub(crate) struct Deed {
    /// As [`Command::id`].
    pub(crate) id: String,
    /// As [`Command::request`].
    pub(crate) request: Vec<u8>,
    /// As [`Command::expected`].
    pub(crate) expected: Vec<(EntityRef, u64)>,
    pub(crate) decide: Decide,
}

impl Deed {
    /// One command of the workflow.
    pub(crate) fn of(id: String, request: Vec<u8>, command: workflow::Command) -> Self {
        Self { id, request, expected: Vec::new(), decide: Box::new(move |site| workflow::decide(site, command.clone())) }
    }

    /// The same, refused unless the version still stands.
    pub(crate) fn seen(self, entity: EntityRef, version: u64) -> Self {
        Self { expected: vec![(entity, version)], ..self }
    }
}

/// Why a deed was not done.
#[derive(Debug)]
pub(crate) enum Denied {
    /// Not with the post in which one acts; the sentence says why and whom to ask.
    Forbidden(String),
    /// The store refused it, or failed.
    Store(StoreError),
}

impl From<Denied> for PageError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Forbidden(why) => Self::Forbidden(why),
            Denied::Store(error) => crate::viewer::unavailable(error),
        }
    }
}

impl Seat {
    /// Writes it, where whoever is at the seat may write all of it when its turn comes. The same again has no second effect.
    pub(crate) async fn carry_out(&self, live: &Live, deed: Deed) -> Result<(), Denied> {
        let (rights, asked) = (self.rights(), live.asked(&self.viewer.actor));
        let (forbidden, day) = (Arc::new(Mutex::new(None)), asked.day);
        let told = forbidden.clone();
        // It may be decided more than once: the last time counts.
        let decide = move |site: &Site| {
            let held = (deed.decide)(site).map(|events| rights.hold(site, Way::Deed, events, day));
            let why = held.as_ref().ok().and_then(|held| held.as_ref().err()).map(ToString::to_string);
            *told.lock().unwrap_or_else(PoisonError::into_inner) = why;
            held.and_then(|held| held).map_err(refusal)
        };
        let command = Command::decided(deed.id, asked, deed.request, Box::new(decide)).expecting(deed.expected);
        live.carry_out(command).await.map(|_| ()).map_err(|error| match forbidden.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(why) => Denied::Forbidden(why),
            None => Denied::Store(error),
        })
    }
}

/// A refusal of the workflow as the store hands it back.
pub(crate) fn refusal(refusal: workflow::Refusal) -> jishi_store::Refusal {
    jishi_store::Refusal::new(refusal.reason, refusal.help)
}

#[cfg(test)]
mod tests;
