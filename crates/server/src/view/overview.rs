//! A unit at a glance: what needs help, what is near, how each article stands, the months, the half-year ahead.

use crate::view::{Late, Link};
use crate::snapshot::Snapshot;
use crate::view::chart::{self, Bar, Trend};
use crate::view::duties::{cite, pack_place};
use crate::view::filter::{is_soon, year_of};
use crate::view::help::{self, Card};
use crate::view::tally::Tally;
use crate::view::{links, vacancies};
use crate::dates;
use jishi_base::{Citation, UnitId};
use jishi_calendar::{Date, Period, months_after};
use jishi_evaluate::{Verdict, Status};
use jishi_facts::site::holds;
use std::collections::{BTreeMap, BTreeSet};

/// Articles that always show, where so many are cited.
const ARTICLES: usize = 6;
/// Days ahead that show.
const DAYS_AHEAD: usize = 10;
/// Events named on such a day; the others are behind the day's number.
const EVENTS_A_DAY: usize = 3;

/// A number at the head of the page.
pub(crate) struct Figure {
    pub(crate) value: usize,
    /// Of how many.
    pub(crate) of: Option<usize>,
    pub(crate) words: &'static str,
    pub(crate) href: String,
    pub(crate) late: bool,
}

/// How the duties of one article stand.
pub(crate) struct ArticleRow {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) tally: Tally,
    pub(crate) bar: Bar,
}

/// A day to come and what falls on it.
pub(crate) struct Ahead {
    pub(crate) day: Date,
    pub(crate) date: String,
    pub(crate) what: Vec<Link>,
}

/// The page.
pub(crate) struct Overview {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) year: i16,
    pub(crate) figures: Vec<Figure>,
    pub(crate) cards: Vec<Card>,
    pub(crate) more_cards: usize,
    pub(crate) late_list: String,
    pub(crate) articles: Vec<ArticleRow>,
    pub(crate) more_articles: Vec<ArticleRow>,
    pub(crate) trend: Option<Trend>,
    pub(crate) ahead: Vec<Ahead>,
    /// Nothing is judged here yet.
    pub(crate) empty: bool,
}

/// `None` where there is no such unit.
pub(crate) fn overview(snapshot: &Snapshot, unit: UnitId) -> Option<Overview> {
    let entry = snapshot.seen().unit(unit)?;
    let (cards, more_cards) = help::cards(snapshot, unit);
    let (articles, more_articles) = articles(snapshot, unit);
    Some(Overview {
        name: entry.name.clone(),
        about: about(snapshot, unit),
        year: snapshot.as_of().year(),
        figures: figures(snapshot, unit),
        cards,
        more_cards,
        late_list: links::duties(unit, &[("status", "overdue")]),
        articles,
        more_articles,
        trend: trend(snapshot, unit),
        ahead: ahead(snapshot, unit),
        empty: snapshot.of_unit(unit).next().is_none(),
    })
}

/// What is late in a unit: the number beside the menu's list.
pub(crate) fn late(snapshot: &Snapshot, unit: UnitId) -> Late {
    let all = Tally::of(snapshot.of_unit(unit));
    Late { count: all.overdue(), hard: all.late > 0 }
}

/// `党组 1 个，党支部 8 个，110 名党员`
fn about(snapshot: &Snapshot, unit: UnitId) -> String {
    let (site, as_of) = (snapshot.seen(), snapshot.as_of());
    let bodies = snapshot.bodies(unit);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for body in &bodies {
        *kinds.entry(body.kind.as_str()).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    let ids: BTreeSet<_> = bodies.iter().map(|body| body.id).collect();
    let members: BTreeSet<_> = site
        .memberships()
        .filter(|m| ids.contains(&m.body) && holds(site.member_since(m), m.until, as_of))
        .map(|m| m.person)
        .collect();
    let mut parts: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} 个{kind}")).collect();
    parts.push(format!("{} 名党员", members.len()));
    parts.join("，")
}

/// The numbers at the head of the page; the list of units shows them too.
pub(crate) fn figures(snapshot: &Snapshot, unit: UnitId) -> Vec<Figure> {
    let as_of = snapshot.as_of();
    let year = as_of.year().to_string();
    let this_year = Tally::of(snapshot.of_unit(unit).filter(|i| year_of(i, as_of) == as_of.year()));
    let late = late(snapshot, unit);
    let soon = snapshot.of_unit(unit).filter(|i| is_soon(i, as_of)).count();
    let figure = |value, words, href| Figure { value, of: None, words, href, late: false };
    vec![
        Figure { late: late.hard, ..figure(late.count, "逾期", links::duties(unit, &[("status", "overdue")])) },
        figure(soon, "30 天内到期", links::duties(unit, &[("status", "soon")])),
        Figure {
            of: Some(this_year.all()),
            ..figure(this_year.done, "本年已完成", links::duties(unit, &[("status", "done"), ("year", &year)]))
        },
        figure(vacancies::vacant(snapshot, unit).len(), "职务空缺", links::vacancies(unit)),
    ]
}

