//! What there is in a site and beside it, each by its id: the one list for all who say what an event touches, what
//! has a version, what a right is asked for, and what an entry of the journal names.

#![deny(clippy::wildcard_enum_match_arm)] // An entity that is added must say how it moves.

use crate::register::Ledger;
use crate::subject::Subject;
use jishi_base::{AccountId, BodyId, HoldingId, ImportId, ItemId, LinkId, PersonId, PostId, ProposalId, RecordId, UnitId};
use serde::{Deserialize, Serialize};

/// Something that events touch, by its sort and its id, and nothing that is said of it. What no entry names has no written form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// The site as a whole.
    Site,
    /// A unit.
    Unit(UnitId),
    /// A ledger, which has a day from which it is kept.
    #[serde(skip)]
    Ledger(Ledger),
    /// A body with its relations, terms and further entries.
    Body(BodyId),
    /// A person.
    Person(PersonId),
    /// The branches of a person.
    #[serde(skip)]
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
    /// A waiver, by its place in the order of entry.
    #[serde(skip)]
    Waiver(u64),
    /// A reason, likewise.
    #[serde(skip)]
    Reason(u64),
    /// An extension, likewise.
    #[serde(skip)]
    Extension(u64),
    /// An import.
    Import(ImportId),
    /// What is proposed about a person.
    #[serde(skip)]
    Proposal(ProposalId),
    /// An account.
    Account(AccountId),
}

/// What moves where an entity is touched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moves {
    /// The registers: who and what there is, which names mean whom.
    Registers,
    /// What happened: records and items, of the units that they are about.
    Activity,
    /// How a duty of somebody stands.
    Decision,
    /// What was brought in, and read where; what of it was taken back. Nothing is judged by it.
    Imports,
    /// What is proposed about people. Nothing is judged by it.
    Proposals,
    /// Nothing of the site, which stands as it stood.
    Nothing,
}

impl Entity {
    /// What moves where it is touched.
    #[must_use]
    pub fn moves(&self) -> Moves {
        match self {
            Self::Unit(_) | Self::Ledger(_) | Self::Body(_) | Self::Person(_) | Self::Memberships(_) | Self::Post(_) | Self::Holding(_) | Self::Link(_) => {
                Moves::Registers
            }
            Self::Record(_) | Self::Item(_) => Moves::Activity,
            Self::Waiver(_) | Self::Reason(_) | Self::Extension(_) => Moves::Decision,
            Self::Import(_) => Moves::Imports,
            Self::Proposal(_) => Moves::Proposals,
            Self::Site | Self::Account(_) => Moves::Nothing,
        }
    }

    /// The word for its sort.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Site => "整个系统",
            Self::Unit(_) => "单位",
            Self::Ledger(_) => "台账",
            Self::Body(_) => "党组织",
            Self::Person(_) => "人员",
            Self::Memberships(_) => "组织关系",
            Self::Post(_) => "职务",
            Self::Holding(_) => "任职",
            Self::Link(_) => "联系",
            Self::Record(_) => "记录",
            Self::Item(_) => "事项",
            Self::Waiver(_) => "免除",
            Self::Reason(_) => "理由说明",
            Self::Extension(_) => "延期",
            Self::Import(_) => "导入",
            Self::Proposal(_) => "删除或限制的提出",
            Self::Account(_) => "账户",
        }
    }

    /// Its id as it is written; none of what has none of its own.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        Some(match self {
            Self::Site | Self::Ledger(_) | Self::Waiver(_) | Self::Reason(_) | Self::Extension(_) => return None,
            Self::Unit(id) => id.to_string(),
            Self::Body(id) => id.to_string(),
            Self::Person(id) | Self::Memberships(id) => id.to_string(),
            Self::Post(id) => id.to_string(),
            Self::Holding(id) => id.to_string(),
            Self::Link(id) => id.to_string(),
            Self::Record(id) => id.to_string(),
            Self::Item(id) => id.to_string(),
            Self::Import(id) => id.to_string(),
            Self::Proposal(id) => id.to_string(),
            Self::Account(id) => id.to_string(),
        })
    }
}

impl From<Subject> for Entity {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Body(id) => Self::Body(id),
            Subject::Post(id) => Self::Post(id),
            Subject::Person(id) => Self::Person(id),
        }
    }
}
