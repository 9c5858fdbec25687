//! The list of a unit's duties: filtered, most urgent first, fifty a page.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::filter::{FORCES, Filter, Query, State, year_of};
use crate::view::{Tone, When, Doubt, links, owner_in, period_words, tone, when};
use jishi_base::{Citation, UnitId};
use jishi_calendar::Period;
use jishi_evaluate::Verdict;
use jishi_pack::Library;
use std::collections::{BTreeMap, BTreeSet};

/// Rows a page.
pub(crate) const PAGE: usize = 50;

/// One instance in a list.
pub(crate) struct Row {
    pub(crate) tone: Tone,
    pub(crate) word: &'static str,
    pub(crate) duty: String,
    pub(crate) href: String,
    pub(crate) subject: String,
    pub(crate) period: String,
    pub(crate) when: When,
    pub(crate) owner: String,
    pub(crate) cite: Option<Link>,
    pub(crate) doubt: Option<Doubt>,
}

/// An entry of a select.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) selected: bool,
}

/// What a list shows.
pub(crate) struct List {
    pub(crate) unit_name: String,
    pub(crate) here: String,
    pub(crate) query: Query,
    pub(crate) total: usize,
    pub(crate) all: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) first: usize,
    pub(crate) page: usize,
    pub(crate) pages: usize,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) states: Vec<Choice>,
    pub(crate) duties: Vec<Choice>,
    pub(crate) articles: Vec<Choice>,
    pub(crate) forces: Vec<Choice>,
    pub(crate) years: Vec<Choice>,
    pub(crate) periods: Vec<Choice>,
    /// What the list is narrowed to, in words: printed, where the form is not.
    pub(crate) narrowing: String,
    /// One of the folded filters is in use.
    pub(crate) narrowed: bool,
    /// Narrowings that came with a link and have no field: what they are, and the list without them.
    pub(crate) chips: Vec<Link>,
}

/// `None` where the address cannot be read, or names no unit.
pub(crate) fn list(snapshot: &Snapshot, unit: UnitId, query: Query) -> Option<List> {
    let filter = Filter::read(snapshot, &query)?;
    let unit_name = snapshot.seen().unit(unit)?.name.clone();
    let asked: usize = if query.page.is_empty() { 1 } else { query.page.parse().ok().filter(|page| *page > 0)? };
    let found: Vec<&Verdict> = snapshot.of_unit(unit).filter(|instance| filter.holds(snapshot, instance)).collect();
    let pages = found.len().div_ceil(PAGE).max(1);
    let page = asked.min(pages);
    let turn = |to: usize| links::duties(unit, &query.with("page", &to.to_string()));
    Some(List {
        unit_name,
        here: links::duties(unit, &[]),
        total: found.len(),
        all: snapshot.of_unit(unit).count(),
        rows: found.iter().skip((page - 1) * PAGE).take(PAGE).map(|instance| row(snapshot, unit, instance)).collect(),
        first: if found.is_empty() { 0 } else { (page - 1) * PAGE + 1 },
        page,
        pages,
        previous: (page > 1).then(|| turn(page - 1)),
        next: (page < pages).then(|| turn(page + 1)),
        states: State::CHOICES.iter().map(|(_, key, text)| choice(*key, *text, &query.status)).collect(),
        duties: duty_choices(snapshot, unit, &query.duty),
        articles: article_choices(snapshot, unit, &query.article),
        forces: FORCES.iter().map(|force| choice(force.word(), force.word(), &query.force)).collect(),
        years: year_choices(snapshot, unit, &query.year),
        periods: period_choices(snapshot, unit, &query),
        narrowing: narrowing(&query),
        narrowed: [&query.article, &query.force, &query.year, &query.period].iter().any(|value| !value.is_empty()),
        chips: chips(snapshot, unit, &query, &filter),
        query,
    })
}

fn row(snapshot: &Snapshot, unit: UnitId, instance: &Verdict) -> Row {
    let duty = snapshot.duty(instance);
    Row {
        tone: tone(instance),
        word: instance.status.word(),
        duty: duty.map_or_else(String::new, |duty| duty.name.clone()),
        href: links::instance(snapshot, instance),
        subject: snapshot.words().subject(instance),
        period: period_words(instance.period),
        when: when(instance, snapshot.as_of()),
        owner: owner_in(snapshot, instance),
        cite: duty.and_then(|duty| duty.citations.first()).map(|citation| cite(snapshot.library(), citation, Some(unit))),
        doubt: duty.and_then(|duty| Doubt::of(&duty.confidence)),
    }
}

