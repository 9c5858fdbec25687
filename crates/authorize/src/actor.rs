//! Who acts, what is done, and to what.

use jishi_base::{BodyId, HoldingId, ItemId, PersonId, PostId, RecordId, UnitId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What may be done. A closed set: a new sort of deed is entered here, and in the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Action {
    /// See bodies: their duties, posts, records and items.
    #[serde(rename = "看组织")]
    See,
    /// See who belongs to a body and who took part, by name only.
    #[serde(rename = "看名单")]
    SeeNames,
    /// See people: what is registered about them, the records about them, and the free text of their bodies' records.
    #[serde(rename = "看人员")]
    SeePeople,
    /// Record what happened.
    #[serde(rename = "登记")]
    Record,
    /// Correct or withdraw a record.
    #[serde(rename = "更正")]
    Correct,
    /// Close or verify an item; enter a waiver, a reason or an extension.
    #[serde(rename = "办结")]
    Settle,
    /// Register who holds a post. Posts carry rights, so this stands apart from [`Action::Record`].
    #[serde(rename = "登记任职")]
    Appoint,
    /// Import workbooks, for a unit.
    #[serde(rename = "导入")]
    Import,
    /// Take out what one sees, as a file.
    #[serde(rename = "导出")]
    Export,
    /// Ask for accounts and links, let them pass, stop accounts; what takes two people is in [`crate::powers`].
    #[serde(rename = "管理账户")]
    ManageAccounts,
    /// See who has an account, and what is asked for them.
    #[serde(rename = "看账户")]
    SeeAccounts,
    /// Read the journal of who did what.
    #[serde(rename = "查日志")]
    ReadJournal,
    /// Erase a person, or restrict what is done with a person's information: one proposes, another confirms.
    #[serde(rename = "删除个人信息")]
    Erase,
}

impl Action {
    /// Every action, in the order of the table.
    pub const ALL: [Self; 13] = [
        Self::See,
        Self::SeeNames,
        Self::SeePeople,
        Self::Record,
        Self::Correct,
        Self::Settle,
        Self::Appoint,
        Self::Import,
        Self::Export,
        Self::ManageAccounts,
        Self::SeeAccounts,
        Self::ReadJournal,
        Self::Erase,
    ];

    /// Does it leave everything as it is?
    #[must_use]
    pub fn reads(self) -> bool {
        matches!(self, Self::See | Self::SeeNames | Self::SeePeople | Self::Export)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::See => "看组织",
            Self::SeeNames => "看名单",
            Self::SeePeople => "看人员",
            Self::Record => "登记",
            Self::Correct => "更正",
            Self::Settle => "办结",
            Self::Appoint => "登记任职",
            Self::Import => "导入",
            Self::Export => "导出",
            Self::ManageAccounts => "管理账户",
            Self::SeeAccounts => "看账户",
            Self::ReadJournal => "查日志",
            Self::Erase => "删除个人信息",
        })
    }
}

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
