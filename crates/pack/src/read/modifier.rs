//! Modifiers: what any form may carry.

use super::draft::Draft;
use super::keys::{Keys, list_of};
use super::selector::kinds_of;
use super::{duration_of, owner, phrase};
use crate::compiler::Compiler;
use crate::check::{citation, duty, form as check, shape, vocabulary};
use crate::condition::{self, Sight};
use crate::model::{Exemption, ExtensionRule, Form, MidPeriod, Rung, Usual, Who};
use crate::facts::SubjectSort;
use crate::node::Node;

/// All of them.
#[derive(Default)]
pub(crate) struct Modifiers {
    pub usual: Option<Usual>,
    pub together: Vec<String>,
    pub exemptions: Vec<Exemption>,
    pub extension: Option<ExtensionRule>,
    pub ladder: Vec<Rung>,
    pub counts_mid_period: Option<MidPeriod>,
    pub same: Vec<String>,
}

/// Reads the modifiers of a duty.
pub(crate) fn read(c: &mut Compiler, draft: &mut Draft<'_, '_>, who: Option<&Who>, form: Option<&Form>) -> Modifiers {
    let usual = draft.phrase(c, "惯常").and_then(|text| phrase::usual(&text, &mut c.findings));
    let together = together(c, draft);
    let exemptions = items(c, draft, "免除").iter().filter_map(|item| exemption(c, draft, item, form)).collect();
    let extension = draft.keys.get("延期", &mut c.findings).and_then(|node| extension(c, draft, node));
    draft.keys.get("中止", &mut c.findings);
    if let Some(key) = draft.keys.key("中止") {
        c.findings.push(duty::no_suspension(key));
    }
    let ladder = items(c, draft, "阶梯").iter().filter_map(|item| rung(c, item, who)).collect();
    let counts_mid_period = draft.keys.text("期中", &mut c.findings).and_then(|text| match text.value.as_str() {
        "照计" => Some(MidPeriod::Counts),
        "免计" => Some(MidPeriod::Exempt),
        "惯常前照计" if usual.is_some() => usual.map(|usual| MidPeriod::Before(usual.first_month)),
        other if phrase::before_month(other).is_some() => phrase::before_month(other).map(MidPeriod::Before),
        _ => {
            c.findings.push(check::bad_phrase(text.at, "期中", &text.value, "照计”“免计”“10 月前照计”，或（写了 惯常 的）“惯常前照计"));
            None
        }
    });
    let same = same(c, draft, form);
    Modifiers { usual, together, exemptions, extension, ladder, counts_mid_period, same }
}

/// 合开: a group of records stands for all of its kinds.
fn together(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Vec<String> {
    let names = draft.keys.texts("合开", &mut c.findings);
    names.into_iter().filter_map(|name| kinds_of(c, &name.value, name.at)).flatten().collect()
}

/// 同一: fields that both kinds of records have.
fn same(c: &mut Compiler, draft: &mut Draft<'_, '_>, form: Option<&Form>) -> Vec<String> {
    let names = draft.keys.texts("同一", &mut c.findings);
    let (Some(form), Some(key)) = (form, draft.keys.key("同一")) else { return Vec::new() };
    if !form.relates_records() {
        c.findings.push(duty::key_without_form(key, form.word()));
        return Vec::new();
    }
    let kinds: Vec<String> = form.selectors().iter().flat_map(|selector| selector.kinds.clone()).collect();
    for kind in c.kinds(&kinds).into_iter().cloned().collect::<Vec<_>>() {
        for name in &names {
            let fields = || kind.fields.iter().filter(|field| field.kind.can_be_the_same());
            if !fields().any(|field| field.name == name.value) {
                c.findings.push(vocabulary::unknown_field(name.at, &name.value, &kind.name, fields().map(|field| field.name.as_str())));
            }
        }
    }
    names.into_iter().map(|name| name.value.clone()).collect()
}

fn items<'t>(c: &mut Compiler, draft: &mut Draft<'_, 't>, key: &'static str) -> &'t [Node] {
    draft.keys.get(key, &mut c.findings).map(|node| list_of(node, &mut c.findings)).unwrap_or_default()
}

/// The condition is asked of who owes the duty; where each member of a body is to be reached, of the member.
fn exemption(c: &mut Compiler, draft: &mut Draft<'_, '_>, item: &Node, form: Option<&Form>) -> Option<Exemption> {
    let subject = if form.is_some_and(Form::reaches_members) { Some(SubjectSort::Person) } else { draft.subject };
    let mut keys = Keys::of(item, &mut c.findings)?;
    let when = keys.need_text("当", "情形 包含 年老体弱", &mut c.findings);
    let ground = keys.text("依据", &mut c.findings);
    if keys.key("依据").is_none() {
        c.findings.push(citation::no_citation(item.at, "免除"));
    }
    keys.close(&mut c.findings);
    let when = when.and_then(|text| c.expand(text, draft.entry.pack, &mut draft.used));
    let when = when.and_then(|text| condition::read(c, &text, Sight { kinds: &[], subject }));
    let citation = ground.and_then(|text| c.citation(text));
    Some(Exemption { when: when?, citation: citation? })
}

fn extension(c: &mut Compiler, draft: &mut Draft<'_, '_>, node: &Node) -> Option<ExtensionRule> {
    let mut keys = Keys::of(node, &mut c.findings)?;
    let at_most = keys.need_text("至多", "1 年", &mut c.findings);
    let approver = keys.need_text("批准", "上级组织", &mut c.findings);
    let ground = keys.text("依据", &mut c.findings);
    keys.close(&mut c.findings);
    let at_most = at_most.and_then(|text| c.expand(text, draft.entry.pack, &mut draft.used));
    let at_most = at_most.and_then(|text| duration_of(&text, &mut c.findings));
    let citation = ground.and_then(|text| c.citation(text));
    Some(ExtensionRule { at_most: at_most?, approver: approver?.value.clone(), citation })
}

fn rung(c: &mut Compiler, item: &Node, who: Option<&Who>) -> Option<Rung> {
    let mut keys = Keys::of(item, &mut c.findings)?;
    let early = keys.text("提前", &mut c.findings);
    let late = keys.text("逾期", &mut c.findings);
    let tell = keys.need_text("告知", "本组织 书记", &mut c.findings);
    let (before, length) = match (early, late) {
        (Some(length), None) => (true, length),
        (None, Some(length)) => (false, length),
        _ => {
            c.findings.push(shape::missing_key(item.at, "提前（或 逾期，只写一个）", "30 日"));
            keys.close(&mut c.findings);
            return None;
        }
    };
    keys.close(&mut c.findings);
    let length = duration_of(length, &mut c.findings);
    let tell = tell.and_then(|text| owner::read(c, text, who));
    Some(Rung { before, length: length?, tell: tell? })
}
