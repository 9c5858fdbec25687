//! A slim map or set behaves as that of the library does, whatever is done to it, and is written and read alike.

use super::{Slim, SlimSet};
use crate::Atom;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn words() -> impl Strategy<Value = Vec<(String, u8)>> {
    proptest::collection::vec(("[甲乙丙a-c]{0,2}", any::<u8>()), 0..12)
}

proptest! {
    #[test]
    fn a_slim_map_behaves_as_a_map(entries in words(), more in words(), asked in "[甲乙丙a-c]{0,2}") {
        let mut map: BTreeMap<String, u8> = entries.iter().cloned().collect();
        let mut slim: Slim<Atom, u8> = entries.into_iter().collect();
        for (key, entry) in &more {
            prop_assert_eq!(slim.insert(key, *entry), map.insert(key.clone(), *entry));
        }
        prop_assert!(slim.iter().map(|(key, entry)| (key.as_str(), *entry)).eq(map.iter().map(|(key, entry)| (key.as_str(), *entry))));
        prop_assert!(slim.keys().eq(map.keys()) && slim.values().eq(map.values()) && slim.len() == map.len());
        prop_assert_eq!((slim.get(&asked), slim.contains_key(asked.as_str())), (map.get(&asked), map.contains_key(&asked)));
        prop_assert_eq!(serde_json::to_string(&slim).unwrap(), serde_json::to_string(&map).unwrap());
        prop_assert_eq!(format!("{slim:?}"), format!("{map:?}"));
        prop_assert_eq!(&Slim::from(map.clone()), &slim);
        *slim.get_or_default(&asked) += u8::from(!map.contains_key(&asked));
        *map.entry(asked.clone()).or_default() += u8::from(!map.contains_key(&asked));
        prop_assert!(slim.values().eq(map.values()));
        prop_assert_eq!(slim.remove(&asked), map.remove(&asked));
        slim.extend(more.iter().map(|(key, entry)| (key, entry / 2)));
        map.extend(more.iter().map(|(key, entry)| (key.clone(), entry / 2)));
        slim.retain(|key, entry| { *entry |= 1; key.len() > 1 });
        map.retain(|key, entry| { *entry |= 1; key.len() > 1 });
        prop_assert!(slim.into_iter().map(|(key, entry)| (String::from(key), entry)).eq(map));
    }

    #[test]
    fn a_slim_set_behaves_as_a_set(keys in words(), more in words(), asked in "[甲乙丙a-c]{0,2}") {
        let mut set: BTreeSet<String> = keys.iter().map(|(key, _)| key.clone()).collect();
        let mut slim: SlimSet<Atom> = keys.iter().map(|(key, _)| key).collect();
        for (key, _) in &more {
            prop_assert_eq!(slim.insert(key), set.insert(key.clone()));
        }
        prop_assert!(slim.iter().eq(&set) && slim.len() == set.len() && slim.is_empty() == set.is_empty());
        prop_assert_eq!((slim.contains(&asked), slim.first().map(Atom::as_str)), (set.contains(&asked), set.first().map(String::as_str)));
        prop_assert_eq!(serde_json::to_string(&slim).unwrap(), serde_json::to_string(&set).unwrap());
        prop_assert_eq!(format!("{slim:?}"), format!("{set:?}"));
        prop_assert_eq!(SlimSet::from(set), slim);
    }

    /// Also what somebody else wrote: in any order, and twice.
    #[test]
    fn what_is_read_is_what_a_map_reads(entries in words()) {
        let written: Vec<String> = entries.iter().map(|(key, entry)| format!("{key:?}:{entry}")).collect();
        let json = format!("{{{}}}", written.join(","));
        let (slim, map): (Slim<Atom, u8>, BTreeMap<String, u8>) = (serde_json::from_str(&json).unwrap(), serde_json::from_str(&json).unwrap());
        prop_assert_eq!(Slim::from(map), slim);
        let keys = serde_json::to_string(&entries.iter().map(|(key, _)| key).collect::<Vec<_>>()).unwrap();
        let (slim, set): (SlimSet<Atom>, BTreeSet<String>) = (serde_json::from_str(&keys).unwrap(), serde_json::from_str(&keys).unwrap());
        prop_assert_eq!(SlimSet::from(set), slim);
    }
}

#[test]
fn what_is_empty_is_two_words_wide() {
    assert_eq!(size_of::<Slim<Atom, String>>(), 2 * size_of::<usize>());
    let Ok(none) = serde_json::from_str::<SlimSet<Atom>>("[]") else { panic!("an empty list") };
    assert_eq!(none, SlimSet::new());
}
