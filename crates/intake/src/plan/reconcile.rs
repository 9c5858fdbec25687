//! Which of the rows are records that are known: unchanged, corrected, or new. Two rows that say the same are one.

use super::held::Origin;
use super::line::{Effect, Findings};
use super::proposal::Proposal;
use super::{Desk, Work};
use crate::workbook::Address;
use jishi_base::{BodyId, Number, PersonId, RecordId, signs};
use jishi_calendar::Date;
use jishi_facts::{Record, RecordText, Value};
use jishi_workflow::Content;
use std::collections::{BTreeMap, BTreeSet};

/// Whose a record is and on which day: records that could be the same share it.
type Key = (Owner, Date);

/// Whose a record is, in the order of ids.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Bodies(Vec<BodyId>),
    People(Vec<PersonId>),
}

/// Settles all proposals of an import.
pub(crate) fn settle(desk: &mut Desk<'_>, works: &mut [Work<'_>], proposals: Vec<Proposal>) {
    let mut known = Known::new(desk, &proposals, works);
    let mut matched: Vec<Match> = vec![Match::New; proposals.len()];
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, proposal) in proposals.iter().enumerate() {
        groups.entry(key(desk, &proposal.content)).or_default().push(at);
    }
    for (key, group) in &groups {
        known.pair(desk, &proposals, key, group, &mut matched);
    }
    known.pair_by_row(works, &proposals, &mut matched);
    let sums = sums(works, &groups, &proposals, &matched);
    for (proposal, matched) in proposals.into_iter().zip(matched) {
        enter(desk, works, proposal, matched, &sums);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    New,
    Known(RecordId),
    /// Says the same as the earlier row.
    Repeats(usize, u32),
}

/// Amounts of a person on a day over the rows of this import, where the table says how much is plausible.
type Sums<'a> = BTreeMap<(PersonId, Date, &'a str), Number>;

fn sums<'a>(works: &[Work<'a>], groups: &BTreeMap<Key, Vec<usize>>, proposals: &[Proposal], matched: &[Match]) -> Sums<'a> {
    let mut sums = Sums::new();
    for at in groups.values().flatten() {
        let Some((proposal, matched)) = proposals.get(*at).zip(matched.get(*at)) else { continue };
        let Some(work) = works.get(proposal.work).filter(|_| !matches!(matched, Match::Repeats(..))) else { continue };
        for field in work.layout.table.most_a_day.keys() {
            for (person, amount) in amounts(&proposal.content, field) {
                let sum = sums.entry((person, proposal.content.date, field.as_str())).or_default();
                *sum = *sum + amount;
            }
        }
    }
    sums
}

fn amounts(content: &Content, field: &str) -> impl Iterator<Item = (PersonId, Number)> {
    let amount = match content.fields.get(field) {
        Some(Value::Number(amount)) => Some(*amount),
        _ => None,
    };
    content.people.values().flatten().filter_map(move |person| amount.map(|amount| (*person, amount)))
}

/// More in a day than is plausible, in one row or in all.
fn too_much(work: &Work<'_>, row: u32, content: &Content, sums: &Sums<'_>, findings: &mut Findings) {
    for (field, most) in &work.layout.table.most_a_day {
        let most = Number::whole(i64::from(*most));
        let Some((person, amount)) = amounts(content, field).next() else { continue };
        let sum = sums.get(&(person, content.date, field.as_str())).copied().unwrap_or_default();
        let cell = work.layout.address(row, field);
        if amount > most {
            findings.warn(cell, format!("{field}：一天 {amount}，超过 {most}，请核对"));
        } else if sum > most {
            findings.warn(cell, format!("{field}：这个人这一天合计 {sum}，超过 {most}，请核对"));
        }
    }
}

fn enter(desk: &mut Desk<'_>, works: &mut [Work<'_>], proposal: Proposal, matched: Match, sums: &Sums<'_>) {
    let Proposal { work: sheet, row, unit, mut content, mut findings } = proposal;
    let Some((first, work)) = (match matched {
        Match::Repeats(index, row) => Some((works.get(index).map(|work| format!("{} {} 第 {row} 行", work.file, work.sheet)), sheet)),
        _ => Some((None, sheet)),
    })
    .and_then(|(first, sheet)| works.get_mut(sheet).map(|work| (first, work))) else {
        return;
    };
    desk.brought.record(&desk.draft, work.file, unit, &content);
    if !matches!(matched, Match::Repeats(..)) {
        too_much(work, row, &content, sums, &mut findings);
    }
    desk.origin = Some(Origin { sheet, row });
    let source = desk.source(work.file, work.sheet, row);
    let effect = match matched {
        Match::Repeats(..) => {
            findings.warn(Address { row, column: 0 }, format!("与 {} 相同，只记一次", first.unwrap_or_default()));
            Effect::Unchanged
        }
        Match::New => {
            let record = RecordId::fresh(desk.ids);
            desk.propose(content.recorded(record, source));
            Effect::Created
        }
        Match::Known(id) => match desk.site.records.get(&id) {
            Some(record) => {
                keep(record, &work.layout.columns.keys().copied().collect(), &mut content);
                if same(record, &content) {
                    Effect::Unchanged
                } else {
                    desk.propose(content.corrected(id, source));
                    Effect::Changed
                }
            }
            None => Effect::Unchanged,
        },
    };
    work.book(findings, effect);
}

