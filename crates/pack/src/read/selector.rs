//! Selections: records of some kinds that meet a condition, and events of the registers.

use crate::compiler::{Compiler, Sort};
use crate::check::{evidence, form as check, vocabulary};
use crate::condition::{self, Kind, Sight, Token, lex};
use crate::facts::SubjectSort;
use crate::finding::At;
use crate::model::{Occurrence, RegisterEvent, Selector};
use crate::node::Text;

/// Register events and their words.
const EVENTS: [(&str, RegisterEvent); 11] = [
    ("换届", RegisterEvent::TermStarted),
    ("届满", RegisterEvent::TermEnds),
    ("成立", RegisterEvent::Founded),
    ("撤销", RegisterEvent::Closed),
    ("任职", RegisterEvent::Appointed),
    ("免职", RegisterEvent::Left),
    ("入党", RegisterEvent::Joined),
    ("转正", RegisterEvent::Confirmed),
    ("预备期满", RegisterEvent::ProbationEnds),
    ("转入", RegisterEvent::MovedIn),
    ("转出", RegisterEvent::MovedOut),
];

/// The word of a register event, as packs write it.
#[must_use]
pub fn event_word(event: RegisterEvent) -> &'static str {
    EVENTS.iter().find(|(_, known)| *known == event).map_or("", |(word, _)| word)
}

/// Every alternative of a selection; `None` where any of them is wrong.
pub(crate) fn occurrences(c: &mut Compiler, text: &Text, subject: Option<SubjectSort>) -> Option<Vec<Occurrence>> {
    let tokens = lex(&text.value);
    let mut found = Vec::new();
    for part in split(&text.value, &tokens) {
        found.push(occurrence(c, text, part, subject));
    }
    if found.is_empty() {
        c.findings.push(check::bad_selector(text.at, "没有写选哪些记录"));
    }
    found.into_iter().collect::<Option<Vec<_>>>().filter(|found| !found.is_empty())
}

/// A selection of exactly one occurrence; several kinds without conditions are one.
pub(crate) fn one(c: &mut Compiler, text: &Text, subject: Option<SubjectSort>) -> Option<Occurrence> {
    let found = occurrences(c, text, subject)?;
    let kinds: Option<Vec<&Selector>> = found
        .iter()
        .map(|occurrence| match occurrence {
            Occurrence::Records(selector) => Some(selector),
            Occurrence::Register(_) => None,
        })
        .collect();
    match (found.as_slice(), kinds) {
        ([single], _) => Some(single.clone()),
        (_, Some(selectors)) if selectors.iter().all(|selector| selector.when.is_none()) => {
            let kinds = selectors.iter().flat_map(|selector| selector.kinds.clone()).collect();
            Some(Occurrence::Records(Selector { kinds, when: None }))
        }
        _ => {
            c.findings.push(check::bad_selector(text.at, "这里只能写一种；带条件的几种不能用“或”连接"));
            None
        }
    }
}

/// A selection of records; a register event is refused.
pub(crate) fn records(c: &mut Compiler, text: &Text, subject: Option<SubjectSort>) -> Option<Selector> {
    match one(c, text, subject)? {
        Occurrence::Records(selector) => Some(selector),
        Occurrence::Register(_) => {
            c.findings.push(check::bad_selector(text.at, "这里要写记录，不能写登记簿事件"));
            None
        }
    }
}

/// Splits at each 或 outside brackets.
fn split<'t>(source: &str, tokens: &'t [Token]) -> Vec<&'t [Token]> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0usize, 0usize);
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            Kind::Word if depth == 0 && token.is_word(source, "或") => {
                parts.push(tokens.get(start..index).unwrap_or_default());
                start = index + 1;
            }
            _ => {}
        }
    }
    if !tokens.is_empty() {
        parts.push(tokens.get(start..).unwrap_or_default());
    }
    parts
}

fn occurrence(c: &mut Compiler, text: &Text, tokens: &[Token], subject: Option<SubjectSort>) -> Option<Occurrence> {
    let Some((first, rest)) = tokens.split_first() else {
        c.findings.push(check::bad_selector(text.at, "“或”的一边是空的"));
        return None;
    };
    if !matches!(first.kind, Kind::Word | Kind::Quoted) {
        c.findings.push(check::bad_selector(text.part(first.range.clone()), "这里应为记录名"));
        return None;
    }
    let name = first.text(&text.value);
    let inside = match rest {
        [] => None,
        [open, .., close] if open.kind == Kind::Open && close.kind == Kind::Close && depth_ok(rest) => {
            Some(text.slice(open.range.end..close.range.start))
        }
        [open, ..] if open.kind == Kind::Open => {
            let finding = crate::check::condition::bracket(text.part(open.range.clone()), "条件的括号没有配对");
            c.findings.push(finding);
            return None;
        }
        [next, ..] => {
            let why = format!("“{name}”后面多了“{}”，条件要写在括号里", next.text(&text.value));
            c.findings.push(check::bad_selector(text.part(next.range.clone()), &why));
            return None;
        }
    };
    if name == "登记" {
        return event(c, inside.as_ref(), text.part(first.range.clone()), subject);
    }
    let at = text.part(first.range.clone());
    let kinds = kinds_of(c, name, at)?;
    let when = match inside {
        Some(inside) => Some(condition::read(c, &inside, Sight { kinds: &kinds, subject })?),
        None => None,
    };
    Some(Occurrence::Records(Selector { kinds, when }))
}

/// The first bracket closes with the last token, not before.
fn depth_ok(tokens: &[Token]) -> bool {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close if depth == 0 => return false,
            Kind::Close => depth -= 1,
            _ => {}
        }
        if depth == 0 && index + 1 < tokens.len() {
            return false;
        }
    }
    depth == 0
}

fn event(c: &mut Compiler, inside: Option<&Text>, at: At, subject: Option<SubjectSort>) -> Option<Occurrence> {
    let (word, at) = inside.map_or(("", at), |text| (text.value.as_str(), text.at));
    let Some((_, event)) = EVENTS.iter().find(|(known, _)| *known == word) else {
        c.findings.push(check::unknown_event(at, word, EVENTS.iter().map(|(word, _)| *word)));
        return None;
    };
    if let Some(subject) = subject.filter(|subject| !evidence::can_happen(*event, *subject)) {
        c.findings.push(evidence::event_of_another(at, word, subject));
        return None;
    }
    Some(Occurrence::Register(*event))
}

/// The record kinds a name stands for: a record, or a group of them.
pub(crate) fn kinds_of(c: &mut Compiler, name: &str, at: At) -> Option<Vec<String>> {
    if !known_record(c, name, at) {
        return None;
    }
    Some(c.library.groups.get(name).cloned().unwrap_or_else(|| vec![name.to_owned()]))
}

/// Reports a record or group that is not known; says whether it is.
pub(crate) fn known_record(c: &mut Compiler, name: &str, at: At) -> bool {
    let known = c.declared(Sort::Record, name) || c.declared(Sort::Group, name);
    if !known {
        let full =
            c.library.record_kinds.values().find(|kind| kind.aliases.iter().any(|alias| alias == name)).map(|kind| kind.name.clone());
        let names = record_names(c);
        c.unknown(vocabulary::unknown_record(at, name, full.as_deref(), names.iter().map(String::as_str)));
    }
    known
}

/// The names of all records and groups.
pub(crate) fn record_names(c: &Compiler) -> Vec<String> {
    c.homes.keys().filter(|(sort, _)| matches!(sort, Sort::Record | Sort::Group)).map(|(_, name)| name.clone()).collect()
}
