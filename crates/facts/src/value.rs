//! The typed values that a record's fields and a body's register entries hold.

use jishi_base::{Atom, Common, Number};
use jishi_calendar::Date;
use serde::{Deserialize, Serialize};

/// A coded value: what conditions may read. Free text is never one of these (see [`crate::RecordText`]).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// An amount: people, hours, yuan.
    Number(Number),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
    /// One entry of a code list.
    Code(Atom),
    /// Several entries of a code list, in the order entered.
    Codes(Common<Box<[Atom]>>),
}

impl Value {
    /// One entry of a code list.
    pub fn code(code: impl Into<Atom>) -> Self {
        Self::Code(code.into())
    }

    /// Several entries of a code list.
    pub fn codes<C: Into<Atom>>(codes: impl IntoIterator<Item = C>) -> Self {
        Self::Codes(codes.into_iter().map(Into::into).collect())
    }
}