/// What the sheet has no column for stays as it was entered.
fn keep(record: &Record, columns: &BTreeSet<&str>, content: &mut Content) {
    let told = |name: &str| columns.contains(name) || name.strip_suffix("原因").is_some_and(|role| columns.contains(role));
    for (name, value) in &record.fields {
        if !told(name) && !content.fields.contains_key(name) {
            content.fields.insert(name.clone(), value.clone());
        }
    }
    for (role, people) in record.people.iter().filter(|(role, _)| !told(role)) {
        content.people.entry(role.clone()).or_insert_with(|| people.clone());
    }
    for (name, text) in record.text.open().into_iter().flatten().filter(|(name, _)| !told(name)) {
        content.text.entry(name.clone()).or_insert_with(|| signs::without(text));
    }
    if record.bodies.len() > 1 && content.bodies.iter().all(|body| record.bodies.contains(body)) {
        content.bodies.clone_from(&record.bodies);
    }
}

fn same(record: &Record, content: &Content) -> bool {
    // What is erased or restricted is compared with nothing.
    record.text.open().is_none_or(|text| *text == content.text)
        && record.kinds == content.kinds
        && record.bodies == content.bodies
        && record.date == content.date
        && record.fields == content.fields
        && record.people == content.people
}

/// A record of the site as it is compared.
struct Known<'s> {
    by_key: BTreeMap<Key, Vec<&'s Record>>,
    /// Records read from the same place, by file, sheet and row.
    by_row: BTreeMap<(&'s str, &'s str, u32), &'s Record>,
    taken: BTreeSet<RecordId>,
}

impl<'s> Known<'s> {
    fn new(desk: &Desk<'s>, proposals: &[Proposal], works: &[Work<'_>]) -> Self {
        let kinds: BTreeSet<&String> = proposals.iter().flat_map(|proposal| &proposal.content.kinds).collect();
        let files: BTreeSet<&str> = works.iter().map(|work| work.file).collect();
        let mut known = Self { by_key: BTreeMap::new(), by_row: BTreeMap::new(), taken: BTreeSet::new() };
        for record in desk.site.records.values().filter(|record| !record.withdrawn) {
            let read = record.source.as_ref().and_then(|source| desk.site.read_at(source)).filter(|at| files.contains(at.file));
            if let Some(at) = read {
                known.by_row.insert((at.file, at.sheet, at.row), record);
            }
            if read.is_some() || record.kinds.iter().any(|kind| kinds.contains(kind)) {
                for key in keys(desk, record) {
                    known.by_key.entry(key).or_default().push(record);
                }
            }
        }
        known
    }

    /// Pairs the rows of one day and owner: first those that are identical, then those that are left over singly.
    fn pair(&mut self, desk: &Desk<'_>, proposals: &[Proposal], key: &Key, group: &[usize], matched: &mut [Match]) {
        let records: Vec<&Record> = self.by_key.get(key).cloned().unwrap_or_default();
        let mut first: BTreeMap<Identity, usize> = BTreeMap::new();
        let mut left = Vec::new();
        for &at in group {
            let Some(proposal) = proposals.get(at) else { continue };
            let identity = Identity::new(desk, &proposal.content.kinds, &proposal.content.fields, &proposal.content.people, Some(&proposal.content.text));
            if let Some(earlier) = first.get(&identity).and_then(|earlier| proposals.get(*earlier)) {
                set(matched, at, Match::Repeats(earlier.work, earlier.row));
                continue;
            }
            let found = records.iter().find(|record| {
                !self.taken.contains(&record.id) && Identity::new(desk, &record.kinds, &record.fields, &record.people, record.text.open()) == identity
            });
            first.insert(identity, at);
            match found {
                Some(record) => self.take(record.id, at, matched),
                None => left.push(at),
            }
        }
        for &at in &left {
            let Some(proposal) = proposals.get(at) else { continue };
            let kinds = &proposal.content.kinds;
            // Kinds that say themselves what makes two entries the same are never taken for each other by the day alone.
            if kinds.iter().any(|kind| desk.library.record_kinds.get(kind).is_some_and(|kind| !kind.same_by.is_empty())) {
                continue;
            }
            let mut rest = records.iter().filter(|record| !self.taken.contains(&record.id) && record.kinds == *kinds);
            let alone = left.iter().filter(|other| proposals.get(**other).is_some_and(|other| other.content.kinds == *kinds)).count() == 1;
            if let (true, Some(record), None) = (alone, rest.next(), rest.next()) {
                self.take(record.id, at, matched);
            }
        }
    }

    /// Pairs what is left with the record read from the same row of the same sheet, where it still speaks of the same.
    fn pair_by_row(&mut self, works: &[Work<'_>], proposals: &[Proposal], matched: &mut [Match]) {
        for (at, proposal) in proposals.iter().enumerate() {
            if matched.get(at) != Some(&Match::New) {
                continue;
            }
            let Some(work) = works.get(proposal.work) else { continue };
            let Some(record) = self.by_row.get(&(work.file, work.sheet, proposal.row)).filter(|record| !self.taken.contains(&record.id)) else { continue };
            let content = &proposal.content;
            let alike = [record.kinds == content.kinds, record.date == content.date, record.text.open() == Some(&content.text)];
            if record.bodies == content.bodies && alike.iter().filter(|same| **same).count() >= 2 && (!content.bodies.is_empty() || record.people == content.people) {
                self.take(record.id, at, matched);
            }
        }
    }

    fn take(&mut self, record: RecordId, at: usize, matched: &mut [Match]) {
        self.taken.insert(record);
        set(matched, at, Match::Known(record));
    }
}

