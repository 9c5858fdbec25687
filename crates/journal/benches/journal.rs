//! How fast the journal grows, proves and is verified: entries of 300 bytes, a tree of a million.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jishi_journal::export::{HEADING, closing, line, verify_export};
use jishi_journal::{Hash, NO_PREVIOUS, Peaks, Tree, chain, leaf_hash, verify_consistency, verify_inclusion};
use std::hint::black_box;

const TREE: u64 = 1_000_000;
const EXPORT: u64 = 20_000;

fn entry(n: u64) -> Vec<u8> {
    format!("{n:0>300}").into_bytes()
}

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

fn export() -> Vec<String> {
    let (mut prev, mut peaks, mut lines) = (NO_PREVIOUS, Peaks::new(), vec![HEADING.to_owned()]);
    for n in 0..EXPORT {
        let (bytes, leaf) = (entry(n), leaf_hash(&entry(n)));
        lines.push(line(n, &leaf, &prev, &bytes));
        prev = chain(&prev, &bytes);
        peaks.append(leaf);
    }
    lines.push(closing(EXPORT, &peaks.root()));
    lines
}

fn growing(c: &mut Criterion) {
    let leaves = leaves(TREE);
    let (tree, bytes) = (Tree::from_leaves(leaves.clone()), entry(7));
    c.bench_function("leaf hash and chain, one entry", |b| b.iter(|| (leaf_hash(black_box(&bytes)), chain(&NO_PREVIOUS, &bytes))));
    // The tree only grows: a million and however many the measurement adds.
    let mut grown = tree.clone();
    c.bench_function("append and root, at a million", |b| {
        b.iter(|| {
            grown.append(leaves[0]);
            grown.root()
        });
    });
    c.bench_function("tree from a million leaves", |b| b.iter_batched(|| leaves.clone(), Tree::from_leaves, BatchSize::LargeInput));
}

fn proving(c: &mut Criterion) {
    let tree = Tree::from_leaves(leaves(TREE));
    let (index, old) = (TREE / 3, TREE / 3 * 2);
    let (leaf, root, old_root) = (tree.leaf(index).expect("in range"), tree.root(), tree.root_at(old).expect("in range"));
    let (path, grown) = (tree.inclusion(index, TREE).expect("in range"), tree.consistency(old, TREE).expect("in range"));
    c.bench_function("prove inclusion, of a million", |b| b.iter(|| tree.inclusion(black_box(index), TREE)));
    c.bench_function("prove consistency, of a million", |b| b.iter(|| tree.consistency(black_box(old), TREE)));
    c.bench_function("verify inclusion, of a million", |b| {
        b.iter(|| assert!(verify_inclusion(&leaf, index, TREE, black_box(&path), &root)))
    });
    c.bench_function("verify consistency, of a million", |b| {
        b.iter(|| assert!(verify_consistency(old, TREE, &old_root, &root, black_box(&grown))))
    });
}

fn verifying(c: &mut Criterion) {
    let lines = export();
    let mut group = c.benchmark_group("verify an export");
    group.throughput(Throughput::Elements(EXPORT)).sample_size(20);
    group.bench_function("20,000 entries", |b| b.iter(|| verify_export(black_box(&lines)).expect("sound")));
    group.finish();
}

criterion_group!(benches, growing, proving, verifying);
criterion_main!(benches);
