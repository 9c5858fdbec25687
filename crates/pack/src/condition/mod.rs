//! Conditions: `左 关系 右` with 且, 或, 非 and brackets; from text to a typed [`Expr`].
//!
//! Three steps, each small: words ([`lexer`]), shape ([`parser`]), names and types ([`typing`]). Whether a condition
//! contradicts itself is asked last ([`contradiction`]).

mod contradiction;
mod lexer;
mod operand;
mod parser;
mod said;
mod syntax;
mod term;
mod typing;

use crate::check::condition as check;
use crate::facts::SubjectSort;
use crate::finding::Findings;
use crate::model::{Expr, Share};
use crate::compiler::Compiler;
use crate::node::Text;
pub(crate) use lexer::{Kind, Token, lex};
pub(crate) use operand::code_value;
use syntax::{Cond, Shape};

/// What a condition may read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sight<'a> {
    /// Kinds of the record at hand; a field must be one of each of them.
    pub kinds: &'a [String],
    /// The subject whose register facts may be read; `None` where it is not known.
    pub subject: Option<SubjectSort>,
}

/// Reads the condition in `text`; everything wrong with it is reported.
pub(crate) fn read(c: &mut Compiler, text: &Text, sight: Sight<'_>) -> Option<Expr> {
    let cond = parse(text, &mut c.findings)?;
    let expr = typing::resolve(c, text, &cond, sight)?;
    if let Some(name) = contradiction::find(&expr) {
        c.findings.push(check::never_holds(text.part(cond.range), &name));
        return None;
    }
    Some(expr)
}

fn parse(text: &Text, findings: &mut Findings) -> Option<Cond> {
    match parser::parse(&text.value) {
        Ok(cond) => Some(cond),
        Err(wrong) => {
            let at = text.part(wrong.range);
            findings.push(if wrong.bracket { check::bracket(at, wrong.why) } else { check::shape(at, wrong.why) });
            None
        }
    }
}

/// The parts of `甲 占 乙 ≥ 1/2`, with their places.
pub(crate) struct ShareText {
    pub part: Text,
    pub whole: Text,
    share: Share,
}

impl ShareText {
    /// The share itself.
    pub fn into_share(self) -> Share {
        self.share
    }
}

/// Reads a text that must be a share of plain field names.
pub(crate) fn share(text: &Text, findings: &mut Findings) -> Option<ShareText> {
    let cond = parse(text, findings)?;
    let Shape::Share { part, whole, op, bound } = &cond.shape else {
        findings.push(check::bad_share(text.at, format!("“{}”不是占比", text.value)));
        return None;
    };
    let Some((numerator, denominator)) = bound.fraction() else {
        findings.push(check::bad_share(text.part(bound.range.clone()), format!("“{}”不是分数", bound.value)));
        return None;
    };
    let share = Share { part: part.word.clone(), whole: whole.word.clone(), op: *op, numerator, denominator };
    Some(ShareText { part: text.slice(part.range.clone()), whole: text.slice(whole.range.clone()), share })
}

#[cfg(test)]
mod tests;
