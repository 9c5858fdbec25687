//! What is put away comes back, nobody else can read it, and it leaves nothing behind.

use super::{CHUNK, Held, Spool, Writer};
use crate::limits::SPOOLED;
use jishi_seal::Key;
use std::io::ErrorKind;

fn key() -> Key {
    Key::new(&[7; 32])
}

#[test]
fn parts_come_back_as_they_were() {
    let held = Held::default();
    let mut writer = Writer::new(key(), held.clone()).expect("a file");
    let parts: Vec<(Vec<u8>, _)> = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 77]
        .into_iter()
        .map(|length| {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            bytes.chunks(10_007).for_each(|piece| writer.write(piece).expect("written"));
            (bytes, writer.end().expect("ended"))
        })
        .collect();
    let spool = writer.finish();
    for (bytes, part) in parts.iter().rev() {
        assert!(&spool.read(*part).expect("read") == bytes, "{part:?}");
    }
    let path = spool.path.to_path_buf();
    assert!(path.exists() && held.bytes() > 6 * CHUNK as u64);
    drop(spool);
    assert!(!path.exists(), "the file goes with it");
    assert_eq!(held.bytes(), 0);
}

#[test]
fn the_file_tells_nothing_and_no_byte_of_it_can_be_changed() {
    let secret = "张三的谈心谈话".repeat(100);
    let (spool, part) = Spool::of(key(), Held::default(), secret.as_bytes()).expect("put away");
    let mut raw = std::fs::read(&spool.path).expect("the file");
    assert!(!raw.windows(9).any(|window| window == "张三的".as_bytes()));
    for at in [0, 12, raw.len() / 2, raw.len() - 1] {
        raw[at] ^= 1;
        std::fs::write(&spool.path, &raw).expect("written");
        assert!(spool.read(part).is_err(), "byte {at}");
        raw[at] ^= 1;
    }
    std::fs::write(&spool.path, &raw).expect("written");
    assert_eq!(spool.read(part).expect("read"), secret.as_bytes());
    std::fs::write(&spool.path, &raw[..raw.len() - 1]).expect("written");
    assert!(spool.read(part).is_err());
}

#[test]
fn all_together_hold_no_more_than_they_may() {
    let held = Held::default();
    held.take(SPOOLED - 10).expect("room");
    let full = Spool::of(key(), held.clone(), b"eleven bytes").map(|_| ());
    assert_eq!(full.map_err(|error| error.kind()), Err(ErrorKind::StorageFull));
    assert_eq!(held.bytes(), SPOOLED - 10, "what was refused is not counted");
}
