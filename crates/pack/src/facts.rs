//! The register facts that conditions may read: name, meaning to the engine, argument, type and subject.
//!
//! One table for the checker, for `evaluate`, and for the page that lists them.

use crate::model::Fact;

/// The sort of subject a duty is owed by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SubjectSort {
    /// 组织
    Body,
    /// 职务
    Post,
    /// 人员
    Person,
}

impl SubjectSort {
    /// The word users see.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Body => "组织",
            Self::Post => "职务",
            Self::Person => "人员",
        }
    }
}

/// What stands in the brackets after a fact's name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Argument {
    /// Nothing.
    None,
    /// Nothing, or the unit of years: 任期（年）.
    Unit,
    /// A kind of body: 下级数（党支部）.
    Kind,
    /// A kind of body, optionally with a title: 任职（党组）, 任职者任职（机关党委 副书记）.
    KindAndTitle,
    /// A title: 在任人数（纪检委员）.
    Title,
    /// A kind of relation: 有上级（领导）.
    Relation,
    /// Any name: 登记（机关工作人员）, 登记联系（支部联系点）.
    Name,
}

/// The type of a fact's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactType {
    /// A number, with its unit.
    Number(&'static str),
    /// 是 or 否.
    Flag,
    /// The name of a kind of body.
    Kind,
    /// A title.
    Title,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Several grounds (情形).
    Grounds,
    /// Whatever the register entry holds.
    Entry,
}

/// One fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FactRow {
    /// As packs write it.
    pub name: &'static str,
    /// As the engine knows it.
    pub fact: Fact,
    /// What its brackets hold.
    pub argument: Argument,
    /// Type of its value.
    pub kind: FactType,
    /// Of which subjects it is known.
    pub of: &'static [SubjectSort],
}

/// Kinds of relation, as in the register.
pub const RELATIONS: [&str; 5] = ["隶属", "领导", "指导督促", "业务指导", "联系"];

/// The registers that a unit takes up beside its ledgers of records: bodies, posts, members, contact links.
pub const REGISTERS: [&str; 4] = ["组织", "职务", "党员", "联系"];

use SubjectSort::{Body, Person, Post};

const fn row(name: &'static str, fact: Fact, argument: Argument, kind: FactType, of: &'static [SubjectSort]) -> FactRow {
    FactRow { name, fact, argument, kind, of }
}

/// Every fact, in the order of `docs/pack-language.md`.
pub const FACTS: [FactRow; 23] = [
    row("组织类别", Fact::BodyKind, Argument::None, FactType::Kind, &[Body, Post]),
    row("党员数", Fact::MemberCount, Argument::None, FactType::Number("人"), &[Body]),
    row("正式党员数", Fact::FullMemberCount, Argument::None, FactType::Number("人"), &[Body]),
    row("预备党员数", Fact::ProbationaryCount, Argument::None, FactType::Number("人"), &[Body]),
    row("设支委会", Fact::HasCommittee, Argument::None, FactType::Flag, &[Body]),
    row("在任人数", Fact::HoldersOf, Argument::Title, FactType::Number("人"), &[Body]),
    row("下级数", Fact::ChildCount, Argument::Kind, FactType::Number("个"), &[Body]),
    row("本单位有", Fact::UnitHas, Argument::Kind, FactType::Flag, &[Body, Post]),
    row("单位党员数", Fact::UnitMemberCount, Argument::None, FactType::Number("人"), &[Body, Post]),
    row("本单位居首", Fact::HighestInUnit, Argument::None, FactType::Flag, &[Body, Post]),
    row("有上级", Fact::HasRelation, Argument::Relation, FactType::Flag, &[Body]),
    row("任期", Fact::TermYears, Argument::Unit, FactType::Number("年"), &[Body]),
    row("登记", Fact::Entry, Argument::Name, FactType::Entry, &[Body]),
    row("本年登记", Fact::EntryOfYear, Argument::Name, FactType::Entry, &[Body]),
    row("职务", Fact::Title, Argument::None, FactType::Title, &[Post]),
    row("在任", Fact::Held, Argument::None, FactType::Flag, &[Post]),
    row("任职者任职", Fact::HolderAlsoHolds, Argument::KindAndTitle, FactType::Flag, &[Post]),
    row("年龄", Fact::Age, Argument::None, FactType::Number("岁"), &[Person]),
    row("党员类别", Fact::Standing, Argument::None, FactType::Choice(&["正式党员", "预备党员"]), &[Person]),
    row("情形", Fact::Conditions, Argument::None, FactType::Grounds, &[Person]),
    row("任职", Fact::HoldsPostIn, Argument::KindAndTitle, FactType::Flag, &[Person]),
    row("党龄", Fact::PartyYears, Argument::Unit, FactType::Number("年"), &[Person]),
    row("登记联系", Fact::HasLink, Argument::Name, FactType::Flag, &[Person]),
];

/// The fact of this name.
#[must_use]
pub fn fact(name: &str) -> Option<&'static FactRow> {
    FACTS.iter().find(|row| row.name == name)
}
