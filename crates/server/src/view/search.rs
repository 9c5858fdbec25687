//! One search over everything that may be seen: bodies, people, records, duties.

use crate::encoding;
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::pages::Pages;
use crate::view::people::{body_link, link};
use crate::view::sought::Sought;
use crate::view::record::{kind_words, title};
use crate::view::links;
use crate::dates;
use jishi_base::UnitId;
use jishi_calendar::Date;
use jishi_facts::site::holds;
use jishi_facts::{Person, Record};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Hits shown of each sort together.
const FEW: usize = 8;
/// Hits a page of one sort.
const PAGE: usize = 50;

/// The search as it stands in the address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    pub(crate) q: String,
    /// Narrowed to one sort.
    pub(crate) sort: String,
    pub(crate) page: String,
}

/// Something found.
pub(crate) struct Hit {
    pub(crate) link: Link,
    /// What tells it from others of the same name.
    pub(crate) about: String,
}

/// What was found of one sort.
pub(crate) struct Found {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) hits: Vec<Hit>,
    pub(crate) total: usize,
    /// Where all of them are.
    pub(crate) all: Option<String>,
}

/// The page.
pub(crate) struct Search {
    pub(crate) text: String,
    pub(crate) found: Vec<Found>,
    pub(crate) total: usize,
    /// Of one sort: its pages.
    pub(crate) pages: Option<Pages>,
}

/// What is searched, in the order shown: the address's word and the heading.
pub(crate) const SORTS: [(&str, &str); 4] = [("bodies", "组织"), ("people", "人员"), ("records", "记录"), ("duties", "责任")];

/// `None` where the address cannot be read.
pub(crate) fn search(snapshot: &Snapshot, query: &Query) -> Option<Search> {
    let text = query.q.trim().to_owned();
    if !query.sort.is_empty() && !SORTS.iter().any(|(id, _)| *id == query.sort) {
        return None;
    }
    if text.is_empty() {
        return Some(Search { text, found: Vec::new(), total: 0, pages: None });
    }
    let mut pages = None;
    let mut found = Vec::new();
    for (id, title) in SORTS.into_iter().filter(|(id, _)| query.sort.is_empty() || *id == query.sort) {
        let hits = hits(snapshot, id, &text);
        let total = hits.len();
        let shown: Vec<Find> = if query.sort.is_empty() {
            hits.into_iter().take(FEW).collect()
        } else {
            let of = Pages::new(total, PAGE, &query.page, |page| format!("/search{}", encoding::query(&[("q", &text), ("sort", id), ("page", page)])))?;
            let shown = of.of(&hits).to_vec();
            pages = Some(of);
            shown
        };
        let all = (total > shown.len() && query.sort.is_empty()).then(|| format!("/search{}", encoding::query(&[("q", &text), ("sort", id)])));
        open_titles(snapshot, &shown);
        found.push(Found { id, title, hits: shown.into_iter().map(|find| hit(snapshot, find)).collect(), total, all });
    }
    found.retain(|found| found.total > 0);
    let total = found.iter().map(|found| found.total).sum();
    Some(Search { text, found, total, pages })
}

