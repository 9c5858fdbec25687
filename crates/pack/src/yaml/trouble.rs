//! What the YAML parser stumbled over, said in the words of somebody who writes packs.
//!
//! The parser stops at a place and names a rule of YAML. Most often the cause is one of a few slips of a Chinese
//! keyboard or of a word processor, which can be seen in the text near that place; these are looked for first.

use crate::check::syntax;
use crate::finding::{At, Finding};
use serde_saphyr::granit_parser::ErrorKind;

/// The finding for a parser error of `kind` at byte `offset` of `text`.
pub(crate) fn explain(file: usize, text: &str, offset: usize, kind: &ErrorKind) -> Finding {
    let offset = whole(text, offset);
    let here = At::new(file, offset, next(text, offset));
    if let Some((start, end)) = tab(text, offset, kind) {
        return syntax::tab(At::new(file, start, end));
    }
    if let Some((start, end)) = full_width_colon(text, offset) {
        return syntax::full_width_colon(At::new(file, start, end));
    }
    match text.get(offset..).and_then(|rest| rest.chars().next()) {
        Some('!') => return syntax::tag(here),
        Some('&' | '*') => return syntax::alias(here),
        Some('@' | '`' | '%' | '|' | '>') => return syntax::broken(here, "文字不能以这个符号开头，要加引号"),
        _ => {}
    }
    match kind {
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::DocumentIndicatorInQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent => syntax::unclosed(here, "引号没有成对"),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidFlowScalarIndent => syntax::unclosed(here, "方括号 [ ] 或花括号 { } 没有成对，或其中少了逗号"),
        ErrorKind::RecursionLimitExceeded => syntax::too_deep(here),
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => syntax::alias(here),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement if second_colon(text, offset) => {
            syntax::broken(here, "一行里有两个冒号")
        }
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::InvalidIndentation
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry => syntax::broken(here, "这一行的缩进与上面对不齐"),
        _ => syntax::broken(here, "从这里起读不下去"),
    }
}

/// Does the line hold a colon before the one at fault?
fn second_colon(text: &str, offset: usize) -> bool {
    text.get(line_start(text, offset)..offset).is_some_and(|before| before.contains(": "))
}

/// A tab in front of the text of the line at fault or of the next one, or anywhere in it where the parser says so.
fn tab(text: &str, offset: usize, kind: &ErrorKind) -> Option<(usize, usize)> {
    let start = line_start(text, offset);
    let next = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| start + at + 1);
    let named = matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    );
    let place = |start: usize, at: usize| (start + at, start + at + 1);
    let indent =
        |start: usize| line_at(text, start).find(|c| c != ' ').filter(|at| line_at(text, start).as_bytes().get(*at) == Some(&b'\t'));
    let anywhere = || line_at(text, start).find('\t').filter(|_| named);
    indent(start).or_else(anywhere).map(|at| place(start, at)).or_else(|| indent(next).map(|at| place(next, at)))
}

/// A full-width colon after what looks like a key, on the line at fault or on the two before it.
fn full_width_colon(text: &str, offset: usize) -> Option<(usize, usize)> {
    let mut start = line_start(text, offset);
    for _ in 0..3 {
        if let Some(at) = key_colon(line_at(text, start)) {
            return Some((start + at, start + at + '：'.len_utf8()));
        }
        if start == 0 {
            return None;
        }
        start = line_start(text, whole(text, start - 1));
    }
    None
}

/// Where a line has a full-width colon in the place of the key's colon.
pub(crate) fn key_colon(line: &str) -> Option<usize> {
    let at = line.find('：')?;
    let key = line.get(..at)?.trim_start_matches([' ', '\t', '-', '{', '[', ',']);
    let plain = !key.is_empty() && key.chars().count() <= 8 && key.chars().all(char::is_alphanumeric);
    plain.then_some(at)
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

fn line_at(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or_default().lines().next().unwrap_or_default()
}

/// The nearest character boundary at or before `offset`.
fn whole(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn next(text: &str, offset: usize) -> usize {
    offset + text.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}
