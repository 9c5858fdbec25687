//! Heads are told apart however they are cut, and those that could be read in two ways are not clear.

use super::Heads;

/// What is said of the heads in a stream, sent in pieces of `size` bytes.
fn said(stream: &str, size: usize) -> Vec<bool> {
    let (mut heads, mut said) = (Heads::default(), Vec::new());
    for piece in stream.as_bytes().chunks(size) {
        heads.watch(piece, |clear| said.push(clear));
    }
    said
}

#[test]
fn every_head_is_looked_at_however_it_is_cut() {
    let get = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let post = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nab\ncd";
    let smuggled = "POST / HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
    for (stream, expected) in [
        (get.to_owned(), vec![true]),
        (format!("\r\n\r\n{get}\r\n{post}{get}"), vec![true, true, true]),
        (format!("{post}{smuggled}{get}"), vec![true, false]),
        (format!("{get}{smuggled}"), vec![true, false]),
        ("GET / HTTP/1.1\nhost: localhost\n\nGET / HTTP/1.1\ncontent-length: 1\ncontent-length: 1\n\nx".to_owned(), vec![true, false]),
    ] {
        for size in [1, 2, 3, 7, 64, 4096] {
            assert_eq!(said(&stream, size), expected, "{size} {stream:?}");
        }
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_not_clear() {
    for fields in [
        "content-length: 5\r\ntransfer-encoding: chunked", "transfer-encoding: chunked\r\ncontent-length: 5", "Content-Length: 5\r\nCONTENT-LENGTH: 5",
        "content-length: 5\r\ncontent-length: 6", "content-length: 5, 5", "content-length: +5", "content-length: -1", "content-length: 0x5", "content-length:",
        "content-length: 99999999999999999999", "transfer-encoding: chunked\r\ntransfer-encoding: chunked", "transfer-encoding: gzip, chunked",
        "transfer-encoding: identity", "transfer-encoding: xchunked", "transfer-encoding: chunked, identity", "transfer-encoding: \"chunked\"",
    ] {
        let stream = format!("POST / HTTP/1.1\r\nhost: localhost\r\n{fields}\r\n\r\n");
        assert_eq!(said(&stream, 4096), [false], "{fields}");
    }
    for fields in ["content-length: 5", "content-length: 0", "transfer-encoding: chunked", "Transfer-Encoding: Chunked", "x-content-length: 7"] {
        assert_eq!(said(&format!("POST / HTTP/1.1\r\n{fields}\r\n\r\n"), 4096), [true], "{fields}");
    }
}

#[test]
fn what_cannot_be_read_ends_the_looking() {
    for stream in ["nonsense\r\n\r\nGET / HTTP/1.1\r\n\r\n".to_owned(), format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(20_000)), "GET / HTTP/1.1\r\n a: b\r\n\r\n".to_owned()] {
        assert!(said(&stream, 64).is_empty(), "{stream:.40}");
    }
    let (mut heads, mut said) = (Heads::default(), 0);
    assert!(!heads.is_within());
    heads.watch(b"GET / HT", |_| said += 1);
    assert!(heads.is_within() && said == 0);
    heads.watch(b"TP/1.1\r\n\r\n", |_| said += 1);
    assert!(!heads.is_within() && said == 1);
}
