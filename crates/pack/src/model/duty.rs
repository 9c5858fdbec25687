//! A duty: who owes it, how binding it is, in which form, with which modifiers.

use super::condition::Expr;
use super::example::Example;
use super::form::Form;
use super::origin::Origin;
use jishi_base::Citation;
use jishi_calendar::{Date, Duration, Workdays};

/// 力度: how binding a duty is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Force {
    /// 探索: off until switched on.
    Explore,
    /// 可以: an option.
    May,
    /// 一般: a reason may stand in for it.
    Should,
    /// 应当: hard.
    Must,
}

impl Force {
    /// The word of the pack.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Must => "应当",
            Self::Should => "一般",
            Self::May => "可以",
            Self::Explore => "探索",
        }
    }
}

/// 可信: has the number been seen in the text?
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Confidence {
    /// 已核: seen in the text.
    #[default]
    Verified,
    /// 默认: seen, and the text gives no number; this one is ours, and the unit may change it. With a note.
    OurOwn(Option<String>),
    /// 待核: not seen in the text. With a note.
    Unverified(Option<String>),
}

impl Confidence {
    /// The word of the pack.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Verified => "已核",
            Self::OurOwn(_) => "默认",
            Self::Unverified(_) => "待核",
        }
    }

    /// Its note; empty where there is none.
    #[must_use]
    pub fn note(&self) -> &str {
        match self {
            Self::Verified => "",
            Self::OurOwn(note) | Self::Unverified(note) => note.as_deref().unwrap_or_default(),
        }
    }
}

/// Who owes a duty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// Bodies of these kinds.
    Bodies(Vec<String>),
    /// Members with registered membership (党员).
    Members,
    /// People who hold one of these posts (any, where `titles` is empty) in bodies of these kinds.
    Holders {
        /// Kinds of bodies.
        kinds: Vec<String>,
        /// Titles; empty means any.
        titles: Vec<String>,
    },
    /// The posts themselves.
    Posts {
        /// Kinds of bodies.
        kinds: Vec<String>,
        /// Titles; empty means any.
        titles: Vec<String>,
    },
}

/// Who acts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Owner {
    /// The person who owes it.
    Themself,
    /// A post of the subject's own body.
    OwnBody(String),
    /// A post of the parent body.
    Parent(String),
    /// A post of the branch the person belongs to.
    Branch(String),
    /// A post of the body above that of a kind in the same unit.
    AboveInUnit {
        /// Kind of body.
        kind: String,
        /// Title.
        title: String,
    },
    /// A post of the body of a kind in the same unit.
    InUnit {
        /// Kind of body.
        kind: String,
        /// Title.
        title: String,
    },
}

/// A ground on which nothing is owed (免除).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exemption {
    /// When.
    pub when: Expr,
    /// Under which article.
    pub citation: Citation,
}

/// 延期: later by recorded approval, up to a limit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExtensionRule {
    /// At most so much later.
    pub at_most: Duration,
    /// Who approves, in words.
    pub approver: String,
    /// Under which article.
    pub citation: Option<Citation>,
}

/// A rung of the ladder (阶梯): who is told, so long before or after the deadline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rung {
    /// 提前 (before the deadline) or 逾期 (after it).
    pub before: bool,
    /// How long.
    pub length: Duration,
    /// Who is told.
    pub tell: Owner,
}

impl Rung {
    /// The day from which it is told.
    #[must_use]
    pub fn day(&self, due: Date, workdays: &Workdays) -> Date {
        if self.before { self.length.before(due, workdays).date } else { self.length.after(due, workdays).date }
    }
}

/// 惯常: the months of the year in which it is usually done; the deadline stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Usual {
    /// First month, 1–12.
    pub first_month: i8,
    /// Last month, 1–12.
    pub last_month: i8,
}

/// 期中: does a period count of which a subject was there for part only?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MidPeriod {
    /// 照计
    Counts,
    /// 免计
    Exempt,
    /// 10 月前照计, 惯常前照计: for who came before this month of the year, and stayed.
    Before(i8),
}

/// A duty (责任).
#[derive(Clone, PartialEq, Debug)]
pub struct Duty {
    /// Unique name.
    pub name: String,
    /// Articles, the first is the main one.
    pub citations: Vec<Citation>,
    /// 力度
    pub force: Force,
    /// 主体
    pub who: Who,
    /// 适用
    pub applies: Option<Expr>,
    /// 负责
    pub owner: Owner,
    /// One of the ten forms.
    pub form: Form,
    /// 口径
    pub reading: Option<String>,
    /// 可信
    pub confidence: Confidence,
    /// 办法: the steps a person takes.
    pub steps: Vec<String>,
    /// 惯常
    pub usual: Option<Usual>,
    /// 合开: kinds of records whose session may be one with this duty's own.
    pub together: Vec<String>,
    /// 免除
    pub exemptions: Vec<Exemption>,
    /// 延期
    pub extension: Option<ExtensionRule>,
    /// 阶梯
    pub ladder: Vec<Rung>,
    /// 期中; `None` by the kind of subject: people are counted, bodies are not.
    pub counts_mid_period: Option<MidPeriod>,
    /// 同一: records are about the same matter where they agree in these fields.
    pub same: Vec<String>,
    /// 例
    pub examples: Vec<Example>,
    /// Where it is written.
    pub origin: Origin,
    /// Values that were read from dated parameters, for the page: name, value as written, citation, confidence.
    pub parameters: Vec<UsedParameter>,
    /// What was asked before a dated parameter changed or a unit's own pack tightened it, the oldest first.
    pub earlier: Vec<Earlier>,
}

/// What a duty asked before a day. It has no examples and no editions of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Earlier {
    /// The first day on which it no longer held.
    pub until: Date,
    /// The duty as it was.
    pub duty: Duty,
}

/// A duty as it held for a while.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'d> {
    /// The first day; `None` means from ever.
    pub from: Option<Date>,
    /// The first day on which it no longer holds; `None` means it holds still.
    pub until: Option<Date>,
    /// What was asked.
    pub duty: &'d Duty,
}

impl Edition<'_> {
    /// Did it hold on `day`?
    #[must_use]
    pub fn held_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

impl Duty {
    /// What was asked in turn, the oldest first; the last is the duty itself.
    pub fn editions(&self) -> impl Iterator<Item = Edition<'_>> {
        let starts = std::iter::once(None).chain(self.earlier.iter().map(|earlier| Some(earlier.until)));
        let bodies = self.earlier.iter().map(|earlier| (Some(earlier.until), &earlier.duty)).chain([(None, self)]);
        starts.zip(bodies).map(|(from, (until, duty))| Edition { from, until, duty })
    }

    /// What was asked on `day`.
    #[must_use]
    pub fn on(&self, day: Date) -> &Self {
        self.editions().find(|edition| edition.held_on(day)).map_or(self, |edition| edition.duty)
    }
}

/// A parameter that a duty's text refers to.
#[derive(Clone, PartialEq, Debug)]
pub struct UsedParameter {
    /// Name.
    pub name: String,
    /// Value as written.
    pub value: String,
    /// From which day.
    pub from: Option<Date>,
    /// Source.
    pub citation: Option<Citation>,
    /// Confidence.
    pub confidence: Confidence,
}
