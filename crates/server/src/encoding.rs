//! What an address can carry: names and values after its path, and every other text, percent-encoded.

use std::fmt::Write;

/// `?a=1&b=2`, without what is empty.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.is_empty() { '?' } else { '&' });
        let _ = write!(text, "{name}={}", encode(value));
    }
    text
}

/// Percent-encodes what an address cannot carry. Letters and figures of any script stay as they are: browsers encode
/// them on the way, and Chinese addresses stay short and readable.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '.' | '_') {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
