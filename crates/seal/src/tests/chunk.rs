//! Chunks open in their place alone.

use super::key;
use crate::{CHUNK_OVERHEAD, ChunkPlace, International, SealError, Sha256Digest, open_chunk, passphrase_key, seal_chunk};

const PLACE: ChunkPlace<'static> = ChunkPlace { text: "facts/journal", index: 3, last: false };

#[test]
fn a_chunk_opens_where_it_was_sealed_and_nowhere_else() {
    let sealed = seal_chunk(&International, &key(1), PLACE, b"words").expect("seal");
    assert_eq!(sealed.len(), 5 + CHUNK_OVERHEAD);
    let open = |with, place, sealed: &[u8]| open_chunk(&International, &key(with), place, sealed).map(|plain| plain.to_vec());
    assert_eq!(open(1, PLACE, &sealed), Ok(b"words".to_vec()));
    let refused = Err(SealError::DoesNotOpen);
    assert_eq!(open(2, PLACE, &sealed), refused);
    for other in [ChunkPlace { text: "facts/content", ..PLACE }, ChunkPlace { index: 4, ..PLACE }, ChunkPlace { last: true, ..PLACE }] {
        assert_eq!(open(1, other, &sealed), refused, "{other:?}");
    }
    for place in 0..sealed.len() {
        let mut bad = sealed.clone();
        bad[place] ^= 1;
        assert_eq!(open(1, PLACE, &bad), refused, "byte {place}");
        assert_eq!(open(1, PLACE, &sealed[..place]), refused);
    }
}

#[test]
fn a_passphrase_gives_a_key_by_its_salt() {
    let key = |salt, words| *passphrase_key(&[salt; 16], words).expect("key").expose();
    assert_eq!(key(1, "一句够长的口令"), key(1, "一句够长的口令"));
    assert_ne!(key(1, "一句够长的口令"), key(2, "一句够长的口令"));
    assert_ne!(key(1, "一句够长的口令"), key(1, "一句够长的口令 "));
}

#[test]
fn a_digest_in_pieces_is_that_of_the_whole() {
    // FIPS 180-2, B.1.
    let mut digest = Sha256Digest::default();
    digest.update(b"a");
    digest.update(b"bc");
    let hex: String = digest.finish().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
