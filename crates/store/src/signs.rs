//! The last line for every entrance: no event carries a sign that is never taken ([`jishi_base::signs`]), wherever it
//! stands. One such command would fail a whole group on PostgreSQL; so it is refused by itself, on both databases alike.

use crate::Refusal;
use jishi_base::signs::{HELP, Sign, stray};
use jishi_facts::Event;

/// Refuses events of which any text, name or sealed content carries such a sign.
pub(crate) fn check(events: &[Event]) -> Result<(), Refusal> {
    match events.iter().find_map(carried) {
        Some(sign) => Err(Refusal::new(format!("提交的文字里有看不见的符号（{sign}）"), HELP)),
        None => Ok(()),
    }
}

fn carried(event: &Event) -> Option<Sign> {
    let sealed = event.content().and_then(|(_, content)| content);
    // What cannot be written as JSON is refused when it is entered.
    let open = serde_json::to_string(event).ok();
    open.into_iter().chain(sealed).find_map(|json| in_json(&json))
}

/// Such a sign in JSON as it is written here: without blanks, the controls of ASCII escaped, all else as it is.
fn in_json(json: &str) -> Option<Sign> {
    stray(json).map(|stray| stray.sign).or_else(|| escaped(json))
}

fn escaped(json: &str) -> Option<Sign> {
    let mut rest = json.chars();
    while let Some(code) = rest.next() {
        if code != '\\' {
            continue;
        }
        let code = match rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'r' if !rest.as_str().starts_with("\\n") => '\r',
            'u' => rest.as_str().get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32)?,
            _ => continue,
        };
        if let Some(sign) = Sign::of(code) {
            return Some(sign);
        }
    }
    None
}

#[cfg(test)]
mod tests;
