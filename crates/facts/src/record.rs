//! Records of what happened, and items that must be followed to their end.

use crate::stamp::Stamp;
use crate::texts::{RecordText, Texts};
use crate::sealed::{KeyOwner, Sealed};
use crate::source::Source;
use crate::value::Value;
use jishi_base::{Atom, BodyId, Common, ItemId, PersonId, RecordId, Slim, SlimSet};
use jishi_calendar::Date;

/// The record kinds that a record serves.
pub type Kinds = SlimSet<Atom>;

/// The coded fields of a record, by field name.
pub type Fields = Slim<Atom, Value>;

/// The people of a record, by role.
pub type Roles = Slim<Atom, Box<[PersonId]>>;

/// Something that happened on a day: a meeting, a training, a talk, a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Stable id.
    pub id: RecordId,
    /// The record kinds it serves; one meeting may lawfully be several (一会多用).
    pub kinds: Common<Kinds>,
    /// The bodies it belongs to; a joint activity has several.
    pub bodies: Common<Box<[BodyId]>>,
    /// The day it happened (never the day of entry).
    pub date: Date,
    /// Coded fields, by field name.
    pub fields: Fields,
    /// People by role: 主持人, 缺席, 对象, 谈话人, 学员, 作者 …
    pub people: Roles,
    /// Free text, which lies at its entry; `Erased` when the key is gone.
    pub text: Sealed<Texts>,
    /// Where it was read, if it was imported.
    pub source: Option<Box<Source>>,
    /// When and by whom it was first entered.
    pub entered: Stamp,
    /// Position in the journal of the last event about it: a change must name it.
    pub version: u64,
    /// How often it has been corrected.
    pub corrections: u32,
    /// Withdrawn records stay, and never count.
    pub withdrawn: bool,
}

impl Record {
    /// Whose key seals the text; none where it belongs to nobody, and then it has no text.
    #[must_use]
    pub fn key_owner(&self) -> Option<KeyOwner> {
        record_key(&self.bodies, &self.people)
    }

    /// What names the record on a page: the first of its texts that the packs call a title, else its first kind.
    #[must_use]
    pub fn title(&self, text: Option<&RecordText>, titles: &[String]) -> String {
        let from_text = text.and_then(|text| titles.iter().find_map(|key| text.get(key)).filter(|text| !text.is_empty()));
        from_text.cloned().unwrap_or_else(|| self.kinds.first().map(String::from).unwrap_or_default())
    }
}

/// An opened item: somebody owes something by a day, and another person verifies that it is done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Stable id.
    pub id: ItemId,
    /// The kind of item, as the pack names it: 议定事项, 督办事项, 整改事项 …
    pub kind: String,
    /// The body that owes it.
    pub body: BodyId,
    /// The record it was decided in, if any.
    pub opened_by: Option<RecordId>,
    /// The day it was opened.
    pub opened: Date,
    /// Who answers for it.
    pub owner: Option<PersonId>,
    /// The day it must be done by.
    pub due: Option<Date>,
    /// The day it was reported done.
    pub closed: Option<Date>,
    /// Who reported it done.
    pub closed_by: Option<PersonId>,
    /// The day another person verified it.
    pub verified: Option<Date>,
    /// Who verified it: never `closed_by`.
    pub verified_by: Option<PersonId>,
    /// What it is, in words, which lie at their entry.
    pub text: Sealed<Texts>,
    /// Position in the journal of the last event about it.
    pub version: u64,
}

/// Whose key seals a record's text: its first body's; of a record without a body its first person's.
#[must_use]
pub fn record_key(bodies: &[BodyId], people: &Roles) -> Option<KeyOwner> {
    bodies.first().map(|body| KeyOwner::Body(*body)).or_else(|| people.values().flatten().next().map(|person| KeyOwner::Person(*person)))
}
