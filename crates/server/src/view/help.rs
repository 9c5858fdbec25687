//! 需要帮助: what is late or wants a fact, by matter and body. Nobody is ranked: the oldest matter stands first.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::duties::cite;
use crate::view::{Tone, When, body_of, is_late, links, owner_in, period_words, tone, when};
use jishi_base::{BodyId, UnitId};
use jishi_calendar::Period;
use jishi_evaluate::{Verdict, Status};
use jishi_facts::Subject;
use std::collections::{BTreeMap, BTreeSet};

/// Cards shown; the rest is behind a link.
const MOST: usize = 8;
/// Matters listed on a card.
const MATTERS: usize = 3;
/// Characters of a reason on a card; the page of the instance has the whole.
const REASON: usize = 120;

/// What one body needs help with.
pub(crate) struct Card {
    pub(crate) tone: Tone,
    pub(crate) title: String,
    pub(crate) href: String,
    /// Why, where it is a single matter.
    pub(crate) why: Option<String>,
    pub(crate) cite: Option<Link>,
    /// The matters, where there are several.
    pub(crate) matters: Vec<Matter>,
    pub(crate) more_matters: usize,
    /// The title already names the only matter.
    pub(crate) single: bool,
    pub(crate) when: When,
    pub(crate) button: &'static str,
}

/// One duty of the body with everything late in it.
pub(crate) struct Matter {
    pub(crate) link: Link,
    pub(crate) detail: String,
    pub(crate) cite: Option<Link>,
}

/// The cards, and how many bodies more want help.
pub(crate) fn cards(snapshot: &Snapshot, unit: UnitId) -> (Vec<Card>, usize) {
    let mut groups: BTreeMap<(Option<BodyId>, u8), Vec<&Verdict>> = BTreeMap::new();
    let wanting = snapshot.of_unit(unit).filter(|i| is_late(i) || i.status == Status::FactMissing);
    for instance in wanting {
        groups.entry((body_of(snapshot, instance.subject), kind(instance))).or_default().push(instance);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|((body, kind), group)| (*kind, group.iter().filter_map(|i| i.due).min(), *body));
    let more = groups.len().saturating_sub(MOST);
    let cards = groups.iter().take(MOST).map(|((body, kind), group)| card(snapshot, unit, *body, *kind, group)).collect();
    (cards, more)
}

/// What is late by 应当 stands before what is late by 一般, and both before what wants a fact.
fn kind(instance: &Verdict) -> u8 {
    match (tone(instance), instance.status) {
        (Tone::Late, _) => 0,
        (_, Status::Overdue) => 1,
        _ => 2,
    }
}

fn card(snapshot: &Snapshot, unit: UnitId, body: Option<BodyId>, kind: u8, group: &[&Verdict]) -> Card {
    let name = body.and_then(|id| snapshot.seen().body(id)).map_or("未编入组织", |body| body.name.as_str());
    let tone = group.first().map_or(Tone::Plain, |instance| tone(instance));
    if let [only] = group {
        let link = cite_of(snapshot, unit, only);
        let title = format!("{name}：{}", matter_name(snapshot, only));
        let by = owner_in(snapshot, only);
        let When { head, note } = when(only, snapshot.as_of());
        let note = if by.is_empty() { note } else { format!("由{by}办理") };
        return Card {
            tone, title, href: links::instance(snapshot, only), why: Some(reason(snapshot, only)), cite: link, matters: Vec::new(),
            more_matters: 0, single: true, when: When { head, note }, button: "看依据",
        };
    }
    let matters = matters(snapshot, unit, body, group);
    // One matter is named in the title and only detailed below; several are named below, each with its link.
    let title = match matters.as_slice() {
        [only] => format!("{name}：{}", only.link.text),
        _ => name.to_owned(),
    };
    Card {
        tone,
        title,
        more_matters: matters.len().saturating_sub(MATTERS),
        single: matters.len() == 1,
        href: list_of(unit, body, group, ""),
        why: None,
        cite: None,
        when: When { head: format!("{} 项", group.len()), note: if kind == 2 { "缺事实" } else { "逾期" }.to_owned() },
        matters: matters.into_iter().take(MATTERS).collect(),
        button: "看事项",
    }
}

