//! Conditions in three values: true, false, or unknown with what is not known. A missing fact is never a "no".

use crate::context::{Context, Scene};
use crate::facts::{self, Known, Reading};
use crate::lack::{Lack, NamedTerm};
use crate::reason::{Clause, ReadValue, Trace};
use crate::wording::Wording;
use jishi_base::Number;
use jishi_facts::{Record, Subject};
use jishi_pack::{Duty, Expr, Fact, Node, Op, Operand, Share, Term};
use std::cmp::Ordering;

/// What a condition comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be told; what is not known.
    Unknown(Vec<Lack>),
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

/// Judges a condition.
pub fn judge(cx: &Context, scene: Scene, expr: &Expr) -> Truth {
    match &expr.node {
        Node::All(parts) => join(parts.iter().map(|part| judge(cx, scene, part)), &Truth::False),
        Node::Any(parts) => join(parts.iter().map(|part| judge(cx, scene, part)), &Truth::True),
        Node::Not(inner) => match judge(cx, scene, inner) {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            unknown @ Truth::Unknown(_) => unknown,
        },
        Node::Compare { left, op, right } => compare(cx, scene, left, *op, right),
        Node::Share { part, whole, op, numerator, denominator } => {
            share(read(cx, scene, part), read(cx, scene, whole), *op, *numerator, *denominator)
        }
        Node::Known(term) => Truth::from(is_known(cx, scene, term)),
    }
}

/// 且 is decided by one false part, 或 by one true part; otherwise an unknown part leaves it unknown.
fn join(parts: impl Iterator<Item = Truth>, decides: &Truth) -> Truth {
    let mut unknown = Vec::new();
    for part in parts {
        match part {
            part if part == *decides => return part,
            Truth::Unknown(lacks) => unknown.extend(lacks.into_iter().filter(|lack| !unknown.contains(lack)).collect::<Vec<_>>()),
            _ => {}
        }
    }
    match (unknown.is_empty(), decides) {
        (false, _) => Truth::Unknown(unknown),
        (true, Truth::False) => Truth::True,
        (true, _) => Truth::False,
    }
}

fn compare(cx: &Context, scene: Scene, left: &Term, op: Op, right: &Operand) -> Truth {
    let right = match right {
        Operand::Number(number) => Ok(Known::Number(*number)),
        Operand::Text(text) => Ok(Known::Text(text.clone())),
        Operand::List(list) => Ok(Known::List(list.clone())),
        Operand::Date(date) => Ok(Known::Date(*date)),
        Operand::Flag(flag) => Ok(Known::Flag(*flag)),
        Operand::Term(term) => read(cx, scene, term),
    };
    match (read(cx, scene, left), right) {
        (Ok(Known::Between(low, high, lack)), Ok(Known::Number(number))) => between(low, high, op, number, lack),
        (Ok(Known::Between(.., lack)), Ok(_)) | (Ok(_), Ok(Known::Between(.., lack))) => Truth::Unknown(vec![lack]),
        (Ok(a), Ok(b)) => relate(&a, op, &b).map_or_else(|| Truth::Unknown(vec![Lack::Incomparable(named(scene, left))]), Truth::from),
        (a, b) => Truth::Unknown([a.err(), b.err()].into_iter().flatten().collect()),
    }
}

/// Relates an amount that lies between two: decided where every amount between them decides it alike.
fn between(low: Number, high: Number, op: Op, number: Number, lack: Lack) -> Truth {
    let (first, last) = (order(low.cmp(&number), op), order(high.cmp(&number), op));
    let inside = low <= number && number <= high && matches!(op, Op::Eq | Op::Ne);
    first.filter(|holds| Some(*holds) == last && !inside).map_or_else(|| Truth::Unknown(vec![lack]), Truth::from)
}

/// Relates two values; `None` where they are of sorts that cannot be compared. A list `=` a value where it has it.
fn relate(left: &Known, op: Op, right: &Known) -> Option<bool> {
    match (left, right) {
        (Known::Number(a), Known::Number(b)) => order(a.cmp(b), op),
        (Known::Date(a), Known::Date(b)) => order(a.cmp(b), op),
        (Known::Flag(a), Known::Flag(b)) => same(a == b, op),
        (Known::Text(a), Known::Text(b)) => same(a == b, op),
        (Known::List(list), Known::Text(one)) | (Known::Text(one), Known::List(list)) => same(list.contains(one), op),
        (Known::List(a), Known::List(b)) => match op {
            Op::In => Some(a.iter().any(|one| b.contains(one))),
            Op::Has => Some(b.iter().all(|one| a.contains(one))),
            _ => same(a.iter().all(|one| b.contains(one)) && b.iter().all(|one| a.contains(one)), op),
        },
        _ => None,
    }
}

