//! The table of rights: who may do what, how far, and why (权限). What a right comes to on a site is the question of `authorize`.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

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
    /// Ask for accounts and links, let them pass, stop accounts.
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

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
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
        }
    }

    /// Does it leave everything as it is?
    #[must_use]
    pub fn reads(self) -> bool {
        matches!(self, Self::See | Self::SeeNames | Self::SeePeople | Self::Export)
    }

    /// Does it serve the keeping of the system rather than party work?
    #[must_use]
    pub fn keeps_the_system(self) -> bool {
        matches!(self, Self::ManageAccounts | Self::SeeAccounts | Self::ReadJournal)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Whose right it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Bearer {
    /// The holder of a post of the right's kinds of bodies and titles.
    Holder,
    /// Every person on the register; `本组织` is the branch they belong to.
    Member,
    /// The system administrator.
    System,
    /// The security administrator.
    Security,
    /// The auditor.
    Audit,
    /// The site's owner at the command line.
    Owner,
}

impl Bearer {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Holder, Self::Member, Self::System, Self::Security, Self::Audit, Self::Owner];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Holder => "任职者",
            Self::Member => "党员",
            Self::System => "系统管理员",
            Self::Security => "安全管理员",
            Self::Audit => "审计员",
            Self::Owner => "本机所有者",
        }
    }
}

/// When a right holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Phase {
    /// At all times.
    #[default]
    Always,
    /// While no person has an account yet.
    BeforeCommissioning,
    /// While the unit of the post opens its own people's accounts.
    Entrusted,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Always, Self::BeforeCommissioning, Self::Entrusted];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Always => "任何时候",
            Self::BeforeCommissioning => "启用前",
            Self::Entrusted => "单位自办账户",
        }
    }
}

/// How far a right goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Expanse {
    /// The person alone.
    Themself,
    /// The body, and those that stand to it as the right's relations say.
    Own,
    /// These and all below them (隶属).
    Below,
    /// These and all bodies of their units.
    Unit,
    /// Everything.
    Whole,
}

impl Expanse {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Themself, Self::Own, Self::Below, Self::Unit, Self::Whole];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Themself => "本人",
            Self::Own => "本组织",
            Self::Below => "本组织及下级",
            Self::Unit => "本单位",
            Self::Whole => "全部",
        }
    }

    /// Does it lie within another, wherever it starts? What is below a body may belong to other units.
    #[must_use]
    pub fn is_within(self, other: Self) -> bool {
        self == other || other == Self::Whole || (self == Self::Own && matches!(other, Self::Below | Self::Unit))
    }
}

/// One right: a row of the table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Right {
    /// Its name, by which a site's pack narrows it.
    pub name: String,
    /// Whose it is.
    pub of: Bearer,
    /// Kinds of bodies.
    pub kinds: Vec<String>,
    /// Titles of posts; none means any holder.
    pub titles: Vec<String>,
    /// When it holds.
    pub phase: Phase,
    /// How far it goes.
    pub expanse: Expanse,
    /// Also from the bodies that stand in these relations (隶属, 领导 …) to one's own.
    pub through: Vec<String>,
    /// What it allows.
    pub actions: BTreeSet<Action>,
    /// The article, and why.
    pub basis: Arc<str>,
}

impl Right {
    /// Does it speak of a post of this kind of body and title?
    #[must_use]
    pub fn is_for_post(&self, kind: &str, title: &str) -> bool {
        let named = |names: &[String], name: &str| names.iter().any(|known| known == name);
        self.of == Bearer::Holder && named(&self.kinds, kind) && (self.titles.is_empty() || named(&self.titles, title))
    }

    /// How this right compares with another of the same name: the same, less, or, where it is not within it in every part, none of both.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        let within = |few: &[String], many: &[String]| few.iter().all(|one| many.contains(one));
        let titles = other.titles.is_empty() || (!self.titles.is_empty() && within(&self.titles, &other.titles));
        let same = self.of == other.of && self.phase == other.phase;
        let less = same
            && titles
            && within(&self.kinds, &other.kinds)
            && self.expanse.is_within(other.expanse)
            && within(&self.through, &other.through)
            && self.actions.is_subset(&other.actions);
        let equal = less && other.expanse == self.expanse && self.actions == other.actions && within(&other.through, &self.through);
        let equal = equal && within(&other.kinds, &self.kinds) && self.titles.is_empty() == other.titles.is_empty() && within(&other.titles, &self.titles);
        less.then_some(if equal { Ordering::Equal } else { Ordering::Less })
    }
}
