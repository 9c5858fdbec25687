//! A record in the making.

use jishi_base::Number;
use jishi_calendar::Date;
use jishi_facts::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A record in the making.
#[derive(Clone, Default)]
pub(crate) struct Draft {
    pub kinds: BTreeSet<String>,
    pub bodies: Vec<usize>,
    pub date: Date,
    pub fields: BTreeMap<String, Value>,
    pub people: BTreeMap<String, Vec<usize>>,
    pub text: BTreeMap<String, String>,
    /// Fields that must be filled in, though their kind does not ask for it.
    pub wanted: BTreeSet<String>,
    /// Fields that must stay empty.
    pub empty: BTreeSet<String>,
}

impl Draft {
    /// A record of a kind of a body on a day.
    pub fn new(kind: &str, body: Option<usize>, date: Date) -> Self {
        Self { kinds: BTreeSet::from([kind.to_owned()]), bodies: body.into_iter().collect(), date, ..Self::default() }
    }

    /// It serves another kind too (一会多用).
    pub fn also(mut self, kind: &str) -> Self {
        self.kinds.insert(kind.to_owned());
        self
    }

    /// With a text.
    pub fn text(mut self, field: &str, text: impl Into<String>) -> Self {
        self.text.insert(field.to_owned(), text.into());
        self
    }

    /// With a code.
    pub fn code(mut self, field: &str, code: &str) -> Self {
        self.fields.insert(field.to_owned(), Value::code(code));
        self
    }

    /// With any value.
    pub fn field(mut self, field: &str, value: Value) -> Self {
        self.fields.insert(field.to_owned(), value);
        self
    }

    /// With a number.
    pub fn number(self, field: &str, number: usize) -> Self {
        self.field(field, count(number))
    }

    /// With people in a role.
    pub fn people(mut self, role: &str, people: Vec<usize>) -> Self {
        self.people.insert(role.to_owned(), people);
        self
    }
}

/// A number of things.
pub(crate) fn count(number: usize) -> Value {
    Value::Number(Number::whole(i64::try_from(number).unwrap_or_default()))
}
