//! The whole tree in memory: append, root, and the proofs for any of its earlier sizes.
//!
//! Only nodes of perfect subtrees are kept, since they never change again, and of these only every second level: the nodes between
//! are reckoned anew from four. 43 bytes a leaf; an append costs one inner hash on average, a root or a proof O(log n).

use crate::{Hash, empty_root, node_hash};

/// A level that is full grows by this part of it: doubled, half of a long one would lie empty.
const ROOM: usize = 16;

/// How many levels of the binary tree lie between two that are kept, and how many nodes that makes.
const STEP: u32 = 2;
const WIDE: usize = 1 << STEP;

/// An append-only Merkle tree over leaf hashes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tree {
    /// `levels[k][i]` is the root of the 4^k leaves from i·4^k on.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// No leaves yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The tree over these leaves, in order.
    #[must_use]
    pub fn from_leaves(mut leaves: Vec<Hash>) -> Self {
        leaves.shrink_to_fit();
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() >= WIDE) {
            let level = below.chunks_exact(WIDE).map(over).collect();
            levels.push(level);
        }
        Self { levels }
    }

    /// Adds a leaf, and every parent that it completes.
    pub fn append(&mut self, leaf: Hash) {
        let mut node = leaf;
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            if row.len() == row.capacity() {
                row.reserve_exact(row.len() / ROOM + ROOM);
            }
            row.push(node);
            if !row.len().is_multiple_of(WIDE) {
                break;
            }
            node = over(&row[row.len() - WIDE..]);
        }
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// The leaf hash at `index`.
    #[must_use]
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.levels.first()?.get(usize::try_from(index).ok()?).copied()
    }

    /// The root over all leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.range(0, self.size())
    }

    /// The root when the tree had `size` leaves; none where it never did.
    #[must_use]
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        (size <= self.size()).then(|| self.range(0, size))
    }

    /// The audit path of leaf `index` in the tree of `size` leaves (RFC 6962, 2.1.1), from the leaf upwards.
    #[must_use]
    pub fn inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.size() {
            return None;
        }
        let (mut begin, mut end, mut path) = (0, size, Vec::new());
        while end - begin > 1 {
            let middle = begin + left_size(end - begin);
            if index < middle {
                path.push(self.range(middle, end));
                end = middle;
            } else {
                path.push(self.range(begin, middle));
                begin = middle;
            }
        }
        path.reverse();
        Some(path)
    }

    /// The proof that the tree of `new` leaves begins with the tree of `old` leaves (RFC 6962, 2.1.2). Every tree
    /// begins with the empty one, and with itself: the proof is empty.
    #[must_use]
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        if old > new || new > self.size() {
            return None;
        }
        let (mut begin, mut end, mut path) = (0, new, Vec::new());
        while old != 0 && old != end {
            let middle = begin + left_size(end - begin);
            if old <= middle {
                path.push(self.range(middle, end));
                end = middle;
            } else {
                path.push(self.range(begin, middle));
                begin = middle;
            }
        }
        // Where the old tree is itself this node, its verifier has the hash already.
        if begin > 0 {
            path.push(self.range(begin, end));
        }
        path.reverse();
        Some(path)
    }

    /// The root of the leaves `begin..end`, where `begin` is a multiple of the power of two that covers the length.
    fn range(&self, begin: u64, end: u64) -> Hash {
        let count = end - begin;
        if count == 0 {
            return empty_root();
        }
        if count.is_power_of_two() {
            let (kept, rest) = (count.trailing_zeros() / STEP, count.trailing_zeros() % STEP);
            let first = (begin >> (kept * STEP)) as usize;
            return over(&self.levels[kept as usize][first..first + (1 << rest)]);
        }
        let middle = begin + left_size(count);
        node_hash(&self.range(begin, middle), &self.range(middle, end))
    }
}

/// The root over nodes of one level, as many as a power of two.
fn over(nodes: &[Hash]) -> Hash {
    match nodes {
        [one] => *one,
        _ => {
            let (left, right) = nodes.split_at(nodes.len() / 2);
            node_hash(&over(left), &over(right))
        }
    }
}

/// How many of `count` (> 1) leaves go to the left: the largest power of two below `count`.
fn left_size(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}
