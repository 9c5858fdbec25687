//! Who may read a field that is kept closely (可看), of those who see the record at all.

use jishi_base::Label;

/// Who may open a closed field of a record. In order: the later the fewer, and the fewest of a record's kinds hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Readers {
    /// All to whom the text of the record is open.
    #[default]
    Record,
    /// Who keeps the attendance of the record's body, that is may record for it.
    Attendance,
    /// The people whom the record names, and nobody else: of a talk the two.
    Parties,
    /// Holders of posts in a body that keeps discipline (`BodyMeaning::Discipline`), of the record's unit.
    Discipline,
}

impl Readers {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Record, Self::Attendance, Self::Parties, Self::Discipline];

    /// The word for it in packs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Record => "同记录",
            Self::Attendance => "考勤",
            Self::Parties => "当事人",
            Self::Discipline => "纪检",
        }
    }

    /// Those for whom a label is where nothing is said.
    #[must_use]
    pub fn of(label: Label) -> Self {
        match label {
            Label::Public | Label::Internal | Label::Sensitive => Self::Record,
            Label::Discipline => Self::Discipline,
        }
    }
}

/// How a field is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Keeping {
    /// How closely.
    pub label: Label,
    /// Who may read it.
    pub readers: Readers,
}

impl Keeping {
    /// The closer of two, in both parts.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { label: self.label.max(other.label), readers: self.readers.max(other.readers) }
    }
}
