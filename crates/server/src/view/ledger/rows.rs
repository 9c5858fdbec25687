//! The rows of the ledgers, column by column as the packs name them. What a column cannot show stays empty: no pack compiles that asks for it.

use super::Cell;
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::record::item_text;
use crate::view::filter::year_of;
use crate::view::links;
use crate::view::mine::sum;
use crate::view::people::{body_link, link, membership, standing};
use crate::view::record::{kind_words, title, value_words};
use jishi_base::{BodyId, PersonId};
use jishi_calendar::{Date, PartialDate};
use jishi_evaluate::{Verdict, Status};
use jishi_facts::site::holds;
use jishi_facts::{Item, Membership, Record, Subject};
use jishi_pack::{FieldType, Form, LedgerColumn, Meaning, Shown};
use std::collections::BTreeMap;

/// People named in one cell.
const NAMES: usize = 6;

fn plain(text: impl Into<String>) -> Cell {
    vec![Link::new(text, "")]
}

fn day(date: Option<Date>) -> Cell {
    plain(date.map_or_else(String::new, |date| date.to_string()))
}

fn told(date: Option<PartialDate>) -> Cell {
    plain(date.map_or_else(String::new, |date| date.to_string()))
}

fn names(snapshot: &Snapshot, people: Option<&[PersonId]>) -> Cell {
    let people = people.unwrap_or_default();
    let mut cell: Cell = people.iter().take(NAMES).map(|person| link(snapshot, *person)).collect();
    if people.len() > NAMES {
        cell.push(Link::new(format!("等 {} 人", people.len()), ""));
    }
    cell
}

fn number(record: &Record, names: &[String]) -> Cell {
    plain(names.iter().find_map(|name| record.fields.get(name)).map_or_else(String::new, value_words))
}

/// A meeting, or a talk: why two people talked is not read at all.
pub(super) fn record(snapshot: &Snapshot, record: &Record, columns: &[LedgerColumn]) -> Vec<Cell> {
    let meanings = &snapshot.library().meanings;
    let talker = meanings.names(Meaning::Talker);
    let others: Vec<PersonId> = record.people.iter().filter(|(role, _)| !talker.iter().any(|known| *role == known)).flat_map(|(_, people)| people).copied().collect();
    let cell = |column: &LedgerColumn| match column.shown {
        Shown::Day => vec![Link::new(record.date.to_string(), links::record(record.id))],
        Shown::Kinds => plain(kind_words(record)),
        Shown::Bodies => record.bodies.iter().map(|body| body_link(snapshot, *body)).collect(),
        Shown::Others => names(snapshot, Some(&others)),
        Shown::Branch => branches(snapshot, &others).into_iter().map(|body| body_link(snapshot, body)).collect(),
        Shown::Entered => day(Some(record.entered.day)),
        Shown::Field(Meaning::Title) => plain(title(snapshot, record)),
        Shown::Field(meaning) if meaning.field_type() == FieldType::People => {
            names(snapshot, meanings.names(meaning).iter().find_map(|role| record.people.get(role)).map(|people| &**people))
        }
        Shown::Field(meaning) => number(record, meanings.names(meaning)),
        _ => Cell::new(),
    };
    columns.iter().map(cell).collect()
}

/// The branches of people, each once.
fn branches(snapshot: &Snapshot, people: &[PersonId]) -> Vec<BodyId> {
    let mut branches: Vec<BodyId> = Vec::new();
    for branch in people.iter().filter_map(|person| snapshot.branch_of(*person)) {
        if !branches.contains(&branch) {
            branches.push(branch);
        }
    }
    branches
}

