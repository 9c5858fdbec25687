//! Names and types: what a condition's words mean for the record or subject at hand.

use super::Sight;
use super::syntax::Name;
use crate::check::condition as check;
use crate::compiler::{Compiler, known_body_kind};
use crate::facts::{self, Argument, FACTS, FactRow, FactType, RELATIONS};
use crate::model::{FieldType, Term};
use crate::node::Text;

/// The type of a term.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Type {
    /// A field, with its unit where it is a number.
    Field(FieldType, Option<String>),
    /// A fact.
    Fact(FactType),
}

impl Type {
    /// Is it a number? A register entry may be one.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Field(FieldType::Number, _) | Self::Fact(FactType::Number(_) | FactType::Entry))
    }
}

/// What a name on the left is, and its type.
pub(super) fn term(c: &mut Compiler, text: &Text, name: &Name, sight: Sight<'_>) -> Option<(Term, Type)> {
    if name.argument.is_none() && c.kinds(sight.kinds).iter().any(|kind| kind.fields.iter().any(|field| field.name == name.word)) {
        return field(c, text, name, sight);
    }
    if let Some(row) = facts::fact(&name.word) {
        return fact(c, text, name, row, sight);
    }
    // Some of the records could not be read: the field may be one of theirs.
    let whole = c.kinds(sight.kinds).len() == sight.kinds.len();
    if whole {
        let names = candidates(c, sight);
        let finding = check::unknown_term(text.part(name.range.clone()), &name.word, names.iter().map(String::as_str));
        c.unknown(finding);
    }
    None
}

fn candidates(c: &Compiler, sight: Sight<'_>) -> Vec<String> {
    let fields = c.kinds(sight.kinds).into_iter().take(1).flat_map(|kind| kind.fields.iter());
    let readable = fields.filter(|field| field.kind != FieldType::Text).map(|field| field.name.clone());
    let facts = FACTS.iter().filter(|row| sight.subject.is_some_and(|subject| row.of.contains(&subject)));
    readable.chain(facts.map(|row| row.name.to_owned())).collect()
}

fn field(c: &mut Compiler, text: &Text, name: &Name, sight: Sight<'_>) -> Option<(Term, Type)> {
    let at = text.part(name.range.clone());
    let mut found: Option<(FieldType, Option<String>)> = None;
    let (mut missing, mut differs) = (None, None);
    for kind in c.kinds(sight.kinds) {
        match (kind.fields.iter().find(|field| field.name == name.word), &found) {
            (None, _) => missing = Some(kind.clone()),
            (Some(field), Some((earlier, _))) if *earlier != field.kind => differs = Some(kind.name.clone()),
            (Some(_), Some(_)) => {}
            (Some(field), None) => found = Some((field.kind.clone(), field.unit.clone())),
        }
    }
    if let Some(kind) = missing {
        let fields = kind.fields.iter().map(|field| field.name.as_str());
        c.findings.push(crate::check::vocabulary::unknown_field(at, &name.word, &kind.name, fields));
        return None;
    }
    if let Some(kind) = differs {
        c.findings.push(check::wrong_type(at, format!("“{}”在“{kind}”里是另一种类型，不能一起比较", name.word)));
        return None;
    }
    let (kind, unit) = found?;
    if kind == FieldType::Text {
        c.findings.push(check::reads_text(at, &name.word));
        return None;
    }
    Some((Term::Field(name.word.clone()), Type::Field(kind, unit)))
}

fn fact(c: &mut Compiler, text: &Text, name: &Name, row: &'static FactRow, sight: Sight<'_>) -> Option<(Term, Type)> {
    let at = text.part(name.range.clone());
    if let Some(subject) = sight.subject.filter(|subject| !row.of.contains(subject)) {
        let known: Vec<&str> = FACTS.iter().filter(|row| row.of.contains(&subject)).map(|row| row.name).collect();
        c.findings.push(check::wrong_subject(at, row.name, subject.word(), &known.join("、")));
        return None;
    }
    let argument = argument(c, text, name, row)?;
    Some((Term::Fact { name: row.fact, argument }, Type::Fact(row.kind)))
}

/// The argument as the engine reads it: words parted by one space.
fn argument(c: &mut Compiler, text: &Text, name: &Name, row: &FactRow) -> Option<String> {
    let at = text.part(name.argument.as_ref().map_or(name.range.clone(), |word| word.range.clone()));
    let written = name.argument.as_ref().map_or("", |word| word.value.as_str());
    let words: Vec<&str> = written.split_whitespace().collect();
    let joined = words.join(" ");
    match (row.argument, words.as_slice()) {
        (Argument::None | Argument::Unit, []) => Some(joined),
        // 任期（年）: the unit may be said, and changes nothing.
        (Argument::Unit, ["年"]) => Some(String::new()),
        (Argument::Kind, [kind]) | (Argument::KindAndTitle, [kind] | [kind, _]) => known_body_kind(c, kind, at).then_some(joined),
        (Argument::Relation, [relation]) if RELATIONS.contains(relation) => Some(joined),
        (Argument::Title, [_]) | (Argument::Name, [_, ..]) => Some(joined),
        (argument, _) => {
            c.findings.push(check::bad_argument(at, row.name, &expected(argument)));
            None
        }
    }
}

fn expected(argument: Argument) -> String {
    match argument {
        Argument::None | Argument::Unit => "这项事实后面不写括号".to_owned(),
        Argument::Kind => "括号里写组织类别，如 下级数（党支部）".to_owned(),
        Argument::KindAndTitle => "括号里写组织类别，需要时加职务，如 任职者任职（机关党委 副书记）".to_owned(),
        Argument::Relation => format!("括号里写 {} 之一", RELATIONS.join("、")),
        Argument::Title => "括号里写职务，如 在任人数（纪检委员）".to_owned(),
        Argument::Name => "括号里写名称，如 登记（机关工作人员）".to_owned(),
    }
}