fn set(matched: &mut [Match], at: usize, to: Match) {
    if let Some(slot) = matched.get_mut(at) {
        *slot = to;
    }
}

/// Records of bodies by body and day, records of people by the people they are about and day.
fn key(desk: &Desk<'_>, content: &Content) -> Key {
    owner(desk, &content.kinds, &content.bodies, &content.people, content.date)
}

fn keys(desk: &Desk<'_>, record: &Record) -> Vec<Key> {
    let mut keys = vec![owner(desk, &record.kinds, &record.bodies, &record.people, record.date)];
    if record.bodies.len() > 1 {
        keys.extend(record.bodies.iter().map(|body| (Owner::Bodies(vec![*body]), record.date)));
    }
    keys
}

fn owner(desk: &Desk<'_>, kinds: &BTreeSet<String>, bodies: &[BodyId], people: &BTreeMap<String, Vec<PersonId>>, date: Date) -> Key {
    if !bodies.is_empty() {
        let mut bodies = bodies.to_vec();
        bodies.sort_unstable();
        return (Owner::Bodies(bodies), date);
    }
    let role = kinds.iter().find_map(|kind| desk.library.record_kinds.get(kind)?.object.as_deref());
    let mut about = role.and_then(|role| people.get(role)).cloned().unwrap_or_default();
    about.sort_unstable();
    (Owner::People(about), date)
}

/// What makes two entries of one owner and day the same: the fields the pack names, else the kinds and the title.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    kinds: BTreeSet<String>,
    parts: Vec<Part>,
}

/// One field: its name, coded value, people and text.
type Part = (String, Option<Value>, Vec<PersonId>, Option<String>);

impl Identity {
    fn new(
        desk: &Desk<'_>, kinds: &BTreeSet<String>, fields: &BTreeMap<String, Value>, people: &BTreeMap<String, Vec<PersonId>>,
        text: Option<&RecordText>,
    ) -> Self {
        let by: Vec<&String> = kinds.iter().filter_map(|kind| desk.library.record_kinds.get(kind)).flat_map(|kind| &kind.same_by).collect();
        let part = |name: &str| {
            (name.to_owned(), fields.get(name).cloned(), people.get(name).cloned().unwrap_or_default(), text.and_then(|text| text.get(name)).cloned())
        };
        let parts = if by.is_empty() {
            let mut parts: Vec<_> = ["主题", "题目", "内容", "名称"].into_iter().map(part).collect();
            // Talks have no title: the talker tells two of a day apart.
            parts.push(("人员".to_owned(), None, people.iter().filter(|(role, _)| role.ends_with("谈话人")).flat_map(|(_, people)| people.clone()).collect(), None));
            parts
        } else {
            by.into_iter().filter(|name| *name != "日期").map(|name| part(name)).collect()
        };
        Self { kinds: kinds.clone(), parts }
    }
}
