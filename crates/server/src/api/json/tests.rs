//! What is refused, and that the words do not repeat what was sent.

use super::read;
use serde_json::Value;

fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

#[test]
fn nesting_ends_at_sixty_four() {
    assert!(read::<Value>(nested(64).as_bytes()).is_ok());
    let mixed = format!("{}1{}", "{\"a\":[".repeat(32), "]}".repeat(32));
    assert!(read::<Value>(mixed.as_bytes()).is_ok());
    for depth in [65, 127, 128, 129, 100_000] {
        let fault = read::<Value>(nested(depth).as_bytes()).expect_err("too deep");
        assert!(fault.contains("层数太多"), "{depth}: {fault}");
    }
}

#[test]
fn a_key_stands_once_in_an_object_however_it_is_written() {
    for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"b":{"c":1,"c":2}}"#, r#"[{"a":1,"\u0061":2}]"#, r#"{"":1,"":2}"#] {
        let fault = read::<Value>(text.as_bytes()).expect_err("twice");
        assert!(fault.contains("写了两遍") && !fault.contains('a'), "{text}: {fault}");
    }
    assert!(read::<Value>(br#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#).is_ok());
}

#[test]
fn what_is_no_json_is_refused_at_its_place() {
    for text in ["", "{", "[1,]", "{}{}", "{} x", "1e400", "\"\\ud800\"", "nul", "\u{feff}{}", "{\"a\":01}", "NaN"] {
        let fault = read::<Value>(text.as_bytes()).expect_err(text);
        assert!(fault.starts_with("第 ") && fault.contains("不是完整的 JSON"), "{text}: {fault}");
    }
    assert!(read::<Value>(b"\xff").is_err());
    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Known {
        #[allow(dead_code)]
        name: String,
    }
    assert!(read::<Known>(br#"{"name":"x"}"#).is_ok());
    let fault = read::<Known>(r#"{"name":"x","秘密":1}"#.as_bytes()).expect_err("unknown");
    assert!(fault.contains("与接口文档不符") && !fault.contains("秘密"), "{fault}");
}
