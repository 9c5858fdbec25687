//! Nobody passes for another: what is said counts only from the mouth of a named proxy.

use super::client_address;
use axum::http::{HeaderMap, HeaderValue};
use std::net::IpAddr;

fn ip(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

#[test]
fn what_is_forwarded_counts_as_far_as_it_is_trusted() {
    let trusted = ["10.0.0.1", "10.0.0.2", "::1"].map(ip);
    for (peer, said, is) in [
        ("192.0.2.7", &[][..], "192.0.2.7"),
        ("192.0.2.7", &["198.51.100.1"], "192.0.2.7"), // no proxy of ours
        ("10.0.0.1", &[], "10.0.0.1"),
        ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", &["203.0.113.9, 198.51.100.1"], "198.51.100.1"), // the left was said by the client itself
        ("10.0.0.1", &["203.0.113.9", "198.51.100.1"], "198.51.100.1"), // so in lines of their own
        ("10.0.0.1", &["198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", &["198.51.100.1", "10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", &["10.0.0.2"], "10.0.0.2"),
        ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::1", &["2001:db8::5"], "2001:db8::5"),
        ("10.0.0.1", &["203.0.113.9, nobody"], "10.0.0.1"),
        ("10.0.0.1", &["203.0.113.9,"], "10.0.0.1"),
        ("10.0.0.1", &[""], "10.0.0.1"),
        ("10.0.0.1", &["198.51.100.1:443"], "10.0.0.1"),
        ("10.0.0.1", &["[2001:db8::5]"], "10.0.0.1"),
        ("10.0.0.1", &["198.51.100.01"], "10.0.0.1"),
        ("10.0.0.1", &["198.51.100.1, unknown, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", &["198.51.100.1\u{a0}"], "10.0.0.1"),
    ] {
        let mut headers = HeaderMap::new();
        for line in said {
            headers.append("x-forwarded-for", HeaderValue::from_bytes(line.as_bytes()).expect("a value"));
        }
        assert_eq!(client_address(ip(peer), &headers, &trusted), ip(is), "{peer} {said:?}");
        assert_eq!(client_address(ip(peer), &headers, &[]), ip(peer).to_canonical(), "none is trusted: {peer} {said:?}");
    }
}
