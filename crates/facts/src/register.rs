//! The registers: units, bodies, people, memberships, posts apart from their holders, links; and what a duty may be
//! excused by: waivers, reasons, extensions, and the day a ledger was taken up.

use crate::texts::{Mark, Text};
use crate::sealed::{KeyOwner, Sealed, Words};
use crate::source::Source;
use crate::subject::Subject;
use crate::value::Value;
use jishi_base::{Atom, BodyId, HoldingId, LinkId, PersonId, PostId, Slim, UnitId};
use jishi_calendar::{Date, PartialDate};
use serde::{Deserialize, Serialize};

/// A department (单位).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// Stable id.
    pub id: UnitId,
    /// Name as the unit writes it.
    pub name: String,
    /// Position in the journal of the last event about it.
    pub version: u64,
}

/// How two bodies stand to each other; the kinds are kept apart (`mechanisms.md`, Relations).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum RelationKind {
    /// The one parent.
    #[serde(rename = "隶属")]
    Subordinate,
    /// Leadership; may be double.
    #[serde(rename = "领导")]
    Leadership,
    /// A work committee guides and presses a party group.
    #[serde(rename = "指导督促")]
    Guidance,
    /// Professional guidance.
    #[serde(rename = "业务指导")]
    Professional,
    /// Contact.
    #[serde(rename = "联系")]
    Contact,
}

impl RelationKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Subordinate, Self::Leadership, Self::Guidance, Self::Professional, Self::Contact];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Subordinate => "隶属",
            Self::Leadership => "领导",
            Self::Guidance => "指导督促",
            Self::Professional => "业务指导",
            Self::Contact => "联系",
        }
    }
}

/// This body's relation to another, over time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    /// The kind.
    pub kind: RelationKind,
    /// The superior, guide or contact.
    pub to: BodyId,
    /// From this day; unknown means always.
    pub from: Option<Date>,
    /// To this day (the first day it no longer holds).
    pub until: Option<Date>,
}

/// A term of office (届): from the day of election, for a number of years.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Term {
    /// Day of election.
    pub from: Date,
    /// Length in years.
    pub years: u8,
}

/// A party organisation (党组织).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Body {
    /// Stable id.
    pub id: BodyId,
    /// The unit it belongs to; external bodies (中共河南省委) have none.
    pub unit: Option<UnitId>,
    /// Kind, as a pack names it: 党组, 机关党委, 党支部 …
    pub kind: String,
    /// Full name.
    pub name: String,
    /// Day founded, if known.
    pub founded: Option<Date>,
    /// First day it no longer exists.
    pub closed: Option<Date>,
    /// Relations to other bodies.
    pub relations: Vec<Relation>,
    /// Terms, oldest first.
    pub terms: Vec<Term>,
    /// Further register entries with the day from which they hold, oldest first.
    pub entries: Slim<Atom, Vec<(Date, Value)>>,
    /// Where it was last read.
    pub source: Option<Source>,
    /// Position in the journal of the last event about it.
    pub version: u64,
}

/// A person's details: sealed, under the person's own key.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonDetails {
    /// Name without inner spaces.
    pub name: String,
    /// 男 or 女.
    pub sex: Option<String>,
    /// Ethnic group, with 族.
    pub ethnicity: Option<String>,
    /// Birth: to the day from the identity number, else as far as written.
    pub birth: Option<PartialDate>,
    /// Identity number, 18 characters.
    pub id_number: Option<String>,
    /// Education as written, by the code list.
    pub education: Option<String>,
    /// 入党日期: the day the branch meeting admitted.
    pub joined: Option<Date>,
    /// 转正日期.
    pub confirmed: Option<Date>,
    /// The month of joining, where no day of it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined_month: Option<PartialDate>,
    /// The month of 转正, where no day of it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_month: Option<PartialDate>,
    /// Post in the administration, as written.
    pub office: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Grounds that a rule may name: 年老体弱, 重病, 失能 …
    pub conditions: Vec<String>,
    /// Remark as written.
    pub remark: Option<String>,
}

