//! The log against its own proofs.

use super::*;

fn tree(size: u64) -> Tree {
    Tree::from_leaves((0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect())
}

#[test]
fn every_leaf_of_every_size_is_proved() {
    let tree = tree(65);
    for size in 0..=65 {
        let root = tree.root_at(size).expect("a size it had");
        for index in 0..size {
            let path = tree.inclusion(index, size).expect("in range");
            assert!(verify_inclusion(&leaf_hash(&index.to_be_bytes()), index, size, &path, &root), "{index} of {size}");
        }
        for old in 0..=size {
            let path = tree.consistency(old, size).expect("in range");
            assert!(verify_consistency(old, size, &tree.root_at(old).expect("smaller"), &root, &path), "{old} of {size}");
        }
    }
}
