//! Whoever would alter the journal, against its export: what is found, and the first entry named. And what cannot be
//! found without a retained checkpoint, asserted too, so that nobody promises more.

use super::entry;
use crate::export::{Bad, FirstBad, HEADING, Verified, closing, line, verify_export, verify_export_against};
use crate::{Checkpoint, Hash, NO_PREVIOUS, Tree, chain, leaf_hash};
use proptest::prelude::*;

const SIZE: u64 = 20;

/// A stored entry, as the database keeps it.
#[derive(Clone, PartialEq, Debug)]
struct Row {
    leaf: Hash,
    prev: Hash,
    bytes: Vec<u8>,
}

/// An honest journal.
fn rows(entries: impl IntoIterator<Item = Vec<u8>>) -> Vec<Row> {
    let mut prev = NO_PREVIOUS;
    let row = |bytes: Vec<u8>| {
        let row = Row { leaf: leaf_hash(&bytes), prev, bytes };
        prev = chain(&prev, &row.bytes);
        row
    };
    entries.into_iter().map(row).collect()
}

fn honest() -> Vec<Row> {
    rows((0..SIZE).map(entry))
}

/// Every hash recomputed, as one would who can write everything.
fn recomputed(altered: &[Row]) -> Vec<Row> {
    rows(altered.iter().map(|row| row.bytes.clone()))
}

fn root(rows: &[Row]) -> Hash {
    Tree::from_leaves(rows.iter().map(|row| row.leaf).collect()).root()
}

fn export(rows: &[Row]) -> Vec<String> {
    let lines = (0..).zip(rows).map(|(seq, row)| line(seq, &row.leaf, &row.prev, &row.bytes));
    [HEADING.to_owned()].into_iter().chain(lines).chain([closing(rows.len() as u64, &root(rows))]).collect()
}

fn checkpoint(size: u64) -> Checkpoint {
    let root = root(&honest()[..size as usize]);
    Checkpoint { size, root, at: "2026-07-01T08:00:00Z".to_owned() }
}

fn verify(rows: &[Row]) -> Result<Verified, FirstBad> {
    verify_export(export(rows))
}

fn verify_with(rows: &[Row], sizes: &[u64]) -> Result<Verified, FirstBad> {
    verify_export_against(export(rows), sizes.iter().map(|size| checkpoint(*size)))
}

fn bad<T>(seq: u64, why: Bad) -> Result<T, FirstBad> {
    Err(FirstBad { seq, why })
}

#[test]
fn an_honest_export_is_sound() {
    for size in 0..=SIZE {
        let rows = &honest()[..size as usize];
        assert_eq!(verify(rows), Ok(Verified { size, root: root(rows) }));
    }
    let sound = Ok(Verified { size: SIZE, root: root(&honest()) });
    assert_eq!(verify_with(&honest(), &[SIZE]), sound);
    assert_eq!(verify_with(&honest(), &[7, 0, SIZE, 7, 1]), sound);
}

/// One altered byte anywhere in a stored row, with nothing recomputed.
#[test]
fn an_edit_is_named() {
    for seq in 0..SIZE {
        for at in 0..entry(seq).len() {
            let mut rows = honest();
            rows[seq as usize].bytes[at] ^= 1;
            assert_eq!(verify(&rows), bad(seq, Bad::Leaf));
        }
        for at in 0..32 {
            let mut rows = honest();
            rows[seq as usize].leaf[at] ^= 1;
            assert_eq!(verify(&rows), bad(seq, Bad::Leaf));
            let mut rows = honest();
            rows[seq as usize].prev[at] ^= 1;
            assert_eq!(verify(&rows), bad(seq, Bad::Prev));
        }
    }
}

/// An edit with its own leaf hash recomputed is found by the next entry's `prev`; the last entry has no next one.
#[test]
fn an_edit_with_its_leaf_hash_is_found_by_the_next() {
    for seq in 0..SIZE {
        let mut rows = honest();
        let row = &mut rows[seq as usize];
        row.bytes = "改写".into();
        row.leaf = leaf_hash(&row.bytes);
        if seq + 1 < SIZE {
            assert_eq!(verify(&rows), bad(seq + 1, Bad::Prev));
        } else {
            assert!(verify(&rows).is_ok(), "the last entry needs a checkpoint");
        }
        assert!(verify_with(&rows, &[SIZE]).is_err());
    }
}