/// Articles cited by this year's duties. Those with something late show; the rest folds where there are many.
fn articles(snapshot: &Snapshot, unit: UnitId) -> (Vec<ArticleRow>, Vec<ArticleRow>) {
    let as_of = snapshot.as_of();
    let year = as_of.year().to_string();
    let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
    for instance in snapshot.of_unit(unit).filter(|i| year_of(i, as_of) == as_of.year()) {
        tallies.entry(instance.duty).or_default().add(instance);
    }
    let mut cited: Vec<(&str, u32)> = snapshot.articles().collect();
    cited.sort_by_key(|(document, article)| (pack_place(snapshot, document), *article));
    let row = |(document, article): (&str, u32)| {
        let tally = snapshot.duties_of(document, article).iter().filter_map(|duty| tallies.get(duty)).copied().fold(Tally::default(), Tally::plus);
        let citation = Citation { document: document.to_owned(), article, quote: None };
        let href = links::duties(unit, &[("article", &citation.key()), ("status", "owed"), ("year", &year)]);
        (tally.all() > 0).then(|| ArticleRow { name: cite(snapshot.library(), &citation, None).text, href, tally, bar: chart::bar(tally) })
    };
    let rows: Vec<ArticleRow> = cited.into_iter().filter_map(row).collect();
    let mut spare = ARTICLES.saturating_sub(rows.iter().filter(|row| row.tally.overdue() > 0).count());
    rows.into_iter().partition(|row| {
        row.tally.overdue() > 0 || (spare > 0 && {
            spare -= 1;
            true
        })
    })
}

/// For each month so far: of what fell due in it, how much was done in time.
fn trend(snapshot: &Snapshot, unit: UnitId) -> Option<Trend> {
    let as_of = snapshot.as_of();
    let mut months: BTreeMap<i8, (usize, usize)> = BTreeMap::new();
    for instance in snapshot.of_unit(unit) {
        let settled = matches!(instance.status, Status::Met | Status::MetLate | Status::Overdue);
        let Some(due) = instance.due.filter(|due| settled && due.year() == as_of.year() && due.month() <= as_of.month()) else { continue };
        let (on_time, of) = months.entry(due.month()).or_default();
        *of += 1;
        *on_time += usize::from(instance.status == Status::Met);
    }
    let month = |(month, (on_time, of)): (i8, (usize, usize))| {
        let due = format!("{:04}-{month:02}", as_of.year());
        (month, on_time, of, month == as_of.month() && as_of != as_of.last_of_month(), links::duties(unit, &[("status", "settled"), ("due", &due)]))
    };
    chart::trend(months.into_iter().map(month).collect())
}

/// What falls due within half a year: events by name, the regular duties of a day together.
fn ahead(snapshot: &Snapshot, unit: UnitId) -> Vec<Ahead> {
    let as_of = snapshot.as_of();
    let end = months_after(as_of, 6);
    let mut days: BTreeMap<Date, Vec<&Verdict>> = BTreeMap::new();
    for instance in snapshot.of_unit(unit).filter(|i| matches!(i.status, Status::Due | Status::Upcoming)) {
        if let Some(due) = instance.due.filter(|due| as_of <= *due && *due <= end) {
            days.entry(due).or_default().push(instance);
        }
    }
    let ahead = |(day, instances): (Date, Vec<&Verdict>)| Ahead { day, date: dates::short(day, as_of), what: of_day(snapshot, unit, day, &instances) };
    days.into_iter().take(DAYS_AHEAD).map(ahead).collect()
}

fn of_day(snapshot: &Snapshot, unit: UnitId, day: Date, instances: &[&Verdict]) -> Vec<Link> {
    let is_event = |instance: &Verdict| matches!(instance.period, Period::Day(_) | Period::Clock(..));
    let name = |instance: &Verdict| snapshot.duty(instance).map_or("", |duty| duty.name.as_str());
    let events = instances.iter().filter(|i| is_event(i)).take(EVENTS_A_DAY);
    let mut links: Vec<Link> =
        events.map(|i| Link::new(format!("{}：{}", snapshot.words().subject(i), name(i)), links::instance(snapshot, i))).collect();
    if links.len() == instances.len() {
        return links;
    }
    let rest: BTreeSet<usize> = instances.iter().filter(|i| !is_event(i)).map(|i| i.duty).collect();
    let only = if rest.len() == 1 { instances.iter().find(|i| rest.contains(&i.duty)) } else { None };
    let (text, duty) = match only {
        Some(only) => (format!("{} {} 件", name(only), instances.iter().filter(|i| i.duty == only.duty).count()), name(only)),
        None => (format!("当日到期共 {} 件", instances.len()), ""),
    };
    links.push(Link::new(text, links::duties(unit, &[("status", "open"), ("due", &day.to_string()), ("duty", duty)])));
    links
}
