//! A common value is its value wherever it is compared, ordered, written and read, and there is one copy of it.

use super::Common;
use proptest::prelude::*;

type Numbers = Common<Box<[u16]>>;

proptest! {
    #[test]
    fn a_common_value_is_its_value(one in proptest::collection::vec(0..3_u16, 0..4), other in proptest::collection::vec(0..3_u16, 0..4)) {
        let (a, b): (Numbers, Numbers) = (one.clone().into(), other.iter().copied().collect());
        prop_assert_eq!((a == b, a.cmp(&b)), (one == other, one.cmp(&other)));
        prop_assert_eq!(std::ptr::eq(&*a, &*b), one == other);
        prop_assert_eq!(format!("{a:?}"), format!("{one:?}"));
        let json = serde_json::to_string(&a).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&one).unwrap());
        prop_assert_eq!(serde_json::from_str::<Numbers>(&json).unwrap(), a.clone());
        prop_assert!(a.iter().eq(&one) && (&a).into_iter().eq(&one));
    }
}

#[test]
fn it_is_one_pointer_wide() {
    assert_eq!(size_of::<Numbers>(), size_of::<usize>());
    assert_eq!(Numbers::default().len(), 0);
}
