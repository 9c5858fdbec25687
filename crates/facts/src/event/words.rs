//! Words of people in events: what is sealed beside an entry and under whose key, and whose keys go with it.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must say which words it carries.

use super::Event;
use crate::record::record_key;
use crate::register::{PersonDetails, Waiver};
use crate::sealed::{KeyOwner, Sealed, Words};
use crate::texts::RecordText;
use jishi_base::PersonId;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Words of an event, lent to be read or to be put back.
enum Lent<D, F, T, N, G, P> {
    /// A person's blind index and details.
    Details(D),
    /// Texts by field.
    Fields(F),
    /// A text.
    Text(T),
    /// Names of files.
    Files(N),
    /// A ground that stands in the entry itself.
    PlainGround(G),
    /// Names of files that stand there.
    PlainFiles(P),
}

/// The words that an event keeps beside its entry, with whose key seals them, where it is anybody's. One table for both: for an
/// event that is read, and for one that is to be filled.
macro_rules! words {
    ($event:expr) => {
        match $event {
            Event::PersonRegistered { person, blind, details, .. } | Event::PersonChanged { person, blind, details, .. } => {
                Some((Some(KeyOwner::Person(*person)), Lent::Details((blind, details))))
            }
            Event::Recorded { bodies, people, text, .. } | Event::RecordCorrected { bodies, people, text, .. } => {
                Some((record_key(bodies, people), Lent::Fields(text)))
            }
            Event::ItemOpened { body, text, .. } => Some((Some(KeyOwner::Body(*body)), Lent::Fields(text))),
            Event::ReasonGiven { owner, text, .. } => Some((Some(*owner), Lent::Text(text))),
            Event::ErasureProposed { person, note, .. } => Some((Some(KeyOwner::Person(*person)), Lent::Text(note))),
            Event::Waived { waiver: Waiver { owner, ground: Words::Sealed(ground), .. } } => Some((*owner, Lent::Text(ground))),
            Event::ImportPublished { import, names: Words::Sealed(names), .. } => Some((Some(KeyOwner::Import(*import)), Lent::Files(names))),
            // Entries of the first shape have them in plain.
            Event::Waived { waiver: Waiver { ground: Words::Plain(ground), .. } } => Some((None, Lent::PlainGround(ground))),
            Event::ImportPublished { names: Words::Plain(names), .. } => Some((None, Lent::PlainFiles(names))),
            Event::UnitRegistered { .. }
            | Event::BodyRegistered { .. }
            | Event::BodyRenamed { .. }
            | Event::BodyKindCorrected { .. }
            | Event::BodyFoundedOn { .. }
            | Event::BodyClosed { .. }
            | Event::BodyEntry { .. }
            | Event::Related { .. }
            | Event::Unrelated { .. }
            | Event::TermStarted { .. }
            | Event::TermCorrected { .. }
            | Event::PersonErased { .. }
            | Event::ErasureSettled { .. }
            | Event::PersonRestricted { .. }
            | Event::RestrictionLifted { .. }
            | Event::MemberJoined { .. }
            | Event::MemberLeft { .. }
            | Event::PostOpened { .. }
            | Event::PostAbolished { .. }
            | Event::HolderAppointed { .. }
            | Event::HolderLeft { .. }
            | Event::HoldingCorrected { .. }
            | Event::Linked { .. }
            | Event::Unlinked { .. }
            | Event::RecordWithdrawn { .. }
            | Event::ItemClosed { .. }
            | Event::ItemVerified { .. }
            | Event::TakenUp { .. }
            | Event::Extended { .. }
            | Event::ImportBegun { .. }
            | Event::ImportAbandoned { .. }
            | Event::ImportUndone { .. }
            | Event::CommandUsed { .. }
            | Event::LogInRules { .. }
            | Event::AccountChanged { .. }
            | Event::UnitOpensAccounts { .. }
            | Event::LogInFailed { .. }
            | Event::ActRefused { .. }
            | Event::Exported { .. }
            | Event::Opened { .. }
            | Event::LogRead { .. } => None,
        }
    };
}

impl Event {
    /// The sealed content with the owner of its key: `None` where the event carries none, `Some((_, None))` where it
    /// has been erased. The text is canonical JSON. A person's blind index goes with the details: it is a pseudonym,
    /// and must not outlive the person in the journal.
    #[must_use]
    pub fn content(&self) -> Option<(KeyOwner, Option<String>)> {
        let (owner, words) = words!(self)?;
        let content = match words {
            Lent::Details((blind, details)) => details.open().and_then(|details| serde_json::to_string(&(blind, details)).ok()),
            Lent::Fields(text) => json(text),
            Lent::Text(text) => json(text),
            Lent::Files(names) => json(names),
            Lent::PlainGround(_) | Lent::PlainFiles(_) => None,
        };
        owner.map(|owner| (owner, content))
    }

    /// The texts by field that it carries, of a record or an item, with the owner of their key.
    #[must_use]
    pub fn texts(&self) -> Option<(KeyOwner, &RecordText)> {
        match words!(self)? {
            (Some(owner), Lent::Fields(text)) => Some((owner, text.open()?)),
            (_, Lent::Fields(_) | Lent::Details(_) | Lent::Text(_) | Lent::Files(_) | Lent::PlainGround(_) | Lent::PlainFiles(_)) => None,
        }
    }