#[test]
fn a_deletion_is_named() {
    for seq in 0..SIZE {
        let mut rows = honest();
        rows.remove(seq as usize);
        if seq + 1 < SIZE {
            assert_eq!(verify(&rows), bad(seq, Bad::Prev), "renumbered");
            let mut gap = export(&honest());
            gap.remove(seq as usize + 1);
            assert_eq!(verify_export(&gap), bad(seq, Bad::Seq), "with a gap");
        }
        assert!(verify_with(&rows, &[SIZE]).is_err());
    }
}

#[test]
fn an_insertion_is_named() {
    for seq in 0..=SIZE {
        let forged = |prev: Hash| Row { leaf: leaf_hash(b"forged"), prev, bytes: b"forged".to_vec() };
        let last = honest().last().map_or(NO_PREVIOUS, |row| chain(&row.prev, &row.bytes));
        let prev = honest().get(seq as usize).map_or(last, |row| row.prev);
        let mut careless = honest();
        careless.insert(seq as usize, forged([7; 32]));
        assert_eq!(verify(&careless), bad(seq, Bad::Prev));
        let mut careful = honest();
        careful.insert(seq as usize, forged(prev));
        if seq < SIZE {
            assert_eq!(verify(&careful), bad(seq + 1, Bad::Prev));
        } else {
            // At the end this is no forgery but the next entry.
            assert!(verify(&careful).is_ok());
        }
    }
}

#[test]
fn a_swap_is_named() {
    for first in 0..SIZE {
        for second in first + 1..SIZE {
            let mut rows = honest();
            rows.swap(first as usize, second as usize);
            assert_eq!(verify(&rows), bad(first, Bad::Prev));
            let mut lines = export(&honest());
            lines.swap(first as usize + 1, second as usize + 1);
            assert_eq!(verify_export(&lines), bad(first, Bad::Seq));
        }
    }
}

/// A cut tail, an old backup put back, everything rewritten, a fork: sound in themselves, found by the checkpoint.
#[test]
fn what_only_a_checkpoint_finds() {
    for size in 0..SIZE {
        let cut = &honest()[..size as usize];
        assert!(verify(cut).is_ok());
        assert_eq!(verify_with(cut, &[SIZE]), bad(size, Bad::Short(SIZE)));
        assert_eq!(verify_with(cut, &[3.min(size), SIZE - 1, SIZE]), bad(size, Bad::Short(SIZE)));
        let mut altered = honest();
        altered[size as usize].bytes = "改写".into();
        let rewritten = recomputed(&altered);
        assert!(verify(&rewritten).is_ok());
        assert_eq!(verify_with(&rewritten, &[SIZE]), bad(0, Bad::Checkpoint(SIZE)));
        // More checkpoints narrow it down: the change lies after the last one that agrees.
        let narrowed = bad(if size < 10 { 0 } else { 10 }, Bad::Checkpoint(if size < 10 { 10 } else { SIZE }));
        assert_eq!(verify_with(&rewritten, &[10, SIZE]), narrowed);
        assert_eq!(verify_with(&rewritten, &[size, size + 1]), bad(size, Bad::Checkpoint(size + 1)), "at every entry: exactly");
        let fork = rows((0..size).map(entry).chain((size..SIZE + 3).map(|n| entry(n + 1_000))));
        assert!(verify(&fork).is_ok());
        assert_eq!(verify_with(&fork, &[size, SIZE]), bad(size, Bad::Checkpoint(SIZE)));
    }
}

