//! Questions as each database writes them.

use super::numbered;

#[test]
fn places_are_numbered_in_their_order() {
    assert_eq!(numbered("a = ? AND b = ? LIMIT ?"), "a = $1 AND b = $2 LIMIT $3");
    assert_eq!(numbered("SELECT 1"), "SELECT 1");
}
