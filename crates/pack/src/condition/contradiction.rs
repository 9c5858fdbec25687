//! Can a condition ever hold? Finds demands on one term that exclude each other.
//!
//! Only what follows from one conjunction alone is found: two values at once, a value and its denial, empty ranges.

use crate::model::{Expr, Fact, Node, Op, Operand, Term};
use jishi_base::Number;

/// The name of a term of which `expr` demands the impossible.
pub(super) fn find(expr: &Expr) -> Option<String> {
    let mut demands = Vec::new();
    collect(expr, &mut demands);
    for (index, (term, first)) in demands.iter().enumerate() {
        let clash = demands.iter().take(index).any(|(other, second)| other == term && excludes(first, second));
        if clash {
            return Some(name(term));
        }
    }
    inner(expr)
}

/// Looks into the alternatives, each for itself.
fn inner(expr: &Expr) -> Option<String> {
    match &expr.node {
        Node::All(parts) => parts.iter().find_map(inner),
        Node::Any(parts) => parts.iter().find_map(find),
        Node::Not(inner) => match inner.node {
            Node::Compare { .. } => None,
            _ => find(inner),
        },
        _ => None,
    }
}

/// One demand on a term.
enum Demand<'e> {
    Compare(Op, &'e Operand),
    HasNot(&'e Operand),
}

fn collect<'e>(expr: &'e Expr, demands: &mut Vec<(&'e Term, Demand<'e>)>) {
    match &expr.node {
        Node::All(parts) => parts.iter().for_each(|part| collect(part, demands)),
        Node::Compare { left, op, right } => demands.push((left, Demand::Compare(*op, right))),
        Node::Not(inner) => {
            if let Node::Compare { left, op: Op::Has, right } = &inner.node {
                demands.push((left, Demand::HasNot(right)));
            }
        }
        _ => {}
    }
}

fn excludes(a: &Demand<'_>, b: &Demand<'_>) -> bool {
    match (a, b) {
        (Demand::Compare(Op::Has, value), Demand::HasNot(other)) | (Demand::HasNot(other), Demand::Compare(Op::Has, value)) => {
            value == other
        }
        (Demand::Compare(op, value), Demand::Compare(other_op, other)) => {
            one_way((*op, value), (*other_op, other)) || one_way((*other_op, other), (*op, value))
        }
        _ => false,
    }
}

fn one_way((op, value): (Op, &Operand), (other_op, other): (Op, &Operand)) -> bool {
    match (op, other_op, value, other) {
        (_, _, Operand::Number(a), Operand::Number(b)) => numbers(op, *a, other_op, *b),
        (_, _, Operand::Term(_), _) | (_, _, _, Operand::Term(_)) => false,
        (Op::Eq, Op::Eq, _, _) => value != other,
        (Op::Eq, Op::Ne, _, _) => value == other,
        (Op::Eq, Op::In, Operand::Text(text), Operand::List(list)) => !list.contains(text),
        (Op::In, Op::In, Operand::List(a), Operand::List(b)) => !a.iter().any(|value| b.contains(value)),
        (_, _, Operand::Date(a), Operand::Date(b)) => empty(op, a, other_op, b),
        _ => false,
    }
}

fn numbers(op: Op, a: Number, other_op: Op, b: Number) -> bool {
    (op == Op::Eq && other_op == Op::Ne && a == b) || empty(op, &a, other_op, &b)
}

/// `x op a` and `x other b` leave nothing, where `op` bounds from below and `other` from above.
fn empty<T: Ord>(op: Op, a: &T, other: Op, b: &T) -> bool {
    let below = matches!(op, Op::Ge | Op::Gt | Op::Eq);
    let above = matches!(other, Op::Le | Op::Lt | Op::Eq);
    let strict = op == Op::Gt || other == Op::Lt;
    below && above && (a > b || (strict && a == b))
}

fn name(term: &Term) -> String {
    match term {
        Term::Field(name) => name.clone(),
        Term::Fact { name, .. } => fact_name(*name).to_owned(),
    }
}

fn fact_name(fact: Fact) -> &'static str {
    crate::facts::FACTS.iter().find(|row| row.fact == fact).map_or("", |row| row.name)
}
