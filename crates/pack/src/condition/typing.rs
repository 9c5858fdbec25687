//! From the shape of a condition to a typed one.

use super::Sight;
use super::operand;
use super::said::said;
use super::syntax::{Cond, Name, Shape};
use super::term::term;
use crate::check::condition as check;
use crate::model::{Expr, Node, Op, Term};
use crate::compiler::Compiler;
use crate::node::Text;

/// Types `cond`, whose ranges lie in `text`.
pub(super) fn resolve(c: &mut Compiler, text: &Text, cond: &Cond, sight: Sight<'_>) -> Option<Expr> {
    let node = match &cond.shape {
        Shape::All(parts) => Node::All(all(c, text, parts, sight)?),
        Shape::Any(parts) => Node::Any(all(c, text, parts, sight)?),
        Shape::Not(inner) => Node::Not(Box::new(resolve(c, text, inner, sight)?)),
        Shape::Known(name) => Node::Known(known(c, text, name, sight)?),
        Shape::Compare { left, op, op_range, right } => {
            let (term, kind) = term(c, text, left, sight)?;
            let compared = operand::compare(c, text, &operand::Comparison { kind: &kind, op: *op, op_range, right, sight })?;
            let node = Node::Compare { left: term, op: if compared.negated { Op::Has } else { compared.op }, right: compared.right };
            let words = said(text.value.get(cond.range.clone()).unwrap_or_default());
            if compared.negated { Node::Not(Box::new(Expr { node, words })) } else { node }
        }
        Shape::Share { part, whole, op, bound } => {
            let (part, whole) = (number(c, text, part, sight), number(c, text, whole, sight));
            let Some((numerator, denominator)) = bound.fraction() else {
                c.findings.push(check::bad_share(text.part(bound.range.clone()), format!("“{}”不是分数", bound.value)));
                return None;
            };
            Node::Share { part: part?, whole: whole?, op: *op, numerator, denominator }
        }
    };
    Some(Expr { node, words: said(text.value.get(cond.range.clone()).unwrap_or_default()) })
}

/// Every part is typed, so that every part's mistakes are reported.
fn all(c: &mut Compiler, text: &Text, parts: &[Cond], sight: Sight<'_>) -> Option<Vec<Expr>> {
    let typed: Vec<Option<Expr>> = parts.iter().map(|part| resolve(c, text, part, sight)).collect();
    typed.into_iter().collect()
}

/// A term that 有 may ask about: any field but a text, or a fact.
fn known(c: &mut Compiler, text: &Text, name: &Name, sight: Sight<'_>) -> Option<Term> {
    term(c, text, name, sight).map(|(term, _)| term)
}

fn number(c: &mut Compiler, text: &Text, name: &Name, sight: Sight<'_>) -> Option<Term> {
    let (term, kind) = term(c, text, name, sight)?;
    if !kind.is_number() {
        c.findings.push(check::bad_share(text.part(name.range.clone()), format!("“{}”不是数字，不能算占比", name.word)));
        return None;
    }
    Some(term)
}
