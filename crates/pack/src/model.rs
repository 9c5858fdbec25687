//! What a checked set of packs means: the model that `evaluate` judges by and `pack print` speaks from.
//!
//! Every name in it is resolved and every expression typed; building one by hand is for tests only.

use jishi_base::{ArticleStyle, Citation, Number, Span};
use jishi_calendar::{Cadence, Date, Duration};
use std::collections::BTreeMap;

/// A checked, compiled set of packs.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Library {
    /// Heads, by short name.
    pub packs: BTreeMap<String, Pack>,
    /// Kinds of bodies, by name.
    pub body_kinds: BTreeMap<String, BodyKind>,
    /// Record kinds, by name.
    pub record_kinds: BTreeMap<String, RecordKind>,
    /// Code lists, by name.
    pub codes: BTreeMap<String, CodeList>,
    /// Groups of record kinds (归类), by name, expanded.
    pub groups: BTreeMap<String, Vec<String>>,
    /// Duties, in pack and file order.
    pub duties: Vec<Duty>,
    /// Sentences or articles that no duty is made of, and why.
    pub no_duty: Vec<NoDuty>,
}

/// A pack's head: one official document.
#[derive(Clone, PartialEq, Debug)]
pub struct Pack {
    /// Short name, as cited.
    pub short: String,
    /// The document's full title.
    pub title: String,
    /// Who issued it.
    pub issuer: Option<String>,
    /// In force from.
    pub date: Option<Date>,
    /// How it numbers its articles.
    pub style: ArticleStyle,
    /// Number of articles; 0 for a pack without a document (通用).
    pub articles: u32,
    /// Short names of the packs it uses.
    pub uses: Vec<String>,
}

/// Where something was written, for diagnostics and for the page that shows the source.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// Short name of the pack.
    pub pack: String,
    /// File name inside the pack.
    pub file: String,
    /// Place in that file.
    pub span: Span,
}

/// A kind of body (组织类别).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct BodyKind {
    /// Name.
    pub name: String,
    /// Other writings in workbooks.
    pub aliases: Vec<String>,
    /// Title of the post that answers for the body's duties.
    pub owner: Option<String>,
    /// Usual posts.
    pub posts: Vec<String>,
    /// Kinds it may be subordinate to.
    pub parents: Vec<String>,
    /// Endings of names by which the kind is recognised, longest first.
    pub endings: Vec<String>,
}

/// A code list (代码).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CodeList {
    /// Name.
    pub name: String,
    /// Values in order, each with the words that stand for it in free text.
    pub values: Vec<CodeValue>,
    /// The value for a text in which no word is found.
    pub otherwise: Option<String>,
}

/// One value of a code list.
#[derive(Clone, PartialEq, Debug)]
pub struct CodeValue {
    /// The value.
    pub value: String,
    /// A text that contains any of these is coded so. Contains the value itself.
    pub words: Vec<String>,
}

impl CodeList {
    /// Every value whose words occur in `text`, in list order; [`CodeList::otherwise`] where none does and the text is
    /// not empty.
    #[must_use]
    pub fn read(&self, text: &str) -> Vec<String> {
        let found: Vec<String> =
            self.values.iter().filter(|v| v.words.iter().any(|w| text.contains(w.as_str()))).map(|v| v.value.clone()).collect();
        if found.is_empty() && !text.trim().is_empty() { self.otherwise.iter().cloned().collect() } else { found }
    }
}

/// The type of a record's field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldType {
    /// 文本: free text, sealed; conditions cannot read it.
    Text,
    /// 数字
    Number,
    /// 日期
    Date,
    /// 是否
    Flag,
    /// 单选 from a code list
    Code(String),
    /// 多选 from a code list
    Codes(String),
    /// 期: a period's label, such as `2026-02`
    Period,
    /// 人员
    People,
    /// 组织
    Bodies,
}

/// A field of a record kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Name.
    pub name: String,
    /// Type.
    pub kind: FieldType,
    /// Unit of a number.
    pub unit: Option<String>,
    /// Which article asks for it; `None` is shown as 无出处.
    pub citation: Option<Citation>,
    /// Must it be filled in?
    pub required: bool,
    /// 读自: text fields whose words give this coded field its values, where it is not entered itself.
    pub read_from: Vec<String>,
}

/// Whose a record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Belongs {
    /// The bodies that held it.
    Body,
    /// The people in [`RecordKind::object`].
    Person,
}