impl PersonDetails {
    /// A person's details out of the content of their entry.
    #[must_use]
    pub fn read(content: &str) -> Option<Self> {
        serde_json::from_str(content).ok().map(|(_, details): (Option<String>, Self)| details)
    }

    /// The mark of all of them together.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark::of(&serde_json::to_string(self).unwrap_or_default())
    }
}

/// What the fold keeps of a person's details: what is judged, sorted or searched by. The rest is opened where somebody looks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Name without inner spaces.
    pub name: String,
    /// 男 or 女: people of one name are told apart by it.
    pub sex: Option<Atom>,
    /// Birth, as far as it is known.
    pub birth: Option<PartialDate>,
    /// 入党日期.
    pub joined: Option<Date>,
    /// 转正日期.
    pub confirmed: Option<Date>,
    /// The month of joining, where no day of it is known.
    pub joined_month: Option<PartialDate>,
    /// The month of 转正, where no day of it is known.
    pub confirmed_month: Option<PartialDate>,
    /// Grounds that a rule may name.
    pub conditions: Box<[Atom]>,
    /// The entry that holds all of the details.
    pub at: u64,
    /// The mark of all of them together.
    pub mark: Mark,
}

impl Profile {
    /// Of details that lie at an entry.
    #[must_use]
    pub fn of(details: &PersonDetails, at: u64) -> Self {
        Self {
            name: details.name.clone(), sex: details.sex.as_ref().map(Atom::from), birth: details.birth, joined: details.joined, confirmed: details.confirmed,
            joined_month: details.joined_month, confirmed_month: details.confirmed_month,
            conditions: details.conditions.iter().map(Atom::from).collect(), at, mark: details.mark(),
        }
    }

    /// When the person joined, as far as it is known: a day, or a month.
    #[must_use]
    pub fn joining(&self) -> Option<PartialDate> {
        self.joined.map(PartialDate::from).or(self.joined_month)
    }

    /// When the person became a full member, as far as it is known: a day, or a month.
    #[must_use]
    pub fn confirmation(&self) -> Option<PartialDate> {
        self.confirmed.map(PartialDate::from).or(self.confirmed_month)
    }

    /// The name alone.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self::of(&PersonDetails { name: name.to_owned(), ..PersonDetails::default() }, 0)
    }
}

/// A person. The name is part of the sealed details.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Stable id.
    pub id: PersonId,
    /// The unit that keeps the entry.
    pub unit: UnitId,
    /// Blind index of the identity number (hex), for matching without reading it.
    pub blind: Option<String>,
    /// Details: `Erased` when the person has been erased, `Held` while the person is restricted.
    pub details: Sealed<Profile>,
    /// Where it was last read.
    pub source: Option<Source>,
    /// Position in the journal of the last event about it.
    pub version: u64,
}

impl Person {
    /// The name, or 已删除, or 已限制.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.details {
            Sealed::Open(details) => &details.name,
            Sealed::Held(_) => "已限制",
            Sealed::Erased => "已删除",
        }
    }
}

/// How a person belongs to a branch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum MembershipKind {
    /// 组织关系在本支部.
    #[serde(rename = "正式组织关系")]
    Registered,
    /// 编入本支部过组织生活，组织关系在别处.
    #[serde(rename = "编入")]
    Attached,
}

/// Membership of a person in a body, over time. Full or probationary follows from the person's dates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Membership {
    /// The member.
    pub person: PersonId,
    /// The branch.
    pub body: BodyId,
    /// Kind.
    pub kind: MembershipKind,
    /// First day; unknown means since joining the party.
    pub from: Option<Date>,
    /// First day it no longer holds.
    pub until: Option<Date>,
}

/// A post of a body, apart from who holds it (职务).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Post {
    /// Stable id.
    pub id: PostId,
    /// The body it belongs to.
    pub body: BodyId,
    /// Title: 书记, 副书记, 专职副书记, 纪检委员 …
    pub title: String,
    /// Day opened; unknown means with its first holder.
    pub opened: Option<Date>,
    /// First day it no longer exists.
    pub abolished: Option<Date>,
    /// Position in the journal of the last event about it.
    pub version: u64,
}

