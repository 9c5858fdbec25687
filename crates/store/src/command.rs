//! What is asked of the store, and what it answers.

use crate::{Refusal, StoreError};
use jishi_base::ImportId;
use jishi_calendar::Date;
use jishi_facts::{Entity, Event, Site, Timestamp};
use tokio::sync::oneshot;

/// Decides against the site as it is when the command's turn comes; again, where the group it stood in could not be written.
pub type Decide = Box<dyn Fn(&Site) -> Result<Vec<Event>, Refusal> + Send + Sync>;

/// Who asks, and when: the clock is read outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub at: Timestamp,
    /// The day in China.
    pub day: Date,
    /// Pseudonym: an account, or `本机`.
    pub actor: String,
}

impl Asked {
    /// The same moment, asked by another.
    #[must_use]
    pub fn by(&self, actor: impl ToString) -> Self {
        Self { actor: actor.to_string(), ..self.clone() }
    }
}

/// One command: all of its events are written, or none.
pub struct Command {
    /// Idempotency key: the same one again gives the same answer and no second effect. Carries nothing personal.
    pub id: String,
    /// Who asks, and when.
    pub asked: Asked,
    /// The request as the caller got it: the same id with another request is refused.
    pub request: Vec<u8>,
    /// The versions that the caller saw; what has none is refused.
    pub expected: Vec<(Entity, u64)>,
    /// Gives the events.
    pub decide: Decide,
    /// Of which import they are a part, where they are not to be true yet.
    pub(crate) staged: Option<Part>,
}

/// A part of an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    pub(crate) import: ImportId,
    pub(crate) is_first: bool,
}

impl Command {
    /// A command whose events are decided when its turn comes.
    pub fn decided(id: impl Into<String>, asked: Asked, request: impl Into<Vec<u8>>, decide: Decide) -> Self {
        Self { id: id.into(), asked, request: request.into(), expected: Vec::new(), decide, staged: None }
    }

    /// A command whose events are known already.
    pub fn events(id: impl Into<String>, asked: Asked, events: Vec<Event>) -> Self {
        let mut request = Vec::new();
        for event in &events {
            // Writing to memory does not fail, and every event can be written as JSON.
            let _ = serde_json::to_writer(&mut request, &(event, event.content()));
        }
        Self::decided(id, asked, request, Box::new(move |_| Ok(events.clone())))
    }

    /// The same command as a part of an import.
    #[must_use]
    pub(crate) fn staged(mut self, part: Part) -> Self {
        self.staged = Some(part);
        self
    }

    /// The same command, refused unless these versions still stand.
    #[must_use]
    pub fn expecting(mut self, expected: Vec<(Entity, u64)>) -> Self {
        self.expected = expected;
        self
    }
}

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Command")
            .field("id", &self.id)
            .field("asked", &self.asked)
            .field("expected", &self.expected)
            .finish_non_exhaustive()
    }
}

/// How the ids begin under which changes of accounts are kept.
pub(crate) const KEYED: &str = "账户办理-";

/// What its sender calls a change of accounts: sent again under it, it is done once. Digests of both alone are kept.
pub struct Keyed {
    pub(crate) id: String,
    pub(crate) request: Vec<u8>,
}

impl Keyed {
    /// The number that stands for the sender's key, and the request as the caller got it: the same key with another request
    /// is refused.
    pub fn new(number: u128, request: impl Into<Vec<u8>>) -> Self {
        Self { id: format!("{KEYED}{number:032x}"), request: request.into() }
    }
}

/// The answer to a command that was carried out, now or the first time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// Position of its first event in the journal.
    pub first: u64,
    /// How many events it gave.
    pub count: u64,
}

/// A command with the way back for its answer.
pub(crate) type Letter = (Command, oneshot::Sender<Result<Receipt, StoreError>>);
