//! Collections whose copies share what they have in common: copying one costs nothing, changing a copy costs what changes.
//!
//! The writer, the judge and the pages hold the same state; each change makes a new one beside it. Entries are shared
//! singly, so that a change copies the entry that it changes and the way to it, and no other.

use imbl::ordmap::DiffItem;
use std::borrow::Borrow;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// Entries by key, in the order of the keys.
pub struct Map<K, V>(imbl::OrdMap<K, Arc<V>>);

/// Keys without entries, in their order.
pub struct Set<K>(imbl::OrdSet<K>);

/// Entries in the order in which they came.
pub struct List<V>(imbl::Vector<Arc<V>>);

impl<K, V> Map<K, V> {
    /// Without entries.
    #[must_use]
    pub fn new() -> Self {
        Self(imbl::OrdMap::new())
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
}

impl<K: Ord, V> Map<K, V> {
    /// The entry of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(key).map(|entry| &**entry)
    }

    /// The same, to be kept: it stays as it is, whatever becomes of the map.
    pub fn shared<Q: Ord + ?Sized>(&self, key: &Q) -> Option<Arc<V>>
    where
        K: Borrow<Q>,
    {
        self.0.get(key).cloned()
    }

    /// Is there one?
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.contains_key(key)
    }

    /// Keys and entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + Clone {
        self.0.iter().map(|(key, entry)| (key, &**entry))
    }

    /// Keys and entries, these to be kept or put into another map.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (&K, &Arc<V>)> + Clone {
        self.0.iter()
    }

    /// The keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.0.iter().map(|(key, _)| key)
    }

    /// The entries.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + Clone {
        self.0.iter().map(|(_, entry)| &**entry)
    }
}

impl<K: Ord + Clone, V> Map<K, V> {
    /// Enters something new, or in the place of what was there, which is given back.
    pub fn insert(&mut self, key: K, entry: V) -> Option<Arc<V>> {
        self.share(key, Arc::new(entry))
    }

    /// The same of an entry that others hold too.
    pub fn share(&mut self, key: K, entry: Arc<V>) -> Option<Arc<V>> {
        self.0.insert(key, entry)
    }

    /// Takes an entry out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<Arc<V>>
    where
        K: Borrow<Q>,
    {
        self.0.remove(key)
    }
}

impl<K: Ord + Clone, V: Clone> Map<K, V> {
    /// The entry of a key, to be changed here and nowhere else.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.0.get_mut(key).map(Arc::make_mut)
    }

    /// Changes those that are such, here and nowhere else.
    pub fn change(&mut self, such: impl Fn(&V) -> bool, change: impl Fn(&mut V)) {
        let keys: Vec<K> = self.iter().filter(|(_, entry)| such(entry)).map(|(key, _)| key.clone()).collect();
        keys.iter().for_each(|key| self.get_mut(key).into_iter().for_each(&change));
    }

    /// The same, entered first where there is none.
    pub fn get_or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        Arc::make_mut(self.0.entry(key).or_default())
    }
}

impl<K: Ord, V: PartialEq> Map<K, V> {
    /// The keys whose entries differ from those of another, or are in one of the two alone. What both share is passed over.
    pub fn differing<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = &'s K> {
        self.0.diff(&other.0).filter_map(|difference| match difference {
            DiffItem::Add(key, _) | DiffItem::Remove(key, _) => Some(key),
            DiffItem::Update { old, new } => (!Arc::ptr_eq(old.1, new.1) && old.1 != new.1).then_some(new.0),
        })
    }
}

impl<K> Set<K> {
    /// Without keys.
    #[must_use]
    pub fn new() -> Self {
        Self(imbl::OrdSet::new())
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
}

impl<K: Ord> Set<K> {
    /// Is it among them?
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.contains(key)
    }

    /// The keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.0.iter()
    }
}

impl<K: Ord + Clone> Set<K> {
    /// Puts one in, where it is not among them yet.
    pub fn insert(&mut self, key: K) {
        if !self.0.contains(&key) {
            self.0.insert(key);
        }
    }

