//! A switch is off only while its guard lives, and only by its own name.

use super::{Defence, all_standing, handed_on, ordered, without};

#[test]
fn a_defence_is_off_as_long_as_its_guard() {
    {
        let _guard = without(&[Defence::HostIsNamed]);
        assert!(!Defence::HostIsNamed.holds() && Defence::FormsCarryToken.holds());
        assert_eq!(handed_on().collect::<Vec<_>>(), [("JISHI_WITHOUT", "HostIsNamed".to_owned())]);
    }
    let _guard = all_standing();
    assert!(Defence::ALL.iter().all(|defence| defence.holds()));
    assert_eq!(handed_on().count(), 0);
}

#[test]
fn a_name_that_is_no_defence_is_refused() {
    let _guard = all_standing();
    assert!(ordered(|_| Some("HostIsNamed2".to_owned())).is_err());
    assert_eq!(ordered(|_| None), Ok(None));
    assert_eq!(ordered(|_| Some(String::new())), Ok(None));
}

#[test]
fn every_defence_has_a_bit_of_its_own() {
    assert!(Defence::ALL.len() < 64);
}
