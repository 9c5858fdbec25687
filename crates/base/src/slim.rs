//! Small sorted maps and sets that take no more room than what is in them: of what there are millions of.
//!
//! They behave as `BTreeMap` and `BTreeSet` do; to put something in or take it out copies the whole, so that they are for
//! a few entries each. What is put in is turned into key and entry on the way: a `String` into a [`Atom`](crate::Atom),
//! a `Vec` into a boxed slice.

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

/// Entries by key, in the order of the keys.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slim<K, V>(Box<[(K, V)]>);

/// Keys without entries, in their order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlimSet<K>(Box<[K]>);

impl<K, V> Slim<K, V> {
    /// Without entries: takes no memory of its own.
    #[must_use]
    pub fn new() -> Self {
        Self(Box::default())
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keys and entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator + Clone {
        self.0.iter().map(pair)
    }

    /// The same, the entries to be changed.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&K, &mut V)> + ExactSizeIterator {
        self.0.iter_mut().map(|(key, entry)| (&*key, entry))
    }

    /// The keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator + Clone {
        self.0.iter().map(|(key, _)| key)
    }

    /// The entries.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.0.iter().map(|(_, entry)| entry)
    }

    /// The entries, to be changed.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> + ExactSizeIterator {
        self.0.iter_mut().map(|(_, entry)| entry)
    }

    /// Keeps those that are such.
    pub fn retain(&mut self, mut such: impl FnMut(&K, &mut V) -> bool) {
        let mut entries = std::mem::take(&mut self.0).into_vec();
        entries.retain_mut(|(key, entry)| such(key, entry));
        self.0 = entries.into_boxed_slice();
    }
}

impl<K: Ord, V> Slim<K, V> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The entry of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.get_key_value(key).map(|(_, entry)| entry)
    }

    /// The same with the key as it is kept.
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().and_then(|place| self.0.get(place)).map(pair)
    }

    /// The entry of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        self.0.get_mut(place).map(|(_, entry)| entry)
    }

    /// Is there one?
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Enters something new, or in the place of what was there, which is given back.
    pub fn insert(&mut self, key: impl Into<K>, entry: impl Into<V>) -> Option<V> {
        let (key, entry) = (key.into(), entry.into());
        match self.place(&key) {
            Ok(place) => self.0.get_mut(place).map(|(_, known)| std::mem::replace(known, entry)),
            Err(place) => {
                let mut entries = std::mem::take(&mut self.0).into_vec();
                entries.reserve_exact(1);
                entries.insert(place, (key, entry));
                self.0 = entries.into_boxed_slice();
                None
            }
        }
    }

    /// Takes an entry out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        let mut entries = std::mem::take(&mut self.0).into_vec();
        let (_, entry) = entries.remove(place);
        self.0 = entries.into_boxed_slice();
        Some(entry)
    }

    /// The entry of a key, to be changed; made first where there is none.
    pub fn get_or_insert_with(&mut self, key: impl Into<K>, entry: impl FnOnce() -> V) -> &mut V {
        let key = key.into();
        let place = match self.place(&key) {
            Ok(place) => place,
            Err(place) => {
                self.insert(key, entry());
                place
            }
        };
        &mut self.0[place].1
    }

    /// The same with an empty one.
    pub fn get_or_default(&mut self, key: impl Into<K>) -> &mut V
    where
        V: Default,
    {
        self.get_or_insert_with(key, V::default)
    }

    /// Of pairs in any order; of a key that comes twice the later counts.
    fn of(mut entries: Vec<(K, V)>) -> Self {
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        // The sort is stable: of equal keys the last is the one that came last.
        entries.reverse();
        entries.dedup_by(|earlier, later| earlier.0 == later.0);
        entries.reverse();
        Self(entries.into_boxed_slice())
    }
}

fn pair<K, V>((key, entry): &(K, V)) -> (&K, &V) {
    (key, entry)
}

impl<K> SlimSet<K> {
    /// Without keys: takes no memory of its own.
    #[must_use]
    pub fn new() -> Self {
        Self(Box::default())
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys.
    pub fn iter(&self) -> std::slice::Iter<'_, K> {
        self.0.iter()
    }

    /// The first of them.
    #[must_use]
    pub fn first(&self) -> Option<&K> {
        self.0.first()
    }
}

