//! Vocabulary: code lists, kinds of bodies, groups of people and of records; and what no duty is made of.

use super::keys::{Keys, list_of, text_of};
use super::Entry;
use crate::compiler::{Compiler, known_body_kind};
use crate::check::{citation, names, vocabulary as check};
use crate::finding::At;
use crate::model::{BodyKind, BodyMeaning, CodeList, CodeValue, Committee, NoDuty};
use crate::node::{Node, Shape, Text};
use std::collections::{BTreeMap, BTreeSet};

/// 代码
pub(crate) fn code(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let (mut values, mut seen) = (Vec::new(), BTreeSet::new());
    let items = keys.need("值", "[甲, 乙]", &mut c.findings).map(|node| list_of(node, &mut c.findings)).unwrap_or_default();
    for item in items {
        let Some(value) = code_value(c, item) else { continue };
        if seen.insert(value.value.clone()) {
            values.push(value);
        } else {
            c.findings.push(names::duplicate_member(item.at, "值", &value.value));
        }
    }
    let otherwise = keys.text("其余", &mut c.findings).map(|text| text.value.clone());
    keys.close(&mut c.findings);
    let name = entry.name.value.clone();
    c.library.codes.entry(name.clone()).or_insert(CodeList { name, values, otherwise });
}

fn code_value(c: &mut Compiler, item: &Node) -> Option<CodeValue> {
    if !matches!(item.shape, Shape::Map(_)) {
        let value = text_of(item, &mut c.findings)?.value.clone();
        return Some(CodeValue { words: vec![value.clone()], value });
    }
    let mut keys = Keys::of(item, &mut c.findings)?;
    let value = keys.need_text("值", "学习", &mut c.findings).map(|text| text.value.clone());
    let mut words = keys.words("识别", &mut c.findings);
    keys.close(&mut c.findings);
    let value = value?;
    if !words.contains(&value) {
        words.push(value.clone());
    }
    Some(CodeValue { value, words })
}

/// 组织类别
pub(crate) fn body_kind(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let aliases = keys.words("别名", &mut c.findings);
    let owner = keys.text("负责", &mut c.findings);
    let posts = keys.words("职务", &mut c.findings);
    let acting = keys.words("代行", &mut c.findings);
    let parents = keys.texts("上级", &mut c.findings);
    let mut endings = keys.words("识别", &mut c.findings);
    let formal = keys.words("全称", &mut c.findings);
    let meaning = keys.text("含义", &mut c.findings).and_then(|text| body_meaning(c, text));
    let committee = keys.get("支委会", &mut c.findings).and_then(|node| committee(c, node));
    keys.close(&mut c.findings);
    for parent in &parents {
        known_body_kind(c, &parent.value, parent.at);
    }
    let name = entry.name.value.clone();
    if let Some(owner) = owner.filter(|owner| !posts.is_empty() && !posts.contains(&owner.value)) {
        c.findings.push(check::unusual_title(owner.at, &owner.value, &name, posts.iter().map(String::as_str)));
    }
    endings.sort_by_key(|ending| std::cmp::Reverse(ending.chars().count()));
    let parents = parents.iter().map(|text| text.value.clone()).collect();
    let owner = owner.map(|text| text.value.clone());
    c.library.body_kinds.entry(name.clone()).or_insert(BodyKind { name, aliases, owner, posts, acting, parents, endings, formal, meaning, committee });
}

fn body_meaning(c: &mut Compiler, text: &Text) -> Option<BodyMeaning> {
    let known = BodyMeaning::ALL.into_iter().find(|meaning| meaning.word() == text.value);
    if known.is_none() {
        c.findings.push(crate::check::meaning::unknown(text, BodyMeaning::ALL.map(BodyMeaning::word)));
    }
    known
}

/// 支委会: { 职务: 委员, 名称: 支部委员会 }
fn committee(c: &mut Compiler, node: &Node) -> Option<Committee> {
    let mut keys = Keys::of(node, &mut c.findings)?;
    let post = keys.need_text("职务", "委员", &mut c.findings).map(|text| text.value.clone());
    let named = keys.need_text("名称", "支部委员会", &mut c.findings).map(|text| text.value.clone());
    keys.close(&mut c.findings);
    Some(Committee { post: post?, named: named? })
}

/// 人群
pub(crate) fn people(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let from = keys.need("取自", "党组 的 任职者（书记、成员）", &mut c.findings);
    keys.close(&mut c.findings);
    if let Some(who) = from.and_then(|node| super::who::read(c, node)) {
        c.people.entry(entry.name.value.clone()).or_insert(who);
    }
}

/// 归类, as written; [`expand_groups`] follows.
pub(crate) fn group(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let members = keys.need("包含", "[支部党员大会, 党课]", &mut c.findings).map(|node| super::keys::texts_of(node, &mut c.findings));
    keys.close(&mut c.findings);
    let members = members.unwrap_or_default();
    for member in &members {
        super::selector::known_record(c, &member.value, member.at);
    }
    let members = members.iter().map(|text| (text.value.clone(), text.at)).collect();
    c.groups.entry(entry.name.value.clone()).or_insert(members);
}

/// Replaces groups in groups by their record kinds.
pub(crate) fn expand_groups(c: &mut Compiler) {
    let groups = std::mem::take(&mut c.groups);
    for name in groups.keys() {
        let (mut kinds, mut path) = (Vec::new(), BTreeSet::new());
        if let Err((back, at)) = expand(name, &groups, &mut path, &mut kinds) {
            // Every member of a circle leads back to itself; it is reported once, for the first of them by name.
            let first = back == name && path.first() == Some(&name.as_str());
            if first || path.len() > MOST_DEPTH {
                c.findings.push(check::group_circle(at, name));
            }
        }
        c.library.groups.insert(name.clone(), kinds);
    }
    c.groups = groups;
}

type Members = BTreeMap<String, Vec<(String, At)>>;

/// Groups in groups go no deeper.
const MOST_DEPTH: usize = 16;

/// Collects the record kinds of a group. `Err` names the member that leads back, and where it is written.
fn expand<'g>(name: &'g str, groups: &'g Members, path: &mut BTreeSet<&'g str>, kinds: &mut Vec<String>) -> Result<(), (&'g str, At)> {
    path.insert(name);
    for (member, at) in groups.get(name).into_iter().flatten() {
        if path.contains(member.as_str()) || path.len() > MOST_DEPTH {
            return Err((member, *at));
        }
        if groups.contains_key(member) {
            expand(member, groups, path, kinds)?;
        } else if !kinds.contains(member) {
            kinds.push(member.clone());
        }
    }
    path.remove(name);
    Ok(())
}

/// 不设责任
pub(crate) fn no_duty(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    if keys.key("依据").is_none() {
        c.findings.push(citation::no_citation(entry.name.at, "不设责任"));
    }
    let texts = keys.texts("依据", &mut c.findings);
    keys.close(&mut c.findings);
    for text in texts {
        if let Some(citation) = c.citation(text) {
            c.library.no_duty.push(NoDuty { citation, reason: entry.name.value.clone() });
        }
    }
}
