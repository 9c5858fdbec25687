//! Makes a record fit a condition of a pack, or tells whether it does.

use crate::dice::Dice;
use crate::draft::Draft;
use jishi_base::Number;
use jishi_facts::Value;
use jishi_pack::{Expr, FieldType, Library, Node, Op, Operand, Selector, Term};

/// The type of a field of any of these kinds.
pub(crate) fn field_type<'l>(library: &'l Library, draft: &Draft, name: &str) -> Option<&'l FieldType> {
    let kinds = draft.kinds.iter().filter_map(|kind| library.record_kinds.get(kind));
    kinds.flat_map(|kind| &kind.fields).find(|field| field.name == name).map(|field| &field.kind)
}

/// Sets what is still open in a draft so that the condition comes out as wanted, where that can be done by its fields.
pub(crate) fn satisfy(library: &Library, dice: &mut Dice, draft: &mut Draft, expr: &Expr, want: bool) {
    match (&expr.node, want) {
        (Node::All(parts), true) | (Node::Any(parts), false) => parts.iter().for_each(|part| satisfy(library, dice, draft, part, want)),
        (Node::Any(parts), true) | (Node::All(parts), false) => {
            if !parts.iter().any(|part| says(draft, part) == Some(want))
                && let Some(first) = parts.first()
            {
                satisfy(library, dice, draft, first, want);
            }
        }
        (Node::Not(inner), _) => satisfy(library, dice, draft, inner, !want),
        (Node::Known(Term::Field(name)), true) => drop(draft.wanted.insert(name.clone())),
        (Node::Known(Term::Field(name)), false) => drop(draft.empty.insert(name.clone())),
        (Node::Compare { left: Term::Field(name), op, right }, _) => {
            if !draft.fields.contains_key(name)
                && !draft.empty.contains(name)
                && let Some(value) = value(library, dice, draft, name, *op, right, want)
            {
                set(library, draft, name, value);
            }
        }
        _ => {}
    }
}

/// Enters a value in the shape of its field; a list grows.
pub(crate) fn set(library: &Library, draft: &mut Draft, name: &str, value: Value) {
    let value = match (field_type(library, draft, name), value) {
        (Some(FieldType::Codes(_) | FieldType::Bodies), Value::Code(code)) => Value::codes([code]),
        (_, value) => value,
    };
    draft.fields.insert(name.to_owned(), value);
}

fn value(library: &Library, dice: &mut Dice, draft: &Draft, name: &str, op: Op, right: &Operand, want: bool) -> Option<Value> {
    let codes = || match field_type(library, draft, name) {
        Some(FieldType::Code(list) | FieldType::Codes(list)) => library.codes.get(list),
        _ => None,
    };
    let other = |not: &[String]| codes()?.values.iter().map(|v| &v.value).find(|value| !not.contains(value)).cloned();
    match right {
        Operand::Flag(flag) => Some(Value::Flag((*flag == want) == (op != Op::Ne))),
        Operand::Number(number) => Some(Value::Number(amount(*number, op, want))),
        Operand::Text(text) if want == (op != Op::Ne) => Some(Value::code(text)),
        Operand::Text(text) => other(std::slice::from_ref(text)).map(Value::code),
        Operand::List(list) if want => (!list.is_empty()).then(|| Value::code(dice.pick(list))),
        Operand::List(list) => other(list).map(Value::code),
        Operand::Date(date) => Some(Value::Date(*date)),
        Operand::Term(_) => None,
    }
}

/// The nearest number that compares as wanted.
fn amount(bound: Number, op: Op, want: bool) -> Number {
    let (one, zero) = (Number::whole(1), Number::default());
    match (op, want) {
        (Op::Gt | Op::Ne, true) | (Op::Le | Op::Eq, false) => bound + one,
        (Op::Lt, true) | (Op::Ge, false) => if bound > zero { bound - one } else { bound },
        _ => bound,
    }
}

/// Does a draft fit? `None` where its own fields do not tell.
pub(crate) fn says(draft: &Draft, expr: &Expr) -> Option<bool> {
    match &expr.node {
        Node::All(parts) => all(parts.iter().map(|part| says(draft, part))),
        Node::Any(parts) => all(parts.iter().map(|part| says(draft, part).map(|one| !one))).map(|none| !none),
        Node::Not(inner) => says(draft, inner).map(|one| !one),
        Node::Known(Term::Field(name)) => {
            Some(draft.fields.contains_key(name) || draft.text.contains_key(name) || draft.people.get(name).is_some_and(|who| !who.is_empty()))
        }
        Node::Compare { left: Term::Field(name), op, right } => compare(draft.fields.get(name)?, *op, right),
        _ => None,
    }
}

/// Does a draft fit a selection of records?
pub(crate) fn selected(draft: &Draft, selector: &Selector) -> bool {
    selector.kinds.iter().any(|kind| draft.kinds.contains(kind))
        && selector.when.as_ref().is_none_or(|when| says(draft, when) == Some(true))
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            None => known = None,
            Some(true) => {}
        }
    }
    known
}

fn compare(left: &Value, op: Op, right: &Operand) -> Option<bool> {
    let equal = |equal: bool| Some(if op == Op::Ne { !equal } else { equal });
    match (left, right) {
        (Value::Flag(a), Operand::Flag(b)) => equal(a == b),
        (Value::Code(a), Operand::Text(b)) => equal(a == b),
        (Value::Codes(a), Operand::Text(b)) => equal(a.iter().any(|one| one == b)),
        (Value::Code(a), Operand::List(b)) => equal(b.iter().any(|one| one == a)),
        (Value::Codes(a), Operand::List(b)) => equal(a.iter().any(|one| b.iter().any(|other| one == other))),
        (Value::Number(a), Operand::Number(b)) => Some(match op {
            Op::Eq | Op::Has | Op::In => a == b,
            Op::Ne => a != b,
            Op::Ge => a >= b,
            Op::Gt => a > b,
            Op::Le => a <= b,
            Op::Lt => a < b,
        }),
        _ => None,
    }
}
