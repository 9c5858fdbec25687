//! Names of people: inner spaces of two-character names, notes in brackets, lists of names.

use super::{Outcome, Problem};
use crate::text;
use crate::workbook::Cell;

/// A name with the note that stood in brackets after it: `张三（女）`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Name {
    pub(crate) name: String,
    pub(crate) note: Option<String>,
}

/// Marks between the names of a list.
pub(crate) const MARKS: [char; 10] = ['、', '，', ',', '；', ';', '/', '\n', '\r', '|', '\t'];

/// One name.
pub(crate) fn one(cell: &Cell) -> Outcome<Name> {
    match cell {
        Cell::Text(text) => clean(text),
        other => Err(Problem::new(format!("“{}”不是姓名", other.shown()), "请填写姓名")),
    }
}

/// Several names: separated by marks, or by spaces where no piece is a single character.
pub(crate) fn list(cell: &Cell) -> Outcome<Vec<Name>> {
    let Cell::Text(text) = cell else { return one(cell).map(|name| vec![name]) };
    pieces(text).iter().map(|piece| clean(piece)).collect()
}

/// The pieces of a list of names.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for piece in text::split_outside(text, &MARKS) {
        let words: Vec<&str> = piece.split_whitespace().collect();
        // 张 三 is one name, 张三 李四 are two.
        if words.len() > 1 && words.iter().all(|word| word.chars().filter(|c| is_han(*c)).count() >= 2) {
            out.extend(words.into_iter().map(str::to_owned));
        } else {
            out.push(piece.to_owned());
        }
    }
    out
}

/// A name without what is written after it: 同志, 等, a full stop or star. 韩超志 keeps its 志.
fn without_suffix(text: &str) -> &str {
    let plain = text.trim().trim_end_matches(['。', '.', '*', '等']).trim_end();
    plain.strip_suffix("同志").unwrap_or(plain)
}

/// Dots that are typed between the parts of a name: · has no key of its own.
pub(crate) fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '‧' | '．' | '∙' | '●' | '⋅' | '･' | '﹒' | '.' | '。')
}

/// A name as it is compared: without spaces and dots.
pub(crate) fn letters(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !is_dot(*c)).collect()
}

/// Letters of a name that is written in characters alone: those of minorities have up to twelve on their identity cards.
const CHARACTERS: usize = 12;
/// Letters of any name.
const LETTERS: usize = 60;

/// A name of somebody whose identity number stands beside it: of any length.
pub(crate) fn registered(cell: &Cell) -> Outcome<Name> {
    match cell {
        Cell::Text(text) => cleaned(text, 1, LETTERS),
        other => one(other),
    }
}

/// A cleaned name.
pub(crate) fn clean(written: &str) -> Outcome<Name> {
    cleaned(written, 2, CHARACTERS)
}

fn cleaned(written: &str, least: usize, characters: usize) -> Outcome<Name> {
    const HELP: &str = "请只写姓名，几个人用顿号隔开";
    let note = written
        .split_once(['(', '（', '[', '【'])
        .map(|(_, rest)| rest.trim_end().trim_end_matches([')', '）', ']', '】']).trim().to_owned())
        .filter(|note| !note.is_empty());
    let mut name = String::new();
    let plain = text::without_brackets(written);
    let plain = without_suffix(&plain);
    let mut chars = plain.chars().peekable();
    let mut last: Option<char> = None;
    while let Some(c) = chars.next() {
        let latin = last.is_some_and(is_latin) && chars.peek().copied().is_some_and(|next| is_latin(next) || next.is_whitespace());
        if c.is_whitespace() {
            // Spaces stand inside Chinese names to make them as wide as others; inside other names they are letters.
            if last.is_some_and(|last| is_latin(last) || last == '.') && chars.peek().copied().is_some_and(is_latin) {
                name.push(' ');
            }
        } else {
            // J. Smith keeps its dot.
            name.push(if is_dot(c) && !(c == '.' && latin) { '·' } else { c });
            last = Some(c);
        }
    }
    let length = name.chars().count();
    if length == 0 {
        return Err(Problem::new("没有姓名", HELP));
    }
    let sign = |c: char| matches!(c, '·' | ' ' | '〇') || (matches!(c, '.' | '-' | '\'' | '’') && name.chars().any(is_latin));
    let signs = name.chars().all(|c| c.is_alphabetic() || sign(c)) && !name.starts_with('·');
    if !signs || length < least || length > LETTERS || (length > characters && name.chars().all(is_han)) {
        return Err(Problem::new(format!("“{}”不像姓名", written.trim()), HELP));
    }
    Ok(Name { name, note })
}

pub(crate) fn is_han(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii() && c >= '\u{2e80}'
}

fn is_latin(c: char) -> bool {
    c.is_alphabetic() && c < '\u{2e80}'
}