/// The list behind a group: its instances share their kind, hence status and force.
fn list_of(unit: UnitId, body: Option<BodyId>, group: &[&Verdict], duty: &str) -> String {
    let body = body.map_or_else(String::new, |id| id.to_string());
    let late = group.iter().any(|instance| is_late(instance));
    let (status, force) = if late { ("overdue", group.first().map_or("", |i| i.force.word())) } else { ("unknown", "") };
    links::duties(unit, &[("status", status), ("force", force), ("duty", duty), ("body", &body)])
}

fn matters(snapshot: &Snapshot, unit: UnitId, body: Option<BodyId>, group: &[&Verdict]) -> Vec<Matter> {
    let mut by_duty: Vec<(String, Vec<&Verdict>)> = Vec::new();
    for &instance in group {
        let name = matter_name(snapshot, instance);
        match by_duty.iter_mut().find(|(known, _)| *known == name) {
            Some((_, same)) => same.push(instance),
            None => by_duty.push((name, vec![instance])),
        }
    }
    let matter = |(name, same): (String, Vec<&Verdict>)| {
        let first = same.first()?;
        let duty = snapshot.duty(first).map_or("", |duty| duty.name.as_str());
        let href = if same.len() == 1 { links::instance(snapshot, first) } else { list_of(unit, body, &same, duty) };
        Some(Matter { link: Link::new(name, href), detail: detail(&same), cite: cite_of(snapshot, unit, first) })
    };
    by_duty.into_iter().filter_map(matter).collect()
}

/// The duty; behind it the post whose it is.
pub(crate) fn matter_name(snapshot: &Snapshot, instance: &Verdict) -> String {
    let duty = snapshot.duty(instance).map_or("", |duty| duty.name.as_str());
    let post = match instance.subject {
        Subject::Post(id) => snapshot.seen().post(id),
        Subject::Body(_) | Subject::Person(_) => None,
    };
    match post {
        Some(post) if !duty.contains(&post.title) => format!("{duty}（{}）", post.title),
        _ => duty.to_owned(),
    }
}

/// `2026年2月、2026年9月`, `21 期，最早 2025年1月`, or `3 人`.
fn detail(same: &[&Verdict]) -> String {
    if same.iter().all(|i| matches!(i.subject, Subject::Person(_))) {
        let people: BTreeSet<Subject> = same.iter().map(|i| i.subject).collect();
        return format!("{} 人", people.len());
    }
    let mut periods: Vec<Period> = same.iter().map(|i| i.period).collect();
    periods.sort();
    match periods.as_slice() {
        [first, _, _, ..] => format!("{} 期，最早 {}", periods.len(), period_words(*first)),
        few => few.iter().map(|period| period_words(*period)).collect::<Vec<_>>().join("、"),
    }
}

/// The first steps of the reason, as many as a card holds. What is asked stands in the article beside it.
fn reason(snapshot: &Snapshot, instance: &Verdict) -> String {
    let (words, instance) = (snapshot.words(), snapshot.told(instance));
    let mut text = String::new();
    for sentence in &words.steps(&instance) {
        if !text.is_empty() && text.chars().count() + sentence.chars().count() > REASON {
            break;
        }
        text.push_str(sentence);
    }
    if text.is_empty() { words.missing(&instance).join("；") } else { text }
}

fn cite_of(snapshot: &Snapshot, unit: UnitId, instance: &Verdict) -> Option<Link> {
    let citation = snapshot.duty(instance)?.citations.first()?;
    Some(cite(snapshot.library(), citation, Some(unit)))
}
