//! What a field means to the program (含义): who was absent, who presided, what names a record. The packs say which field it is;
//! no other crate knows a field by name.

use super::types::FieldType;
use std::collections::BTreeMap;

/// What a field of a record means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Meaning {
    /// What a record is called by.
    Title,
    /// Who presided.
    Presides,
    /// Who gave the talk or the lesson.
    Speaks,
    /// Who kept the minutes.
    Minutes,
    /// How many should have come.
    Expected,
    /// How many came.
    Came,
    /// Who was there; where it is filled in, nobody else was.
    Present,
    /// Who was not there.
    Absent,
    /// Why not.
    Reasons,
    /// What was decided; each line opens an item, whose kind is the field's name.
    Decided,
    /// The period that is made up for.
    MakesUp,
    /// Who led a talk. A record with such a field is known by who talked with whom, and by no more.
    Talker,
}

/// How often a meaning may stand in one record kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Times {
    Once,
    Often,
}

impl Meaning {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Title, Self::Presides, Self::Speaks, Self::Minutes, Self::Expected, Self::Came, Self::Present, Self::Absent,
        Self::Reasons, Self::Decided, Self::MakesUp, Self::Talker,
    ];

    /// Those whom a record names as having been at the meeting.
    pub const AT_HAND: [Self; 3] = [Self::Presides, Self::Speaks, Self::Minutes];

    #[rustfmt::skip] // A table.
    fn row(self) -> (&'static str, FieldType, Times) {
        match self {
            Self::Title    => ("称呼", FieldType::Text, Times::Often),
            Self::Presides => ("主持", FieldType::People, Times::Once),
            Self::Speaks   => ("主讲", FieldType::People, Times::Once),
            Self::Minutes  => ("记录", FieldType::People, Times::Once),
            Self::Expected => ("应到", FieldType::Number, Times::Once),
            Self::Came     => ("实到", FieldType::Number, Times::Once),
            Self::Present  => ("到会", FieldType::People, Times::Often),
            Self::Absent   => ("缺席", FieldType::People, Times::Often),
            Self::Reasons  => ("缺席原因", FieldType::Text, Times::Once),
            Self::Decided  => ("议定", FieldType::Text, Times::Once),
            Self::MakesUp  => ("补办", FieldType::Period, Times::Once),
            Self::Talker   => ("谈话", FieldType::People, Times::Once),
        }
    }

    /// The word for it in packs.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().0
    }

    /// The type that a field with this meaning has.
    #[must_use]
    pub fn field_type(self) -> FieldType {
        self.row().1
    }

    /// May only one field of a record kind mean this?
    #[must_use]
    pub fn is_single(self) -> bool {
        self.row().2 == Times::Once
    }
}

/// Which fields mean what, by name: the shared fields first, in the order of the packs.
///
/// A field of one name and type means the same in every record kind, so that a record can be read whatever kinds it serves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meanings(BTreeMap<Meaning, Vec<String>>);

impl Meanings {
    /// Notes that fields of this name mean it.
    pub fn note(&mut self, meaning: Meaning, name: &str) {
        if !self.has(meaning, name) {
            self.0.entry(meaning).or_default().push(name.to_owned());
        }
    }

    /// The names of the fields that mean it; none where no pack says so.
    #[must_use]
    pub fn names(&self, meaning: Meaning) -> &[String] {
        self.0.get(&meaning).map_or(&[], Vec::as_slice)
    }

    /// Do fields of this name mean it?
    #[must_use]
    pub fn has(&self, meaning: Meaning, name: &str) -> bool {
        self.names(meaning).iter().any(|known| known == name)
    }
}

impl<'n> FromIterator<(Meaning, &'n str)> for Meanings {
    fn from_iter<T: IntoIterator<Item = (Meaning, &'n str)>>(pairs: T) -> Self {
        let mut meanings = Self::default();
        pairs.into_iter().for_each(|(meaning, name)| meanings.note(meaning, name));
        meanings
    }
}
