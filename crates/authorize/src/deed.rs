//! What an auditor may know of an entry: what sort of act it was, on what sort of thing, how often. Never what a record,
//! a register or a file says: names, texts, dates and values of the event are left behind here, before anything is shown.

use crate::actor::Resource;
use jishi_base::Label;
use jishi_facts::{Abandoned, AccountChange, Event, LogInRules, Measure, PasswordPolicy, Repeats, Entity, Verdict};
use std::collections::BTreeSet;

/// The sorts of acts, as one looks through them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sort {
    /// Log-ins that failed.
    Failed,
    /// Acts that were refused.
    Refused,
    /// Closed fields that were opened.
    Opened,
    /// Lists that were taken out.
    Exported,
    /// Accounts made, stopped, logged in to.
    Account,
    /// Records, items and what was decided about duties.
    Recorded,
    /// The registers of units, bodies, people and posts.
    Registered,
    /// Imports begun, written, taken back.
    Imported,
    /// People erased.
    Erased,
    /// Commands of the site's owner on the machine.
    Commanded,
    /// The journal read.
    LogRead,
}

impl Sort {
    /// All of them, what an auditor looks for first.
    pub const ALL: [Self; 11] = [
        Self::Failed,
        Self::Refused,
        Self::Opened,
        Self::Exported,
        Self::Account,
        Self::Recorded,
        Self::Registered,
        Self::Imported,
        Self::Erased,
        Self::Commanded,
        Self::LogRead,
    ];

    /// Its word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Opened => "opened",
            Self::Exported => "exported",
            Self::Account => "account",
            Self::Recorded => "recorded",
            Self::Registered => "registered",
            Self::Imported => "imported",
            Self::Erased => "erased",
            Self::Commanded => "commanded",
            Self::LogRead => "log_read",
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "登录失败",
            Self::Refused => "被拒绝",
            Self::Opened => "查看敏感内容",
            Self::Exported => "导出",
            Self::Account => "账户和登录",
            Self::Recorded => "记录和事项",
            Self::Registered => "登记簿",
            Self::Imported => "导入",
            Self::Erased => "删除个人信息",
            Self::Commanded => "本机命令",
            Self::LogRead => "查日志",
        }
    }

    /// Reads what [`Sort::key`] wrote.
    #[must_use]
    pub fn read(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.key() == key)
    }

    /// The names that events of this sort are written under: what the journal is searched by.
    #[must_use]
    pub fn events(self) -> &'static [&'static str] {
        match self {
            Self::Failed => &["log_in_failed"],
            Self::Refused => &["act_refused"],
            Self::Opened => &["opened"],
            Self::Exported => &["exported"],
            Self::Account => &["account_changed", "unit_opens_accounts", "log_in_rules"],
            Self::Recorded => &[
                "recorded", "record_corrected", "record_withdrawn", "item_opened", "item_closed", "item_verified", "waived", "reason_given",
                "extended",
            ],
            Self::Registered => &[
                "unit_registered", "body_registered", "body_renamed", "body_kind_corrected", "body_founded_on", "body_closed", "body_entry",
                "related", "unrelated", "term_started", "term_corrected", "person_registered", "person_changed", "member_joined",
                "member_left", "post_opened", "post_abolished", "holder_appointed", "holder_left", "holding_corrected", "linked", "unlinked",
                "taken_up",
            ],
            Self::Imported => &["import_begun", "import_published", "import_abandoned", "import_undone"],
            Self::Erased => &["person_erased", "erasure_proposed", "erasure_settled", "person_restricted", "restriction_lifted"],
            Self::Commanded => &["command_used"],
            Self::LogRead => &["log_read"],
        }
    }
}

