//! JSON that no program would send.

use jishi_attacks::cast::SECRETARY;
use jishi_attacks::{Request, Site};
use serde_json::{Value, json};

#[test]
fn no_json_breaks_the_program_or_is_half_understood() {
    let site = Site::open();
    let program = site.program(SECRETARY, "record");
    let body = site.player(SECRETARY).body.clone();
    let good =
        json!({ "body": body, "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": "学习" }, "dry_run": true }).to_string();
    let inside = |more: &str| format!("{}{more}}}", good.trim_end_matches('}').to_owned() + "");
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        ("an unknown key", inside(",\"actor\":\"别人\"").into_bytes(), 400),
        ("an unknown key with an innocent name", inside(",\"version\":1").into_bytes(), 400),
        ("a key twice", inside(",\"date\":\"2020-01-01\"").into_bytes(), 400),
        ("a number for a text", inside(",\"absent\":5").into_bytes(), 400),
        ("an object for a list", inside(",\"absent\":{}").into_bytes(), 400),
        ("too deep", [b"[".repeat(100_000), b"]".repeat(100_000)].concat(), 400),
        ("not closed", b"{\"body\":\"0\"".to_vec(), 400),
        ("two documents", format!("{good}{good}").into_bytes(), 400),
        ("a number beyond numbers", inside(",\"fields\":{\"学时\":1e400}").into_bytes(), 400),
        ("half a sign", inside(",\"with\":[\"\\ud800\"]").into_bytes(), 400),
        ("no UTF-8", b"{\"body\":\"\xff\xfe\"}".to_vec(), 400),
        ("UTF-16", good.encode_utf16().flat_map(u16::to_le_bytes).collect(), 400),
        ("nothing", Vec::new(), 400),
        ("null", b"null".to_vec(), 400),
        ("NaN", b"{\"body\":NaN}".to_vec(), 400),
        ("a comment", format!("/* */{good}").into_bytes(), 400),
    ];
    for (what, sent, status) in cases {
        let request = Request::new("POST", "/api/v1/records").with("Idempotency-Key", "an-attack-0010").sends("application/json", sent);
        let answer = program.send(&request);
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"), "{what}: {}", answer.text());
    }
    assert_eq!(program.get("/me").status, 200);
}

#[test]
fn what_is_not_called_json_is_not_read_as_json() {
    let site = Site::open();
    let program = site.program(SECRETARY, "record");
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json", "application/jsonp", ""] {
        let request = Request::new("POST", "/api/v1/records").with("Idempotency-Key", "an-attack-0011").sends(kind, "{}");
        assert_eq!(program.send(&request).status, 415, "{kind}");
    }
}

#[test]
fn an_address_that_makes_no_sense_is_no_fault() {
    let site = Site::open();
    let program = site.program(SECRETARY, "look");
    for path in [
        "/records?limit=0",
        "/records?limit=99999999999999999999",
        "/records?limit=-1",
        "/records?cursor=zz",
        "/records?cursor=00",
        "/records?body=%00",
        "/records?body=%27%20OR%201%3D1--",
        "/records?from=2026-02-30",
        "/records?unknown=1",
        "/records?limit=1&limit=2",
        "/search?q=",
        "/duties?status=%FF",
        "/calendar?month=2026-13",
        "/calendar?month=999999-01",
        "/people/%2e%2e%2f%2e%2e%2froot.key",
        "/articles/%00/1",
        "/ledgers/nothing",
    ] {
        let answer = program.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {} {}", answer.status, answer.text());
    }
    // What looks like a statement is a word that is searched for, and found nowhere.
    for word in ["' OR '1'='1", "\"; DROP TABLE record;--", "%", "_", "*", "\\", "NEAR/2", "党 AND 1=1"] {
        let answer = program.get(&format!("/search?q={}", jishi_attacks::form(&[("", word)]).trim_start_matches('=')));
        let found = answer.json()["total"].as_u64().or_else(|| answer.json()["items"].as_array().map(|all| all.len() as u64));
        assert!(
            answer.status == 400 || found == Some(0),
            "{word}: {} {}",
            answer.status,
            answer.text().chars().take(200).collect::<String>()
        );
    }
    let me: Value = program.get("/me").json();
    assert!(me["name"].is_string(), "{me}");
}
