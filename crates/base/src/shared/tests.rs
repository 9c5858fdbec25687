//! Shared collections: they are what plain ones are, and a change is seen by the one that was changed.

use super::{List, Map};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What can be done to a map.
#[derive(Clone, Debug)]
enum Step {
    Insert(u8, u8),
    Remove(u8),
    Change(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![(any::<u8>(), any::<u8>()).prop_map(|(k, v)| Step::Insert(k, v)), any::<u8>().prop_map(Step::Remove), any::<u8>().prop_map(Step::Change)];
    vec(step, 0..400)
}

fn take(map: &mut Map<u8, u8>, plain: &mut BTreeMap<u8, u8>, step: &Step) {
    match step {
        Step::Insert(key, entry) => assert_eq!(map.insert(*key, *entry).as_deref(), plain.insert(*key, *entry).as_ref()),
        Step::Remove(key) => assert_eq!(map.remove(key).as_deref(), plain.remove(key).as_ref()),
        Step::Change(key) => {
            map.get_mut(key).into_iter().for_each(|entry| *entry = entry.wrapping_add(1));
            plain.entry(*key).and_modify(|entry| *entry = entry.wrapping_add(1));
        }
    }
}

proptest! {
    /// A map is what a plain one is; a copy stays as it was, and what differs is what was changed.
    #[test]
    fn a_map_is_a_map(before in steps(), after in steps()) {
        let (mut map, mut plain) = (Map::new(), BTreeMap::new());
        before.iter().for_each(|step| take(&mut map, &mut plain, step));
        let (copy, kept) = (map.clone(), plain.clone());
        prop_assert_eq!(&copy, &map);
        after.iter().for_each(|step| take(&mut map, &mut plain, step));
        prop_assert!(map.iter().eq(plain.iter()) && map.keys().eq(plain.keys()) && map.values().eq(plain.values()));
        prop_assert!(copy.iter().eq(kept.iter()) && copy.len() == kept.len());
        let mut differing: Vec<u8> = copy.differing(&map).copied().collect();
        differing.sort_unstable();
        let expected: Vec<u8> = (0..=u8::MAX).filter(|key| kept.get(key) != plain.get(key)).collect();
        prop_assert_eq!(&differing, &expected);
        prop_assert_eq!(copy == map, expected.is_empty());
    }

    /// A list is what a plain one is, and a copy stays as it was.
    #[test]
    fn a_list_is_a_list(entries in vec(any::<u8>(), 0..200), more in vec(any::<u8>(), 0..200), bound in any::<u8>()) {
        let mut list: List<u8> = entries.iter().copied().collect();
        let copy = list.clone();
        list.extend(more.iter().copied());
        list.change(|entry| *entry < bound, |entry| *entry = entry.wrapping_add(1));
        list.retain(|entry| *entry != bound);
        let all = entries.iter().chain(&more).map(|entry| if *entry < bound { entry.wrapping_add(1) } else { *entry });
        let expected: Vec<u8> = all.filter(|entry| *entry != bound).collect();
        prop_assert!(list.iter().eq(&expected) && list.iter().rev().eq(expected.iter().rev()));
        prop_assert!(copy.iter().eq(&entries));
        prop_assert_eq!(copy == list, entries == expected);
    }
}

/// What is not changed is the same in both, not only equal.
#[test]
fn copies_share_what_is_not_changed() {
    let mut map: Map<u32, String> = (0..1_000).map(|key| (key, key.to_string())).collect();
    let copy = map.clone();
    map.get_mut(&7).expect("there").push('x');
    let same = |key: &u32| Arc::ptr_eq(&map.shared(key).expect("there"), &copy.shared(key).expect("there"));
    assert_eq!(map.keys().filter(|key| !same(key)).collect::<Vec<_>>(), [&7]);
    assert_eq!((map[&7].as_str(), copy[&7].as_str()), ("7x", "7"));
}
