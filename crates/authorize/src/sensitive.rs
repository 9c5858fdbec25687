//! What is kept more closely than the rest (敏感, 纪检): which fields of a record or a person are shown only once somebody
//! asked for them, and that has been entered.
//!
//! Which fields of records these are, the packs say (密级). Of a person's register the data map says how closely each part is kept. Who may open them
//! at all is the question of [`crate::decide`], and among those who see a record of its readers (可看), whom [`crate::Seen`] holds to.

use jishi_base::{Atom, Label};
use jishi_facts::{PersonDetails, Record};
use jishi_pack::{Keeping, Library};
use std::collections::BTreeSet;

/// A field of a person's register that is closed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PersonField {
    /// 身份证件号码
    IdNumber,
    /// 联系电话
    Phone,
    /// 情形: illness, age, hardship that a rule may name.
    Conditions,
    /// 备注, from which the 情形 are read.
    Remark,
}

impl PersonField {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::IdNumber, Self::Phone, Self::Conditions, Self::Remark];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::IdNumber => "身份证件号码",
            Self::Phone => "联系电话",
            Self::Conditions => "情形",
            Self::Remark => "备注",
        }
    }

    /// How closely it is kept.
    #[must_use]
    pub fn label(self) -> Label {
        crate::datamap::detail(self.key())
    }

    /// Its name in what is sealed of a person, by which the data map has it.
    fn key(self) -> &'static str {
        match self {
            Self::IdNumber => "id_number",
            Self::Phone => "phone",
            Self::Conditions => "conditions",
            Self::Remark => "remark",
        }
    }

    /// What is registered; `None` where nothing is.
    #[must_use]
    pub fn of(self, details: &PersonDetails) -> Option<String> {
        match self {
            Self::IdNumber => details.id_number.clone(),
            Self::Phone => details.phone.clone(),
            Self::Conditions => (!details.conditions.is_empty()).then(|| details.conditions.join("、")),
            Self::Remark => details.remark.clone(),
        }
    }

    /// What a list may show of it: numbers by their ends, of words nothing.
    #[must_use]
    pub fn masked(self, written: &str) -> Option<String> {
        match self {
            Self::IdNumber => Some(ends(written, 0, 4)),
            Self::Phone => Some(ends(written, 3, 4)),
            Self::Conditions | Self::Remark => None,
        }
    }
}

/// The first and last signs, the rest starred; of what is too short for that, nothing but stars.
fn ends(written: &str, first: usize, last: usize) -> String {
    let signs: Vec<char> = written.chars().collect();
    let hidden = if signs.len() > first + last { first..signs.len() - last } else { 0..signs.len() };
    signs.into_iter().enumerate().map(|(at, sign)| if hidden.contains(&at) { '*' } else { sign }).collect()
}

/// How a record's field is kept, and who may read it: the closest that any of its kinds says.
#[must_use]
pub fn keeping_of(library: &Library, record: &Record, field: &str) -> Keeping {
    library.keeping(&record.kinds, field)
}

/// How closely a record's field is kept.
#[must_use]
pub fn label_of(library: &Library, record: &Record, field: &str) -> Label {
    keeping_of(library, record, field).label
}

/// The fields of a record that hold something and are closed.
#[must_use]
pub fn closed_fields<'r>(library: &Library, record: &'r Record) -> BTreeSet<&'r str> {
    let text = record.text.open().into_iter().flat_map(|text| text.filled()).map(|name| name.as_str());
    let people = record.people.iter().filter(|(_, people)| !people.is_empty()).map(|(role, _)| role.as_str());
    let filled = text.chain(people).chain(record.fields.keys().map(|name| name.as_str()));
    filled.filter(|name| label_of(library, record, name).is_closed()).collect()
}

/// The record without its closed fields.
#[must_use]
pub fn without_closed(library: &Library, record: &Record) -> Record {
    let closed: BTreeSet<Atom> = closed_fields(library, record).into_iter().map(Atom::from).collect();
    let mut shown = record.clone();
    shown.fields.retain(|name, _| !closed.contains(name));
    shown.people.retain(|role, _| !closed.contains(role));
    if let jishi_facts::Sealed::Open(text) = &mut shown.text {
        text.marks.retain(|name, _| !closed.contains(name));
    }
    shown
}
