//! Ledgers (台账): which records stand in one, and what its columns show.

use super::meaning::Meaning;
use super::types::FieldType;
use super::vocabulary::{Belongs, RecordKind};

/// Of what a ledger has a row each. There is one ledger of each sort.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LedgerOf {
    /// Meetings: records of bodies.
    Meetings,
    /// Members, with what they owe of a quota in a year.
    Hours,
    /// Talks: that they took place, and between whom.
    Talks,
    /// Members.
    Members,
    /// Items that are followed to their end.
    Items,
}

impl LedgerOf {
    /// In the order of the menu.
    pub const ALL: [Self; 5] = [Self::Meetings, Self::Hours, Self::Talks, Self::Members, Self::Items];

    /// The word for it in packs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Meetings => "会议",
            Self::Hours => "定量",
            Self::Talks => "谈话",
            Self::Members => "党员",
            Self::Items => "事项",
        }
    }

    /// Its word in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Meetings => "meetings",
            Self::Hours => "hours",
            Self::Talks => "talks",
            Self::Members => "members",
            Self::Items => "items",
        }
    }

    /// Reads what [`LedgerOf::key`] wrote.
    #[must_use]
    pub fn read(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.key() == key)
    }

    /// Has it a year? Who is a member now has none.
    #[must_use]
    pub fn by_year(self) -> bool {
        self != Self::Members
    }

    /// Are its rows records, so that it must be said which?
    #[must_use]
    pub fn is_of_records(self) -> bool {
        matches!(self, Self::Meetings | Self::Talks)
    }
}

/// What a column shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shown {
    /// The day it happened.
    Day,
    /// The kinds of a record, or of an item.
    Kinds,
    /// The bodies.
    Bodies,
    /// The field with a meaning.
    Field(Meaning),
    /// The people of a talk but who led it.
    Others,
    /// The branches of a row's people.
    Branch,
    /// The day of entry.
    Entered,
    /// The person's name.
    Name,
    /// How much of the quota is done.
    Sum,
    /// How much is asked.
    Asked,
    /// How it stands.
    State,
    /// How many records counted.
    Times,
    /// Full or on probation.
    Standing,
    /// The day of joining.
    Joined,
    /// The day of confirmation.
    Confirmed,
    /// Registered here, or attached.
    Membership,
    /// The posts held in the body.
    Posts,
    /// The day an item was opened.
    Opened,
    /// What it is.
    What,
    /// Who answers for it.
    Owner,
    /// Until when.
    Due,
    /// The day it was reported done.
    Closed,
    /// The day that was verified.
    Verified,
}

use LedgerOf::{Hours, Items, Meetings, Members, Talks};

/// Every column but those of fields: its word, and in which ledgers it may stand.
const COLUMNS: [(Shown, &str, &[LedgerOf]); 22] = [
    (Shown::Day, "日期", &[Meetings, Talks]),
    (Shown::Kinds, "类别", &[Meetings, Items]),
    (Shown::Bodies, "组织", &[Meetings, Items]),
    (Shown::Others, "对方", &[Talks]),
    (Shown::Branch, "党支部", &[Talks, Hours, Members]),
    (Shown::Entered, "录入", &[Meetings, Talks]),
    (Shown::Name, "姓名", &[Hours, Members]),
    (Shown::Sum, "合计", &[Hours]),
    (Shown::Asked, "要求", &[Hours]),
    (Shown::State, "状态", &[Hours, Items]),
    (Shown::Times, "次数", &[Hours]),
    (Shown::Standing, "党员类别", &[Members]),
    (Shown::Joined, "入党日期", &[Members]),
    (Shown::Confirmed, "转正日期", &[Members]),
    (Shown::Membership, "组织关系", &[Members]),
    (Shown::Posts, "职务", &[Members]),
    (Shown::Opened, "提出", &[Items]),
    (Shown::What, "事项", &[Items]),
    (Shown::Owner, "承办人", &[Items]),
    (Shown::Due, "期限", &[Items]),
    (Shown::Closed, "办结", &[Items]),
    (Shown::Verified, "核实", &[Items]),
];

impl Shown {
    /// The column that a word stands for in a ledger; of a field the word of its meaning.
    #[must_use]
    pub fn read(word: &str, of: LedgerOf) -> Option<Self> {
        let column = COLUMNS.iter().find(|(_, known, ledgers)| *known == word && ledgers.contains(&of)).map(|(shown, ..)| *shown);
        let field = || of.is_of_records().then(|| Meaning::ALL.into_iter().find(|meaning| meaning.word() == word)).flatten();
        // Of text only what a record is called by: a list shows nothing that may have to be opened.
        let listed = |meaning: &Meaning| *meaning == Meaning::Title || meaning.field_type() != FieldType::Text;
        column.or_else(|| field().filter(listed).map(Self::Field))
    }

    /// The words that may stand in a ledger.
    #[must_use]
    pub fn words(of: LedgerOf) -> Vec<&'static str> {
        let columns = COLUMNS.iter().map(|(_, word, _)| *word);
        columns.chain(Meaning::ALL.map(Meaning::word)).filter(|word| Self::read(word, of).is_some()).collect()
    }

    /// Are there numbers in it? They stand under each other.
    #[must_use]
    pub fn counts(self) -> bool {
        match self {
            Self::Field(meaning) => meaning.field_type() == FieldType::Number,
            other => matches!(other, Self::Sum | Self::Times),
        }
    }
}

/// A column: its head and what it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerColumn {
    /// The head.
    pub head: String,
    /// What it shows.
    pub shown: Shown,
}

/// A ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerPlan {
    /// Its name.
    pub name: String,
    /// Of what it has a row each.
    pub of: LedgerOf,
    /// Record kinds that have a field with one of these meanings stand in it; of a ledger of meetings, those of bodies.
    pub has: Vec<Meaning>,
    /// What it shows and what it leaves out.
    pub note: String,
    /// Its columns.
    pub columns: Vec<LedgerColumn>,
}

impl LedgerPlan {
    /// Do records of a kind stand in it?
    #[must_use]
    pub fn holds(&self, kind: &RecordKind) -> bool {
        let fits = self.of != LedgerOf::Meetings || kind.belongs == Belongs::Body;
        self.of.is_of_records() && fits && self.has.iter().any(|meaning| kind.field_meaning(*meaning).is_some())
    }
}
