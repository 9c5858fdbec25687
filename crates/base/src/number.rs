//! Exact decimal numbers with three places: hours, yuan, shares. No floating point in a judgement.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// A decimal number, held as thousandths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(i64);

impl Number {
    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self(value * 1000)
    }
    /// From thousandths.
    #[must_use]
    pub const fn thousandths(value: i64) -> Self {
        Self(value)
    }
    /// As thousandths.
    #[must_use]
    pub const fn as_thousandths(self) -> i64 {
        self.0
    }
    /// Compares `self / whole` with `numerator / denominator` without dividing. `None` where `whole` is not positive.
    #[must_use]
    pub fn share_cmp(self, whole: Self, numerator: u32, denominator: u32) -> Option<std::cmp::Ordering> {
        (whole.0 > 0 && denominator > 0)
            .then(|| (i128::from(self.0) * i128::from(denominator)).cmp(&(i128::from(whole.0) * i128::from(numerator))))
    }
}

impl Add for Number {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Number {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Sum for Number {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0), |total, next| total + next)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
    }
}
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Number {
    type Err = &'static str;
    /// Reads `32`, `1.5`, `-0.125`; refuses exponents, signs alone and more than three places.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const BAD: &str = "应为数字，至多三位小数";
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, places) = digits.split_once('.').map_or((digits, ""), |pair| pair);
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(places) || places.len() > 3 || (digits.contains('.') && places.is_empty()) {
            return Err(BAD);
        }
        let whole: i64 = whole.parse().map_err(|_| BAD)?;
        let places: i64 = format!("{places:0<3}").parse().map_err(|_| BAD)?;
        let value = whole.checked_mul(1000).and_then(|v| v.checked_add(places)).ok_or(BAD)?;
        Ok(Self(if negative { -value } else { value }))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
