//! Bits that flip on the disk: where one changes what is read, it is found.

use crate::rows::{Dice, Intruder, Tables};
use crate::tamper::found;
use jishi_attacks::{Folder, rounds};
use std::path::Path;

/// Tables of which a flipped bit is not found yet.
const OPEN: [&str; 2] = ["attempt", "schema_step"];

/// What is read from a file; none where it cannot be read.
async fn read(file: &Path) -> Option<Tables> {
    let intruder = Intruder::of(file).await?;
    let tables = intruder.tables().await.ok();
    intruder.leave().await;
    tables
}

#[tokio::test]
async fn a_bit_that_flips_and_is_read_is_found() {
    let (mut read_otherwise, mut missed) = (0, Vec::new());
    for seed in 0..rounds(120, 20_000) as u64 {
        let mut dice = Dice::new(seed ^ 0xb17);
        let folder = Folder::small();
        let file = folder.data().join(["facts.db", "facts.db", "keys.db"][dice.below(3)]);
        let before = read(&file).await.expect("readable");
        let mut bytes = std::fs::read(&file).expect("a file");
        // Most of a small file is empty pages, which nobody reads.
        let written: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
        let at = *dice.pick(&written);
        bytes[at] ^= 1 << dice.below(8);
        std::fs::write(&file, bytes).expect("written");
        let after = read(&file).await;
        if after.as_ref() == Some(&before) {
            continue;
        }
        read_otherwise += 1;
        let changed: Vec<String> =
            after.iter().flatten().filter(|(name, table)| before.get(*name) != Some(table)).map(|(name, _)| name.clone()).collect();
        let known = !changed.is_empty() && changed.iter().all(|name| OPEN.contains(&name.as_str()));
        if found(&folder.data()).await.is_none() && !known {
            missed.push((seed, changed));
        }
    }
    println!("{read_otherwise} bits changed what is read; {} of them were not found: {missed:?}", missed.len());
    assert!(read_otherwise > 10, "too few bits mattered");
    assert_eq!(missed, []);
}
