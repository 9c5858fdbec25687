//! The tree against the definition of RFC 6962, word for word, and against its published values.

use super::{leaves, tree};
use crate::{Hash, NO_PREVIOUS, Peaks, Tree, chain, empty_root, from_hex, leaf_hash, node_hash, to_hex};
use proptest::prelude::*;

/// MTH of RFC 6962, 2.1.
fn by_definition(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&by_definition(left), &by_definition(right))
        }
    }
}

#[test]
fn roots_are_as_defined() {
    let all = leaves(300);
    let whole = tree(300);
    let (mut grown, mut peaks) = (Tree::new(), Peaks::new());
    for size in 0..=300 {
        let root = by_definition(&all[..size]);
        assert_eq!((grown.size(), grown.root()), (size as u64, root));
        assert_eq!((peaks.size(), peaks.root()), (size as u64, root));
        assert_eq!(whole.root_at(size as u64), Some(root), "{size}");
        assert_eq!(Tree::from_leaves(all[..size].to_vec()).root(), root);
        if let Some(leaf) = all.get(size) {
            grown.append(*leaf);
            peaks.append(*leaf);
        }
    }
    assert_eq!(whole.root_at(301), None);
    assert_eq!((whole.leaf(299), whole.leaf(300)), (Some(all[299]), None));
}

/// The eight entries and the roots that implementations of certificate transparency have in common.
#[test]
fn known_roots() {
    let entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Tree::new();
    for (entry, root) in entries.into_iter().zip(roots) {
        tree.append(leaf_hash(&from_hex(entry).expect("hexadecimal")));
        assert_eq!(to_hex(&tree.root()), root);
    }
    assert_eq!(to_hex(&empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/// What `sha256sum` says of 32 zero bytes followed by `abc`.
#[test]
fn the_chain_is_plain_sha256() {
    assert_eq!(to_hex(&chain(&NO_PREVIOUS, b"abc")), "365aa7d8f7f9402c4b9434502b4cc89ddb09fe50d7cd95b493b834c62d5a5370");
}

#[test]
fn hexadecimal_has_one_writing() {
    assert_eq!((to_hex(&[0x00, 0x9f, 0xff]).as_str(), from_hex("009fff")), ("009fff", Some(vec![0x00, 0x9f, 0xff])));
    for text in ["0", "0:", "0/", "0`", "0g", "0G", "FF", "fF", " 00", "00 ", "０0", "一二", "+1"] {
        assert_eq!(from_hex(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn hexadecimal_round_trips(bytes: Vec<u8>) {
        prop_assert_eq!(from_hex(&to_hex(&bytes)), Some(bytes));
    }

    /// However a tree came to be, by appending or at once, it is the same tree.
    #[test]
    fn appending_and_building_agree(start in 0..200_u64, more in 0..200_u64) {
        let mut grown = tree(start);
        leaves(start + more).into_iter().skip(start as usize).for_each(|leaf| grown.append(leaf));
        let whole = tree(start + more);
        prop_assert_eq!(grown.root(), whole.root());
        prop_assert_eq!(grown.consistency(start, start + more), whole.consistency(start, start + more));
    }
}
