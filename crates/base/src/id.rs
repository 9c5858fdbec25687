//! Stable ids: 128 bits, written as 26 characters of Crockford's base 32 in lower case.
//!
//! Ids are never made here from a clock or a random source: an [`IdSource`] is injected, so that the same commands
//! give the same journal on every database and in every replay.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// Hands out ids that have not been given before.
pub trait IdSource {
    /// The next id, as 128 bits.
    fn next_id(&mut self) -> u128;
}

/// The same ids for the same seed (SplitMix64, twice a step): for demos, packs' examples and tests.
#[derive(Debug, Clone)]
pub struct SeededIds(u64);

impl SeededIds {
    /// Ids that follow from `seed` alone.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits of the sequence; also serves as a small deterministic source of variety.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl IdSource for SeededIds {
    fn next_id(&mut self) -> u128 {
        (u128::from(self.next_u64()) << 64) | u128::from(self.next_u64())
    }
}

fn encode(mut value: u128, out: &mut [u8; LENGTH]) {
    for slot in out.iter_mut().rev() {
        *slot = ALPHABET[(value & 31) as usize];
        value >>= 5;
    }
}

fn decode(text: &str) -> Option<u128> {
    if text.len() != LENGTH {
        return None;
    }
    let mut value: u128 = 0;
    for (place, byte) in text.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|&letter| letter == byte)? as u128;
        // 26 digits of 5 bits are 130 bits: the first may carry three bits only.
        if place == 0 && digit > 7 {
            return None;
        }
        value = (value << 5) | digit;
    }
    Some(value)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        // Laid out by eight bytes: an id beside a pointer would else take 32 bytes in place of 24.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(Rust, packed(8))]
        pub struct $name(pub u128);

        impl $name {
            /// The next unused id of this sort.
            pub fn fresh(source: &mut dyn IdSource) -> Self {
                Self(source.next_id())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut out = [0; LENGTH];
                encode(self.0, &mut out);
                f.write_str(std::str::from_utf8(&out).unwrap_or_default())
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
        impl FromStr for $name {
            type Err = &'static str;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                decode(text).map(Self).ok_or("编号应为 26 位小写字母和数字")
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

ids! {
    /// A unit: the department (单位) whose party organisations these are.
    UnitId,
    /// A party organisation (党组织).
    BodyId,
    /// A person (人员).
    PersonId,
    /// A post (职务) of a body, apart from who holds it.
    PostId,
    /// One person's time in one post (任职).
    HoldingId,
    /// A record (记录) of something that happened.
    RecordId,
    /// An item to be followed up (事项).
    ItemId,
    /// A contact link (联系).
    LinkId,
    /// One import of workbooks (导入).
    ImportId,
    /// An account (账户): who stands behind a command, without a name.
    AccountId,
    /// What was asked for about a person's information (提出) and waits for another.
    ProposalId,
    /// A token by which a program acts for an account (接口令牌).
    TokenId,
}
