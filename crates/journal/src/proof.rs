//! Checking proofs without the tree, by the algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2.

use crate::{Hash, empty_root, node_hash};

/// Is `leaf` the leaf at `index` of the tree with `size` leaves and this `root`?
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            climb_to_sibling(&mut node, &mut last);
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Does the tree with `new` leaves and `new_root` begin with the tree with `old` leaves and `old_root`?
#[must_use]
pub fn verify_consistency(old: u64, new: u64, old_root: &Hash, new_root: &Hash, path: &[Hash]) -> bool {
    if old == 0 || old == new {
        let known = if old == 0 { *old_root == empty_root() } else { old_root == new_root };
        // An empty new tree has but one root.
        return known && path.is_empty() && (new > 0 || *new_root == empty_root());
    }
    if old > new {
        return false;
    }
    // A perfect old tree is a node of the new one: its root starts the path unsaid.
    let (start, rest) = if old.is_power_of_two() {
        (old_root, path)
    } else {
        let Some((first, rest)) = path.split_first() else { return false };
        (first, rest)
    };
    let skipped = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> skipped, (new - 1) >> skipped);
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            climb_to_sibling(&mut node, &mut last);
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// On the right edge a node may have no sibling on its own level: go up to where it is a right child.
fn climb_to_sibling(node: &mut u64, last: &mut u64) {
    while *node & 1 == 0 && *node != 0 {
        (*node, *last) = (*node >> 1, *last >> 1);
    }
}
