//! 则: which status each period must have.

use crate::check::{example as check, shape};
use crate::model::Given;
use crate::compiler::Compiler;
use crate::read::keys::{Keys, text_of};
use crate::node::{Node, Shape, Text};
use jishi_calendar::Period;

/// The words for statuses; `evaluate` gives no other.
pub const STATUSES: [&str; 8] = ["未到期", "待办", "已完成", "补办", "逾期", "不适用", "免除", "缺事实"];

type Expected = (Option<String>, Option<String>, String);

/// Reads 则: a status, `期: 状态`, or `主体: { 期: 状态 }`.
pub(super) fn read(c: &mut Compiler, node: &Node, given: Option<&Given>) -> Vec<Expected> {
    if let Shape::Text(text) = &node.shape {
        return status(c, text).map(|status| (None, None, status)).into_iter().collect();
    }
    let Some(keys) = Keys::of(node, &mut c.findings) else { return Vec::new() };
    if keys.pairs().is_empty() {
        c.findings.push(shape::wrong_shape(node, "{ 期: 状态 }"));
    }
    let mut out = Vec::new();
    for (key, value) in keys.pairs() {
        let period = key.value.parse::<Period>().is_ok();
        match &value.shape {
            Shape::Map(_) if period => c.findings.push(shape::wrong_shape(value, "一种状态")),
            Shape::Map(_) => {
                if subject(c, key, given) {
                    out.extend(of_subject(c, key, value));
                }
            }
            _ => out.extend(one(c, key, value, period, given)),
        }
    }
    out
}

fn one(c: &mut Compiler, key: &Text, value: &Node, period: bool, given: Option<&Given>) -> Option<Expected> {
    let written = text_of(value, &mut c.findings).cloned();
    let status = written.and_then(|text| status(c, &text));
    if period {
        return Some((None, Some(key.value.clone()), status?));
    }
    // Neither a period nor a name: most likely a period written wrong.
    if given.is_some_and(|given| !names(given).iter().any(|name| near(name, &key.value))) {
        c.findings.push(check::bad_period(key.at, &key.value));
        return None;
    }
    Some((Some(key.value.clone()), None, status?))
}

fn of_subject(c: &mut Compiler, name: &Text, node: &Node) -> Vec<Expected> {
    let Some(keys) = Keys::of(node, &mut c.findings) else { return Vec::new() };
    let mut out = Vec::new();
    for (key, value) in keys.pairs() {
        if key.value.parse::<Period>().is_err() {
            c.findings.push(check::bad_period(key.at, &key.value));
            continue;
        }
        let written = text_of(value, &mut c.findings).cloned();
        if let Some(status) = written.and_then(|text| status(c, &text)) {
            out.push((Some(name.value.clone()), Some(key.value.clone()), status));
        }
    }
    out
}

fn status(c: &mut Compiler, text: &Text) -> Option<String> {
    let known = STATUSES.contains(&text.value.as_str());
    if !known {
        c.findings.push(check::unknown_status(text, STATUSES));
    }
    known.then(|| text.value.clone())
}

fn subject(c: &mut Compiler, name: &Text, given: Option<&Given>) -> bool {
    // A site that could not be read has been reported where it is written.
    let Some(given) = given else { return true };
    let names = names(given);
    let known = names.iter().any(|known| near(known, &name.value));
    if !known {
        c.findings.push(check::unknown_subject(name, names.iter().map(String::as_str)));
    }
    known
}

/// A post is named after its body, so that one name may contain the other.
fn near(known: &str, written: &str) -> bool {
    !known.is_empty() && (known == written || written.contains(known) || known.contains(written))
}

fn names(given: &Given) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for body in &given.bodies {
        names.push(body.name.clone());
        names.extend(body.members.iter().map(|member| member.name.clone()));
        names.extend(body.holdings.iter().flat_map(|holding| [holding.name.clone(), holding.title.clone()]));
    }
    names.extend(given.records.iter().filter_map(|record| record.text.split_whitespace().next().map(str::to_owned)));
    names
}
