//! Records of an example: `2026-03-10 原文（字段 = 值，字段 = 值）`.

use super::leading_date;
use crate::check::{example as check, shape, vocabulary};
use crate::condition::code_value;
use crate::finding::At;
use crate::model::{Field, FieldType, GivenRecord, matter_number};
use crate::compiler::Compiler;
use crate::node::Text;
use jishi_base::Number;
use jishi_calendar::Period;

/// One record of `kind`.
pub(super) fn read(c: &mut Compiler, text: &Text, kind: &str) -> Option<GivenRecord> {
    let Some((date, rest)) = leading_date(&text.value) else {
        c.findings.push(check::bad_record(text.at, format!("“{}”开头应为日期", text.value)));
        return None;
    };
    let (words, bracket) = split_bracket(rest);
    let offset = text.value.len() - rest.len() + words.len();
    let mut fields = Vec::new();
    for (part, start) in parts(bracket) {
        let from = offset + '（'.len_utf8() + start;
        let at = text.part(from..from + part.len());
        let Some((name, value)) = part.split_once(['=', '＝']) else {
            c.findings.push(check::bad_record(at, format!("“{}”应为 字段 = 值", part.trim())));
            continue;
        };
        let (name, value) = (name.trim(), value.trim());
        if known(c, kind, name, value, at) {
            fields.push((name.to_owned(), value.to_owned()));
        }
    }
    Some(GivenRecord { kinds: vec![kind.to_owned()], date, text: words.trim().to_owned(), fields })
}

/// The words, and the inside of a bracket at the end that gives fields.
fn split_bracket(text: &str) -> (&str, &str) {
    let inside = text.trim_end().strip_suffix(['）', ')']);
    let open = inside.and_then(|inside| inside.rfind(['（', '(']).map(|at| (inside, at)));
    match open {
        Some((inside, at)) => {
            let width = inside.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            let content = inside.get(at + width..).unwrap_or_default();
            if content.contains(['=', '＝']) { (text.get(..at).unwrap_or_default(), content) } else { (text, "") }
        }
        None => (text, ""),
    }
}

/// The parts between commas, each with where it starts.
fn parts(text: &str) -> Vec<(&str, usize)> {
    let mut start = 0;
    let mut out = Vec::new();
    for part in text.split_inclusive(['，', ',']) {
        let bare = part.trim_end_matches(['，', ',']);
        if !bare.trim().is_empty() {
            out.push((bare, start));
        }
        start += part.len();
    }
    out
}

/// Is it a field of the kind, and a value of its type?
fn known(c: &mut Compiler, kind: &str, name: &str, value: &str, at: At) -> bool {
    let Some(record) = c.library.record_kinds.get(kind).cloned() else { return false };
    let Some(field) = record.fields.iter().find(|field| field.name == name) else {
        let names = record.fields.iter().map(|field| field.name.as_str());
        c.findings.push(vocabulary::unknown_field(at, name, kind, names));
        return false;
    };
    fits(c, field, value, at)
}

fn fits(c: &mut Compiler, field: &Field, value: &str, at: At) -> bool {
    let mut refuse = |what: &str| {
        c.findings.push(check::bad_record(at, format!("字段“{}”应为{what}，不是“{value}”", field.name)));
        false
    };
    match &field.kind {
        FieldType::Number if value.parse::<Number>().is_err() => refuse("数字"),
        FieldType::Flag if !matches!(value, "是" | "否") => refuse("是 或 否"),
        FieldType::Period if value.parse::<Period>().is_err() => refuse("期"),
        FieldType::Matter if matter_number(value).is_none() => refuse("编号（有数字，不超过 24 字）"),
        FieldType::Date if crate::dates::read_date(value).is_none() => {
            c.findings.push(shape::bad_date(at, value));
            false
        }
        FieldType::Code(list) => code_value(c, list, value, at),
        FieldType::Codes(list) => value.split('、').all(|one| code_value(c, list, one.trim(), at)),
        _ => true,
    }
}
