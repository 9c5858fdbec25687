//! The ten forms of duty, and what their phrases mean.

use super::condition::Expr;
use super::vocabulary::Share;
use jishi_base::Number;
use jishi_calendar::{Cadence, Duration};

/// Records of some kinds that meet a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector {
    /// Record kinds (a group is already expanded).
    pub kinds: Vec<String>,
    /// Condition on the record.
    pub when: Option<Expr>,
}

/// Events of the registers that can start a clock or be evidence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RegisterEvent {
    /// 换届: a new term begins.
    TermStarted,
    /// 届满: a term ends.
    TermEnds,
    /// 成立
    Founded,
    /// 撤销
    Closed,
    /// 任职
    Appointed,
    /// 免职
    Left,
    /// 入党
    Joined,
    /// 转正
    Confirmed,
    /// 预备期满 (one year after joining)
    ProbationEnds,
    /// 转入
    MovedIn,
    /// 转出
    MovedOut,
}

/// One source of evidence or of triggers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Occurrence {
    /// Records.
    Records(Selector),
    /// A register event of the subject.
    Register(RegisterEvent),
}

/// Any of these will do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// Alternatives.
    pub any: Vec<Occurrence>,
    /// 计入: through what a record counts for a person.
    pub by: Counting,
}

/// 计入: through what a record counts for a person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Counting {
    /// Through the object role of its kind.
    #[default]
    Object,
    /// 参加: by having been there.
    Attendance,
    /// Through one of these roles, whatever the object of its kind.
    Roles(Vec<String>),
}

/// 重复: a trigger comes back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repeat {
    /// 每年 on each anniversary; 每半年 in each half-year from the trigger on.
    pub cadence: Cadence,
    /// 止于: what ends it.
    pub until: Option<Occurrence>,
}

/// How a deadline is reckoned from its trigger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deadline {
    /// How long.
    pub length: Duration,
    /// 前: before the trigger, not after.
    pub before: bool,
}

/// Which set a coverage duty must reach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Set {
    /// 下级 X: bodies of these kinds below the subject.
    Below(Vec<String>),
    /// 本单位 X: bodies of these kinds in the unit.
    InUnit(Vec<String>),
    /// 指导督促 X, 领导 X …: bodies of these kinds that stand in this relation to the subject.
    Related {
        /// The relation, as the register names it.
        relation: String,
        /// The kinds.
        kinds: Vec<String>,
    },
    /// 本组织 党员: the subject's own members.
    Members,
}

/// A cap's bound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Bound {
    /// 每年 至多 n 次
    AtMost {
        /// Period.
        cadence: Cadence,
        /// Count.
        count: u32,
        /// What counts.
        evidence: Evidence,
    },
    /// 每年 不多于上年, 每年 会议数 合计 不多于上年
    NotMoreThanLast {
        /// Period.
        cadence: Cadence,
        /// The number field that is summed; records are counted where none is named.
        measure: Option<String>,
        /// What counts.
        evidence: Evidence,
    },
    /// 甲 占 乙 ≤ 1/3, for each record
    Share {
        /// Each record of these.
        each: Selector,
        /// The share.
        share: Share,
    },
}

/// The ten forms of duty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// 频次
    Periodic {
        /// Period.
        cadence: Cadence,
        /// Least number.
        at_least: u32,
        /// 期后: it is done after the period, from its last day on, within so long.
        after: Option<Duration>,
        /// What counts.
        evidence: Evidence,
    },
    /// 定量
    Quota {
        /// Period.
        cadence: Cadence,
        /// The number field that is summed.
        measure: String,
        /// Least sum.
        at_least: Number,
        /// Unit shown.
        unit: String,
        /// What counts.
        evidence: Evidence,
    },
    /// 覆盖
    Coverage {
        /// Period.
        cadence: Cadence,
        /// What must be reached.
        set: Set,
        /// By what.
        evidence: Evidence,
    },
    /// 触发
    Triggered {
        /// What starts it.
        trigger: Occurrence,
        /// By when.
        deadline: Deadline,
        /// 待办 from so long before the deadline; otherwise from the trigger.
        opens: Option<Duration>,
        /// 此前: what was done so long before the trigger counts too.
        lead: Option<Duration>,
        /// 重复
        repeat: Option<Repeat>,
        /// What ends it.
        evidence: Evidence,
    },
    /// 状态
    State {
        /// What must hold.
        condition: Expr,
        /// How long it may be broken.
        grace: Option<Duration>,
    },
    /// 每次
    Each {
        /// Each record of these.
        of: Selector,
        /// 应: what must hold of it.
        must: Option<Expr>,
        /// 随后: what must follow, within how long.
        then: Option<(Evidence, Deadline)>,
    },
    /// 上限
    Cap(Bound),
    /// 跟踪: items of this kind
    Followup {
        /// Kind of item.
        items: String,
        /// 核实: somebody else verifies it within so long from the day it is reported done.
        verify: Option<Duration>,
    },
    /// 顺序
    Sequence {
        /// What must come first.
        first: Occurrence,
        /// What may only come after.
        then: Occurrence,
        /// 最短
        at_least: Option<Duration>,
        /// 最长
        at_most: Option<Duration>,
    },
    /// 间隔
    Gap {
        /// The longest absence.
        at_most: Duration,
        /// What ends it.
        evidence: Evidence,
    },
}

impl Form {
    /// The form's Chinese name, as the pack writes it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Periodic { .. } => "频次",
            Self::Quota { .. } => "定量",
            Self::Coverage { .. } => "覆盖",
            Self::Triggered { .. } => "触发",
            Self::State { .. } => "状态",
            Self::Each { .. } => "每次",
            Self::Cap(_) => "上限",
            Self::Followup { .. } => "跟踪",
            Self::Sequence { .. } => "顺序",
            Self::Gap { .. } => "间隔",
        }
    }
}
