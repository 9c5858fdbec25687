//! Who acts, and what something is done to.

use jishi_base::{BodyId, HoldingId, ItemId, PersonId, PostId, RecordId, UnitId};
use serde::{Deserialize, Serialize};

/// What something is done to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Resource {
    /// The site as a whole: its accounts, its journal.
    Site,
    /// A unit as a whole.
    Unit(UnitId),
    /// A body.
    Body(BodyId),
    /// A post.
    Post(PostId),
    /// A person.
    Person(PersonId),
    /// A record.
    Record(RecordId),
    /// An item.
    Item(ItemId),
}

impl Resource {
    /// What it is, in words: `这份记录`.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Site => "整个系统",
            Self::Unit(_) => "这个单位",
            Self::Body(_) => "这个党组织",
            Self::Post(_) => "这个职务",
            Self::Person(_) => "这名人员",
            Self::Record(_) => "这份记录",
            Self::Item(_) => "这件事项",
        }
    }
}

/// One of the three administrators; they are three people, and none of them sees a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Administrator {
    /// Runs the system.
    #[serde(rename = "系统管理员")]
    System,
    /// Grants.
    #[serde(rename = "安全管理员")]
    Security,
    /// Reads the journal.
    #[serde(rename = "审计员")]
    Audit,
}

impl Administrator {
    /// All three.
    pub const ALL: [Self; 3] = [Self::System, Self::Security, Self::Audit];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "系统管理员",
            Self::Security => "安全管理员",
            Self::Audit => "审计员",
        }
    }
}

/// Who acts. The default is nobody: no right at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Actor {
    /// The person whose account it is.
    pub person: Option<PersonId>,
    /// The holding in which they act; without one they act as a member.
    pub acting: Option<HoldingId>,
    /// An administrator's account: it has that row's rights and no others, whoever owns it.
    pub administrator: Option<Administrator>,
    /// The command line on the machine that holds the root key.
    pub owner_on_this_machine: bool,
    /// Was an account ever a person's? From then on the system administrator sees nothing more.
    pub commissioned: bool,
    /// Does the unit of the post that they act in open its own people's accounts?
    pub entrusted: bool,
}

impl Actor {
    /// A person acting in one of their holdings, or as a member.
    #[must_use]
    pub fn person(person: PersonId, acting: Option<HoldingId>) -> Self {
        Self { person: Some(person), acting, commissioned: true, ..Self::default() }
    }

    /// An administrator of a site that is in use, or not yet.
    #[must_use]
    pub fn administrator(administrator: Administrator, commissioned: bool) -> Self {
        Self { administrator: Some(administrator), commissioned, ..Self::default() }
    }

    /// The owner of the site at the command line.
    #[must_use]
    pub fn owner() -> Self {
        Self { owner_on_this_machine: true, ..Self::default() }
    }
}