/// The file itself: heading, closing line, and what is no line at all.
#[test]
fn a_damaged_file_is_told_from_a_sound_one() {
    let good = export(&honest());
    let with = |at: usize, text: &str| {
        let mut lines = good.clone();
        lines[at] = text.to_owned();
        verify_export(lines)
    };
    let end = good.len() - 1;
    assert_eq!(verify_export(Vec::<String>::new()), bad(0, Bad::Unfinished));
    assert_eq!(verify_export(&good[1..]), bad(0, Bad::Heading));
    assert_eq!(with(0, "基石日志导出 v2"), bad(0, Bad::Heading));
    for kept in 1..good.len() {
        assert_eq!(verify_export(&good[..kept]), bad(kept as u64 - 1, Bad::Unfinished), "cut short by accident");
    }
    assert_eq!(verify_export(good.iter().chain([&good[end]])), bad(SIZE, Bad::AfterClosing));
    for (from, to) in [("共 20 ", "共 19 "), ("共 20 ", "共 020 "), ("共 20 ", "共 20  "), ("共 20 ", "共 20 0")] {
        assert_eq!(with(end, &good[end].replace(from, to)), bad(SIZE, Bad::Closing));
    }
    for text in [
        "",
        " ",
        "4",
        "4 ",
        "四",
        &good[5].to_uppercase(),
        &format!("{} ", good[5]),
        &format!(" {}", good[5]),
        &format!("0{}", good[5]),
        &format!("{}0", good[5]),
    ] {
        assert_eq!(with(5, text), bad(4, Bad::Line), "{text:?}");
    }
    // The entry's bytes may be none at all, but the field is there.
    let none = rows([Vec::new()]);
    assert!(verify(&none).is_ok());
}

/// Every message says in Chinese what is wrong, and the whole says where.
#[test]
fn findings_are_told_in_words() {
    for (why, word) in [
        (Bad::Heading, "不是本系统导出"),
        (Bad::Line, "不合导出格式"),
        (Bad::Seq, "序号不连续"),
        (Bad::Leaf, "散列不符"),
        (Bad::Prev, "接不上"),
        (Bad::Checkpoint(9), "检查点（9 条）"),
        (Bad::Short(9), "检查点有 9 条"),
        (Bad::Closing, "末行"),
        (Bad::AfterClosing, "末行之后"),
        (Bad::Unfinished, "缺末行"),
    ] {
        let told = FirstBad { seq: 4, why }.to_string();
        assert!(told.starts_with("第 4 条起不可信") && told.contains(word), "{told}");
    }
}

/// One change of the export's text, at random.
fn mutated(mut text: Vec<u8>, kind: u8, at: usize, byte: u8) -> Vec<u8> {
    let (at, other) = (at % text.len(), (at % text.len() + 1 + usize::from(byte)) % text.len());
    match kind {
        0 => text[at] = byte,
        1 => drop(text.remove(at)),
        2 => text.insert(at, byte),
        3 => text.truncate(at),
        _ => text.swap(at, other),
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Any change of any byte of the file is found.
    #[test]
    fn no_change_of_the_file_passes(kind in 0..5_u8, at: usize, byte: u8) {
        let good = export(&honest()).join("\n").into_bytes();
        let text = mutated(good.clone(), kind, at, byte);
        prop_assume!(text != good);
        // Bytes that are no text are refused before the verifier sees them.
        if let Ok(text) = String::from_utf8(text) {
            prop_assert!(verify_export(text.split('\n')).is_err());
            prop_assert!(verify_export_against(text.split('\n'), [checkpoint(SIZE)]).is_err());
        }
    }

    /// With the root retained, no other journal of the same or a greater length passes, however well it is recomputed.
    #[test]
    fn no_rewrite_passes_a_checkpoint(kept in 1..=SIZE, kind in 0..4_u8, at in 0..SIZE as usize, other in 0..SIZE as usize) {
        let mut altered = honest();
        match kind {
            0 => altered[at].bytes.push(0),
            1 => drop(altered.remove(at)),
            2 => altered.insert(at, altered[other].clone()),
            _ => altered.swap(at, other),
        }
        let rewritten = recomputed(&altered);
        let same = rewritten.iter().zip(honest()).take(kept as usize).filter(|(a, b)| a.bytes == b.bytes).count() as u64;
        prop_assert_eq!(verify_with(&rewritten, &[kept]).is_ok(), same == kept);
    }
}