fn same(equal: bool, op: Op) -> Option<bool> {
    match op {
        Op::Eq | Op::Has | Op::In => Some(equal),
        Op::Ne => Some(!equal),
        Op::Ge | Op::Gt | Op::Le | Op::Lt => None,
    }
}

fn order(ordering: Ordering, op: Op) -> Option<bool> {
    Some(match op {
        Op::Eq => ordering.is_eq(),
        Op::Ne => ordering.is_ne(),
        Op::Ge => ordering.is_ge(),
        Op::Gt => ordering.is_gt(),
        Op::Le => ordering.is_le(),
        Op::Lt => ordering.is_lt(),
        Op::Has | Op::In => return None,
    })
}

fn share(part: Reading, whole: Reading, op: Op, numerator: u32, denominator: u32) -> Truth {
    let (part, whole) = match (part, whole) {
        (Ok(Known::Number(part)), Ok(Known::Number(whole))) => (part, whole),
        // Decided where both ends decide it alike.
        (Ok(Known::Number(part)), Ok(Known::Between(low, high, lack))) => {
            let [first, last] = [low, high].map(|whole| share(Ok(Known::Number(part)), Ok(Known::Number(whole)), op, numerator, denominator));
            return if first == last { first } else { Truth::Unknown(vec![lack]) };
        }
        (Ok(Known::Between(low, high, lack)), whole) => {
            let [first, last] = [low, high].map(|part| share(Ok(Known::Number(part)), whole.clone(), op, numerator, denominator));
            return if first == last { first } else { Truth::Unknown(vec![lack]) };
        }
        (part, whole) => {
            let lacks: Vec<Lack> = [part.err(), whole.err()].into_iter().flatten().collect();
            return Truth::Unknown(if lacks.is_empty() { vec![Lack::NotNumbers] } else { lacks });
        }
    };
    match part.share_cmp(whole, numerator, denominator).and_then(|ordering| order(ordering, op)) {
        Some(holds) => Truth::from(holds),
        None => Truth::Unknown(vec![Lack::WholeIsZero]),
    }
}

/// Judges a share over a record's own number fields, or over the counts of the subject that holds it.
pub fn record_share(cx: &Context, scene: Scene, of: &Share) -> Truth {
    share(read_named(cx, scene, &of.part), read_named(cx, scene, &of.whole), of.op, of.numerator, of.denominator)
}

/// A name in a share means the record's field; where the record has none, the count of that name.
fn read_named(cx: &Context, scene: Scene, name: &str) -> Reading {
    let field = scene.record.is_some_and(|record| record.fields.contains_key(name));
    let counts = [Fact::MemberCount, Fact::FullMemberCount, Fact::ProbationaryCount];
    match counts.into_iter().filter(|_| !field).find(|fact| facts::word(*fact) == name) {
        Some(fact) => facts::read(cx, scene, fact, ""),
        None => read_field(scene, name),
    }
}

fn read(cx: &Context, scene: Scene, term: &Term) -> Reading {
    match term {
        Term::Fact { name, argument } => facts::read(cx, scene, *name, argument),
        Term::Field(field) => read_field(scene, field),
    }
}

/// The value of a field of the record at hand, or the people in a role of it.
fn read_field(scene: Scene, field: &str) -> Reading {
    let wording = || Wording::of(scene.duty, field);
    let record = scene.record.ok_or_else(|| Lack::NoRecord(wording()))?;
    let people = || record.people.get(field).map(|people| Known::List(people.iter().map(ToString::to_string).collect()));
    let value = record.fields.get(field).cloned().map(Known::from).or_else(people);
    value.ok_or_else(|| Lack::Field(record.id, wording()))
}

fn is_known(cx: &Context, scene: Scene, term: &Term) -> bool {
    let written = |record: &Record, field: &str| record.text.open().is_some_and(|text| text.says(field));
    match read(cx, scene, term) {
        Ok(Known::List(list)) => !list.is_empty(),
        Ok(_) => true,
        Err(_) => matches!((term, scene.record), (Term::Field(field), Some(record)) if written(record, field)),
    }
}

