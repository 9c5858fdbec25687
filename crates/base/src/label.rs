//! How closely something is kept (密级).

use serde::{Deserialize, Serialize};

/// How closely a field is kept. What is more than [`Label::Internal`] is shown only after somebody asked for it, and
/// that they did is an entry of the journal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub enum Label {
    /// For everybody who has come in.
    #[serde(rename = "公开")]
    Public,
    /// For all who may see the thing itself: what nothing else is said of.
    #[default]
    #[serde(rename = "内部")]
    Internal,
    /// About a person's private circumstances: numbers, illness and hardship, why two people talked.
    #[serde(rename = "敏感")]
    Sensitive,
    /// About breaches of discipline and what follows from them.
    #[serde(rename = "纪检")]
    Discipline,
}

impl Label {
    /// All of them, the least close first.
    pub const ALL: [Self; 4] = [Self::Public, Self::Internal, Self::Sensitive, Self::Discipline];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "公开",
            Self::Internal => "内部",
            Self::Sensitive => "敏感",
            Self::Discipline => "纪检",
        }
    }

    /// Must it be opened before it is shown?
    #[must_use]
    pub fn is_closed(self) -> bool {
        self > Self::Internal
    }
}