/// What an auditor may know of an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deed {
    /// The sort of act.
    pub sort: Sort,
    /// What was done, after the one who did it: `登记了`.
    pub did: &'static str,
    /// To what.
    pub thing: Option<Entity>,
    /// What tells it from others of its sort.
    pub detail: Detail,
    /// How often it was done alike, at most; where it is not grouped, once.
    pub times: u64,
    /// How often at least: less than `times` where the entry was made ahead of what it counts.
    pub least: u64,
    /// The day on which it was done, where that of the entry may be a later one.
    pub on: Option<jishi_calendar::Date>,
    /// In which session, as a keyed digest.
    pub session: Option<String>,
}

/// What tells a deed from others of its sort. Nothing of it is anything that somebody entered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Detail {
    /// Nothing.
    None,
    /// A log-in that failed: by digests.
    LogIn {
        /// Of the login as typed.
        login: Option<String>,
        /// Of where it came from.
        source: Option<String>,
    },
    /// The word for what was refused, or the name of a command or a list; with its rows.
    Named(String, Option<u64>),
    /// The names of fields, and how closely they are kept.
    Fields(BTreeSet<String>, Label),
    /// So many facts.
    Facts(u64),
}

impl Deed {
    fn of(sort: Sort, did: &'static str, thing: impl Into<Option<Entity>>) -> Self {
        Self { sort, did, thing: thing.into(), detail: Detail::None, times: 1, least: 1, on: None, session: None }
    }

    fn with(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }

    fn again(self, repeats: &Repeats) -> Self {
        let least = if repeats.ahead { Ord::min(1, repeats.times) } else { repeats.times };
        Self { times: repeats.times, least, on: Some(repeats.on), session: repeats.session.clone(), ..self }
    }
}

