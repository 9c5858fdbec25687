//! 权限: rows of the table of rights; 收窄: a site's own pack narrows one of them.

use super::keys::Keys;
use super::Entry;
use crate::compiler::{Compiler, Sort, known_body_kind};
use crate::check::{right as check, vocabulary};
use crate::facts::RELATIONS;
use crate::finding::At;
use crate::model::{Action, Bearer, Expanse, Phase, Right};
use crate::node::Text;
use std::collections::BTreeSet;

/// What serves the work on accounts, by hand of the administrators or of a unit.
fn is_fixed(right: &Right) -> bool {
    !matches!(right.of, Bearer::Holder | Bearer::Member) || right.phase != Phase::Always
}

/// 权限
pub(crate) fn read(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let of = keys.need_text("谁", "任职者", &mut c.findings).and_then(|text| word(c, text, "谁", &Bearer::ALL, Bearer::word));
    let kinds = keys.texts("类别", &mut c.findings);
    let titles = keys.texts("职务", &mut c.findings);
    let phase = keys.text("何时", &mut c.findings).map_or(Some(Phase::Always), |text| word(c, text, "何时", &Phase::ALL, Phase::word));
    let expanse = keys.need_text("范围", "本组织", &mut c.findings).and_then(|text| expanse_of(c, text));
    let through = keys.texts("经由", &mut c.findings);
    let actions = keys.need("可以", "[看组织]", &mut c.findings).map(|node| super::keys::texts_of(node, &mut c.findings)).unwrap_or_default();
    let basis = keys.need_text("依据", "意见（十八）：为什么", &mut c.findings);
    keys.close(&mut c.findings);
    if c.is_own(entry.name.at) {
        c.findings.push(check::own(entry.name));
        return;
    }
    for kind in &kinds {
        if known_body_kind(c, &kind.value, kind.at) {
            titles.iter().for_each(|title| usual_title(c, &kind.value, title));
        }
    }
    let through = relations(c, through);
    let actions = actions_of(c, actions);
    let (Some(of), Some(phase), Some(expanse), Some(basis)) = (of, phase, expanse, basis) else { return };
    let values = |texts: Vec<&Text>| texts.into_iter().map(|text| text.value.clone()).collect();
    let name = entry.name.value.clone();
    let right = Right {
        name, of, kinds: values(kinds), titles: values(titles), phase, expanse, through, actions, basis: basis.value.as_str().into(),
    };
    if !right.basis.contains('：') {
        c.findings.push(check::incoherent(basis.at, &right.name, "的依据没有写为什么", "写成 出处：为什么，如 意见（十八）：委员分工负责"));
    }
    if right.actions.is_empty() {
        c.findings.push(check::incoherent(entry.name.at, &right.name, "什么也不给", "写上 可以，或去掉这一条"));
    }
    coherent(c, &right, entry.name.at);
    if !c.library.rights.iter().any(|known| known.name == right.name) {
        c.library.rights.push(right);
    }
}

/// 收窄
pub(crate) fn narrow(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let name = entry.name;
    if keys.key("依据").is_none() {
        c.findings.push(crate::check::citation::no_citation(name.at, "收窄"));
    }
    let cited = keys.texts("依据", &mut c.findings);
    cited.into_iter().for_each(|text| drop(c.citation(text)));
    let at = c.library.rights.iter().position(|right| right.name == name.value);
    let Some(was) = at.and_then(|at| c.library.rights.get(at)).cloned() else {
        if !c.declared(Sort::Right, &name.value) {
            let finding = check::no_original(name, c.library.rights.iter().map(|right| right.name.as_str()));
            c.unknown(finding);
        }
        return;
    };
    if is_fixed(&was) {
        c.findings.push(check::fixed(name));
        return;
    }
    let Some(now) = narrowed(c, &mut keys, &was) else { return };
    keys.close(&mut c.findings);
    match now.compare(&was) {
        Some(std::cmp::Ordering::Less) => coherent(c, &now, name.at),
        Some(_) => c.findings.push(check::no_change(name.at, &name.value)),
        // Each part that is wider has been said.
        None => return,
    }
    if let Some(place) = at.and_then(|at| c.library.rights.get_mut(at)) {
        *place = now;
    }
}

/// The right with the parts that the entry gives anew; says which of them are wider.
fn narrowed(c: &mut Compiler, keys: &mut Keys<'_>, was: &Right) -> Option<Right> {
    let first = c.home(Sort::Right, &was.name).unwrap_or_default();
    let mut now = was.clone();
    if keys.key("职务").is_some() {
        let titles = keys.texts("职务", &mut c.findings);
        for title in &titles {
            if !was.titles.is_empty() && !was.titles.contains(&title.value) {
                c.findings.push(check::widens(title.at, &was.name, "职务", &title.value, first));
            }
            was.kinds.iter().for_each(|kind| usual_title(c, kind, title));
        }
        // Without a title the row would be any holder's.
        if let (true, Some(key)) = (titles.is_empty(), keys.key("职务")) {
            c.findings.push(check::widens(key.at, &was.name, "职务", "空的", first));
            return None;
        }
        now.titles = titles.into_iter().map(|text| text.value.clone()).collect();
    }
    if let Some(text) = keys.text("范围", &mut c.findings) {
        now.expanse = expanse_of(c, text)?;
        if !now.expanse.is_within(was.expanse) {
            c.findings.push(check::widens(text.at, &was.name, "范围", &text.value, first));
        }
    }
    if keys.key("经由").is_some() {
        let texts = keys.texts("经由", &mut c.findings);
        for text in texts.iter().filter(|text| RELATIONS.contains(&text.value.as_str()) && !was.through.contains(&text.value)) {
            c.findings.push(check::widens(text.at, &was.name, "经由", &text.value, first));
        }
        now.through = relations(c, texts);
    }
    if keys.key("可以").is_some() {
        let texts = keys.texts("可以", &mut c.findings);
        for text in &texts {
            if Action::ALL.iter().any(|action| action.word() == text.value && !was.actions.contains(action)) {
                c.findings.push(check::widens(text.at, &was.name, "可以", &text.value, first));
            }
        }
        now.actions = actions_of(c, texts);
    }
    Some(now)
}