    /// Takes one out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.0.remove(key);
    }
}

impl<V> List<V> {
    /// Without entries.
    #[must_use]
    pub fn new() -> Self {
        Self(imbl::Vector::new())
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

    /// The entry at a place, from 0.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&V> {
        self.0.get(place).map(|entry| &**entry)
    }

    /// The entries.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &V> + ExactSizeIterator + Clone {
        self.0.iter().map(|entry| &**entry)
    }

    /// The entries, to be kept or put into another list.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Arc<V>> + ExactSizeIterator + Clone {
        self.0.iter()
    }

    /// Puts one behind the others.
    pub fn push(&mut self, entry: V) {
        self.0.push_back(Arc::new(entry));
    }

    /// Keeps those that are such.
    pub fn retain(&mut self, such: impl Fn(&V) -> bool) {
        self.0.retain(|entry| such(entry));
    }
}

impl<V: Clone> List<V> {
    /// Changes those that are such, here and nowhere else.
    pub fn change(&mut self, such: impl Fn(&V) -> bool, change: impl Fn(&mut V)) {
        let places: Vec<usize> = self.iter().enumerate().filter(|(_, entry)| such(entry)).map(|(place, _)| place).collect();
        for place in places {
            self.0.get_mut(place).map(Arc::make_mut).into_iter().for_each(&change);
        }
    }
}

impl<K, V> Clone for Map<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K> Clone for Set<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<V> Clone for List<V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> Default for Set<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> Default for List<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0) || (self.len() == other.len() && self.differing(other).next().is_none())
    }
}

impl<K: Ord, V: Eq> Eq for Map<K, V> {}

impl<K: Ord> PartialEq for Set<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0) || self.0 == other.0
    }
}

impl<K: Ord> Eq for Set<K> {}

impl<V: PartialEq> PartialEq for List<V> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(mine, theirs): (&Arc<V>, &Arc<V>)| Arc::ptr_eq(mine, theirs) || mine == theirs;
        self.0.ptr_eq(&other.0) || (self.len() == other.len() && self.0.iter().zip(&other.0).all(same))
    }
}

impl<V: Eq> Eq for List<V> {}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord + fmt::Debug> fmt::Debug for Set<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl<V: fmt::Debug> fmt::Debug for List<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<K: Ord + Clone, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, entry)| (key, Arc::new(entry))).collect())
    }
}

/// Of entries that others hold too.
impl<K: Ord + Clone, V> FromIterator<(K, Arc<V>)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, Arc<V>)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<K: Ord + Clone> FromIterator<K> for Set<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl<V> FromIterator<V> for List<V> {
    fn from_iter<I: IntoIterator<Item = V>>(entries: I) -> Self {
        Self(entries.into_iter().map(Arc::new).collect())
    }
}

/// Of entries that others hold too.
impl<V> FromIterator<Arc<V>> for List<V> {
    fn from_iter<I: IntoIterator<Item = Arc<V>>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<V> Extend<V> for List<V> {
    fn extend<I: IntoIterator<Item = V>>(&mut self, entries: I) {
        self.0.extend(entries.into_iter().map(Arc::new));
    }
}

impl<K: Ord + Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for Map<K, V> {
    type Output = V;
    fn index(&self, key: &Q) -> &V {
        &self.0[key]
    }
}

impl<V> Index<usize> for List<V> {
    type Output = V;
    fn index(&self, place: usize) -> &V {
        &self.0[place]
    }
}

impl<'s, V> IntoIterator for &'s List<V> {
    type Item = &'s V;
    type IntoIter = Box<dyn DoubleEndedIterator<Item = &'s V> + 's>;
    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl<'s, K: Ord, V> IntoIterator for &'s Map<K, V> {
    type Item = (&'s K, &'s V);
    type IntoIter = Box<dyn DoubleEndedIterator<Item = (&'s K, &'s V)> + 's>;
    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

#[cfg(test)]
mod tests;
