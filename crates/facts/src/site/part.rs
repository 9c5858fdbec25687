//! The parts of a site, and which of them an event changes.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must say what it changes.

use crate::event::Event;
use crate::register::Ledger;
use crate::sealed::KeyOwner;
use crate::site::Site;
use jishi_base::{BodyId, HoldingId, ItemId, LinkId, PersonId, PostId, RecordId, UnitId};

/// A part of a site. Waivers, reasons and extensions are none: they are only ever added to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// A unit's entry.
    Unit(UnitId),
    /// The day from which a ledger is kept.
    Uptake(Ledger),
    /// A body with its relations, terms and further entries.
    Body(BodyId),
    /// A person's entry.
    Person(PersonId),
    /// The branches of a person.
    Memberships(PersonId),
    /// A post.
    Post(PostId),
    /// Somebody's time in a post.
    Holding(HoldingId),
    /// A contact.
    Link(LinkId),
    /// A record.
    Record(RecordId),
    /// An item.
    Item(ItemId),
}

impl Event {
    /// The parts of the site that this event changes, seen from the site before it.
    #[must_use]
    pub fn parts(&self, site: &Site) -> Vec<Part> {
        match self {
            Self::UnitRegistered { unit, .. } => vec![Part::Unit(*unit)],
            Self::BodyRegistered { body, .. }
            | Self::BodyRenamed { body, .. }
            | Self::BodyKindCorrected { body, .. }
            | Self::BodyFoundedOn { body, .. }
            | Self::BodyClosed { body, .. }
            | Self::BodyEntry { body, .. }
            | Self::Related { body, .. }
            | Self::Unrelated { body, .. }
            | Self::TermStarted { body, .. }
            | Self::TermCorrected { body, .. } => vec![Part::Body(*body)],
            Self::PersonRegistered { person, .. } | Self::PersonChanged { person, .. } => vec![Part::Person(*person)],
            Self::PersonErased { person, .. } | Self::PersonRestricted { person } | Self::RestrictionLifted { person } => {
                let owner = Some(KeyOwner::Person(*person));
                let records = site.records.values().filter(|record| record.key_owner() == owner).map(|record| Part::Record(record.id));
                std::iter::once(Part::Person(*person)).chain(records).collect()
            }
            Self::MemberJoined { person, .. } | Self::MemberLeft { person, .. } => vec![Part::Memberships(*person)],
            Self::PostOpened { post, .. } | Self::PostAbolished { post, .. } => vec![Part::Post(*post)],
            Self::HolderAppointed { holding, .. } | Self::HolderLeft { holding, .. } | Self::HoldingCorrected { holding, .. } => {
                vec![Part::Holding(*holding)]
            }
            Self::Linked { link, .. } | Self::Unlinked { link, .. } => vec![Part::Link(*link)],
            Self::Recorded { record, .. } | Self::RecordCorrected { record, .. } | Self::RecordWithdrawn { record } => vec![Part::Record(*record)],
            Self::ItemOpened { item, .. } | Self::ItemClosed { item, .. } | Self::ItemVerified { item, .. } => vec![Part::Item(*item)],
            Self::TakenUp { uptake } => vec![Part::Uptake(uptake.ledger())],
            Self::ImportUndone { import, registers } => {
                site.imports.get(*import).map(|import| import.given_back(site, *registers)).unwrap_or_default()
            }
            Self::Waived { .. }
            | Self::ReasonGiven { .. }
            | Self::Extended { .. }
            | Self::ImportBegun { .. }
            | Self::ImportPublished { .. }
            | Self::ErasureProposed { .. }
            | Self::ErasureSettled { .. }
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
