//! The right side of a comparison: what may stand there for the type on the left.

use super::Sight;
use super::syntax::{Name, Right, Word};
use super::term::{Type, term};
use crate::check::{condition as check, shape, vocabulary};
use crate::facts::FactType;
use crate::finding::At;
use crate::model::{FieldType, Op, Operand};
use crate::compiler::Compiler;
use crate::node::Text;
use jishi_base::Number;
use jishi_calendar::Period;
use std::ops::Range;

/// A comparison before its right side is typed.
pub(super) struct Comparison<'a> {
    pub kind: &'a Type,
    pub op: Op,
    pub op_range: &'a Range<usize>,
    pub right: &'a Right,
    pub sight: Sight<'a>,
}

/// A comparison with its right side typed.
pub(super) struct Compared {
    pub op: Op,
    pub right: Operand,
    /// Of a list: it does not have the value.
    pub negated: bool,
}

const ORDERS: [Op; 6] = [Op::Eq, Op::Ne, Op::Ge, Op::Gt, Op::Le, Op::Lt];
const EQUALS: [Op; 2] = [Op::Eq, Op::Ne];
const CHOICES: [Op; 3] = [Op::Eq, Op::Ne, Op::In];
const LISTS: [Op; 3] = [Op::Has, Op::Eq, Op::Ne];

/// Types the right side; everything wrong is reported.
pub(super) fn compare(c: &mut Compiler, text: &Text, comparison: &Comparison<'_>) -> Option<Compared> {
    let Comparison { kind, op, op_range, .. } = comparison;
    let (name, allowed): (&str, &[Op]) = match kind {
        Type::Field(FieldType::Number, _) | Type::Fact(FactType::Number(_)) => ("数字", &ORDERS),
        Type::Field(FieldType::Date, _) => ("日期", &ORDERS),
        Type::Fact(FactType::Entry) => ("登记的内容", &ORDERS),
        Type::Field(FieldType::Flag, _) | Type::Fact(FactType::Flag) => ("是否", &EQUALS),
        Type::Field(FieldType::Period, _) => ("期", &EQUALS),
        Type::Field(FieldType::Code(_), _) => ("单选", &CHOICES),
        Type::Fact(FactType::Kind | FactType::Title | FactType::Choice(_)) => ("名称", &CHOICES),
        Type::Field(FieldType::Codes(_), _) | Type::Fact(FactType::Grounds) => ("多选", &LISTS),
        Type::Field(FieldType::People | FieldType::Bodies, _) => ("人员或组织", &[]),
        Type::Field(FieldType::Matter, _) => ("编号", &[]),
        Type::Field(FieldType::Text, _) => ("文本", &[]),
    };
    if !allowed.contains(op) {
        let written = text.value.get((*op_range).clone()).unwrap_or_default();
        c.findings.push(check::wrong_type(text.part((*op_range).clone()), format!("左边是{name}，不能用“{written}”")));
        return None;
    }
    let right = right(c, text, comparison)?;
    let several = matches!(kind, Type::Field(FieldType::Codes(_), _) | Type::Fact(FactType::Grounds));
    let (op, negated) = match (several, op) {
        (true, Op::Ne) => (Op::Has, true),
        (true, _) => (Op::Has, false),
        (false, op) => (*op, false),
    };
    Some(Compared { op, right, negated })
}

fn right(c: &mut Compiler, text: &Text, comparison: &Comparison<'_>) -> Option<Operand> {
    match (comparison.right, comparison.op) {
        (Right::List(words), Op::In) => {
            let typed: Vec<Option<String>> = words.iter().map(|word| choice(c, text, comparison, word)).collect();
            Some(Operand::List(typed.into_iter().collect::<Option<_>>()?))
        }
        (Right::Word { word, unit: None }, Op::In) => Some(Operand::List(vec![choice(c, text, comparison, word)?])),
        (Right::List(words), _) => {
            let start = words.first().map_or(0, |word| word.range.start);
            let end = words.last().map_or(0, |word| word.range.end);
            c.findings.push(check::wrong_type(text.part(start..end), "列表只能用在 属于 后面"));
            None
        }
        (Right::Name(name), _) => other_term(c, text, comparison, name),
        (Right::Word { word, unit }, _) => single(c, text, comparison, word, unit.as_ref()),
    }
}

fn single(c: &mut Compiler, text: &Text, comparison: &Comparison<'_>, word: &Word, unit: Option<&Word>) -> Option<Operand> {
    let at = text.part(word.range.clone());
    match comparison.kind {
        Type::Field(FieldType::Number, expected) => number(c, text, comparison, (word, unit), expected.as_deref()),
        Type::Fact(FactType::Number(expected)) => number(c, text, comparison, (word, unit), Some(expected)),
        Type::Field(FieldType::Date, _) => date(c, text, comparison, word),
        Type::Field(FieldType::Flag, _) | Type::Fact(FactType::Flag) => match word.value.as_str() {
            "是" => Some(Operand::Flag(true)),
            "否" => Some(Operand::Flag(false)),
            _ => {
                c.findings.push(check::wrong_type(at, format!("左边是“是否”，右边应为 是 或 否，不是“{}”", word.value)));
                None
            }
        },
        Type::Field(FieldType::Period, _) => {
            if word.value.parse::<Period>().is_err() {
                c.findings.push(check::wrong_type(at, format!("“{}”不是期，应写成 2026-02 的样子", word.value)));
                return None;
            }
            Some(Operand::Text(word.value.clone()))
        }
        Type::Fact(FactType::Entry) => entry(c, comparison, word, at),
        _ => choice(c, text, comparison, word).map(Operand::Text),
    }
}