impl<K: Ord> SlimSet<K> {
    /// Is it among them?
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|known| known.borrow().cmp(key)).is_ok()
    }

    /// Puts one in; says whether it was not among them yet.
    pub fn insert(&mut self, key: impl Into<K>) -> bool {
        let key = key.into();
        let Err(place) = self.0.binary_search(&key) else { return false };
        let mut keys = std::mem::take(&mut self.0).into_vec();
        keys.reserve_exact(1);
        keys.insert(place, key);
        self.0 = keys.into_boxed_slice();
        true
    }
}

impl<K, V> Default for Slim<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> Default for SlimSet<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Slim<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: fmt::Debug> fmt::Debug for SlimSet<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<K: Ord, V, Q: Into<K>, W: Into<V>> FromIterator<(Q, W)> for Slim<K, V> {
    fn from_iter<I: IntoIterator<Item = (Q, W)>>(entries: I) -> Self {
        Self::of(entries.into_iter().map(|(key, entry)| (key.into(), entry.into())).collect())
    }
}

impl<K: Ord, Q: Into<K>> FromIterator<Q> for SlimSet<K> {
    fn from_iter<I: IntoIterator<Item = Q>>(keys: I) -> Self {
        let mut keys: Vec<K> = keys.into_iter().map(Into::into).collect();
        keys.sort();
        keys.dedup();
        Self(keys.into_boxed_slice())
    }
}

impl<K: Ord, V, Q: Into<K>, W: Into<V>> Extend<(Q, W)> for Slim<K, V> {
    fn extend<I: IntoIterator<Item = (Q, W)>>(&mut self, entries: I) {
        let more = entries.into_iter().map(|(key, entry)| (key.into(), entry.into()));
        *self = Self::of(std::mem::take(&mut self.0).into_vec().into_iter().chain(more).collect());
    }
}

impl<K: Ord, Q: Into<K>> Extend<Q> for SlimSet<K> {
    fn extend<I: IntoIterator<Item = Q>>(&mut self, keys: I) {
        *self = std::mem::take(&mut self.0).into_vec().into_iter().chain(keys.into_iter().map(Into::into)).collect();
    }
}

impl<K: Ord, V, Q: Into<K>, W: Into<V>, const N: usize> From<[(Q, W); N]> for Slim<K, V> {
    fn from(entries: [(Q, W); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord, Q: Into<K>, const N: usize> From<[Q; N]> for SlimSet<K> {
    fn from(keys: [Q; N]) -> Self {
        keys.into_iter().collect()
    }
}

impl<K: Ord, V, Q: Into<K>, W: Into<V>> From<BTreeMap<Q, W>> for Slim<K, V> {
    fn from(entries: BTreeMap<Q, W>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord, Q: Into<K>> From<BTreeSet<Q>> for SlimSet<K> {
    fn from(keys: BTreeSet<Q>) -> Self {
        keys.into_iter().collect()
    }
}

impl<K: Ord + Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for Slim<K, V> {
    type Output = V;
    #[allow(clippy::expect_used)] // As of a `BTreeMap`.
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("an entry of this key")
    }
}

impl<K, V> IntoIterator for Slim<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_vec().into_iter()
    }
}

impl<K> IntoIterator for SlimSet<K> {
    type Item = K;
    type IntoIter = std::vec::IntoIter<K>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_vec().into_iter()
    }
}

impl<'s, K, V> IntoIterator for &'s Slim<K, V> {
    type Item = (&'s K, &'s V);
    type IntoIter = std::iter::Map<std::slice::Iter<'s, (K, V)>, fn(&'s (K, V)) -> (&'s K, &'s V)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(pair)
    }
}

impl<'s, K> IntoIterator for &'s SlimSet<K> {
    type Item = &'s K;
    type IntoIter = std::slice::Iter<'s, K>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Slim<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<K: Serialize> Serialize for SlimSet<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Slim<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<K, V>(PhantomData<(K, V)>);
        impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
            type Value = Slim<K, V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Slim<K, V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Slim::of(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

impl<'de, K: Deserialize<'de> + Ord> Deserialize<'de> for SlimSet<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<K>::deserialize(deserializer).map(|keys| keys.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
