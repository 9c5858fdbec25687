//! Modifiers: what any form may carry.

use super::draft::Draft;
use super::keys::{Keys, list_of};
use super::selector::kinds_of;
use super::{duration_of, owner, phrase};
use crate::compiler::Compiler;
use crate::check::{citation, form, shape};
use crate::condition::{self, Sight};
use crate::model::{Exemption, ExtensionRule, Rung, Suspension, Usual, Who};
use crate::node::Node;

/// All of them.
#[derive(Default)]
pub(crate) struct Modifiers {
    pub usual: Option<Usual>,
    pub together: Vec<String>,
    pub exemptions: Vec<Exemption>,
    pub extension: Option<ExtensionRule>,
    pub suspension: Option<Suspension>,
    pub ladder: Vec<Rung>,
    pub counts_mid_period: Option<bool>,
}

/// Reads the modifiers of a duty.
pub(crate) fn read(c: &mut Compiler, draft: &mut Draft<'_, '_>, who: Option<&Who>) -> Modifiers {
    let usual = draft.phrase(c, "惯常").and_then(|text| phrase::usual(&text, &mut c.findings));
    let together = together(c, draft);
    let exemptions = items(c, draft, "免除").iter().filter_map(|item| exemption(c, draft, item)).collect();
    let extension = draft.keys.get("延期", &mut c.findings).and_then(|node| extension(c, draft, node));
    let suspension = draft.keys.get("中止", &mut c.findings).and_then(|node| suspension(c, node));
    let ladder = items(c, draft, "阶梯").iter().filter_map(|item| rung(c, item, who)).collect();
    let counts_mid_period = draft.keys.text("期中", &mut c.findings).and_then(|text| match text.value.as_str() {
        "照计" => Some(true),
        "免计" => Some(false),
        _ => {
            c.findings.push(form::bad_phrase(text.at, "期中", &text.value, "照计"));
            None
        }
    });
    Modifiers { usual, together, exemptions, extension, suspension, ladder, counts_mid_period }
}

/// 合开: a group of records stands for all of its kinds.
fn together(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Vec<String> {
    let names = draft.keys.texts("合开", &mut c.findings);
    names.into_iter().filter_map(|name| kinds_of(c, &name.value, name.at)).flatten().collect()
}

fn items<'t>(c: &mut Compiler, draft: &mut Draft<'_, 't>, key: &'static str) -> &'t [Node] {
    draft.keys.get(key, &mut c.findings).map(|node| list_of(node, &mut c.findings)).unwrap_or_default()
}

fn exemption(c: &mut Compiler, draft: &mut Draft<'_, '_>, item: &Node) -> Option<Exemption> {
    let mut keys = Keys::of(item, &mut c.findings)?;
    let when = keys.need_text("当", "情形 包含 年老体弱", &mut c.findings);
    let ground = keys.text("依据", &mut c.findings);
    if keys.key("依据").is_none() {
        c.findings.push(citation::no_citation(item.at, "免除"));
    }
    keys.close(&mut c.findings);
    let when = when.and_then(|text| c.expand(text, draft.entry.pack, &mut draft.used));
    let when = when.and_then(|text| condition::read(c, &text, Sight { kinds: &[], subject: draft.subject }));
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

fn suspension(c: &mut Compiler, node: &Node) -> Option<Suspension> {
    let mut keys = Keys::of(node, &mut c.findings)?;
    let right = keys.need_text("权利", "表决权", &mut c.findings);
    let length = keys.need_text("期限", "影响期", &mut c.findings);
    let ground = keys.text("依据", &mut c.findings);
    keys.close(&mut c.findings);
    let citation = ground.and_then(|text| c.citation(text));
    Some(Suspension { right: right?.value.clone(), length: length?.value.clone(), citation })
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