/// What an auditor may know of an event.
#[must_use]
#[rustfmt::skip] // A table.
pub fn deed(event: &Event) -> Deed {
    use Sort::{Account, Commanded, Erased, Exported, Failed, Imported, LogRead, Opened, Recorded, Refused, Registered};
    let named = |name: &str, rows| Detail::Named(name.to_owned(), rows);
    match event {
        Event::LogInFailed { login, source, repeats } => {
            Deed::of(Failed, "登录失败", None).with(Detail::LogIn { login: login.clone(), source: source.clone() }).again(repeats)
        }
        Event::ActRefused { action, thing, repeats } => Deed::of(Refused, "被拒绝", thing.clone()).with(named(action, None)).again(repeats),
        Event::Exported { what, thing, rows, repeats } => Deed::of(Exported, "导出了", thing.clone()).with(named(what, Some(*rows))).again(repeats),
        Event::Opened { thing, fields, label, repeats } => Deed::of(Opened, "查看了", thing.clone()).with(Detail::Fields(fields.clone(), *label)).again(repeats),
        Event::LogRead { repeats } => Deed::of(LogRead, "查看了日志", None).again(repeats),
        Event::AccountChanged { account, change, .. } => Deed::of(Account, became(*change), Entity::Account(*account)),
        Event::UnitOpensAccounts { unit, own, of } => Deed::of(Account, entrusted(*own, of.is_some()), Entity::Unit(*unit)),
        Event::LogInRules { rules } => Deed::of(Account, "改了登录规则", None).with(named(rules_word(*rules), None)),
        Event::CommandUsed { command } => Deed::of(Commanded, "使用了命令", None).with(named(command, None)),
        Event::ImportBegun { import } => Deed::of(Imported, "开始了", Entity::Import(*import)),
        Event::ImportPublished { import, facts, .. } => Deed::of(Imported, "写入了", Entity::Import(*import)).with(Detail::Facts(*facts)),
        Event::ImportAbandoned { import, why } => Deed::of(Imported, abandoned(*why), Entity::Import(*import)),
        Event::ImportUndone { import, .. } => Deed::of(Imported, "撤回了", Entity::Import(*import)),
        Event::ErasureProposed { person, measure, .. } => Deed::of(Erased, proposed(*measure), Entity::Person(*person)),
        Event::ErasureSettled { person, verdict, .. } => Deed::of(Erased, settled(*verdict), Entity::Person(*person)),
        Event::PersonRestricted { person } => Deed::of(Erased, "限制了个人信息：", Entity::Person(*person)),
        Event::RestrictionLifted { person } => Deed::of(Erased, "解除了个人信息的限制：", Entity::Person(*person)),
        Event::PersonErased { person, .. } => Deed::of(Erased, "删除了个人信息：", Entity::Person(*person)),

        Event::Recorded { record, .. } => Deed::of(Recorded, "登记了", Entity::Record(*record)),
        Event::RecordCorrected { record, .. } => Deed::of(Recorded, "更正了", Entity::Record(*record)),
        Event::RecordWithdrawn { record } => Deed::of(Recorded, "撤回了", Entity::Record(*record)),
        Event::ItemOpened { item, .. } => Deed::of(Recorded, "提出了", Entity::Item(*item)),
        Event::ItemClosed { item, .. } => Deed::of(Recorded, "办结了", Entity::Item(*item)),
        Event::ItemVerified { item, .. } => Deed::of(Recorded, "核实了", Entity::Item(*item)),
        Event::Waived { waiver } => Deed::of(Recorded, "登记了一项责任的免除：", Entity::from(waiver.subject)),
        Event::ReasonGiven { subject, .. } => Deed::of(Recorded, "说明了一项责任的理由：", Entity::from(*subject)),
        Event::Extended { extension } => Deed::of(Recorded, "登记了一项责任的延期：", Entity::from(extension.subject)),

        Event::UnitRegistered { unit, .. } => Deed::of(Registered, "登记了", Entity::Unit(*unit)),
        Event::TakenUp { uptake } => Deed::of(Registered, "启用了台账：", uptake.body.map_or(Entity::Unit(uptake.unit), Entity::Body)),
        Event::BodyRegistered { body, .. } => Deed::of(Registered, "登记了", Entity::Body(*body)),
        Event::BodyRenamed { body, .. } => Deed::of(Registered, "改了名称：", Entity::Body(*body)),
        Event::BodyKindCorrected { body, .. } => Deed::of(Registered, "更正了类别：", Entity::Body(*body)),
        Event::BodyFoundedOn { body, .. } => Deed::of(Registered, "更正了成立日期：", Entity::Body(*body)),
        Event::BodyClosed { body, .. } => Deed::of(Registered, "撤销了", Entity::Body(*body)),
        Event::BodyEntry { body, .. } => Deed::of(Registered, "登记了情况：", Entity::Body(*body)),
        Event::Related { body, .. } => Deed::of(Registered, "登记了隶属等关系：", Entity::Body(*body)),
        Event::Unrelated { body, .. } => Deed::of(Registered, "结束了隶属等关系：", Entity::Body(*body)),
        Event::TermStarted { body, .. } => Deed::of(Registered, "登记了换届：", Entity::Body(*body)),
        Event::TermCorrected { body, .. } => Deed::of(Registered, "更正了届期：", Entity::Body(*body)),
        Event::PersonRegistered { person, .. } => Deed::of(Registered, "登记了", Entity::Person(*person)),
        Event::PersonChanged { person, .. } => Deed::of(Registered, "更改了", Entity::Person(*person)),
        Event::MemberJoined { person, .. } => Deed::of(Registered, "登记了组织关系：", Entity::Person(*person)),
        Event::MemberLeft { person, .. } => Deed::of(Registered, "结束了组织关系：", Entity::Person(*person)),
        Event::PostOpened { post, .. } => Deed::of(Registered, "设立了", Entity::Post(*post)),
        Event::PostAbolished { post, .. } => Deed::of(Registered, "撤销了", Entity::Post(*post)),
        Event::HolderAppointed { holding, .. } => Deed::of(Registered, "登记了", Entity::Holding(*holding)),
        Event::HolderLeft { holding, .. } => Deed::of(Registered, "登记了免职：", Entity::Holding(*holding)),
        Event::HoldingCorrected { holding, .. } => Deed::of(Registered, "更正了", Entity::Holding(*holding)),
        Event::Linked { link, .. } => Deed::of(Registered, "登记了", Entity::Link(*link)),
        Event::Unlinked { link, .. } => Deed::of(Registered, "结束了", Entity::Link(*link)),
    }
}

