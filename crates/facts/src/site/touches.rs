//! Which entities each event touches: the one place where this is said. What is judged again, which versions go up, what an import
//! has changed and what rests on something else by now all follow from it.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must say what it touches.

use crate::entity::{Entity, Moves};
use crate::event::Event;
use crate::sealed::KeyOwner;
use crate::site::Site;
use jishi_base::PersonId;

impl Event {
    /// The entities that this event touches, seen from the site before it. Those that it is about by itself are among them
    /// whatever the site is; of what happens beside it, such as log-ins, none moves anything.
    #[must_use]
    pub fn touches(&self, site: &Site) -> Vec<Entity> {
        match self {
            Self::UnitRegistered { unit, .. } => vec![Entity::Unit(*unit)],
            Self::BodyRegistered { body, .. }
            | Self::BodyRenamed { body, .. }
            | Self::BodyKindCorrected { body, .. }
            | Self::BodyFoundedOn { body, .. }
            | Self::BodyClosed { body, .. }
            | Self::BodyEntry { body, .. }
            | Self::Related { body, .. }
            | Self::Unrelated { body, .. }
            | Self::TermStarted { body, .. }
            | Self::TermCorrected { body, .. } => vec![Entity::Body(*body)],
            Self::PersonRegistered { person, .. } | Self::PersonChanged { person, .. } => vec![Entity::Person(*person)],
            Self::PersonErased { person, imports, .. } => {
                // Where a holding was read goes, too.
                let held = site.holdings.values().filter(|held| held.person == *person && held.source.is_some());
                let imports = imports.iter().copied().map(Entity::Import);
                under_key(site, *person).chain(held.map(|held| Entity::Holding(held.id))).chain(imports).chain(proposed(site, *person)).collect()
            }
            Self::PersonRestricted { person } | Self::RestrictionLifted { person } => under_key(site, *person).collect(),
            // What was proposed before about the same person gives way.
            Self::ErasureProposed { proposal, person, .. } => proposed(site, *person).into_iter().chain([Entity::Proposal(*proposal)]).collect(),
            Self::ErasureSettled { proposal, .. } => vec![Entity::Proposal(*proposal)],
            Self::MemberJoined { person, .. } | Self::MemberLeft { person, .. } => vec![Entity::Memberships(*person)],
            Self::PostOpened { post, .. } | Self::PostAbolished { post, .. } => vec![Entity::Post(*post)],
            Self::HolderAppointed { holding, .. } | Self::HolderLeft { holding, .. } | Self::HoldingCorrected { holding, .. } => {
                vec![Entity::Holding(*holding)]
            }
            Self::Linked { link, .. } | Self::Unlinked { link, .. } => vec![Entity::Link(*link)],
            Self::Recorded { record, .. } | Self::RecordCorrected { record, .. } | Self::RecordWithdrawn { record } => {
                vec![Entity::Record(*record)]
            }
            Self::ItemOpened { item, .. } | Self::ItemClosed { item, .. } | Self::ItemVerified { item, .. } => vec![Entity::Item(*item)],
            Self::TakenUp { uptake } => vec![Entity::Ledger(uptake.ledger())],
            Self::Waived { .. } => vec![Entity::Waiver(site.waivers.len() as u64)],
            Self::ReasonGiven { .. } => vec![Entity::Reason(site.reasons.len() as u64)],
            Self::Extended { .. } => vec![Entity::Extension(site.extensions.len() as u64)],
            Self::ImportBegun { import } | Self::ImportPublished { import, .. } => vec![Entity::Import(*import)],
            Self::ImportUndone { import, registers } => {
                let given_back = site.imports.get(*import).map(|import| import.given_back(site, *registers));
                given_back.into_iter().flatten().chain([Entity::Import(*import)]).collect()
            }
            Self::AccountChanged { account, .. } => vec![Entity::Account(*account)],
            // What was staged was not of the site.
            Self::ImportAbandoned { .. }
            | Self::CommandUsed { .. }
            | Self::LogInRules { .. }
            | Self::UnitOpensAccounts { .. }
            | Self::LogInFailed { .. }
            | Self::ActRefused { .. }
            | Self::Exported { .. }
            | Self::Opened { .. }
            | Self::LogRead { .. } => Vec::new(),
        }
    }

    /// Does it leave the site as it is?
    #[must_use]
    pub fn is_beside(&self) -> bool {
        self.touches(&Site::default()).iter().all(|entity| entity.moves() == Moves::Nothing)
    }
}

/// What is proposed about a person and not decided yet.
fn proposed(site: &Site, person: PersonId) -> Option<Entity> {
    site.proposals.get(&person).map(|open| Entity::Proposal(open.id))
}

/// A person with all whose words are under the person's key.
fn under_key(site: &Site, person: PersonId) -> impl Iterator<Item = Entity> {
    let owner = KeyOwner::Person(person);
    let records = site.records.values().filter(move |record| record.key_owner() == Some(owner)).map(|record| Entity::Record(record.id));
    let waivers = site.waivers.iter().zip(0..).filter(move |(waiver, _)| waiver.is_under(person)).map(|(_, place)| Entity::Waiver(place));
    let reasons = site.reasons.iter().zip(0..).filter(move |(reason, _)| reason.owner == owner).map(|(_, place)| Entity::Reason(place));
    std::iter::once(Entity::Person(person)).chain(records).chain(waivers).chain(reasons)
}