/// A citation as a page shows it, leading to its article.
pub(crate) fn cite(library: &Library, citation: &Citation, unit: Option<UnitId>) -> Link {
    let style = library.packs.get(&citation.document).map(|pack| pack.style).unwrap_or_default();
    Link::new(citation.on_page(style), links::article(citation, unit))
}

fn choice(value: impl Into<String>, text: impl Into<String>, chosen: &str) -> Choice {
    let value = value.into();
    Choice { selected: value == chosen, text: text.into(), value }
}

fn duty_choices(snapshot: &Snapshot, unit: UnitId, chosen: &str) -> Vec<Choice> {
    let present: BTreeSet<usize> = snapshot.of_unit(unit).map(|instance| instance.duty).collect();
    let names = present.iter().filter_map(|&duty| snapshot.library().duties.get(duty)).map(|duty| duty.name.as_str());
    with_chosen(names.map(|name| choice(name, name, chosen)).collect(), chosen)
}

fn article_choices(snapshot: &Snapshot, unit: UnitId, chosen: &str) -> Vec<Choice> {
    let present: BTreeSet<usize> = snapshot.of_unit(unit).map(|instance| instance.duty).collect();
    let mut cited: BTreeMap<(usize, u32), Citation> = BTreeMap::new();
    for citation in present.iter().filter_map(|&duty| snapshot.library().duties.get(duty)).flat_map(|duty| &duty.citations) {
        cited.entry((pack_place(snapshot, &citation.document), citation.article)).or_insert_with(|| citation.clone());
    }
    let choices = cited.values().map(|citation| choice(citation.key(), cite(snapshot.library(), citation, None).text, chosen));
    with_chosen(choices.collect(), chosen)
}

/// Packs stand in the order in which their first duty does.
pub(crate) fn pack_place(snapshot: &Snapshot, document: &str) -> usize {
    let duties = &snapshot.library().duties;
    duties.iter().position(|duty| duty.citations.first().is_some_and(|c| c.document == document)).unwrap_or(duties.len())
}

fn year_choices(snapshot: &Snapshot, unit: UnitId, chosen: &str) -> Vec<Choice> {
    let years: BTreeSet<i16> = snapshot.of_unit(unit).map(|instance| year_of(instance, snapshot.as_of())).collect();
    with_chosen(years.iter().rev().map(|year| choice(year.to_string(), format!("{year}年"), chosen)).collect(), chosen)
}

/// Regular periods only, of the year chosen or of this year: events have their own days, too many to choose from.
fn period_choices(snapshot: &Snapshot, unit: UnitId, query: &Query) -> Vec<Choice> {
    let year = query.year.parse().unwrap_or_else(|_| snapshot.as_of().year());
    let periods: BTreeSet<Period> = snapshot
        .of_unit(unit)
        .map(|instance| instance.period)
        .filter(|period| !matches!(period, Period::Day(_) | Period::Clock(..)))
        .filter(|period| period.first().is_none_or(|first| first.year() == year))
        .collect();
    with_chosen(periods.iter().map(|period| choice(period.to_string(), period.in_words(), &query.period)).collect(), &query.period)
}

/// What an address asks for stays chosen, also where the list has nothing of it.
fn with_chosen(mut choices: Vec<Choice>, chosen: &str) -> Vec<Choice> {
    if !chosen.is_empty() && !choices.iter().any(|choice| choice.selected) {
        choices.push(choice(chosen, chosen, chosen));
    }
    choices
}

fn narrowing(query: &Query) -> String {
    let state = State::CHOICES.iter().find(|(_, key, _)| *key == query.status).map_or("", |(.., text)| *text);
    let state = if query.status.is_empty() { "" } else { state };
    let parts = [
        ("状态", state), ("责任", &query.duty), ("条文", &query.article), ("力度", &query.force), ("年度", &query.year), ("期", &query.period),
        ("到期", &query.due), ("名称里有", &query.q),
    ];
    parts.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}：{value}")).collect::<Vec<_>>().join("；")
}

fn chips(snapshot: &Snapshot, unit: UnitId, query: &Query, filter: &Filter) -> Vec<Link> {
    let without = |name| links::duties(unit, &query.with(name, ""));
    let body = filter.body.map(|id| snapshot.seen().body(id).map_or("未登记的组织", |body| body.name.as_str()));
    let body = body.map(|name| Link::new(format!("只看 {name}"), without("body")));
    let due = (!query.due.is_empty()).then(|| Link::new(format!("只看 {} 到期", query.due), without("due")));
    body.into_iter().chain(due).collect()
}
