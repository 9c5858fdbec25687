//! An atom is its text wherever it is compared, ordered, written and read; the same text is kept once, and for no longer than it is named.

use super::Atom;
use internment::ArcIntern;
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #[test]
    fn an_atom_is_its_text(one in ".{0,6}", other in ".{0,6}") {
        let (a, b) = (Atom::from(one.as_str()), Atom::from(&other));
        prop_assert_eq!((a == b, a.cmp(&b)), (one == other, one.cmp(&other)));
        prop_assert_eq!(format!("{a} {a:?}"), format!("{one} {one:?}"));
        let json = serde_json::to_string(&a).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&one).unwrap());
        prop_assert_eq!(serde_json::from_str::<Atom>(&json).unwrap(), a.clone());
        let set = BTreeSet::from([a.clone()]);
        prop_assert!(set.contains(one.as_str()) && set.contains(&one) && set.contains(&a));
    }
}

#[test]
fn the_same_text_is_kept_once() {
    assert_eq!(size_of::<Atom>(), size_of::<usize>());
    let (one, other) = (Atom::from("只在此处的词甲"), Atom::from("只在此处的词甲".to_owned()));
    assert!(std::ptr::eq(one.as_str(), other.as_str()));
}

#[test]
fn what_nobody_names_any_more_is_not_kept() {
    let names: Vec<Atom> = (0..100).map(|number| Atom::from(format!("只在此处的词乙{number}"))).collect();
    drop(names);
    assert_eq!(ArcIntern::<String>::from_ref("只在此处的词乙7").refcount(), 1);
}
