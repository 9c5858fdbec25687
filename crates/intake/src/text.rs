//! Small habits of Chinese text in workbooks: full width to half width, spaces, brackets.

/// Full-width ASCII and the ideographic space to half width; other characters as they are.
pub(crate) fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Without any white space.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{3000}').collect()
}

/// A heading or title as it is compared: half width, without spaces and marks.
pub(crate) fn heading(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':' | '_' | '、' | ',' | '.')).collect()
}

/// Without what stands in brackets: `届期(年)` gives `届期`.
pub(crate) fn without_brackets(text: &str) -> String {
    let mut depth = 0u32;
    text.chars()
        .filter(|c| match c {
            '(' | '（' | '[' | '【' | '〔' | '<' | '〈' => {
                depth += 1;
                false
            }
            ')' | '）' | ']' | '】' | '〕' | '>' | '〉' if depth > 0 => {
                depth -= 1;
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// Splits at any of `separators` that stand outside brackets; pieces are trimmed, empty ones left out.
pub(crate) fn split_outside<'t>(text: &'t str, separators: &[char]) -> Vec<&'t str> {
    let (mut pieces, mut depth, mut from) = (Vec::new(), 0u32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '[' | '【' | '〔' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 && separators.contains(&c) => {
                pieces.push(text.get(from..at).unwrap_or_default());
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(text.get(from..).unwrap_or_default());
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}
