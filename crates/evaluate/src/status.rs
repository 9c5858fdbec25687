//! How a duty stands.

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
