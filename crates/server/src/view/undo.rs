//! What taking an import back would do, in words.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::links;
use jishi_facts::{Entity, Ledger, Subject};
use jishi_workflow::imports::{Outlook, Standing};
use std::collections::{BTreeMap, BTreeSet};

/// Things named of what stands in the way; the rest is counted.
const NAMED: usize = 20;

/// What the page shows.
pub(crate) struct Undoing {
    /// Sentences: what happens to what.
    pub(crate) does: Vec<String>,
    /// What stands in the way of taking the registers back, as far as it may be seen.
    pub(crate) standing: Vec<Link>,
    /// What else does.
    pub(crate) more: usize,
    /// All of it, or the records only.
    pub(crate) registers: bool,
    /// Is there anything to take back at all?
    pub(crate) any: bool,
}

impl Undoing {
    pub(crate) fn new(snapshot: &Snapshot, outlook: &Outlook) -> Self {
        let registers = outlook.standing.is_empty();
        let standing: Vec<Link> = outlook.standing.iter().filter_map(|standing| named(snapshot, standing)).take(NAMED).collect();
        Self {
            does: does(outlook, registers),
            more: outlook.standing.len() - standing.len(),
            standing,
            registers,
            any: outlook.leaves_any(registers),
        }
    }
}

fn does(outlook: &Outlook, registers: bool) -> Vec<String> {
    let counted = |count: usize, says: &str| (count > 0).then(|| says.replace("{}", &count.to_string()));
    let (gone, changed) = (tally(&outlook.gone), tally(&outlook.changed_back));
    let people = outlook.gone.iter().any(|entity| matches!(entity, Entity::Person(_)));
    let erased = if people { "。人员信息一并删除，再导入时重新登记" } else { "" };
    [
        counted(outlook.withdrawn, "{} 条记录撤回，不再计入任何责任；原来的内容留在日志里"),
        counted(outlook.restored, "{} 条记录恢复到导入前的内容"),
        (registers && !gone.is_empty()).then(|| format!("这次新登记的从登记簿去掉：{gone}{erased}")),
        (registers && !changed.is_empty()).then(|| format!("这次改过的恢复到导入前的样子：{changed}")),
        counted(outlook.kept.len(), "{} 条记录导入后又更正过，保留现在的内容"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `3 名人员、1 个党组织`. The branches of whoever goes go without saying.
fn tally(entities: &[Entity]) -> String {
    let people: BTreeSet<_> = entities.iter().filter_map(|entity| if let Entity::Person(person) = entity { Some(*person) } else { None }).collect();
    let mut counts: BTreeMap<(u8, &str), usize> = BTreeMap::new();
    for entity in entities {
        let word = match entity {
            Entity::Memberships(person) if people.contains(person) => continue,
            Entity::Unit(_) => (0, "个单位"),
            Entity::Body(_) => (1, "个党组织"),
            Entity::Person(_) => (2, "名人员"),
            Entity::Memberships(_) => (3, "人的组织关系"),
            Entity::Post(_) => (4, "个职务"),
            Entity::Holding(_) => (5, "项任职"),
            Entity::Ledger(_) => (6, "本台账的启用"),
            Entity::Link(_) => (7, "项联系"),
            Entity::Item(_) => (8, "件事项"),
            Entity::Record(_) => (9, "条记录"),
            // No import changes these.
            Entity::Site
            | Entity::Waiver(_)
            | Entity::Reason(_)
            | Entity::Extension(_)
            | Entity::Import(_)
            | Entity::Proposal(_)
            | Entity::Account(_) => continue,
        };
        *counts.entry(word).or_default() += 1;
    }
    counts.into_iter().map(|((_, word), count)| format!("{count} {word}")).collect::<Vec<_>>().join("、")
}

/// Something that stands in the way, where whoever looks may see it.
fn named(snapshot: &Snapshot, standing: &Standing) -> Option<Link> {
    let (what, entity) = match standing {
        Standing::Changed(entity) => ("导入后又改过", entity.clone()),
        Standing::Names(entity) => ("用到了这次导入的内容", entity.clone()),
        Standing::Excuse(subject) => ("登记过理由、免除或延期", Entity::from(*subject)),
        Standing::Account(person) => ("有登录账户", Entity::Person(*person)),
    };
    let (name, href) = place(snapshot, &entity)?;
    Some(Link::new(format!("{name}：{what}"), href))
}

/// The name of an entity and the page where it is seen.
fn place(snapshot: &Snapshot, entity: &Entity) -> Option<(String, String)> {
    let site = snapshot.seen();
    let of = |subject: Subject, href: String| Some((site.name_of(subject), href));
    match entity {
        Entity::Unit(id) => site.unit(*id).map(|unit| (unit.name.clone(), links::unit(*id))),
        Entity::Ledger(Ledger { unit, body: None, kind }) => site.unit(*unit).map(|of| (format!("{}启用“{kind}”台账", of.name), links::unit(*unit))),
        Entity::Ledger(Ledger { body: Some(body), kind, .. }) => of(Subject::Body(*body), links::body(*body)).map(|(name, href)| (format!("{name}启用“{kind}”台账"), href)),
        Entity::Body(id) => site.body(*id).filter(|body| body.unit.is_some()).and_then(|_| of(Subject::Body(*id), links::body(*id))),
        Entity::Person(id) | Entity::Memberships(id) => snapshot.opens_person(*id).then_some(())
            .and_then(|()| of(Subject::Person(*id), links::person(*id))),
        Entity::Post(id) => site.post(*id).and_then(|post| of(Subject::Post(*id), links::body(post.body))),
        Entity::Holding(id) => {
            let held = site.holding(*id)?;
            place(snapshot, &Entity::Post(held.post))
        }
        Entity::Link(id) => site.link(*id).and_then(|link| place(snapshot, &Entity::from(link.from))),
        Entity::Record(id) => site.record(*id).map(|record| (format!("{} {}", crate::dates::full(record.date), crate::view::record::title(snapshot, record)), links::record(*id))),
        Entity::Item(id) => site.item(*id).map(|item| (item.kind.clone(), links::item(*id))),
        Entity::Site
        | Entity::Waiver(_)
        | Entity::Reason(_)
        | Entity::Extension(_)
        | Entity::Import(_)
        | Entity::Proposal(_)
        | Entity::Account(_) => None,
    }
}

#[cfg(test)]
mod tests;
