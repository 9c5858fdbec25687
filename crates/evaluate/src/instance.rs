//! What judging gives: duty instances, each with one status and the reasons for it.

use jishi_base::{RecordId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_facts::{Source, Subject};
use jishi_pack::Force;

/// The status of a duty instance. Exactly one holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Status {
    /// 未到期
    Upcoming,
    /// 待办
    Due,
    /// 已完成
    Met,
    /// 补办
    MetLate,
    /// 逾期
    Overdue,
    /// 不适用
    NotApplicable,
    /// 免除
    Waived,
    /// 缺事实
    FactMissing,
}

impl Status {
    /// All of them, in the order pages list them.
    pub const ALL: [Self; 8] =
        [Self::Overdue, Self::FactMissing, Self::Due, Self::Upcoming, Self::MetLate, Self::Met, Self::Waived, Self::NotApplicable];

    /// The word users see.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Upcoming => "未到期",
            Self::Due => "待办",
            Self::Met => "已完成",
            Self::MetLate => "补办",
            Self::Overdue => "逾期",
            Self::NotApplicable => "不适用",
            Self::Waived => "免除",
            Self::FactMissing => "缺事实",
        }
    }
}

/// A fact that counted, or that was looked at and did not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// The record, where it is one; register facts (a term, an appointment) have none.
    pub record: Option<RecordId>,
    /// The day it happened.
    pub date: Date,
    /// What it is, in words.
    pub title: String,
    /// The day it was entered, where known.
    pub entered: Option<Date>,
    /// Where it was read.
    pub source: Option<Source>,
    /// Why it does not count; `None` where it does.
    pub not_counted: Option<String>,
}

/// One duty, of one subject, for one period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instance {
    /// Index of the duty in the library.
    pub duty: usize,
    /// Whose.
    pub subject: Subject,
    /// The subject's name on that day.
    pub subject_name: String,
    /// The subject's unit.
    pub unit: Option<UnitId>,
    /// For which period.
    pub period: Period,
    /// Its one status.
    pub status: Status,
    /// How binding it is.
    pub force: Force,
    /// The last day in time, where there is one.
    pub due: Option<Date>,
    /// True where the due date rests on a year without holiday data (暂算).
    pub provisional: bool,
    /// Who acts: `中共示范厅人事处支部委员会书记 魏静`, or the post alone where it is vacant.
    pub owner: String,
    /// What counted and what did not, by date.
    pub evidence: Vec<Counted>,
    /// What is missing, one thing an entry, in words: 还差 2 学时.
    pub missing: Vec<String>,
    /// How the status follows, one step a sentence, in plain Chinese.
    pub because: Vec<String>,
}
