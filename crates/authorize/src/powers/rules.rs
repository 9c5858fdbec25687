//! The table of what takes two people as data: `powers.json`, read once.

use crate::actor::Administrator;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What one person alone does not do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Act {
    /// A first link, to an account that never had a password.
    #[serde(rename = "首次链接")]
    Open,
    /// A new link, to an account that has a password.
    #[serde(rename = "新链接")]
    Renew,
    /// The seat of an administrator, for somebody new or for who had it before.
    #[serde(rename = "任职")]
    Seat,
    /// An administrator's account is stopped, and the seat is empty.
    #[serde(rename = "停用")]
    Unseat,
    /// A unit opens its own people's accounts from now on, or no more.
    #[serde(rename = "自办")]
    Entrust,
    /// A person's information is erased, restricted or used again.
    #[serde(rename = "删除个人信息")]
    Erase,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Open, Self::Renew, Self::Seat, Self::Unseat, Self::Entrust, Self::Erase];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "首次链接",
            Self::Renew => "新链接",
            Self::Seat => "任职",
            Self::Unseat => "停用",
            Self::Entrust => "自办",
            Self::Erase => "删除个人信息",
        }
    }

    /// Is the account's holder told before it is let pass?
    #[must_use]
    pub fn is_told(self) -> bool {
        self == Self::Renew
    }
}

/// What it is done to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Target {
    /// The account of a person of the register.
    #[serde(rename = "人员")]
    Person,
    /// The system administrator's account.
    #[serde(rename = "系统管理员")]
    System,
    /// The security administrator's account.
    #[serde(rename = "安全管理员")]
    Security,
    /// The auditor's account.
    #[serde(rename = "审计员")]
    Audit,
    /// A unit.
    #[serde(rename = "单位")]
    Unit,
    /// What is registered about a person.
    #[serde(rename = "人员的信息")]
    Information,
}

impl Target {
    /// An administrator's account.
    #[must_use]
    pub fn administrator(administrator: Administrator) -> Self {
        match administrator {
            Administrator::System => Self::System,
            Administrator::Security => Self::Security,
            Administrator::Audit => Self::Audit,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Person => "人员的账户",
            Self::System => "系统管理员",
            Self::Security => "安全管理员",
            Self::Audit => "审计员",
            Self::Unit => "单位",
            Self::Information => "人员的信息",
        }
    }
}

/// As what somebody takes part.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Hand {
    /// The system administrator.
    #[serde(rename = "系统管理员")]
    System,
    /// The security administrator.
    #[serde(rename = "安全管理员")]
    Security,
    /// The auditor.
    #[serde(rename = "审计员")]
    Audit,
    /// Who may manage accounts of a unit that opens its own.
    #[serde(rename = "机关党委")]
    Unit,
    /// Who may erase the people of a unit: its committee's secretary and deputies.
    #[serde(rename = "本单位机关党委")]
    Committee,
    /// The owner of the machine, at the command line.
    #[serde(rename = "本机所有者")]
    Owner,
    /// Anybody else, who may at most decline a link of their own.
    #[serde(rename = "其他人")]
    Other,
}

impl Hand {
    /// An administrator.
    #[must_use]
    pub fn administrator(administrator: Administrator) -> Self {
        match administrator {
            Administrator::System => Self::System,
            Administrator::Security => Self::Security,
            Administrator::Audit => Self::Audit,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::System => "系统管理员",
            Self::Security => "安全管理员",
            Self::Audit => "审计员",
            Self::Unit => "自办单位的机关党委书记、专职副书记",
            Self::Committee => "本单位机关党委书记、副书记、专职副书记",
            Self::Owner => "本机所有者",
            Self::Other => "其他人",
        }
    }
}

/// One row: what, to what, who asks, who lets pass, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What.
    #[serde(rename = "事")]
    pub acts: BTreeSet<Act>,
    /// To what.
    #[serde(rename = "对象")]
    pub target: Target,
    /// Who asks.
    #[serde(rename = "提出")]
    pub asks: Hand,
    /// Who lets pass.
    #[serde(rename = "放行")]
    pub releases: Hand,
    /// The source, and why.
    #[serde(rename = "依据")]
    pub basis: String,
}

impl Rule {
    pub(super) fn is_about(&self, act: Act, target: Target) -> bool {
        self.target == target && self.acts.contains(&act)
    }
}

/// The table, in its written order. A table that cannot be read lets nothing pass.
#[must_use]
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| serde_json::from_str(include_str!("../../powers.json")).unwrap_or_default());
    &RULES
}
