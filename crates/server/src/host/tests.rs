//! Hosts that are this machine, and all that only look like it.

use super::names_this_machine;
use axum::http::{HeaderMap, HeaderValue, Uri, header};

fn named(hosts: &[&str], target: &str) -> bool {
    let mut headers = HeaderMap::new();
    for host in hosts {
        headers.append(header::HOST, HeaderValue::from_bytes(host.as_bytes()).expect("a value"));
    }
    names_this_machine(&headers, &target.parse::<Uri>().expect("a target"))
}

#[test]
fn one_host_that_is_this_machine() {
    for host in ["localhost", "LocalHost:8600", "127.0.0.1", "127.0.0.1:8600", "[::1]", "[::1]:8600", "localhost:65535"] {
        assert!(named(&[host], "/"), "{host}");
    }
}

#[test]
fn anything_else_is_not() {
    for host in [
        "", " ", "localhost:evil", "localhost:8600.evil.example", "localhost:", "localhost:+8600", "localhost:65536", "localhost:86 00", "localhost:8600:8600",
        "localhost.", "localhost.evil.example", "evil@localhost", "localhost:8600@evil.example", "user:8600@localhost", "localhost/", "localhost#", "localhost?",
        "127.0.0.1.evil.example", "127.0.0.2", "127.1", "0x7f.0.0.1", "2130706433", "127.0.0.01", "0.0.0.0", "::1", "[::1", "[::1]8600", "[::1]:evil",
        "[::1].evil.example", "[::2]", "[127.0.0.1]", "[localhost]", "::ffff:127.0.0.1", "[::ffff:127.0.0.1]", "evil.example", "localhost,evil.example", "ｌocalhost",
        "127.0.0.1:８600",
    ] {
        assert!(!named(&[host], "/"), "{host:?}");
    }
    assert!(!named(&[], "/") && !named(&["localhost", "localhost"], "/") && !named(&["localhost", "evil.example"], "/"));
}

#[test]
fn a_target_with_a_host_agrees_with_the_header() {
    assert!(named(&["localhost:8600"], "http://localhost:8600/mine"));
    assert!(named(&["LOCALHOST:8600"], "http://localhost:8600/mine"));
    for (host, target) in [
        ("localhost:8600", "http://evil.example/"), ("evil.example", "http://localhost:8600/"), ("localhost:8600", "http://localhost/"),
        ("localhost:8600", "http://localhost:8601/"), ("localhost:8600", "http://127.0.0.1:8600/"), ("localhost:8600", "http://user@localhost:8600/"),
        ("localhost:8600", "ftp://localhost:8600/"), ("localhost:8600", "https://localhost:8600/"),
    ] {
        assert!(!named(&[host], target), "{host} {target}");
    }
    assert!(!named(&[], "http://localhost/"), "the header is needed all the same");
}