    /// The words that its entry holds itself, written as the content of a newer one would be: of entries of the first shape alone.
    #[must_use]
    pub fn plain_content(&self) -> Option<String> {
        match words!(self)?.1 {
            Lent::PlainGround(ground) => serde_json::to_string(ground).ok(),
            Lent::PlainFiles(names) => serde_json::to_string(names).ok(),
            Lent::Details(_) | Lent::Fields(_) | Lent::Text(_) | Lent::Files(_) => None,
        }
    }

    /// The person whose details it carries, with these as far as they are kept.
    #[must_use]
    pub fn details(&self) -> Option<(PersonId, &PersonDetails)> {
        match words!(self)? {
            (Some(KeyOwner::Person(person)), Lent::Details((_, details))) => Some((person, details.open()?)),
            (_, Lent::Fields(_) | Lent::Details(_) | Lent::Text(_) | Lent::Files(_) | Lent::PlainGround(_) | Lent::PlainFiles(_)) => None,
        }
    }

    /// Does it carry texts that are nobody's, so that no key would seal them?
    #[must_use]
    pub fn has_unowned_texts(&self) -> bool {
        matches!(words!(self), Some((None, Lent::Fields(text))) if text.open().is_some_and(|text| !text.is_empty()))
    }

    /// Puts back the content that [`Event::content`] gave. `None` leaves it erased.
    ///
    /// # Errors
    /// Where the text is not the JSON of this event's content.
    pub fn with_content(mut self, content: Option<&str>) -> Result<Self, serde_json::Error> {
        match words!(&mut self).map(|(_, words)| words) {
            Some(Lent::Details((blind, details))) => {
                (*blind, *details) = match open(content)? {
                    Sealed::Open((blind, details)) => (blind, Sealed::Open(details)),
                    Sealed::Held(_) | Sealed::Erased => (None, Sealed::Erased),
                };
            }
            Some(Lent::Fields(text)) => *text = open(content)?,
            Some(Lent::Text(text)) => *text = open(content)?,
            Some(Lent::Files(names)) => *names = open(content)?,
            Some(Lent::PlainGround(_) | Lent::PlainFiles(_)) | None => {}
        }
        Ok(self)
    }

    /// Whose keys go with it.
    #[must_use]
    pub fn erases(&self) -> Vec<KeyOwner> {
        match self {
            Self::PersonErased { person, imports, .. } => {
                std::iter::once(KeyOwner::Person(*person)).chain(imports.iter().map(|import| KeyOwner::Import(*import))).collect()
            }
            Self::UnitRegistered { .. }
            | Self::BodyRegistered { .. }
            | Self::BodyRenamed { .. }
            | Self::BodyKindCorrected { .. }
            | Self::BodyFoundedOn { .. }
            | Self::BodyClosed { .. }
            | Self::BodyEntry { .. }
            | Self::Related { .. }
            | Self::Unrelated { .. }
            | Self::TermStarted { .. }
            | Self::TermCorrected { .. }
            | Self::PersonRegistered { .. }
            | Self::PersonChanged { .. }
            | Self::ErasureProposed { .. }
            | Self::ErasureSettled { .. }
            | Self::PersonRestricted { .. }
            | Self::RestrictionLifted { .. }
            | Self::MemberJoined { .. }
            | Self::MemberLeft { .. }
            | Self::PostOpened { .. }
            | Self::PostAbolished { .. }
            | Self::HolderAppointed { .. }
            | Self::HolderLeft { .. }
            | Self::HoldingCorrected { .. }
            | Self::Linked { .. }
            | Self::Unlinked { .. }
            | Self::Recorded { .. }
            | Self::RecordCorrected { .. }
            | Self::RecordWithdrawn { .. }
            | Self::ItemOpened { .. }
            | Self::ItemClosed { .. }
            | Self::ItemVerified { .. }
            | Self::TakenUp { .. }
            | Self::Waived { .. }
            | Self::ReasonGiven { .. }
            | Self::Extended { .. }
            | Self::ImportBegun { .. }
            | Self::ImportAbandoned { .. }
            | Self::ImportPublished { .. }
            | Self::ImportUndone { .. }
            | Self::CommandUsed { .. }
            | Self::LogInRules { .. }
            | Self::AccountChanged { .. }
            | Self::UnitOpensAccounts { .. }
            | Self::LogInFailed { .. }
            | Self::ActRefused { .. }
            | Self::Exported { .. }
            | Self::Opened { .. }
            | Self::LogRead { .. } => Vec::new(),
        }
    }
}

fn json<T: Serialize>(sealed: &Sealed<T>) -> Option<String> {
    sealed.open().and_then(|content| serde_json::to_string(content).ok())
}

fn open<T: DeserializeOwned>(content: Option<&str>) -> Result<Sealed<T>, serde_json::Error> {
    Ok(match content {
        Some(json) => Sealed::Open(serde_json::from_str(json)?),
        None => Sealed::Erased,
    })
}
