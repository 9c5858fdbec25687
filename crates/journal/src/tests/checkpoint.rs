//! The canonical text of a checkpoint: one writing, and no other is read.

use super::tree;
use crate::{Checkpoint, leaf_hash, to_hex};
use proptest::prelude::*;

fn checkpoint() -> Checkpoint {
    Checkpoint { size: 7, root: tree(7).root(), at: "2026-07-01T08:00:00Z".to_owned() }
}

#[test]
fn the_text_says_all() {
    let text = checkpoint().to_string();
    assert_eq!(text, format!("基石日志检查点 v1\n条数 7\n根 {}\n时间 2026-07-01T08:00:00Z\n", to_hex(&tree(7).root())));
    assert_eq!(text.parse(), Ok(checkpoint()));
    let fraction = Checkpoint { at: "2026-07-01T08:00:00.123456789Z".to_owned(), ..checkpoint() };
    assert_eq!(fraction.to_string().parse(), Ok(fraction));
}

#[test]
fn the_short_code_begins_the_root() {
    let code = checkpoint().short_code();
    assert_eq!(code.len(), 19);
    assert!(to_hex(&checkpoint().root).starts_with(&code.replace('-', "")), "{code}");
}

#[test]
fn other_writings_are_refused() {
    let good = checkpoint().to_string();
    let root = to_hex(&checkpoint().root);
    for (from, to) in [
        ("v1", "v2"),
        ("v1", "v1 "),
        ("\n", "\r\n"),
        ("条数 7", "条数 07"),
        ("条数 7", "条数 +7"),
        ("条数 7", "条数 -7"),
        ("条数 7", "条数 7 "),
        ("条数 7", "条数  7"),
        ("条数 7", "条数 18446744073709551616"),
        ("条数", "数"),
        (&root, &root[2..]),
        (&root, &root.to_uppercase()),
        ("2026-07-01T08", "2026-07-01 08"),
        ("00Z", "00"),
        ("00Z", "00+08:00"),
        ("00Z", "00.Z"),
        ("00Z", "00.0000000000Z"),
        ("00Z", "00.1.1Z"),
        ("00Z", "00Z\n附 一行"),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from} does not occur");
        assert!(text.parse::<Checkpoint>().is_err(), "{text:?}");
    }
    for text in ["", "\n", good.trim_end(), &format!("{good}\n"), &format!("\n{good}"), &good.replace('\n', "")] {
        assert!(text.parse::<Checkpoint>().is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_checkpoint_round_trips(size: u64, seed: u64) {
        let checkpoint = Checkpoint { size, root: leaf_hash(&seed.to_be_bytes()), ..checkpoint() };
        prop_assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
    }

    #[test]
    fn reading_never_falls_over(text: String, cut in 0..200_usize) {
        let _ = text.parse::<Checkpoint>();
        let good: String = checkpoint().to_string().chars().take(cut).collect();
        let read = good.parse::<Checkpoint>().is_ok();
        prop_assert_eq!(read, good == checkpoint().to_string());
    }
}