/// A condition whose truth is told. Which circumstances of a person it is about (敏感) is not said: the sentence stands
/// wherever the duty is shown.
pub fn told(duty: &Duty, expr: &Expr) -> Clause {
    if expr.reads(Fact::Conditions) { Clause::Circumstances } else { Clause::Words(Wording::of(duty, &expr.words)) }
}

/// What each part of a condition was found to be; nothing where no reasons are asked for.
pub fn trace(cx: &Context, scene: Scene, expr: &Expr) -> Vec<Trace> {
    if !cx.told {
        return Vec::new();
    }
    let parts: &[Expr] = match &expr.node {
        Node::All(parts) | Node::Any(parts) => parts,
        Node::Not(inner) => std::slice::from_ref(inner),
        leaf => return vec![trace_leaf(cx, scene, expr, leaf)],
    };
    parts.iter().flat_map(|part| trace(cx, scene, part)).collect()
}

fn trace_leaf(cx: &Context, scene: Scene, expr: &Expr, leaf: &Node) -> Trace {
    let holds = match judge(cx, scene, expr) {
        Truth::Unknown(lacks) => {
            // Two terms are read at most, so that no more than two can be wanting.
            let mut lacks = lacks.into_iter();
            return Trace::Unknown { asked: Wording::of(scene.duty, &expr.words), lacks: [lacks.next(), lacks.next()] };
        }
        truth => truth == Truth::True,
    };
    let asked = told(scene.duty, expr);
    let (first, second): (Option<&Term>, Option<&Term>) = match leaf {
        _ if asked == Clause::Circumstances => (None, None),
        Node::Compare { left, right: Operand::Term(right), .. } => (Some(left), Some(right)),
        Node::Compare { left, .. } | Node::Known(left) => (Some(left), None),
        Node::Share { part, whole, .. } => (Some(part), Some(whole)),
        _ => (None, None),
    };
    let found = |term: &Term| Some((named(scene, term), found(cx, scene, term)?));
    Trace::Told { asked, read: [first.and_then(found), second.and_then(found)], holds }
}

fn named(scene: Scene, term: &Term) -> NamedTerm {
    match term {
        Term::Field(field) => NamedTerm::Field(Wording::of(scene.duty, field)),
        Term::Fact { name, argument } => NamedTerm::Fact(*name, (!argument.is_empty()).then(|| Wording::of(scene.duty, argument))),
    }
}

/// The value of a term, or where it stands if it is a text; `None` where it is not known.
fn found(cx: &Context, scene: Scene, term: &Term) -> Option<ReadValue> {
    let body = || facts::body_of(cx, scene.subject, scene.date).ok().map(|body| body.id);
    match (read(cx, scene, term).ok()?, term) {
        (Known::Number(number), _) => Some(ReadValue::Number(number)),
        (Known::Between(..), _) => None,
        (Known::Date(date), _) => Some(ReadValue::Date(date)),
        (Known::Flag(flag), _) => Some(ReadValue::Flag(flag)),
        (Known::Text(_) | Known::List(_), Term::Field(_)) => scene.record.map(|record| ReadValue::Field(record.id)),
        (Known::Text(text), Term::Fact { name: Fact::Standing, .. }) => Some(ReadValue::FullMember(text == facts::FULL_MEMBER)),
        (Known::Text(_), Term::Fact { name: Fact::BodyKind, .. }) => body().map(ReadValue::Kind),
        (Known::Text(_), Term::Fact { name: Fact::Title, .. }) => match scene.subject {
            Subject::Post(post) => Some(ReadValue::Title(post)),
            Subject::Body(_) | Subject::Person(_) => None,
        },
        (Known::Text(_) | Known::List(_), Term::Fact { name: Fact::Entry | Fact::EntryOfYear, .. }) => body().map(|body| ReadValue::Entry(body, scene.date)),
        (Known::Text(_) | Known::List(_), Term::Fact { .. }) => None,
    }
}

/// Where an amount is not entered: the reading as a number, or what is missing.
pub fn number_of(duty: &Duty, record: &Record, field: &str) -> Result<Number, Lack> {
    match record.fields.get(field) {
        Some(jishi_facts::Value::Number(number)) => Ok(*number),
        _ => Err(Lack::Field(record.id, Wording::of(duty, field))),
    }
}
