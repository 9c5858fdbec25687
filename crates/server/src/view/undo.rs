//! What taking an import back would do, in words.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::links;
use jishi_facts::{Ledger, Part, Subject};
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
    let people = outlook.gone.iter().any(|part| matches!(part, Part::Person(_)));
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
fn tally(parts: &[Part]) -> String {
    let people: BTreeSet<_> = parts.iter().filter_map(|part| if let Part::Person(person) = part { Some(*person) } else { None }).collect();
    let mut counts: BTreeMap<(u8, &str), usize> = BTreeMap::new();
    for part in parts {
        let word = match part {
            Part::Memberships(person) if people.contains(person) => continue,
            Part::Unit(_) => (0, "个单位"),
            Part::Body(_) => (1, "个党组织"),
            Part::Person(_) => (2, "名人员"),
            Part::Memberships(_) => (3, "人的组织关系"),
            Part::Post(_) => (4, "个职务"),
            Part::Holding(_) => (5, "项任职"),
            Part::Uptake(..) => (6, "本台账的启用"),
            Part::Link(_) => (7, "项联系"),
            Part::Item(_) => (8, "件事项"),
            Part::Record(_) => (9, "条记录"),
        };
        *counts.entry(word).or_default() += 1;
    }
    counts.into_iter().map(|((_, word), count)| format!("{count} {word}")).collect::<Vec<_>>().join("、")
}

/// Something that stands in the way, where whoever looks may see it.
fn named(snapshot: &Snapshot, standing: &Standing) -> Option<Link> {
    let (what, part) = match standing {
        Standing::Changed(part) => ("导入后又改过", part.clone()),
        Standing::Names(part) => ("用到了这次导入的内容", part.clone()),
        Standing::Excuse(subject) => ("登记过理由、免除或延期", of_subject(*subject)),
        Standing::Account(person) => ("有登录账户", Part::Person(*person)),
    };
    let (name, href) = place(snapshot, &part)?;
    Some(Link::new(format!("{name}：{what}"), href))
}

fn of_subject(subject: Subject) -> Part {
    match subject {
        Subject::Body(body) => Part::Body(body),
        Subject::Post(post) => Part::Post(post),
        Subject::Person(person) => Part::Person(person),
    }
}

/// The name of a part and the page where it is seen.
fn place(snapshot: &Snapshot, part: &Part) -> Option<(String, String)> {
    let site = snapshot.seen();
    let of = |subject: Subject, href: String| Some((site.name_of(subject), href));
    match part {
        Part::Unit(id) => site.unit(*id).map(|unit| (unit.name.clone(), links::unit(*id))),
        Part::Uptake(Ledger { unit, body: None, kind }) => site.unit(*unit).map(|of| (format!("{}启用“{kind}”台账", of.name), links::unit(*unit))),
        Part::Uptake(Ledger { body: Some(body), kind, .. }) => of(Subject::Body(*body), links::body(*body)).map(|(name, href)| (format!("{name}启用“{kind}”台账"), href)),
        Part::Body(id) => site.body(*id).filter(|body| body.unit.is_some()).and_then(|_| of(Subject::Body(*id), links::body(*id))),
        Part::Person(id) | Part::Memberships(id) => snapshot.opens_person(*id).then_some(())
            .and_then(|()| of(Subject::Person(*id), links::person(*id))),
        Part::Post(id) => site.post(*id).and_then(|post| of(Subject::Post(*id), links::body(post.body))),
        Part::Holding(id) => {
            let held = site.holding(*id)?;
            place(snapshot, &Part::Post(held.post))
        }
        Part::Link(id) => site.link(*id).and_then(|link| place(snapshot, &of_subject(link.from))),
        Part::Record(id) => site.record(*id).map(|record| (format!("{} {}", crate::dates::full(record.date), crate::view::record::title(snapshot, record)), links::record(*id))),
        Part::Item(id) => site.item(*id).map(|item| (item.kind.clone(), links::item(*id))),
    }
}

#[cfg(test)]
mod tests;