/// One person's time in one post (任职).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holding {
    /// Stable id.
    pub id: HoldingId,
    /// The post.
    pub post: PostId,
    /// The holder.
    pub person: PersonId,
    /// First day.
    pub from: Date,
    /// First day no longer in post (免职日期).
    pub until: Option<Date>,
    /// Where it was read.
    pub source: Option<Source>,
    /// Position in the journal of the last event about it.
    pub version: u64,
}

/// What a contact link is for.
pub type LinkKind = String;

/// A contact between two subjects: leader ↔ branch, body ↔ body (联系点, 结对共建, 双联系).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Stable id.
    pub id: LinkId,
    /// 支部联系点, 结对共建, 双联系 …
    pub kind: LinkKind,
    /// Who contacts.
    pub from: Subject,
    /// Who is contacted.
    pub to: Subject,
    /// First day.
    pub since: Date,
    /// First day it no longer holds.
    pub until: Option<Date>,
}

/// What a body records of a kind; what all bodies of a unit do, where none is named.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ledger {
    /// The unit.
    pub unit: UnitId,
    /// The body.
    pub body: Option<BodyId>,
    /// A record kind, or a register: 组织, 职务, 党员.
    pub kind: Atom,
}

/// A ledger is kept from a day on (启用). Before it nothing is owed: no data is not the same as not done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Uptake {
    /// The unit.
    pub unit: UnitId,
    /// The body whose ledger it is; none where all bodies of the unit keep it from that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyId>,
    /// A record kind, or a register: 组织, 职务, 党员.
    pub kind: String,
    /// The first day. Entries of the first shape may have none: they meant 1 January of the year in which they were entered.
    pub from: Option<Date>,
}

impl Uptake {
    /// What is taken up.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        Ledger { unit: self.unit, body: self.body, kind: (&self.kind).into() }
    }
}

/// A recorded waiver of one duty instance (免除), with its ground.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Waiver {
    /// The duty's name.
    pub duty: String,
    /// Whose.
    pub subject: Subject,
    /// The period's label.
    pub period: String,
    /// Whose key seals the ground; entries of the first shape have it in plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<KeyOwner>,
    /// The ground, one of the duty's grounds or a decision's number.
    #[serde(default, skip_serializing_if = "Words::is_sealed")]
    pub ground: Words<String>,
    /// Who waived.
    pub by: PersonId,
}

/// What the fold keeps of a waiver.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waived {
    /// The duty's name.
    pub duty: String,
    /// Whose.
    pub subject: Subject,
    /// The period's label.
    pub period: String,
    /// Whose key seals the ground.
    pub owner: Option<KeyOwner>,
    /// The ground.
    pub ground: Sealed<Text>,
    /// Who waived.
    pub by: PersonId,
}

impl Waived {
    /// Of a waiver that was entered at an entry.
    #[must_use]
    pub fn of(waiver: Waiver, at: u64) -> Self {
        let Waiver { duty, subject, period, owner, ground, by } = waiver;
        Self { duty, subject, period, owner, ground: ground.sealed().map(|ground| Text::of(&ground, at)), by }
    }

    /// Does its ground go with this person? In plain, it goes with the person it is about.
    #[must_use]
    pub fn is_under(&self, person: PersonId) -> bool {
        self.owner == Some(KeyOwner::Person(person)) || self.subject == Subject::Person(person)
    }
}

/// A reason that stands in for a 一般 duty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// The duty's name.
    pub duty: String,
    /// Whose.
    pub subject: Subject,
    /// The period's label.
    pub period: String,
    /// Whose key seals the text.
    pub owner: KeyOwner,
    /// The reason.
    pub text: Sealed<Text>,
}

/// A recorded approval to do it later (延期).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Extension {
    /// The duty's name.
    pub duty: String,
    /// Whose.
    pub subject: Subject,
    /// The period's label.
    pub period: String,
    /// The new last day.
    pub until: Date,
    /// The body that approved.
    pub approved_by: BodyId,
    /// The day of approval.
    pub approved: Date,
}
