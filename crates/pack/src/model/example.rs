//! 例: a small site in words, a date, and the statuses that must come out.

use super::origin::Origin;
use jishi_base::Number;
use jishi_calendar::Date;

/// 例: a small site, a date, and the statuses that must come out. The site is described, not built, here.
#[derive(Clone, PartialEq, Debug)]
pub struct Example {
    /// 设, as parsed.
    pub given: Given,
    /// 时
    pub at: Date,
    /// 则: subject name (`None` where there is one subject), period label (`None` where there is one instance), status.
    pub then: Vec<(Option<String>, Option<String>, String)>,
    /// Where it is written: with the duty, or with the overlay that tightened it.
    pub origin: Origin,
}

/// The site of an example.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Given {
    /// Bodies, the first is the default for what names none.
    pub bodies: Vec<GivenBody>,
    /// Records.
    pub records: Vec<GivenRecord>,
    /// 联系: people who are in contact with the first body; the kind of link stands where a holding has its title.
    pub links: Vec<GivenHolding>,
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
    /// 登记, each from a day; from the first of the year of the example, where none is given.
    pub entries: Vec<(String, Number, Option<Date>)>,
    /// 上级, by name.
    pub parent: Option<String>,
    /// 关系: the relation and the name of the other body.
    pub relations: Vec<(String, String)>,
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
