//! Content that is kept beside the journal under a key of its own, and may be erased.

use crate::subject::Subject;
use jishi_base::{BodyId, ImportId, PersonId, UnitId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Personal details or free text of an event: open while the key exists, erased afterwards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sealed<T> {
    /// The content, readable.
    Open(T),
    /// Kept and not used (限制处理): nothing shows it, judges by it or takes it out.
    Held(T),
    /// The key is gone; so is the content (已删除).
    Erased,
}

/// What becomes of a content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Turn {
    Hold,
    Lift,
    Erase,
}

impl<T> Sealed<T> {
    /// The content, if it may be used.
    pub fn open(&self) -> Option<&T> {
        match self {
            Self::Open(content) => Some(content),
            Self::Held(_) | Self::Erased => None,
        }
    }

    /// The content as it is kept, held or not: to tell people apart, never to be shown.
    pub fn kept(&self) -> Option<&T> {
        match self {
            Self::Open(content) | Self::Held(content) => Some(content),
            Self::Erased => None,
        }
    }

    /// Is it kept and not used?
    #[must_use]
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Held(_))
    }

    /// What is kept of it, as something else.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Sealed<U> {
        match self {
            Self::Open(content) => Sealed::Open(make(content)),
            Self::Held(content) => Sealed::Held(make(content)),
            Self::Erased => Sealed::Erased,
        }
    }

    pub(crate) fn turn(&mut self, turn: Turn) {
        *self = match (turn, std::mem::take(self)) {
            (Turn::Erase, _) | (_, Self::Erased) => Self::Erased,
            (Turn::Hold, Self::Open(content) | Self::Held(content)) => Self::Held(content),
            (Turn::Lift, Self::Open(content) | Self::Held(content)) => Self::Open(content),
        };
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
    /// The names of an import's files and sheets.
    Import(ImportId),
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

/// Words that entries of the first shape hold in plain, and newer ones keep sealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Words<T> {
    /// In the entry itself: nothing takes them out of the journal again.
    Plain(T),
    /// Beside it.
    Sealed(Sealed<T>),
}

impl<T> Words<T> {
    /// The words, if they may be used.
    pub fn open(&self) -> Option<&T> {
        match self {
            Self::Plain(words) => Some(words),
            Self::Sealed(words) => words.open(),
        }
    }

    /// Are they beside the entry?
    pub(crate) fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(_))
    }

    /// The same for the fold, which erases what is plain like the rest.
    pub(crate) fn sealed(self) -> Sealed<T> {
        match self {
            Self::Plain(words) => Sealed::Open(words),
            Self::Sealed(words) => words,
        }
    }
}

/// As [`Sealed`] stands in while an event is read.
impl<T> Default for Words<T> {
    fn default() -> Self {
        Self::Sealed(Sealed::Erased)
    }
}

/// Only what is plain is part of an entry; what is sealed is left out of it.
impl<T: Serialize> Serialize for Words<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(words) => words.serialize(serializer),
            Self::Sealed(_) => Err(serde::ser::Error::custom("sealed")),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Words<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Plain)
    }
}