/// A record kind (记录).
#[derive(Clone, PartialEq, Debug)]
pub struct RecordKind {
    /// Name.
    pub name: String,
    /// Other writings in workbooks.
    pub aliases: Vec<String>,
    /// The articles it serves; empty where 无出处.
    pub citations: Vec<Citation>,
    /// Whose it is.
    pub belongs: Belongs,
    /// The role (a 人员 or 组织 field) whose members the record is about: for persons' duties and for coverage.
    pub object: Option<String>,
    /// When it counts as held; a record known to fail it is kept and never counts.
    pub quorum: Option<Share>,
    /// Fields by which two entries are the same.
    pub same_by: Vec<String>,
    /// Fields.
    pub fields: Vec<Field>,
    /// Where it is written.
    pub origin: Origin,
}

/// A share of one number field in another, compared exactly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Number field or fact.
    pub part: String,
    /// Number field or fact.
    pub whole: String,
    /// How it must compare.
    pub op: Op,
    /// Numerator of the bound.
    pub numerator: u32,
    /// Denominator of the bound.
    pub denominator: u32,
}

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
    /// 已核
    #[default]
    Verified,
    /// 待核, with a note.
    Unverified(Option<String>),
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
    /// A post of the body of a kind in the same unit.
    InUnit {
        /// Kind of body.
        kind: String,
        /// Title.
        title: String,
    },
}

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// =
    Eq,
    /// ≠
    Ne,
    /// ≥
    Ge,
    /// >
    Gt,
    /// ≤
    Le,
    /// <
    Lt,
    /// 包含: a list has the value
    Has,
    /// 属于: the value is one of a list
    In,
}

/// What a condition reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Term {
    /// A field of the record at hand.
    Field(String),
    /// A fact of the registers about the subject, with its argument: 在任人数（纪检委员）.
    Fact {
        /// Which fact.
        name: Fact,
        /// Its argument, empty where it takes none.
        argument: String,
    },
}

/// The register facts a condition may read. `facts::FACTS` in this crate gives their Chinese names and types.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs)] // Each is named in `docs/pack-language.md`.
pub enum Fact {
    // of bodies
    BodyKind,
    MemberCount,
    FullMemberCount,
    ProbationaryCount,
    HasCommittee,
    HoldersOf,
    ChildCount,
    UnitHas,
    HasRelation,
    TermYears,
    Entry,
    // of posts
    Title,
    Held,
    HolderAlsoHolds,
    // of people
    Age,
    Standing,
    Conditions,
    HoldsPostIn,
    PartyYears,
    HasLink,
}

/// A literal, or another term to compare with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operand {
    /// A number.
    Number(Number),
    /// A code or name.
    Text(String),
    /// Several codes.
    List(Vec<String>),
    /// A day.
    Date(Date),
    /// 是 or 否.
    Flag(bool),
    /// Another field or fact.
    Term(Term),
}

/// A typed condition. Evaluation is three-valued: what is not known makes it unknown, and says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expr {
    /// What it is.
    pub node: Node,
    /// As written, for explanations.
    pub source: String,
}

/// The shapes of a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// 且
    All(Vec<Expr>),
    /// 或
    Any(Vec<Expr>),
    /// 非
    Not(Box<Expr>),
    /// 左 关系 右
    Compare {
        /// Left.
        left: Term,
        /// How.
        op: Op,
        /// Right.
        right: Operand,
    },
    /// 甲 占 乙 ≥ 1/2
    Share {
        /// Part.
        part: Term,
        /// Whole.
        whole: Term,
        /// How.
        op: Op,
        /// Numerator.
        numerator: u32,
        /// Denominator.
        denominator: u32,
    },
    /// 有 字段
    Known(Term),
}

/// Records of some kinds that meet a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector {
    /// Record kinds (a group is already expanded).
    pub kinds: Vec<String>,
    /// Condition on the record.
    pub when: Option<Expr>,
}

