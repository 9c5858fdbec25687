//! Who somebody is, behind whatever account: a person of the register, or a name.

use jishi_base::PersonId;

/// Somebody, however their accounts are called.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Human {
    /// In the register.
    person: Option<PersonId>,
    /// The name in its one way of writing.
    name: String,
}

impl Human {
    /// A person of the register, by id and name.
    #[must_use]
    pub fn registered(person: PersonId, name: &str) -> Self {
        Self { person: Some(person), name: normal(name) }
    }

    /// Somebody who is not in the register, by name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { person: None, name: normal(name) }
    }

    /// Are they the same? Two of the register are told apart by who they are; a name alone is everybody's who has it.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        match (self.person, other.person) {
            (Some(one), Some(two)) => one == two,
            _ => self.name == other.name,
        }
    }

    /// The name in its one way of writing.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// No blanks, full-width signs narrowed, small letters, one sort of middle dot.
fn normal(name: &str) -> String {
    let one = |sign: char| match sign {
        '！'..='～' => char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign),
        '•' | '・' | '‧' | '⋅' | '●' => '·',
        _ => sign,
    };
    name.chars().filter(|sign| !sign.is_whitespace()).map(one).flat_map(char::to_lowercase).collect()
}
