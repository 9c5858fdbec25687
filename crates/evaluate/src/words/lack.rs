//! What is not known, in words.

use super::Speaker;
use crate::facts;
use crate::lack::{Lack, NamedTerm, PersonDate};
use jishi_pack::Duty;

impl Speaker<'_> {
    /// `甲支部没有登记届期`, `2026-03-10 党组会议没有登记“议题”`.
    pub(super) fn lack(&self, duty: &Duty, lack: Lack) -> String {
        match lack {
            Lack::UnitOf(body) => format!("{}没有登记所在单位", self.body(body)),
            Lack::Relation(kind) => format!("没有“{}”这种组织关系", kind.text(duty)),
            Lack::TermOf(body) => format!("{}没有登记届期", self.body(body)),
            Lack::EntryOfYear(body, year, name) => format!("{}没有登记 {year} 年的“{}”", self.body(body), name.text(duty)),
            Lack::Entry(body, name) => format!("{}没有登记“{}”", self.body(body), name.text(duty)),
            Lack::OfPosts => "这一项只对职务登记".to_owned(),
            Lack::OfPeople => "这一项只对人员登记".to_owned(),
            Lack::Post => "职务没有登记".to_owned(),
            Lack::Vacant(post) => format!("{}空缺，没有任职者", self.name_of(jishi_facts::Subject::Post(post))),
            Lack::Detail(person, detail) => format!("{}没有登记{}", self.person(person), detail_in_words(detail)),
            Lack::Person => "人员没有登记".to_owned(),
            Lack::Erased => "人员信息已删除".to_owned(),
            Lack::BodyOf(subject) => format!("{}没有登记所在组织", self.name_of(subject)),
            Lack::Incomparable(read) => format!("{}登记的内容无法比较", read_in_words(duty, read)),
            Lack::NotNumbers => "占比的两项应为数字".to_owned(),
            Lack::WholeIsZero => "占比的总数为 0".to_owned(),
            Lack::NoRecord(field) => format!("没有可读“{}”的记录", field.text(duty)),
            Lack::Field(record, field) => match self.names.day(record) {
                Some(date) => format!("{date} {}没有登记“{}”", self.title(record), field.text(duty)),
                None => format!("{}没有登记“{}”", self.title(record), field.text(duty)),
            },
            Lack::FirstHolder => "该职务没有登记过任职者，不知道从何日起空缺".to_owned(),
            Lack::ItemOwner => "没有登记责任人".to_owned(),
            Lack::ItemDue => "没有登记期限".to_owned(),
        }
    }

    pub(super) fn lacks(&self, duty: &Duty, lacks: impl IntoIterator<Item = Lack>) -> Vec<String> {
        super::gathered(lacks.into_iter().map(|lack| self.lack(duty, lack)).collect())
    }
}

fn detail_in_words(detail: PersonDate) -> &'static str {
    match detail {
        PersonDate::Birth => "确切的出生日期",
        PersonDate::Confirmed => "转正日期",
        PersonDate::ConfirmedDay => "转正在哪一日（只知道月份）",
        PersonDate::JoinedDay => "入党在哪一日（只知道月份）",
        PersonDate::Joined => "入党日期、转正日期",
    }
}

/// `议题`, `在任人数（纪检委员）`.
pub(super) fn read_in_words(duty: &Duty, read: NamedTerm) -> String {
    match read {
        NamedTerm::Field(field) => field.text(duty).to_owned(),
        NamedTerm::Fact(fact, None) => facts::word(fact).to_owned(),
        NamedTerm::Fact(fact, Some(argument)) => format!("{}（{}）", facts::word(fact), argument.text(duty)),
    }
}
