//! Attendance in words: `张三（出差）、李四（病假）`, `无`, `缺席2人：张三、李四`, `病假：张三；出差：李四`.

use super::name;
use crate::text;

/// One absent person as written, before the name is looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Absent {
    /// The text that begins with the name: `张三`, `张三出差`.
    pub(crate) written: String,
}

/// What the cell says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Roll {
    pub(crate) absent: Vec<Absent>,
    /// The number of people it states, where it does: 缺席2人.
    pub(crate) stated: Option<u32>,
    /// Are reasons given?
    pub(crate) reasons: bool,
}

/// Reads the cell's text. `nobody` are the words for an empty list; `known` tells whether a text is a known name.
pub(crate) fn read(written: &str, nobody: &[String], known: &dyn Fn(&str) -> bool) -> Roll {
    let mut roll = Roll::default();
    let whole = text::squeezed(&text::half_width(written));
    let is_nobody = |text: &str| nobody.iter().any(|word| text::half_width(word) == text);
    let bare = whole.trim_end_matches(['。', '.', ';', ',']);
    if bare.is_empty() || is_nobody(bare) {
        return roll;
    }
    for segment in text::split_outside(written, &['；', ';', '\n', '\r', '。']) {
        let names = match segment.split_once(['：', ':']) {
            Some((label, rest)) if !known(&text::squeezed(&text::without_brackets(label))) => {
                roll.stated = roll.stated.or_else(|| stated(label));
                roll.reasons |= stated(label).is_none();
                rest
            }
            Some((name, _)) => {
                roll.reasons = true;
                name
            }
            None => segment,
        };
        for piece in pieces(names, known) {
            let plain = text::squeezed(&piece);
            if is_nobody(&text::half_width(&plain)) || (stated(&plain).is_some() && !known(&plain)) {
                roll.stated = roll.stated.or_else(|| stated(&plain));
                continue;
            }
            roll.reasons |= piece.contains(['(', '（', '[', '【']);
            roll.absent.push(Absent { written: piece });
        }
    }
    roll
}

/// Names between marks. Spaces part them only where known names stand on both sides; else a reason follows a name.
fn pieces(names: &str, known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    for piece in text::split_outside(names, &name::MARKS) {
        let named: Vec<&str> = piece.split_whitespace().filter(|word| known(&text::without_brackets(word))).collect();
        if named.is_empty() {
            out.push(piece.to_owned());
        } else {
            out.extend(named.into_iter().map(str::to_owned));
        }
    }
    out
}

/// 缺席2人, 请假 2 人.
fn stated(label: &str) -> Option<u32> {
    let plain = text::squeezed(&text::half_width(label));
    let number: String = plain.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    if plain.contains(['人', '名']) { number.parse().ok() } else { None }
}