/// Opens the titles of the records among what is found, at once.
pub(crate) fn open_titles(snapshot: &Snapshot, found: &[Find<'_>]) {
    snapshot.seen().open_records(found.iter().filter_map(|find| if let Find::Record(record) = find { Some(*record) } else { None }));
}

/// Something found that is not written out yet.
#[derive(Clone, Copy)]
pub(crate) enum Find<'a> {
    Body(&'a jishi_facts::Body),
    Person(&'a Person),
    Record(&'a Record),
    Duty(usize, UnitId),
}

/// All of one sort that holds a text, in the order shown.
pub(crate) fn hits<'a>(snapshot: &'a Snapshot, sort: &str, text: &str) -> Vec<Find<'a>> {
    let site = snapshot.seen();
    match sort {
        "bodies" => {
            let mut bodies: Vec<_> = site.bodies_called(|name| name.contains(text)).filter(|body| holds(None, body.closed, snapshot.as_of())).collect();
            bodies.sort_by_key(|body| body.version);
            bodies.into_iter().map(Find::Body).collect()
        }
        "people" => {
            let mut people: Vec<&Person> = site.people().filter(|person| snapshot.opens_person(person.id) && person.name().contains(text)).collect();
            people.sort_by_key(|person| person.version);
            people.into_iter().map(Find::Person).collect()
        }
        "records" => {
            let days = Days::read(text);
            let all = snapshot.records(None);
            let sought = Sought::among(snapshot, text, &all);
            let wanted = |record: &&Record| days.as_ref().is_some_and(|days| days.holds(record.date)) || sought.is_in(record, |_| false);
            all.into_iter().filter(wanted).map(Find::Record).collect()
        }
        _ => duties(snapshot, text),
    }
}

/// Each duty once a unit in which it is judged.
fn duties<'a>(snapshot: &Snapshot, text: &str) -> Vec<Find<'a>> {
    let named: BTreeSet<usize> =
        snapshot.library().duties.iter().enumerate().filter(|(_, duty)| duty.name.contains(text)).map(|(at, _)| at).collect();
    let judged: BTreeSet<(usize, UnitId)> =
        snapshot.verdicts().filter(|i| named.contains(&i.duty)).filter_map(|i| Some((i.duty, i.unit?))).collect();
    let units = snapshot.units();
    let in_order = |at: usize| units.iter().map(move |unit| (at, unit.id)).filter(|pair| judged.contains(pair));
    named.iter().flat_map(|&at| in_order(at)).map(|(at, unit)| Find::Duty(at, unit)).collect()
}

/// Something found, written out.
pub(crate) fn hit(snapshot: &Snapshot, find: Find) -> Hit {
    let unit_name = |unit: Option<UnitId>| unit.and_then(|unit| snapshot.seen().unit(unit)).map_or("", |unit| unit.name.as_str());
    match find {
        Find::Body(body) => Hit { link: body_link(snapshot, body.id), about: [body.kind.as_str(), unit_name(body.unit)].join("　").trim().to_owned() },
        Find::Person(person) => {
            let branch = snapshot.branch_of(person.id).and_then(|body| snapshot.seen().body(body));
            Hit { link: link(snapshot, person.id), about: branch.map_or_else(|| unit_name(Some(person.unit)), |body| body.name.as_str()).to_owned() }
        }
        Find::Record(record) => {
            let bodies: Vec<&str> = record.bodies.iter().filter_map(|body| snapshot.seen().body(*body)).map(|body| body.name.as_str()).collect();
            let about = format!("{}　{}　{}", dates::full(record.date), kind_words(record), bodies.join("、"));
            Hit { link: Link::new(title(snapshot, record), links::record(record.id)), about: about.trim().to_owned() }
        }
        Find::Duty(at, unit) => {
            let name = snapshot.library().duties.get(at).map_or("", |duty| duty.name.as_str());
            Hit { link: Link::new(name, links::duties(unit, &[("duty", name)])), about: unit_name(Some(unit)).to_owned() }
        }
    }
}

/// Days that a text names: `2026-03-12`, `2026-03`, `2026年3月12日`, `2026年3月`, `3月12日`.
struct Days {
    year: Option<i16>,
    month: i8,
    day: Option<i8>,
}

impl Days {
    fn read(text: &str) -> Option<Self> {
        let plain = text.replace(['年', '月'], "-").replace(['日', '号'], "");
        let parts: Vec<&str> = plain.trim_end_matches('-').split('-').collect();
        let number = |part: &&str| part.parse::<i8>().ok();
        let days = match parts.as_slice() {
            [year, month] if year.len() == 4 => Self { year: Some(year.parse().ok()?), month: number(month)?, day: None },
            [year, month, day] if year.len() == 4 => Self { year: Some(year.parse().ok()?), month: number(month)?, day: Some(number(day)?) },
            [month, day] if text.contains('月') => Self { year: None, month: number(month)?, day: Some(number(day)?) },
            _ => return None,
        };
        (1..=12).contains(&days.month).then_some(days)
    }

    fn holds(&self, date: Date) -> bool {
        self.year.is_none_or(|year| year == date.year()) && self.month == date.month() && self.day.is_none_or(|day| day == date.day())
    }
}
