//! Round trip first; vectors below.

use super::*;

#[test]
fn what_is_sealed_opens() {
    let key = Key::new(&[7; 32]);
    let sealed = International.seal(&key, &[1; 12], b"aad", "张三".as_bytes()).expect("seals");
    assert_eq!(International.open(&key, b"aad", &sealed).expect("opens").as_slice(), "张三".as_bytes());
    assert!(International.open(&key, b"other", &sealed).is_err());
}