/// What the parts of a right must be to each other.
fn coherent(c: &mut Compiler, right: &Right, at: At) {
    let has = |action| right.actions.contains(&action);
    let holder = right.of == Bearer::Holder;
    let keeper = matches!(right.of, Bearer::System | Bearer::Security | Bearer::Audit);
    let entrusted = right.phase == Phase::Entrusted && right.expanse == Expanse::Unit && right.actions.iter().all(|action| action.keeps_the_system());
    let kept_to_the_system = right.actions.iter().all(|action| action.keeps_the_system());
    let erases = right.of == Bearer::Security && right.actions.iter().all(|action| *action == Action::Erase);
    let sees = has(Action::See);
    let of_posts = !right.kinds.is_empty() || !right.titles.is_empty() || !right.through.is_empty();
    #[rustfmt::skip] // A table.
    let faults = [
        (holder && right.kinds.is_empty(), "没有写是哪类组织的任职者", "写上 类别"),
        (!holder && of_posts, "不是任职者的，却写了类别、职务或经由", "去掉 类别、职务、经由"),
        ((right.expanse == Expanse::Whole) == matches!(right.of, Bearer::Holder | Bearer::Member), "的范围不合：管到全部的只有管理员和本机所有者，他们也只管全部", "任职者和党员写 本组织、本组织及下级 或 本单位"),
        (right.expanse == Expanse::Themself && right.of != Bearer::Member, "的范围是本人，却不是党员的", "写 本组织"),
        ((has(Action::Correct) || has(Action::SeePeople)) && !(sees && has(Action::SeeNames) && has(Action::SeePeople)) && right.of != Bearer::Owner, "能看人员或更正，却看不全", "同时写 看组织、看名单、看人员"),
        ((has(Action::SeeNames) || has(Action::Export)) && !sees, "能看名单或导出，却看不到组织", "同时写 看组织"),
        (matches!(right.of, Bearer::Holder | Bearer::Member) && right.actions.iter().any(|action| action.keeps_the_system()) && !(holder && entrusted), "给了职务或党员管理系统的权限", "管理账户、看账户、查日志归三员；单位自办账户的，何时写 单位自办账户，范围写 本单位"),
        (holder && right.phase == Phase::Entrusted && !entrusted, "在单位自办账户时给了别的权限", "只写 管理账户、看账户，范围写 本单位"),
        (keeper && right.phase == Phase::Always && !kept_to_the_system && !erases, "给了三员看记录、改记录的权限", "三员只有 管理账户、看账户、查日志；安全管理员另可单列 删除个人信息"),
    ];
    for (_, why, help) in faults.into_iter().filter(|(wrong, ..)| *wrong) {
        c.findings.push(check::incoherent(at, &right.name, why, help));
    }
}

fn usual_title(c: &mut Compiler, kind: &str, title: &Text) {
    let Some(known) = c.library.body_kinds.get(kind).filter(|known| !known.posts.contains(&title.value)) else { return };
    c.findings.push(vocabulary::unusual_title(title.at, &title.value, kind, known.posts.iter().map(String::as_str)));
}

fn word<T: Copy>(c: &mut Compiler, text: &Text, key: &str, all: &[T], said: fn(T) -> &'static str) -> Option<T> {
    let known = all.iter().copied().find(|one| said(*one) == text.value);
    if known.is_none() {
        let words: Vec<&str> = all.iter().map(|one| said(*one)).collect();
        c.findings.push(check::unknown(text, key, &words));
    }
    known
}

fn expanse_of(c: &mut Compiler, text: &Text) -> Option<Expanse> {
    word(c, text, "范围", &Expanse::ALL, Expanse::word)
}

fn actions_of(c: &mut Compiler, texts: Vec<&Text>) -> BTreeSet<Action> {
    texts.into_iter().filter_map(|text| word(c, text, "可以", &Action::ALL, Action::word)).collect()
}

fn relations(c: &mut Compiler, texts: Vec<&Text>) -> Vec<String> {
    let mut out = Vec::new();
    for text in texts {
        if RELATIONS.contains(&text.value.as_str()) {
            out.push(text.value.clone());
        } else {
            c.findings.push(check::unknown(text, "经由", &RELATIONS));
        }
    }
    out
}
