//! A value that many hold alike and none changes: kept once, in the whole process, for as long as one of them holds it.

use internment::ArcIntern;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// Of a value its one copy, one pointer wide. Comparing two for equality does not look at them.
#[derive(PartialEq, Eq)]
pub struct Common<T: Eq + Hash + Send + Sync + 'static>(ArcIntern<T>);

impl<T: Eq + Hash + Send + Sync + 'static> Clone for Common<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Eq + Hash + Send + Sync + 'static> Deref for Common<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Eq + Hash + Send + Sync + 'static> From<T> for Common<T> {
    fn from(value: T) -> Self {
        Self(ArcIntern::new(value))
    }
}

impl<X: Eq + Hash + Send + Sync + 'static> From<Vec<X>> for Common<Box<[X]>> {
    fn from(list: Vec<X>) -> Self {
        list.into_boxed_slice().into()
    }
}

impl<T: Eq + Hash + Send + Sync + FromIterator<X> + 'static, X> FromIterator<X> for Common<T> {
    fn from_iter<I: IntoIterator<Item = X>>(items: I) -> Self {
        items.into_iter().collect::<T>().into()
    }
}

impl<T: Eq + Hash + Send + Sync + Default + 'static> Default for Common<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: Eq + Hash + Send + Sync + Ord + 'static> PartialOrd for Common<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Eq + Hash + Send + Sync + Ord + 'static> Ord for Common<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        T::cmp(self, other)
    }
}

impl<T: Eq + Hash + Send + Sync + 'static> Hash for Common<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        T::hash(self, state);
    }
}

impl<T: Eq + Hash + Send + Sync + fmt::Debug + 'static> fmt::Debug for Common<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<'s, T: Eq + Hash + Send + Sync + 'static> IntoIterator for &'s Common<T>
where
    &'s T: IntoIterator,
{
    type Item = <&'s T as IntoIterator>::Item;
    type IntoIter = <&'s T as IntoIterator>::IntoIter;
    fn into_iter(self) -> Self::IntoIter {
        (&**self).into_iter()
    }
}

impl<T: Eq + Hash + Send + Sync + Serialize + 'static> Serialize for Common<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

impl<'de, T: Eq + Hash + Send + Sync + Deserialize<'de> + 'static> Deserialize<'de> for Common<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests;
