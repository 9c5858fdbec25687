//! Erasing and restricting people: one proposes, another confirms.

use crate::stamp::Stamp;
use crate::sealed::Sealed;
use crate::texts::Text;
use jishi_base::{AccountId, PersonId, ProposalId};
use jishi_calendar::{Date, days_after};
use serde::{Deserialize, Serialize};

/// What is to be done about a person's information.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Measure {
    /// It goes for ever.
    #[serde(rename = "删除")]
    Erase,
    /// It is kept and not used: a law or an open case wants it kept (个人信息保护法 第四十七条第二款).
    #[serde(rename = "限制处理")]
    Restrict,
    /// It is used again.
    #[serde(rename = "解除限制")]
    Lift,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Erase, Self::Restrict, Self::Lift];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Erase => "删除",
            Self::Restrict => "限制处理",
            Self::Lift => "解除限制",
        }
    }

    /// The grounds on which it may be proposed.
    #[must_use]
    pub fn grounds(self) -> &'static [Ground] {
        match self {
            Self::Erase => &[Ground::RetentionOver, Ground::Requested, Ground::Mistaken],
            Self::Restrict => &[Ground::MustBeKept, Ground::Requested],
            Self::Lift => &[Ground::HoldOver],
        }
    }
}

/// On which ground. A closed list: nothing that could name a person stands in the journal in plain.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Ground {
    /// The time for which it had to be kept is over.
    #[serde(rename = "保存期满")]
    RetentionOver,
    /// The person asked for it.
    #[serde(rename = "本人申请")]
    Requested,
    /// It should never have been entered.
    #[serde(rename = "录入有误")]
    Mistaken,
    /// A law or an open case wants it kept.
    #[serde(rename = "依法留存")]
    MustBeKept,
    /// What wanted it kept is over.
    #[serde(rename = "留存事由消除")]
    HoldOver,
    /// The import that brought the person was taken back.
    #[serde(rename = "导入撤回")]
    ImportUndone,
    /// A backup from before the erasure was restored: it is done again.
    #[serde(rename = "恢复备份时重做的删除")]
    Restored,
    /// As entries of the first shape have it: any words, in plain.
    #[serde(untagged)]
    Plain(String),
}

impl Ground {
    /// The word for it; what is plain is not repeated.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::RetentionOver => "保存期满",
            Self::Requested => "本人申请",
            Self::Mistaken => "录入有误",
            Self::MustBeKept => "依法留存",
            Self::HoldOver => "留存事由消除",
            Self::ImportUndone => "导入撤回",
            Self::Restored => "恢复备份时重做的删除",
            Self::Plain(_) => "其他",
        }
    }
}

/// Somebody who proposes or decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hand {
    /// The account; the command line of the machine has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The person whose account it is, where it is a person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

impl Hand {
    /// Could both be one and the same? A person's second account is the same hand.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.account == other.account || (self.person.is_some() && self.person == other.person)
    }
}

/// What one has proposed and nobody has decided yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// About whom.
    pub person: PersonId,
    /// What is to be done.
    pub measure: Measure,
    /// On which ground.
    pub ground: Ground,
    /// More about it, in words, under the person's key.
    pub note: Sealed<Text>,
    /// Who proposed it.
    pub by: Hand,
    /// When it was proposed.
    pub entered: Stamp,
}

impl Proposal {
    /// Days that a proposal waits for another to confirm it.
    pub const DAYS: i32 = 14;

    /// The last day on which it can be confirmed.
    #[must_use]
    pub fn last_day(&self) -> Date {
        days_after(self.entered.day, Self::DAYS)
    }
}

/// A proposal that was decided: the same decision again by the same hand is so already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settled {
    /// About whom it was.
    pub person: PersonId,
    /// What became of it.
    pub verdict: Verdict,
    /// Who decided.
    pub by: Hand,
}

/// What became of a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Another person agreed: the measure follows.
    Confirmed,
    /// Another person did not agree.
    Refused,
    /// Whoever proposed it took it back.
    Withdrawn,
}
