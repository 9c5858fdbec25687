//! Which of the rows are records that are known: unchanged, corrected, or new. Two rows that say the same are one.

use super::desk::{AGAIN, UNREAD};
use super::held::Origin;
use super::line::{Effect, Findings};
use super::proposal::Proposal;
use super::pairing::{Key, Known, Match, key};
use super::{Desk, Work, gone, looked};
use jishi_base::{Number, PersonId, RecordId, signs};
use jishi_calendar::Date;
use jishi_facts::{Kinds, Record, Unopened, Value};
use jishi_workflow::Content;
use std::collections::{BTreeMap, BTreeSet};

/// Settles all proposals of an import.
pub(crate) fn settle(desk: &mut Desk<'_>, works: &mut [Work<'_>], proposals: Vec<Proposal>) {
    let mut known = Known::new(desk, &proposals, works);
    proposals.iter().for_each(|proposal| looked::at_row(&mut desk.looked, &desk.draft, proposal.unit, &proposal.content));
    known.read_before().for_each(|record| looked::at_record(&mut desk.looked, desk.site, record));
    let mut matched: Vec<Match> = vec![Match::New; proposals.len()];
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, proposal) in proposals.iter().enumerate() {
        groups.entry(key(desk, &proposal.content)).or_default().push(at);
    }
    for (key, group) in &groups {
        known.pair(desk, &proposals, key, group, &mut matched);
    }
    known.pair_by_row(works, &proposals, &mut matched);
    known.pair_by_day(desk, works, &proposals, &mut matched);
    let sums = sums(works, &groups, &proposals, &matched);
    let of_row = |(proposal, matched): (&Proposal, &Match)| if let Match::Known(id) = matched { Some((*id, proposal.work)) } else { None };
    let taken = proposals.iter().zip(&matched).filter_map(of_row).collect();
    for (proposal, matched) in proposals.into_iter().zip(matched) {
        enter(desk, works, proposal, matched, &sums);
    }
    gone::say(desk, works, &taken);
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
        Match::Repeats(index, row, _) => Some((works.get(index).map(|work| format!("{} {} 第 {} 行", work.file, work.sheet, work.layout.start(row).row)), sheet)),
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
    let start = work.layout.start(row);
    let source = desk.source(work.file, work.sheet, start.row);
    let effect = match matched {
        Match::Repeats(.., true) => {
            let first = first.unwrap_or_default();
            findings.refuse(start, format!("与 {first} 是同一天的同一件事，到会情况却不同"), "同一件事只留一行，缺席的人写在一起；确是两件事的，请把主题写清楚".to_owned());
            Effect::Unchanged
        }
        Match::Repeats(..) => {
            findings.warn(start, format!("与 {} 相同，只记一次", first.unwrap_or_default()));
            Effect::Unchanged
        }
        Match::New => {
            let record = RecordId::fresh(desk.ids);
            desk.propose(content.recorded(record, source));
            Effect::Created
        }
        Match::Known(id) => match desk.site.records.get(&id) {
            Some(record) => match keep(desk, record, &work.layout.columns.keys().copied().collect(), &mut content) {
                Err(_) => {
                    findings.refuse(start, UNREAD.to_owned(), AGAIN.to_owned());
                    Effect::Unchanged
                }
                Ok(()) if same(record, &content) => Effect::Unchanged,
                Ok(()) => {
                    if let Some(change) = changed(desk, record, &content) {
                        let to = if record.date == content.date { "类型" } else { "日期" };
                        findings.warn(work.layout.address(row, to), format!("更正：{change}"));
                    }
                    desk.propose(content.corrected(id, source));
                    Effect::Changed
                }
            },
            None => Effect::Unchanged,
        },
    };
    work.book(findings, effect);
}

/// What the sheet has no column for stays as it was entered.
fn keep(desk: &Desk<'_>, record: &Record, columns: &BTreeSet<&str>, content: &mut Content) -> Result<(), Unopened> {
    let told = |name: &str| columns.contains(name) || name.strip_suffix("原因").is_some_and(|role| columns.contains(role));
    for (name, value) in &record.fields {
        if !told(name) && !content.fields.contains_key(name) {
            content.fields.insert(name, value.clone());
        }
    }
    for (role, people) in record.people.iter().filter(|(role, _)| !told(role)) {
        content.people.get_or_insert_with(role, || people.clone());
    }
    let untold = record.text.open().is_some_and(|texts| texts.marks.keys().any(|name| !told(name) && !content.text.contains_key(name)));
    let text = if untold { desk.text(record)? } else { None };
    for (name, text) in text.iter().flatten().filter(|(name, _)| !told(name)) {
        content.text.get_or_insert_with(name, || signs::without(text));
    }
    if record.bodies.len() > 1 && content.bodies.iter().all(|body| record.bodies.contains(body)) {
        content.bodies = record.bodies.to_vec();
    }
    Ok(())
}

/// What a correction changes that judging rests on: from what to what.
fn changed(desk: &Desk<'_>, record: &Record, content: &Content) -> Option<String> {
    let mut out = Vec::new();
    if record.date != content.date {
        out.push(format!("日期原来是 {}，现在是 {}", record.date, content.date));
    }
    if *record.kinds != content.kinds {
        let kinds = |kinds: &Kinds| kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join("、");
        out.push(format!("类型原来是 {}，现在是 {}", kinds(&record.kinds), kinds(&content.kinds)));
    }
    if **record.bodies != *content.bodies {
        out.push(format!("党组织原来是 {}，现在是 {}", desk.body_names(&record.bodies), desk.body_names(&content.bodies)));
    }
    for (name, value) in &content.fields {
        let old = record.fields.get(name);
        if let (Some(Value::Number(old)), Value::Number(new)) = (old, value)
            && old != new
        {
            out.push(format!("{name}原来是 {old}，现在是 {new}"));
        }
    }
    (!out.is_empty()).then(|| out.join("；"))
}

fn same(record: &Record, content: &Content) -> bool {
    // What is erased or restricted is compared with nothing.
    record.text.open().is_none_or(|texts| texts.are(&content.text))
        && *record.kinds == content.kinds
        && **record.bodies == *content.bodies
        && record.date == content.date
        && record.fields == content.fields
        && record.people == content.people
}
