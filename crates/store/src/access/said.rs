//! What an event says of accounts and of the ways into them: said once, for the fold and for who looks at an entry.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must be looked at.

use jishi_base::{AccountId, UnitId};
use jishi_facts::{AccountChange, Event, LogInRules};

/// What an event says of accounts.
#[derive(Clone, Copy)]
pub(crate) enum Said {
    /// What became of one; `of` is the entry that this one answers.
    Changed { account: AccountId, change: AccountChange, of: Option<u64> },
    /// Whether a unit opens its own people's: asked for, or with `of` let pass.
    Entrusted { unit: UnitId, own: bool, of: Option<u64> },
    /// Which rules hold.
    Rules(LogInRules),
}

impl Said {
    /// None of an event that is about something else.
    pub(crate) fn of(event: &Event) -> Option<Self> {
        match event {
            Event::AccountChanged { account, change, of } => Some(Self::Changed { account: *account, change: *change, of: *of }),
            Event::UnitOpensAccounts { unit, own, of } => Some(Self::Entrusted { unit: *unit, own: *own, of: *of }),
            Event::LogInRules { rules } => Some(Self::Rules(*rules)),
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
            | Event::PersonRegistered { .. }
            | Event::PersonChanged { .. }
            | Event::PersonErased { .. }
            | Event::ErasureProposed { .. }
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
            | Event::Recorded { .. }
            | Event::RecordCorrected { .. }
            | Event::RecordWithdrawn { .. }
            | Event::ItemOpened { .. }
            | Event::ItemClosed { .. }
            | Event::ItemVerified { .. }
            | Event::TakenUp { .. }
            | Event::Waived { .. }
            | Event::ReasonGiven { .. }
            | Event::Extended { .. }
            | Event::ImportBegun { .. }
            | Event::ImportPublished { .. }
            | Event::ImportAbandoned { .. }
            | Event::ImportUndone { .. }
            | Event::CommandUsed { .. }
            | Event::LogInFailed { .. }
            | Event::ActRefused { .. }
            | Event::Exported { .. }
            | Event::Opened { .. }
            | Event::LogRead { .. } => None,
        }
    }
}
