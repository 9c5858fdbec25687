//! 例: a small site, a day, and the statuses that must come out. Described here, built and judged by `evaluate`.

mod records;
mod site;
mod then;

use crate::compiler::Compiler;
use super::draft::Draft;
use super::keys::{Keys, list_of, one_or_many, text_of};
use super::selector::record_names;
use crate::check::example as check;
use crate::facts::REGISTERS;
use crate::model::{Example, Form, Given, Origin};
use crate::node::{Node, Text};
use jishi_calendar::{Date, Period};

/// Words that stand for the first record kind of the duty.
const FIRST_KIND: [&str; 2] = ["会议", "记录"];

/// 例 of a duty of this form.
pub(crate) fn read_all(c: &mut Compiler, draft: &mut Draft<'_, '_>, form: Option<&Form>) -> Vec<Example> {
    let Some(node) = draft.keys.get("例", &mut c.findings) else { return Vec::new() };
    let items = list_of(node, &mut c.findings);
    items.iter().filter_map(|item| example(c, item, form, Origin { span: item.at.span, ..draft.entry.origin() })).collect()
}

/// The record kind that 会议 means: of 凭据, else of 每次, else of the trigger.
fn first_kind(form: &Form) -> Option<String> {
    let selectors = match form {
        Form::Each { of, .. } => vec![of],
        _ => form.selectors(),
    };
    selectors.into_iter().flat_map(|selector| selector.kinds.iter()).next().cloned()
}

fn example(c: &mut Compiler, item: &Node, form: Option<&Form>, origin: Origin) -> Option<Example> {
    let mut keys = Keys::of(item, &mut c.findings)?;
    let site = keys.need("设", "{ 党支部: 一支部 }", &mut c.findings);
    let at = keys.need_text("时", "2026-08-01", &mut c.findings).and_then(|text| super::keys::date_of(text, &mut c.findings));
    let then = keys.need("则", "{ 2026: 待办 }", &mut c.findings);
    keys.close(&mut c.findings);
    let given = site.and_then(|node| given(c, node, form));
    let then = then.map(|node| then::read(c, node, given.as_ref())).unwrap_or_default();
    Some(Example { given: given?, at: at?, then, origin })
}

fn given(c: &mut Compiler, node: &Node, form: Option<&Form>) -> Option<Given> {
    let mut keys = Keys::of(node, &mut c.findings)?;
    let mut given = Given::default();
    for (key, value) in keys.pairs() {
        if c.declared(crate::compiler::Sort::BodyKind, &key.value) {
            given.bodies.extend(one_or_many(value).iter().filter_map(|item| site::body(c, &key.value, item)));
        }
    }
    site::of_first_body(c, &mut keys, &mut given);
    given.taken_up = keys.date("启用", &mut c.findings);
    given.not_taken_up = not_taken_up(c, &mut keys, form);
    given.extensions = periods(c, &mut keys, "延期", "至", super::keys::date_of);
    given.waivers = periods(c, &mut keys, "免除", "因", |text, _| Some(text.value.clone()));
    let items = keys.texts("事项", &mut c.findings);
    given.items = items.into_iter().filter_map(|text| site::item(c, text)).collect();
    let links = keys.texts("联系", &mut c.findings);
    given.links = links.into_iter().filter_map(|text| site::holding(c, text, "联系", "支部联系点 张三 2026-01-10 起")).collect();
    let first = form.and_then(first_kind);
    for (key, value) in keys.pairs() {
        if keys.was_asked(&key.value) || c.declared(crate::compiler::Sort::BodyKind, &key.value) {
            continue;
        }
        records(c, key, value, first.as_deref(), &mut given);
    }
    Some(given)
}

fn records(c: &mut Compiler, key: &Text, value: &Node, first: Option<&str>, given: &mut Given) {
    let kind = if c.declared(crate::compiler::Sort::Record, &key.value) {
        key.value.clone()
    } else if FIRST_KIND.contains(&key.value.as_str()) {
        // A form that could not be read has been reported where it is written.
        let Some(first) = first else { return };
        first.to_owned()
    } else {
        let mut known = record_names(c);
        known.extend(c.library.body_kinds.keys().cloned());
        c.unknown(check::unknown_given(key, known.iter().map(String::as_str)));
        return;
    };
    for item in one_or_many(value) {
        if let Some(text) = text_of(item, &mut c.findings) {
            given.records.extend(records::read(c, text, &kind));
        }
    }
}

/// Ledgers of records (a group is all of its kinds), registers, or the items that the duty follows.
fn not_taken_up(c: &mut Compiler, keys: &mut Keys<'_>, form: Option<&Form>) -> Vec<String> {
    let mut ledgers = Vec::new();
    for text in keys.texts("未启用", &mut c.findings) {
        let name = text.value.as_str();
        let items = matches!(form, None | Some(Form::Followup { .. })) && !c.declared(crate::compiler::Sort::Group, name);
        if REGISTERS.contains(&name) || items || super::selector::known_record(c, name, text.at) {
            ledgers.extend(c.library.groups.get(name).cloned().unwrap_or_else(|| vec![name.to_owned()]));
        }
    }
    ledgers
}

/// `{ 期: 2026, 因: 重病 }`, or a list of such.
fn periods<T>(
    c: &mut Compiler,
    keys: &mut Keys<'_>,
    key: &'static str,
    second: &'static str,
    read: fn(&Text, &mut crate::finding::Findings) -> Option<T>,
) -> Vec<(String, T)> {
    let Some(node) = keys.get(key, &mut c.findings) else { return Vec::new() };
    let mut out = Vec::new();
    for item in one_or_many(node) {
        let Some(mut keys) = Keys::of(item, &mut c.findings) else { continue };
        let period = keys.need_text("期", "2026", &mut c.findings);
        let value = keys.need_text(second, "2027-03-10", &mut c.findings).and_then(|text| read(text, &mut c.findings));
        keys.close(&mut c.findings);
        let Some(period) = period else { continue };
        if period.value.parse::<Period>().is_err() {
            c.findings.push(check::bad_period(period.at, &period.value));
        } else if let Some(value) = value {
            out.push((period.value.clone(), value));
        }
    }
    out
}

/// The date at the head of `text`, and what follows.
fn leading_date(text: &str) -> Option<(Date, &str)> {
    let (head, rest) = text.split_at_checked(10)?;
    crate::dates::read_date(head).map(|date| (date, rest))
}