/// A number with its unit, or another number term.
fn number(
    c: &mut Compiler,
    text: &Text,
    comparison: &Comparison<'_>,
    (word, unit): (&Word, Option<&Word>),
    expected: Option<&str>,
) -> Option<Operand> {
    let digits = word.value.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let (figures, rest) = word.value.split_at(digits);
    let named = c.kinds(comparison.sight.kinds).iter().any(|kind| kind.fields.iter().any(|field| field.name == word.value));
    if unit.is_none() && (named || crate::facts::fact(&word.value).is_some()) {
        return other_term(c, text, comparison, &Name { word: word.value.clone(), argument: None, range: word.range.clone() });
    }
    let Ok(value) = figures.parse::<Number>() else {
        c.findings.push(check::wrong_type(text.part(word.range.clone()), format!("“{}”不是数字", word.value)));
        return None;
    };
    let unit = unit.map_or(rest, |unit| unit.value.as_str());
    if let Some(expected) = expected.filter(|expected| !unit.is_empty() && unit != *expected) {
        let why = format!("单位“{unit}”与“{expected}”不同");
        c.findings.push(check::wrong_type(text.part(word.range.clone()), why));
        return None;
    }
    Some(Operand::Number(value))
}

fn date(c: &mut Compiler, text: &Text, comparison: &Comparison<'_>, word: &Word) -> Option<Operand> {
    if let Some(date) = crate::dates::read_date(&word.value) {
        return Some(Operand::Date(date));
    }
    if word.value.starts_with(|first: char| first.is_ascii_digit()) {
        c.findings.push(shape::bad_date(text.part(word.range.clone()), &word.value));
        return None;
    }
    other_term(c, text, comparison, &Name { word: word.value.clone(), argument: None, range: word.range.clone() })
}

/// A register entry may hold anything: the writing decides.
fn entry(c: &mut Compiler, comparison: &Comparison<'_>, word: &Word, at: At) -> Option<Operand> {
    if let Ok(number) = word.value.parse::<Number>() {
        return Some(Operand::Number(number));
    }
    if let Some(date) = crate::dates::read_date(&word.value) {
        return Some(Operand::Date(date));
    }
    if !EQUALS.contains(&comparison.op) {
        c.findings.push(check::wrong_type(at, format!("“{}”不能比大小", word.value)));
        return None;
    }
    Some(match word.value.as_str() {
        "是" => Operand::Flag(true),
        "否" => Operand::Flag(false),
        _ => Operand::Text(word.value.clone()),
    })
}

/// Another field or fact on the right; it must be of the same type.
fn other_term(c: &mut Compiler, text: &Text, comparison: &Comparison<'_>, name: &Name) -> Option<Operand> {
    let (other, kind) = term(c, text, name, comparison.sight)?;
    let date = |kind: &Type| matches!(kind, Type::Field(FieldType::Date, _));
    let same = (comparison.kind.is_number() && kind.is_number()) || (date(comparison.kind) && date(&kind));
    if !same {
        c.findings.push(check::wrong_type(text.part(name.range.clone()), format!("“{}”与左边不是同一类型", name.word)));
        return None;
    }
    Some(Operand::Term(other))
}

/// One of the words that the left side can hold.
fn choice(c: &mut Compiler, text: &Text, comparison: &Comparison<'_>, word: &Word) -> Option<String> {
    let at = text.part(word.range.clone());
    let known = match comparison.kind {
        Type::Field(FieldType::Code(list) | FieldType::Codes(list), _) => code_value(c, list, &word.value, at),
        Type::Fact(FactType::Kind) => crate::compiler::known_body_kind(c, &word.value, at),
        Type::Fact(FactType::Choice(words)) => {
            let known = words.contains(&word.value.as_str());
            if !known {
                c.findings.push(check::wrong_type(at, format!("“{}”不在 {} 之中", word.value, words.join("、"))));
            }
            known
        }
        Type::Fact(FactType::Grounds) => {
            listed_ground(c, &word.value, at);
            true
        }
        _ => true,
    };
    known.then(|| word.value.clone())
}

/// Is `value` one of the list's values? Reported where it is not.
pub(crate) fn code_value(c: &mut Compiler, list: &str, value: &str, at: At) -> bool {
    // A list that could not be read has been reported where it is written.
    let Some(codes) = c.library.codes.get(list) else { return true };
    let mut known: Vec<&str> = codes.values.iter().map(|value| value.value.as_str()).collect();
    known.extend(codes.otherwise.as_deref());
    if known.contains(&value) {
        return true;
    }
    let finding = vocabulary::unknown_code_value(at, value, list, known.iter().copied());
    c.findings.push(finding);
    false
}

fn listed_ground(c: &mut Compiler, value: &str, at: At) {
    let values: Vec<&str> = c.library.codes.values().flat_map(|list| list.values.iter().map(|v| v.value.as_str())).collect();
    if !values.contains(&value) {
        let finding = check::unlisted_ground(at, value, values.iter().copied());
        c.unknown(finding);
    }
}
