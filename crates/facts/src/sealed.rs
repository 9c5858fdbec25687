//! Content that is kept beside the journal under a key of its own, and may be erased.

use crate::register::Subject;
use jishi_base::{BodyId, PersonId, UnitId};
use serde::{Deserialize, Serialize};

/// Personal details or free text of an event: open while the key exists, erased afterwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sealed<T> {
    /// The content, readable.
    Open(T),
    /// The key is gone; so is the content (已删除).
    Erased,
}

impl<T> Sealed<T> {
    /// The content, if it has not been erased.
    pub fn open(&self) -> Option<&T> {
        match self {
            Self::Open(content) => Some(content),
            Self::Erased => None,
        }
    }
}

/// The default stands in while an event is read from the journal, before its content is put back.
impl<T> Default for Sealed<T> {
    fn default() -> Self {
        Self::Erased
    }
}

/// Whose key seals a content: erasing the key erases the content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyOwner {
    /// One person's details.
    Person(PersonId),
    /// A body's records: minutes name many people and belong to the organisation.
    Body(BodyId),
    /// A unit's own texts.
    Unit(UnitId),
}

impl From<Subject> for Option<KeyOwner> {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Person(id) => Some(KeyOwner::Person(id)),
            Subject::Body(id) => Some(KeyOwner::Body(id)),
            Subject::Post(_) => None,
        }
    }
}
