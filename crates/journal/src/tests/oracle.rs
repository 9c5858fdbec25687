//! Agreement with an independent implementation, `ct-merkle`: roots, paths and verdicts, in both directions.

use super::{entry, tree};
use crate::{Hash, leaf_hash, verify_consistency, verify_inclusion};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use sha2::Sha256;

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.as_chunks().0.to_vec()
}

fn root(hash: Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new(hash.into(), size)
}

#[test]
fn roots_and_inclusion() {
    let ours = tree(130);
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for size in 1..=130 {
        theirs.push(entry(size - 1));
        let their_root = theirs.root();
        let our_root = ours.root_at(size).expect("a size it had");
        assert_eq!(their_root.as_bytes().as_slice(), our_root, "{size}");
        for index in 0..size {
            let their_path = theirs.prove_inclusion(index as usize);
            let our_path = ours.inclusion(index, size).expect("in range");
            assert_eq!(hashes(their_path.as_bytes()), our_path, "{index} of {size}");
            let proof = InclusionProof::try_from_bytes(our_path.concat()).expect("whole hashes");
            assert!(root(our_root, size).verify_inclusion(&entry(index), index, &proof).is_ok());
            assert!(verify_inclusion(&leaf_hash(&entry(index)), index, size, &hashes(their_path.as_bytes()), &our_root));
        }
    }
}

#[test]
fn consistency() {
    let ours = tree(130);
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for new in 1..=130 {
        theirs.push(entry(new - 1));
        let new_root = ours.root_at(new).expect("a size it had");
        for old in 1..=new {
            let old_root = ours.root_at(old).expect("a size it had");
            let their_path = theirs.prove_consistency((new - old) as usize);
            let our_path = ours.consistency(old, new).expect("in range");
            assert_eq!(hashes(their_path.as_bytes()), our_path, "{old} in {new}");
            let proof = ConsistencyProof::try_from_bytes(our_path.concat()).expect("whole hashes");
            assert!(root(new_root, new).verify_consistency(&root(old_root, old), &proof).is_ok());
            assert!(verify_consistency(old, new, &old_root, &new_root, &hashes(their_path.as_bytes())));
        }
    }
}
