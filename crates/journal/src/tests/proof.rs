//! Proofs: every one verifies, and nothing but the proof does.

use super::{entry, tree};
use crate::{Hash, Tree, empty_root, leaf_hash, verify_consistency, verify_inclusion};
use proptest::prelude::*;

/// All pairs up to here: past a power of two, on both sides of it.
const EXHAUSTIVE: u64 = 1_025;

fn root(tree: &Tree, size: u64) -> Hash {
    tree.root_at(size).expect("a size it had")
}

fn included(tree: &Tree, index: u64, size: u64) -> bool {
    let path = tree.inclusion(index, size).expect("in range");
    verify_inclusion(&leaf_hash(&entry(index)), index, size, &path, &root(tree, size))
}

fn consistent(tree: &Tree, old: u64, new: u64) -> bool {
    let path = tree.consistency(old, new).expect("in range");
    verify_consistency(old, new, &root(tree, old), &root(tree, new), &path)
}

#[test]
fn every_leaf_of_every_tree_is_proved() {
    let tree = tree(EXHAUSTIVE);
    for size in 0..=EXHAUSTIVE {
        let root = root(&tree, size);
        for index in 0..size {
            let (leaf, path) = (tree.leaf(index).expect("in range"), tree.inclusion(index, size).expect("in range"));
            assert!(verify_inclusion(&leaf, index, size, &path, &root), "{index} of {size}");
        }
    }
}

#[test]
fn every_tree_is_proved_to_grow_from_every_smaller() {
    let tree = tree(EXHAUSTIVE);
    let roots: Vec<_> = (0..=EXHAUSTIVE).map(|size| root(&tree, size)).collect();
    for (new, new_root) in (0..).zip(&roots) {
        for (old, old_root) in (0..=new).zip(&roots) {
            let path = tree.consistency(old, new).expect("in range");
            assert!(verify_consistency(old, new, old_root, new_root, &path), "{old} in {new}");
        }
    }
}

#[test]
fn there_is_no_proof_of_what_is_not_there() {
    let tree = tree(10);
    for (index, size) in [(0, 0), (5, 5), (10, 10), (0, 11), (u64::MAX, 10), (0, u64::MAX)] {
        assert_eq!(tree.inclusion(index, size), None, "{index} of {size}");
    }
    for (old, new) in [(5, 4), (5, 11), (11, 11), (0, u64::MAX)] {
        assert_eq!(tree.consistency(old, new), None, "{old} in {new}");
    }
}

/// Any byte of leaf, path or root altered, a hash lost, added or moved: the proof fails.
#[test]
fn an_altered_inclusion_proof_fails() {
    let tree = tree(40);
    for size in 1..=40 {
        for index in 0..size {
            let (leaf, path, root) = (leaf_hash(&entry(index)), tree.inclusion(index, size).expect("in range"), root(&tree, size));
            let holds = |leaf: &Hash, path: &[Hash], root: &Hash| verify_inclusion(leaf, index, size, path, root);
            for byte in 0..32 {
                assert!(!holds(&altered(&leaf, byte), &path, &root));
                assert!(!holds(&leaf, &path, &altered(&root, byte)));
            }
            for wrong in wrong_paths(&path) {
                assert!(!holds(&leaf, &wrong, &root), "{index} of {size}");
            }
            for other in (0..size + 2).filter(|other| *other != index) {
                assert!(!verify_inclusion(&leaf, other, size, &path, &root), "{index} passes for {other} of {size}");
            }
        }
    }
}

#[test]
fn an_altered_consistency_proof_fails() {
    let tree = tree(40);
    for new in 1..=40 {
        for old in 1..=new {
            let (before, after, path) = (root(&tree, old), root(&tree, new), tree.consistency(old, new).expect("in range"));
            let holds = |before: &Hash, after: &Hash, path: &[Hash]| verify_consistency(old, new, before, after, path);
            for byte in 0..32 {
                assert!(!holds(&altered(&before, byte), &after, &path));
                assert!(!holds(&before, &altered(&after, byte), &path));
            }
            for wrong in wrong_paths(&path) {
                assert!(!holds(&before, &after, &wrong), "{old} in {new}");
            }
        }
    }
}

#[test]
fn the_empty_tree_and_the_tree_itself_need_no_path() {
    let (empty, root, noise) = (empty_root(), tree(7).root(), [[1; 32]]);
    for (old, new, before, after, path, holds) in [
        (0, 0, &empty, &empty, &[][..], true),
        (0, 7, &empty, &root, &[], true),
        (7, 7, &root, &root, &[], true),
        (0, 0, &empty, &root, &[], false),
        (0, 7, &root, &root, &[], false),
        (7, 7, &empty, &root, &[], false),
        (0, 7, &empty, &root, &noise, false),
        (7, 7, &root, &root, &noise, false),
        (7, 6, &root, &root, &[], false),
        (3, 7, &root, &root, &[], false),
        (4, 7, &root, &root, &[], false),
        (8, 6, &root, &root, &[], false),
    ] {
        assert_eq!(verify_consistency(old, new, before, after, path), holds, "{old} in {new}");
    }
}

/// A tree that was rewritten has no proof that it grew from the old one, whoever makes the proof.
#[test]
fn a_rewritten_tree_does_not_grow_from_the_old_one() {
    let honest = tree(100);
    let mut leaves: Vec<_> = (0..100).map(|n| leaf_hash(&entry(n))).collect();
    leaves[37] = leaf_hash("改写".as_bytes());
    let forged = Tree::from_leaves(leaves);
    for old in 38..=100 {
        let path = forged.consistency(old, 100).expect("in range");
        assert!(!verify_consistency(old, 100, &root(&honest, old), &forged.root(), &path), "{old}");
    }
}

/// The path with each byte altered, with a hash lost, doubled, added, and with neighbours exchanged.
fn wrong_paths(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut out = vec![[path, &[[0; 32]]].concat(), [&[[0; 32]], path].concat()];
    for at in 0..path.len() {
        for byte in 0..32 {
            let mut wrong = path.to_vec();
            wrong[at] = altered(&path[at], byte);
            out.push(wrong);
        }
        let (mut lost, mut doubled) = (path.to_vec(), path.to_vec());
        lost.remove(at);
        doubled.insert(at, path[at]);
        out.extend([lost, doubled]);
        if at > 0 {
            let mut exchanged = path.to_vec();
            exchanged.swap(at - 1, at);
            out.push(exchanged);
        }
    }
    out
}

fn altered(hash: &Hash, byte: usize) -> Hash {
    let mut out = *hash;
    out[byte] ^= 1 << (byte % 8);
    out
}

proptest! {
    /// No numbers and no path make verifying fall over, and noise proves nothing.
    #[test]
    fn noise_proves_nothing(index: u64, size: u64, path in prop::collection::vec(any::<Hash>(), 0..70), leaf: Hash, root: Hash) {
        prop_assert!(!verify_inclusion(&leaf, index, size, &path, &root));
        prop_assert!(!verify_consistency(index, size, &leaf, &root, &path));
    }

    #[test]
    fn larger_trees(size in 1..3_000_u64, at in 0..3_000_u64) {
        let tree = tree(size);
        prop_assert!(included(&tree, at % size, size));
        prop_assert!(consistent(&tree, at % size, size));
    }
}
