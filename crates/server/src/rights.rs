//! What who asks may write: asked of the site, and of the accounts, as these are when it is written.

use crate::error::PageError;
use jishi_authorize::{Action, Actor, Personal, Register, Resource, Way, withheld};
use jishi_base::AccountId;
use jishi_calendar::Date;
use jishi_facts::{Event, Site};
use jishi_store::Since;
use jishi_workflow as workflow;

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