/// Events of the registers that can start a clock or be evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
    /// 计入: 参加 — people count by attendance, not by the record's object role.
    pub by_attendance: bool,
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
    /// 每年 不多于上年
    NotMoreThanLast {
        /// Period.
        cadence: Cadence,
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
        /// 重复: 每年
        yearly: bool,
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

/// 中止: a right is suspended and comes back by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suspension {
    /// Which right.
    pub right: String,
    /// How long, in words or as a duration.
    pub length: String,
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

/// 惯常: the months of the year in which it is usually done; the deadline stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Usual {
    /// First month, 1–12.
    pub first_month: i8,
    /// Last month, 1–12.
    pub last_month: i8,
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
    /// 免除
    pub exemptions: Vec<Exemption>,
    /// 延期
    pub extension: Option<ExtensionRule>,
    /// 中止
    pub suspension: Option<Suspension>,
    /// 阶梯
    pub ladder: Vec<Rung>,
    /// 期中: 照计 (true) or 免计; `None` by the kind of subject: people yes, bodies no.
    pub counts_mid_period: Option<bool>,
    /// 例
    pub examples: Vec<Example>,
    /// Where it is written.
    pub origin: Origin,
    /// Values that were read from dated parameters, for the page: name, value as written, citation, confidence.
    pub parameters: Vec<UsedParameter>,
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

/// A sentence or article of which no duty is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoDuty {
    /// Which.
    pub citation: Citation,
    /// Why.
    pub reason: String,
}

/// 例: a small site, a date, and the statuses that must come out. The site is described, not built, here.
#[derive(Clone, PartialEq, Debug)]
pub struct Example {
    /// 设, as parsed.
    pub given: Given,
    /// 时
    pub at: Date,
    /// 则: subject name (`None` where there is one subject), period label (`None` where there is one instance), status.
    pub then: Vec<(Option<String>, Option<String>, String)>,
    /// Where it is written.
    pub span: Span,
}

/// The site of an example.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Given {
    /// Bodies, the first is the default for what names none.
    pub bodies: Vec<GivenBody>,
    /// Records.
    pub records: Vec<GivenRecord>,
    /// Items.
    pub items: Vec<GivenItem>,
    /// 启用
    pub taken_up: Option<Date>,
    /// 未启用
    pub not_taken_up: Vec<String>,
    /// 延期: period, new last day.
    pub extensions: Vec<(String, Date)>,
    /// 免除: period, ground.
    pub waivers: Vec<(String, String)>,
}

/// A body of an example.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct GivenBody {
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// 成立
    pub founded: Option<Date>,
    /// 撤销
    pub closed: Option<Date>,
    /// 届: from, years.
    pub terms: Vec<(Date, u8)>,
    /// Unnamed full members.
    pub full_members: u32,
    /// Unnamed probationary members.
    pub probationary: u32,
    /// Named members.
    pub members: Vec<GivenMember>,
    /// 任职: title, name, from, until.
    pub holdings: Vec<GivenHolding>,
    /// 登记
    pub entries: Vec<(String, Number)>,
    /// 上级, by name.
    pub parent: Option<String>,
}

/// A named member of an example.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct GivenMember {
    /// Name.
    pub name: String,
    /// Grounds, in brackets after the name.
    pub conditions: Vec<String>,
    /// 入党日期, where given: `张三（2026-04-20 入党）`.
    pub joined: Option<Date>,
    /// 转正日期, where given.
    pub confirmed: Option<Date>,
    /// First day in the branch, where given: `转入`.
    pub from: Option<Date>,
    /// First day gone, where given: `转出`.
    pub until: Option<Date>,
    /// Birth, where given: `1950-01-01 生`.
    pub birth: Option<Date>,
}

/// A holding of an example.
#[derive(Clone, PartialEq, Debug)]
pub struct GivenHolding {
    /// Title.
    pub title: String,
    /// Holder.
    pub name: String,
    /// First day; `None` means from ever.
    pub from: Option<Date>,
    /// First day gone.
    pub until: Option<Date>,
}

/// A record of an example.
#[derive(Clone, PartialEq, Debug)]
pub struct GivenRecord {
    /// Record kinds.
    pub kinds: Vec<String>,
    /// Day.
    pub date: Date,
    /// Text after the day; its first word is a name where the kind belongs to people.
    pub text: String,
    /// Fields in brackets: name, value as written.
    pub fields: Vec<(String, String)>,
}

/// An item of an example.
#[derive(Clone, PartialEq, Debug)]
pub struct GivenItem {
    /// Opened.
    pub opened: Date,
    /// Due.
    pub due: Option<Date>,
    /// Owner's name.
    pub owner: Option<String>,
    /// Closed on.
    pub closed: Option<Date>,
    /// Verifier's name and day.
    pub verified: Option<(String, Date)>,
}