fn abandoned(why: Abandoned) -> &'static str {
    match why {
        Abandoned::Overtaken => "因登记簿有改动，放弃了分批写入的",
        Abandoned::Failed => "因没有写成，放弃了分批写入的",
        Abandoned::LeftOver => "因程序中断，放弃了分批写入的",
    }
}

fn proposed(measure: Measure) -> &'static str {
    match measure {
        Measure::Erase => "提出删除个人信息：",
        Measure::Restrict => "提出限制个人信息：",
        Measure::Lift => "提出解除个人信息的限制：",
    }
}

fn settled(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Confirmed => "放行了提出的删除或限制：",
        Verdict::Refused => "没有同意提出的删除或限制：",
        Verdict::Withdrawn => "撤回了提出的删除或限制：",
    }
}

/// Who opens a unit's accounts: asked for, or let pass.
fn entrusted(own: bool, passed: bool) -> &'static str {
    match (own, passed) {
        (true, false) => "提出单位自办账户：",
        (true, true) => "放行单位自办账户：",
        (false, false) => "提出收回单位自办账户：",
        (false, true) => "放行收回单位自办账户：",
    }
}

fn rules_word(rules: LogInRules) -> &'static str {
    match (rules.passwords, rules.ask_second()) {
        (PasswordPolicy::Mlps3, _) => "等级保护三级",
        (PasswordPolicy::Asvs, true) => "必须用第二道验证",
        (PasswordPolicy::Asvs, false) => "不强制第二道验证",
    }
}

fn became(change: AccountChange) -> &'static str {
    match change {
        AccountChange::Made => "建立了",
        AccountChange::Invited => "给了一次性链接：",
        AccountChange::PasswordSet => "设了密码：",
        AccountChange::Disabled => "停用了",
        AccountChange::Enabled => "启用了",
        AccountChange::LoggedIn => "登录了",
        AccountChange::LoggedOut => "退出了",
        AccountChange::LoggedOutEverywhere => "退出了全部登录：",
        AccountChange::TokenMade => "新建了接口令牌：",
        AccountChange::TokenRevoked => "撤销了接口令牌：",
        AccountChange::Bound => "确定了使用人：",
        AccountChange::Removed => "随个人信息的删除去掉了",
        AccountChange::Adopted => "升级时纳入核对：",
        AccountChange::SystemMade | AccountChange::SecurityMade | AccountChange::AuditMade => "建立了管理员账户：",
        AccountChange::Seated => "任职为管理员：",
        AccountChange::OpeningAsked => "提出首次链接：",
        AccountChange::RenewalAsked => "提出新链接：",
        AccountChange::SeatAsked => "提出任职为管理员：",
        AccountChange::StopAsked => "提出停用管理员：",
        AccountChange::Told => "看到了为自己申请的链接：",
        AccountChange::Dropped => "叫停了提出的事：",
        AccountChange::CodeWrong => "写错了提取码：",
        AccountChange::SecondFactorSet => "设了第二道验证：",
        AccountChange::SecondFactorRemoved => "取消了第二道验证：",
        AccountChange::TokenAdopted => "升级时纳入核对一个接口令牌：",
    }
}

impl From<Resource> for Entity {
    fn from(resource: Resource) -> Self {
        match resource {
            Resource::Site => Self::Site,
            Resource::Unit(id) => Self::Unit(id),
            Resource::Body(id) => Self::Body(id),
            Resource::Post(id) => Self::Post(id),
            Resource::Person(id) => Self::Person(id),
            Resource::Record(id) => Self::Record(id),
            Resource::Item(id) => Self::Item(id),
        }
    }
}
