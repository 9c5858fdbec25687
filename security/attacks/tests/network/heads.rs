//! Heads that no browser sends: too long, too many, folded, and such as two readers would read as two different requests.

use jishi_attacks::cast::SECRETARY;
use jishi_attacks::{Answer, Site, Wire};

/// All answers to these bytes until the program closes.
fn answers(site: &Site, bytes: &[u8]) -> Vec<Answer> {
    let mut wire = Wire::open(site.server().address());
    let _ = wire.say(bytes);
    wire.end();
    std::iter::from_fn(|| wire.answer()).take(9).collect()
}

#[test]
fn a_head_without_measure_is_not_read_to_its_end() {
    let site = Site::open();
    let cases = [
        ("a long target", format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(1 << 20))),
        ("a long header", format!("GET /login HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(1 << 20))),
        ("a long cookie", format!("GET /login HTTP/1.1\r\nHost: localhost\r\nCookie: jishi={}\r\n\r\n", "a".repeat(1 << 20))),
        ("many headers", format!("GET /login HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(10_000))),
    ];
    for (what, bytes) in cases {
        let got = answers(&site, bytes.as_bytes());
        assert!(
            got.iter().all(|answer| [400, 414, 431].contains(&answer.status)),
            "{what}: {:?}",
            got.iter().map(|answer| answer.status).collect::<Vec<_>>()
        );
    }
    assert_eq!(site.nobody().get("/login").status, 200);
}

#[test]
fn a_request_is_one_request_however_it_is_read() {
    let site = Site::open();
    let token = site.enter(SECRETARY).session();
    // What a reader that stops earlier would take for a second request.
    let hidden = format!("GET /mine HTTP/1.1\r\nHost: localhost\r\nCookie: jishi={token}\r\n\r\n");
    let length = hidden.len();
    let post = |headers: &str, body: &str| format!("POST /login HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{body}");
    let cases = [
        (
            "a length and chunks",
            post(&format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"), &format!("0\r\n\r\n{hidden}")),
        ),
        (
            "chunks and a length",
            post(&format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"), &format!("0\r\n\r\n{hidden}")),
        ),
        ("two lengths", post(&format!("Content-Length: 0\r\nContent-Length: {length}\r\n"), &hidden)),
        ("two lengths in one", post(&format!("Content-Length: 0, {length}\r\n"), &hidden)),
        ("a length with a sign", post(&format!("Content-Length: +{length}\r\n"), &hidden)),
        ("a negative length", post("Content-Length: -1\r\n", &hidden)),
        ("a length in another number", post("Content-Length: 0x10\r\n", &hidden)),
        ("chunks by another name", post("Transfer-Encoding: xchunked\r\n", &hidden)),
        ("chunks twice", post("Transfer-Encoding: chunked, chunked\r\n", &format!("0\r\n\r\n{hidden}"))),
        ("chunks that are not last", post("Transfer-Encoding: chunked, identity\r\n", &format!("0\r\n\r\n{hidden}"))),
        ("a blank before the colon", post(&format!("Content-Length : {length}\r\n"), &hidden)),
        ("a folded header", post(&format!("X: y\r\n Content-Length: {length}\r\n"), &hidden)),
        ("a chunk of no number", post("Transfer-Encoding: chunked\r\n", &format!("zz\r\n{hidden}\r\n0\r\n\r\n"))),
        ("a chunk beyond numbers", post("Transfer-Encoding: chunked\r\n", &format!("ffffffffffffffffff\r\n{hidden}"))),
        ("a return in a header", post(&format!("X: y\rContent-Length: {length}\r\n"), &hidden)),
        ("a NUL in a header", post("X: \0\r\n", &hidden)),
        ("another version", format!("GET /login HTTP/9.9\r\nHost: localhost\r\n\r\n{hidden}")),
        ("no version", format!("GET /login\r\n\r\n{hidden}")),
        (
            "a new protocol",
            "GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n\r\n"
                .to_owned(),
        ),
    ];
    for (what, bytes) in cases {
        let got = answers(&site, bytes.as_bytes());
        let leaked = got.iter().any(|answer| answer.status == 200 && answer.text().contains("我的事项"));
        assert!(!leaked, "{what}: {:?}", got.iter().map(|answer| answer.status).collect::<Vec<_>>());
    }
    assert_eq!(site.nobody().get("/login").status, 200);
}

#[test]
fn noise_is_no_request() {
    let site = Site::open();
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\0\0\0\0\0\0\0\0",
        b"\r\n\r\n\r\n\r\n",
        b"GET",
        b"SSH-2.0-x\r\n",
        b"EHLO x\r\n",
        "获取 / HTTP/1.1\r\nHost: localhost\r\n\r\n".as_bytes(),
    ] {
        assert!(answers(&site, bytes).iter().all(|answer| answer.status >= 400), "{bytes:?}");
    }
    assert_eq!(site.nobody().get("/login").status, 200);
}
