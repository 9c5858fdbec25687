//! How long one waits after how many failures.

use super::Slowing;

#[test]
fn the_pause_doubles_up_to_its_bound_and_ends() {
    let rule = Slowing { free: 3, most: 60 };
    for (failures, since, wait) in [
        (0, 0, 0), (2, 0, 0), (3, 0, 1), (3, 1, 0), (4, 0, 2), (4, 1, 1), (8, 0, 32), (9, 0, 60), (9, 59, 1), (9, 60, 0), (500, 0, 60), (usize::MAX, 0, 60),
        // A clock that was set back makes nobody wait longer than the bound.
        (9, -1_000_000, 60),
    ] {
        assert_eq!(rule.wait(failures, 1_000_000, 1_000_000 + since), wait, "{failures} failures, {since} s ago");
    }
}
