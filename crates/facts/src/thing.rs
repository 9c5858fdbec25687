//! Whatever an entry may be about, by its id.

use crate::subject::Subject;
use jishi_base::{AccountId, BodyId, HoldingId, ImportId, ItemId, LinkId, PersonId, PostId, RecordId, UnitId};
use serde::{Deserialize, Serialize};

/// Something that was done to, asked for or looked at: its sort and its id, and nothing that is said of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// The site as a whole.
    Site,
    /// A unit.
    Unit(UnitId),
    /// A body.
    Body(BodyId),
    /// A person.
    Person(PersonId),
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
    /// An import.
    Import(ImportId),
    /// An account.
    Account(AccountId),
}

impl Thing {
    /// The word for its sort.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Site => "整个系统",
            Self::Unit(_) => "单位",
            Self::Body(_) => "党组织",
            Self::Person(_) => "人员",
            Self::Post(_) => "职务",
            Self::Holding(_) => "任职",
            Self::Link(_) => "联系",
            Self::Record(_) => "记录",
            Self::Item(_) => "事项",
            Self::Import(_) => "导入",
            Self::Account(_) => "账户",
        }
    }

    /// Its id as it is written; none of the site.
    #[must_use]
    pub fn id(self) -> Option<String> {
        Some(match self {
            Self::Site => return None,
            Self::Unit(id) => id.to_string(),
            Self::Body(id) => id.to_string(),
            Self::Person(id) => id.to_string(),
            Self::Post(id) => id.to_string(),
            Self::Holding(id) => id.to_string(),
            Self::Link(id) => id.to_string(),
            Self::Record(id) => id.to_string(),
            Self::Item(id) => id.to_string(),
            Self::Import(id) => id.to_string(),
            Self::Account(id) => id.to_string(),
        })
    }
}

impl From<Subject> for Thing {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Body(id) => Self::Body(id),
            Subject::Post(id) => Self::Post(id),
            Subject::Person(id) => Self::Person(id),
        }
    }
}
