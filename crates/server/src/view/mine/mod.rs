//! 我的事项, the first screen: what a person or a body owes, soonest first; the year at a glance; what entry costs.

mod burden;
mod owed;
mod rows;
mod together;

pub(crate) use rows::{record_kinds, way_to_enter};
pub(crate) use burden::Burden;
pub(crate) use owed::{Desk, owed};
pub(crate) use rows::{Item, sum};
pub(crate) use together::Joined;

use crate::view::{Late, Link};
use crate::snapshot::Snapshot;
use crate::view::filter::year_of;
use crate::view::grid::{Columns, Grid, grid};
use crate::view::overview::Figure;
use crate::view::tally::Tally;
use crate::view::{Tone, body_of, links};
use crate::viewer::Viewer;
use jishi_evaluate::Verdict;
use jishi_facts::Subject;
use rows::Bucket;

/// Items shown in a group; the rest is behind a link.
const MOST: usize = 12;
/// Duties shown in the year at a glance.
const DUTIES: usize = 10;

/// What must be done by the same time.
pub(crate) struct Group {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) items: Vec<Item>,
    pub(crate) more: usize,
}

/// The page.
pub(crate) struct Mine {
    /// Whose: a body's name, or empty for a person's own.
    pub(crate) body: Option<Link>,
    pub(crate) about: String,
    /// Where something that happened is entered.
    pub(crate) record: Option<String>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) groups: Vec<Group>,
    /// Everything open, as a list.
    pub(crate) list: Option<String>,
    pub(crate) grid: Option<Grid>,
    pub(crate) together: Vec<Joined>,
    pub(crate) burden: Option<Burden>,
}

/// What is late on the viewer's desk: the number in the menu.
pub(crate) fn late(snapshot: &Snapshot, viewer: &Viewer) -> Late {
    let Some(desk) = Desk::of(viewer) else { return Late::default() };
    let (own, others) = owed::owed(snapshot, &desk);
    let late = rows::late(snapshot, &own, &others);
    Late { count: late.len(), hard: late.contains(&Tone::Late) }
}

/// The first screen of a desk.
pub(crate) fn mine(snapshot: &Snapshot, desk: &Desk) -> Mine {
    let (own, others) = owed::owed(snapshot, desk);
    let together = together::together(snapshot, desk, &own);
    let items = rows::items(snapshot, desk, &own, &others);
    let body = desk.body.and_then(|id| snapshot.seen().body(id));
    Mine {
        body: body.map(|body| Link::new(&body.name, links::body(body.id))),
        about: about(snapshot, desk),
        record: desk.body.filter(|_| desk.enters).map(|body| links::record_new(body, "", "")),
        figures: figures(snapshot, desk, &items),
        list: desk.unit(snapshot).zip(desk.body).map(|(unit, body)| links::duties(unit, &[("body", &body.to_string())])),
        groups: groups(items),
        grid: grid(snapshot, of_year(snapshot, desk), Columns::Quarters, DUTIES),
        together,
        burden: desk.body.map(|body| burden::burden(snapshot, body)),
    }
}

/// The duties of the year at a glance: the body's, else the person's.
fn of_year<'a>(snapshot: &'a Snapshot, desk: &Desk) -> Box<dyn Iterator<Item = &'a Verdict> + 'a> {
    match desk.body.map(Subject::Body).or(desk.person.map(Subject::Person)) {
        Some(subject) => Box::new(snapshot.of_subject(subject)),
        None => Box::new(std::iter::empty()),
    }
}

fn about(snapshot: &Snapshot, desk: &Desk) -> String {
    let Some(body) = desk.body.or_else(|| desk.person.and_then(|person| snapshot.branch_of(person))) else { return String::new() };
    let name = snapshot.seen().body(body).map_or("", |entry| entry.name.as_str());
    match snapshot.seen().members_on(body, snapshot.as_of()).count() {
        0 => format!("{name}。"),
        members => format!("{name}，{members} 名党员。"),
    }
}

fn groups(items: Vec<(Bucket, Item)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Bucket::ALL.iter().map(|(_, id, title)| Group { id, title, items: Vec::new(), more: 0 }).collect();
    for (bucket, item) in items {
        let place = Bucket::ALL.iter().position(|(known, ..)| *known == bucket).unwrap_or_default();
        match groups.get_mut(place) {
            Some(group) if group.items.len() < MOST => group.items.push(item),
            Some(group) => group.more += 1,
            None => {}
        }
    }
    groups.retain(|group| !group.items.is_empty());
    groups
}

/// What is in each group, and how much of the year is done; each leads to what it counts.
fn figures(snapshot: &Snapshot, desk: &Desk, items: &[(Bucket, Item)]) -> Vec<Figure> {
    let shown = [(Bucket::Late, "已逾期", "#late"), (Bucket::Week, "一周内到期", "#week"), (Bucket::Month, "30 天内到期", "#month"), (Bucket::Year, "年底前到期", "#year")];
    let figure = |(bucket, words, href): (Bucket, &'static str, &str)| {
        let value = items.iter().filter(|(of, _)| *of == bucket).count();
        let late = bucket == Bucket::Late && items.iter().any(|(of, item)| *of == bucket && item.tone == Tone::Late);
        Figure { value, of: None, words, href: if value > 0 { href.to_owned() } else { String::new() }, late }
    };
    shown.into_iter().map(figure).chain(done(snapshot, desk)).collect()
}

/// Of what this year asks: of everything filed under the body, or of the person.
fn done(snapshot: &Snapshot, desk: &Desk) -> Option<Figure> {
    let (unit, as_of) = (desk.unit(snapshot)?, snapshot.as_of());
    let year = as_of.year();
    let this_year = |i: &&Verdict| year_of(i, as_of) == year;
    let (tally, href) = match (desk.body, desk.person) {
        (Some(body), _) => {
            let filed = snapshot.of_unit(unit).filter(this_year).filter(|i| body_of(snapshot, i.subject) == Some(body));
            (Tally::of(filed), links::duties(unit, &[("status", "done"), ("year", &year.to_string()), ("body", &body.to_string())]))
        }
        (None, Some(person)) => (Tally::of(snapshot.of_subject(Subject::Person(person)).filter(this_year)), links::person(person)),
        (None, None) => return None,
    };
    Some(Figure { value: tally.done, of: Some(tally.all()), words: "本年已完成", href, late: false })
}
