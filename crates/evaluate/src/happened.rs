//! What can count for a duty: a record, or what the registers say.

use jishi_base::{BodyId, PersonId, PostId, RecordId};
use jishi_calendar::Date;
use jishi_pack::RegisterEvent;

/// What happened: a record, or something that the registers say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Happened {
    /// A record.
    Record(RecordId),
    /// A body was founded or closed.
    OfBody(RegisterEvent),
    /// A term of so many years began.
    TermStarted(u8),
    /// The term of so many years that began on a day is over.
    TermEnds(Date, u8),
    /// Somebody was appointed to a post, or left it.
    Holding(RegisterEvent, PersonId, PostId),
    /// Somebody was admitted or confirmed, or the probation is over.
    OfPerson(RegisterEvent, PersonId),
    /// Somebody moved into a body, or out of it.
    Moved(RegisterEvent, PersonId, BodyId),
}

impl Happened {
    /// The record, where it is one.
    #[must_use]
    pub fn record(self) -> Option<RecordId> {
        if let Self::Record(record) = self { Some(record) } else { None }
    }
}
