//! Damaged backups: random changes of any sort to any file, each refused. A hundred here, a thousand with `JISHI_DEEP=1`.

use super::{back_up, files, filled, one_more, plain};
use crate::support::Place;
use jishi_base::SeededIds;
use jishi_store::SeededEntropy;
use jishi_store::copy::{self, Inside, Wanted, verify};
use std::path::{Path, PathBuf};

const WORDS: &str = "七月 河边 一辆旧自行车";

/// What a change did, to be told where it was not noticed.
fn change(folder: &Path, other: &Path, dice: &mut SeededIds) -> String {
    let mut below = |end: usize| usize::try_from(dice.next_u64() % end.max(1) as u64).expect("small");
    let all = files(folder);
    let file = all[below(all.len())].clone();
    let bytes = std::fs::read(&file).expect("file");
    let at = below(bytes.len());
    let put = |bytes: Vec<u8>| std::fs::write(&file, bytes).expect("write");
    let name = file.strip_prefix(folder).expect("inside").display().to_string();
    match below(9) {
        0 if !bytes.is_empty() => {
            let mut bad = bytes;
            bad[at] ^= 1 << below(8);
            put(bad);
            format!("{name}: a bit of byte {at}")
        }
        1 if !bytes.is_empty() => {
            put(bytes[..at].to_vec());
            format!("{name}: cut at {at}")
        }
        2 => {
            put([&bytes[..at], &[b"\n", b" ", b"0", b"}"][below(4)][..], &bytes[at..]].concat());
            format!("{name}: one more byte at {at}")
        }
        3 => {
            std::fs::remove_file(&file).expect("remove");
            format!("{name}: gone")
        }
        4 if bytes.len() > 1 => {
            let mut bad = bytes.clone();
            let from = below(bytes.len() - 1);
            bad.copy_within(from.., 0);
            if bad == bytes {
                bad[0] ^= 1;
            }
            put(bad);
            format!("{name}: from {from} moved to the front")
        }
        5 => {
            let another: PathBuf = all[below(all.len())].clone();
            let theirs = std::fs::read(&another).expect("file");
            put(if theirs == bytes { Vec::from(&b"x"[..]) } else { theirs });
            format!("{name}: the bytes of {}", another.display())
        }
        6 => {
            // The same file of another backup of the same site.
            let theirs = std::fs::read(other.join(&name)).expect("file");
            put(if theirs == bytes { Vec::from(&b"x"[..]) } else { theirs });
            format!("{name}: of another backup")
        }
        7 if bytes.iter().filter(|byte| **byte == b'\n').count() > 1 => {
            let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            let gone = below(lines.len());
            lines.remove(gone);
            put(lines.concat());
            format!("{name}: without line {gone}")
        }
        _ => {
            put([&bytes[..], &bytes[..], b"."].concat());
            format!("{name}: twice")
        }
    }
}

#[tokio::test]
async fn every_change_of_a_backup_is_noticed() {
    let many: u64 = if std::env::var_os("JISHI_DEEP").is_some() { 1_000 } else { 100 };
    let place = Place::sqlite();
    place.init().await;
    let (store, small) = filled(&place).await;
    let folder = tempfile::tempdir().expect("folder");
    let at = |name: &str| folder.path().join(name);
    let sealed = |into: PathBuf| async {
        let wanted = Wanted { passphrase: Some(WORDS), with_root_key: true, ..plain(&into) };
        copy::backup(&place.location, &place.keys, &wanted, &mut SeededEntropy::new(5)).await.expect("backup");
        into
    };
    let (first, first_sealed) = (at("first"), sealed(at("first sealed")).await);
    back_up(&place, &first).await;
    one_more(&store, &small, 3, 1_780_000_100).await;
    let (second, second_sealed) = (at("second"), sealed(at("second sealed")).await);
    back_up(&place, &second).await;
    store.close().await.expect("close");
    // A passphrase takes its time.
    let kinds: [(&Path, &Path, Option<&str>, u64); 2] =
        [(&second, &first, None, many), (&second_sealed, &first_sealed, Some(WORDS), many / 10)];
    for (whole, other, words, many) in kinds {
        let check = |folder: &Path| Inside::open(folder, Some(&place.keys), words).and_then(|backup| verify(&backup));
        check(whole).expect("sound");
        for seed in 0..many {
            let bad = at("bad");
            for file in files(whole) {
                let to = bad.join(file.strip_prefix(whole).expect("inside"));
                std::fs::create_dir_all(to.parent().expect("folder")).expect("folder");
                std::fs::copy(&file, &to).expect("copy");
            }
            let changed = change(&bad, other, &mut SeededIds::new(seed));
            assert!(check(&bad).is_err(), "seed {seed}: {changed}");
            std::fs::remove_dir_all(&bad).expect("remove");
        }
    }
}

#[tokio::test]
async fn a_damaged_site_is_not_backed_up() {
    use sea_orm::ConnectionTrait;
    for edit in [
        "UPDATE journal SET entry = prev WHERE seq = 4",
        "DELETE FROM journal WHERE seq = 20",
        "UPDATE journal SET leaf = prev WHERE seq = 5",
    ] {
        for place in crate::support::places().await {
            filled(&place).await.0.close().await.expect("close");
            let intruder = place.intruder().await;
            intruder.execute_unprepared(edit).await.expect("edit");
            intruder.close().await.expect("close");
            let folder = tempfile::tempdir().expect("folder");
            let made = copy::backup(&place.location, &place.keys, &plain(&folder.path().join("one")), &mut SeededEntropy::new(5)).await;
            assert!(made.is_err(), "{edit}");
            assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 0, "nothing is left of it");
        }
    }
}
