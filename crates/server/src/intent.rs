//! What somebody writes at a page or by a program: decided when its turn comes, and held to the rights that its events need
//! then. Every command of a page goes this way; a workbook's goes the same, by [`Rights::hold`].

use crate::error::PageError;
use crate::live::Live;
use crate::viewer::Seat;
use jishi_authorize::{Action, Actor, Personal, Register, Resource, Way, withheld};
use jishi_base::AccountId;
use jishi_calendar::Date;
use jishi_facts::{Event, Site};
use jishi_store::{Command, EntityRef, Since, StoreError};
use jishi_workflow as workflow;
use std::sync::{Arc, Mutex, PoisonError};

/// The rights of whoever asks: they are asked of the site, and of the accounts, as these are when something is written.
#[derive(Clone, Debug)]
pub(crate) struct Rights {
    pub(crate) actor: Actor,
    pub(crate) personal: Personal,
    /// The account, and when it was read; none of the owner on the machine.
    pub(crate) account: Option<(AccountId, Since)>,
}

impl Rights {
    /// Those of the events that may not be written on a day, by their place, each with why and whom to ask.
    pub(crate) fn withheld(&self, site: &Site, way: Way, events: &[Event], day: Date) -> Vec<(usize, workflow::Refusal)> {
        let found = withheld(Register { site, personal: &self.personal }, &self.actor(), way, events, day);
        found.into_iter().map(|one| (one.event, workflow::Refusal { reason: one.reason, help: one.help })).collect()
    }

    /// The events, where all of them may be written by an account that is still as it was.
    pub(crate) fn hold(&self, site: &Site, way: Way, events: Vec<Event>, day: Date) -> Result<Vec<Event>, NotHeld> {
        self.account_stands()?;
        match withheld(Register { site, personal: &self.personal }, &self.actor(), way, &events, day).into_iter().next() {
            Some(one) => Err(NotHeld { why: workflow::Refusal { reason: one.reason, help: one.help }, asked: one.asked }),
            None => Ok(events),
        }
    }

    /// Who stopped an account, set its password or gave it a seat was not to be overtaken by what it had asked for before.
    pub(crate) fn account_stands(&self) -> Result<(), NotHeld> {
        match &self.account {
            Some((account, since)) if since.has_changed(*account) => {
                let why = workflow::Refusal { reason: "您的账户刚刚有了改动，这一次没有写入".to_owned(), help: "请重新登录，再办一次".to_owned() };
                Err(NotHeld { why, asked: None })
            }
            _ => Ok(()),
        }
    }

    /// Whoever asks, on a site that may have come into use since.
    fn actor(&self) -> Actor {
        let opened = self.account.as_ref().is_some_and(|(_, since)| since.has_opened());
        Actor { commissioned: self.actor.commissioned || opened, ..self.actor }
    }
}

/// Why events may not be written, and the right that is missing.
#[derive(Clone, Debug)]
pub(crate) struct NotHeld {
    pub(crate) why: workflow::Refusal,
    pub(crate) asked: Option<(Action, Resource)>,
}

impl From<NotHeld> for PageError {
    fn from(NotHeld { why, asked }: NotHeld) -> Self {
        Self::Forbidden(why.to_string(), asked)
    }
}

/// Decides against the site as it is when the turn comes.
type Decide = Box<dyn Fn(&Site) -> Result<Vec<Event>, workflow::Refusal> + Send + Sync>;

/// Something to be written by whoever is at a seat.
pub(crate) struct Intent {
    /// As [`Command::id`].
    pub(crate) id: String,
    /// As [`Command::request`].
    pub(crate) request: Vec<u8>,
    /// As [`Command::expected`].
    pub(crate) expected: Vec<(EntityRef, u64)>,
    pub(crate) decide: Decide,
}

impl Intent {
    /// One command of the workflow.
    pub(crate) fn of(id: String, request: Vec<u8>, command: workflow::Command) -> Self {
        Self { id, request, expected: Vec::new(), decide: Box::new(move |site| workflow::decide(site, command.clone())) }
    }

    /// The same, refused unless the version still stands.
    pub(crate) fn seen(self, entity: EntityRef, version: u64) -> Self {
        Self { expected: vec![(entity, version)], ..self }
    }
}

/// Why it was not done.
#[derive(Debug)]
pub(crate) enum Denied {
    /// Not with the post in which one acts.
    Forbidden(NotHeld),
    /// The store refused it, or failed.
    Store(StoreError),
}

impl From<Denied> for PageError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Forbidden(not) => not.into(),
            Denied::Store(error) => crate::viewer::unavailable(error),
        }
    }
}

impl Seat {
    /// Writes it, where whoever is at the seat may write all of it when its turn comes. The same again has no second effect.
    pub(crate) async fn carry_out(&self, live: &Live, intent: Intent) -> Result<(), Denied> {
        let (rights, asked) = (self.rights(), live.asked(&self.viewer.actor));
        let (forbidden, day) = (Arc::new(Mutex::new(None)), asked.day);
        let told = forbidden.clone();
        // It may be decided more than once: the last time counts.
        let decide = move |site: &Site| {
            let held = (intent.decide)(site).map(|events| rights.hold(site, Way::Single, events, day));
            let why = held.as_ref().ok().and_then(|held| held.as_ref().err()).cloned();
            *told.lock().unwrap_or_else(PoisonError::into_inner) = why;
            held.and_then(|held| held.map_err(|not| not.why)).map_err(refusal)
        };
        let command = Command::decided(intent.id, asked, intent.request, Box::new(decide)).expecting(intent.expected);
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
