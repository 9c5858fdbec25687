//! Which ledgers there are, and what each is called.

/// Which ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Meetings: whatever asks who was there.
    Meetings,
    /// Hours of study by person.
    Hours,
    /// That a talk took place, and with whom.
    Talks,
    /// Members.
    Members,
    /// Items that are followed to their end.
    Items,
}

impl Kind {
    /// In the order of the menu.
    pub(crate) const ALL: [Self; 5] = [Self::Meetings, Self::Hours, Self::Talks, Self::Members, Self::Items];

    /// Its word in addresses.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Meetings => "meetings",
            Self::Hours => "hours",
            Self::Talks => "talks",
            Self::Members => "members",
            Self::Items => "items",
        }
    }

    /// Reads what [`Kind::key`] wrote.
    pub(crate) fn read(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Its name.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Meetings => "组织生活",
            Self::Hours => "学习学时",
            Self::Talks => "谈心谈话",
            Self::Members => "党员",
            Self::Items => "议定事项",
        }
    }

    /// What it shows and what it leaves out.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Self::Meetings => "开过的会议和活动，按日期从近到远。点日期看记录全文和每个字段的出处。",
            Self::Hours => "组织者确认的集中学习学时，按登记先后排列，不按多少排列。点学时看计入的每一次。",
            Self::Talks => "只登记谈过：日期、谁和谁。事由和内容不在台账里。",
            Self::Members => "按登记先后排列。只列组织工作要用的几项。",
            Self::Items => "会上议定、要跟踪办结的事项；办结由另一人核实。",
        }
    }

    /// The heads of its columns.
    pub(crate) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Meetings => &["日期", "类别", "组织", "主题", "主持人", "应到", "实到", "缺席", "录入"],
            Self::Hours => &["姓名", "党支部", "学时", "要求", "状态", "次数"],
            Self::Talks => &["日期", "谈话人", "对象", "党支部", "录入"],
            Self::Members => &["姓名", "党支部", "党员类别", "入党日期", "转正日期", "组织关系", "职务"],
            Self::Items => &["提出", "类别", "事项", "组织", "承办人", "期限", "办结", "核实", "状态"],
        }
    }

    /// Has it a year? Who is a member now has none.
    pub(crate) fn by_year(self) -> bool {
        self != Self::Members
    }
}
