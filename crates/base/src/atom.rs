//! A word that is written many times and kept once: the name of a kind, a field, a role, a code.
//!
//! All that say the same share one allocation, in the whole process, and the last that goes takes it along: what is
//! written into a site leaves nothing behind. Order and hash are those of the text.

use internment::ArcIntern;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// A word, one pointer wide. Copying it copies no text; comparing two for equality reads none.
#[derive(Clone, PartialEq, Eq)]
pub struct Atom(ArcIntern<String>);

impl Atom {
    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Deref for Atom {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Atom {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Atom {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

/// Words of packs are strings, and are looked up as they are.
impl Borrow<String> for Atom {
    fn borrow(&self) -> &String {
        &self.0
    }
}

impl From<&str> for Atom {
    fn from(word: &str) -> Self {
        Self(ArcIntern::from_ref(word))
    }
}

impl From<&String> for Atom {
    fn from(word: &String) -> Self {
        word.as_str().into()
    }
}

impl From<String> for Atom {
    fn from(word: String) -> Self {
        word.as_str().into()
    }
}

impl From<&Atom> for Atom {
    fn from(name: &Atom) -> Self {
        name.clone()
    }
}

impl From<Atom> for String {
    fn from(name: Atom) -> Self {
        name.as_str().to_owned()
    }
}

impl From<&Atom> for String {
    fn from(name: &Atom) -> Self {
        name.as_str().to_owned()
    }
}

impl Default for Atom {
    fn default() -> Self {
        "".into()
    }
}

impl PartialOrd for Atom {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Atom {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.as_str().cmp(other.as_str()) }
    }
}

impl Hash for Atom {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

macro_rules! equal_to_texts {
    ($($text:ty),+) => {$(
        impl PartialEq<$text> for Atom {
            fn eq(&self, other: &$text) -> bool {
                let other: &str = other.as_ref();
                self.as_str() == other
            }
        }
        impl PartialEq<Atom> for $text {
            fn eq(&self, other: &Atom) -> bool {
                other == self
            }
        }
    )+};
}
equal_to_texts!(str, &str, String);

impl fmt::Debug for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl Serialize for Atom {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Atom {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Word;
        impl serde::de::Visitor<'_> for Word {
            type Value = Atom;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Atom, E> {
                Ok(word.into())
            }
        }
        deserializer.deserialize_str(Word)
    }
}

#[cfg(test)]
mod tests;