/// A member with what is asked in a year: who holds a post may have two demands to meet.
pub(super) fn hours(snapshot: &Snapshot, member: &Membership, year: i16, columns: &[LedgerColumn]) -> Vec<Cell> {
    let mine = snapshot.of_subject(Subject::Person(member.person)).filter(|i| year_of(i, snapshot.as_of()) == year);
    let mut asked: Vec<(&Verdict, &str, String)> = mine
        .filter(|i| i.status != Status::NotApplicable)
        .filter_map(|i| match &snapshot.duty(i)?.form {
            Form::Quota { measure, at_least, .. } => Some((i, measure.as_str(), at_least.to_string())),
            _ => None,
        })
        .collect();
    asked.sort_by_key(|(instance, ..)| instance.duty);
    let total = asked.first().map(|(i, ..)| sum(i).to_string()).unwrap_or_default();
    let times = asked.first().map(|(i, ..)| i.times.to_string()).unwrap_or_default();
    let open = asked.first().map_or_else(String::new, |(i, ..)| links::instance(snapshot, i));
    let state = |i: &Verdict, at_least: &str| if asked.len() == 1 { i.status.word().to_owned() } else { format!("{at_least} {}", i.status.word()) };
    let states = || asked.iter().map(|(i, _, at_least)| Link::new(state(i, at_least), links::instance(snapshot, i))).collect();
    let cell = |column: &LedgerColumn| match column.shown {
        Shown::Name => vec![link(snapshot, member.person)],
        Shown::Branch => vec![body_link(snapshot, member.body)],
        Shown::Sum => vec![Link::new(total.as_str(), open.as_str())],
        Shown::Asked => plain(asked.iter().map(|(_, _, at_least)| at_least.as_str()).collect::<Vec<_>>().join("、")),
        Shown::State => states(),
        Shown::Times => plain(times.as_str()),
        _ => Cell::new(),
    };
    columns.iter().map(cell).collect()
}

/// Who holds which posts on the day judged for, by body and person.
pub(super) fn titles(snapshot: &Snapshot) -> BTreeMap<(BodyId, PersonId), Vec<&str>> {
    let (site, as_of) = (snapshot.seen(), snapshot.as_of());
    let mut titles: BTreeMap<(BodyId, PersonId), Vec<&str>> = BTreeMap::new();
    for holding in site.holdings().filter(|h| holds(Some(h.from), h.until, as_of)) {
        if let Some(post) = site.post(holding.post) {
            titles.entry((post.body, holding.person)).or_default().push(post.title.as_str());
        }
    }
    titles
}

pub(super) fn member(
    snapshot: &Snapshot, member: &Membership, titles: &BTreeMap<(BodyId, PersonId), Vec<&str>>, columns: &[LedgerColumn],
) -> Vec<Cell> {
    let entry = snapshot.seen().person(member.person);
    let details = entry.and_then(|person| person.details.open());
    let cell = |column: &LedgerColumn| match column.shown {
        Shown::Name => vec![link(snapshot, member.person)],
        Shown::Branch => vec![body_link(snapshot, member.body)],
        Shown::Standing => plain(entry.map_or("", |person| standing(person, snapshot.as_of()))),
        Shown::Joined => told(details.and_then(|details| details.joining())),
        Shown::Confirmed => told(details.and_then(|details| details.confirmation())),
        Shown::Membership => plain(membership(member.kind)),
        Shown::Posts => plain(titles.get(&(member.body, member.person)).map_or_else(String::new, |titles| titles.join("、"))),
        _ => Cell::new(),
    };
    columns.iter().map(cell).collect()
}

pub(super) fn item(snapshot: &Snapshot, item: &Item, columns: &[LedgerColumn]) -> Vec<Cell> {
    let state = match (item.verified, item.closed, item.due) {
        (Some(_), ..) => "已核实",
        (_, Some(_), _) => "待核实",
        (.., Some(due)) if due < snapshot.as_of() => "已过期限",
        (.., None) => "没有期限",
        _ => "在办",
    };
    let cell = |column: &LedgerColumn| match column.shown {
        Shown::Opened => vec![Link::new(item.opened.to_string(), item.opened_by.map_or_else(String::new, links::record))],
        Shown::Kinds => plain(&item.kind),
        Shown::What => vec![Link::new(item_text(snapshot, item), links::item(item.id))],
        Shown::Bodies => vec![body_link(snapshot, item.body)],
        Shown::Owner => names(snapshot, item.owner.as_ref().map(std::slice::from_ref)),
        Shown::Due => day(item.due),
        Shown::Closed => day(item.closed),
        Shown::Verified => day(item.verified),
        Shown::State => plain(state),
        _ => Cell::new(),
    };
    columns.iter().map(cell).collect()
}
