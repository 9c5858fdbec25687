//! A month of a unit or of a body: what falls due, what was held, and anniversaries.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::ledger::{Kind, meets};
use crate::view::record::{kind_words, title};
use crate::view::{Tone, body_of, links, tone};
use crate::dates;
use jishi_base::{BodyId, UnitId};
use jishi_calendar::Date;
use jishi_evaluate::{Verdict, Status};
use jishi_facts::site::holds;
use jishi_facts::{Person, Record, Subject};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Entries shown of a day.
const ENTRIES: usize = 5;

/// The address: `2026-11`, a unit, a body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    pub(crate) month: String,
    pub(crate) unit: String,
    pub(crate) body: String,
}

/// Whose month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    Unit(UnitId),
    Body(BodyId),
}

/// Something on a day.
pub(crate) struct Entry {
    pub(crate) class: &'static str,
    pub(crate) word: &'static str,
    pub(crate) link: Link,
}

/// A day of the month, or a blank before or after it.
pub(crate) struct Day {
    pub(crate) number: Option<i8>,
    pub(crate) words: String,
    pub(crate) today: bool,
    pub(crate) entries: Vec<Entry>,
    /// What found no room, folded.
    pub(crate) rest: Vec<Entry>,
}

/// The page.
pub(crate) struct Calendar {
    pub(crate) title: String,
    pub(crate) scope: String,
    pub(crate) weeks: Vec<Vec<Day>>,
    pub(crate) empty: bool,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) present: Option<String>,
}

/// Reads a month: `2026-11`; empty is the present one.
pub(crate) fn read_month(text: &str, now: Date) -> Option<Date> {
    if text.is_empty() {
        return Some(now.first_of_month());
    }
    let (year, month) = text.split_once('-')?;
    if year.len() != 4 || month.len() != 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok().filter(|day| within(*day))
}

/// Years that are shown at all.
fn within(day: Date) -> bool {
    (1921..=2100).contains(&day.year())
}

/// What is on each day of the month that begins on `first`; days without anything are left out.
pub(crate) fn entries(snapshot: &Snapshot, scope: Scope, first: Date) -> BTreeMap<Date, Vec<Entry>> {
    let mut days: BTreeMap<Date, Vec<Entry>> = BTreeMap::new();
    for (day, entry) in due(snapshot, scope, first).into_iter().chain(held(snapshot, scope, first)).chain(anniversaries(snapshot, scope, first)) {
        days.entry(day).or_default().push(entry);
    }
    days
}

/// The month that begins on `first`.
pub(crate) fn month(snapshot: &Snapshot, scope: Scope, first: Date) -> Calendar {
    let days = entries(snapshot, scope, first);
    let here = |first: Date| address(scope, first);
    let before = first.yesterday().ok().map(Date::first_of_month);
    let after = first.last_of_month().tomorrow().ok();
    let present = snapshot.as_of().first_of_month();
    Calendar {
        title: format!("{}年{}月", first.year(), first.month()),
        scope: name(snapshot, scope),
        empty: days.is_empty(),
        weeks: weeks(snapshot.as_of(), first, days),
        previous: before.filter(|day| within(*day)).map(here),
        next: after.filter(|day| within(*day)).map(here),
        present: (present != first).then(|| here(present)),
    }
}

fn address(scope: Scope, first: Date) -> String {
    let month = Some((first.year(), first.month()));
    match scope {
        Scope::Unit(unit) => links::calendar(Some(unit), None, month),
        Scope::Body(body) => links::calendar(None, Some(body), month),
    }
}

pub(crate) fn name(snapshot: &Snapshot, scope: Scope) -> String {
    match scope {
        Scope::Unit(unit) => snapshot.seen().unit(unit).map_or_else(String::new, |entry| entry.name.clone()),
        Scope::Body(body) => snapshot.seen().body(body).map_or_else(String::new, |entry| entry.name.clone()),
    }
}

fn weeks(today: Date, first: Date, mut days: BTreeMap<Date, Vec<Entry>>) -> Vec<Vec<Day>> {
    let blank = || Day { number: None, words: String::new(), today: false, entries: Vec::new(), rest: Vec::new() };
    let before = usize::try_from(first.weekday().to_monday_zero_offset()).unwrap_or_default();
    let mut cells: Vec<Day> = std::iter::repeat_with(blank).take(before).collect();
    for number in 1..=first.last_of_month().day() {
        let Ok(day) = Date::new(first.year(), first.month(), number) else { continue };
        let mut entries = days.remove(&day).unwrap_or_default();
        let rest = entries.split_off(entries.len().min(ENTRIES));
        let words = format!("{}月{number}日 {}", first.month(), dates::weekday(day));
        cells.push(Day { number: Some(number), words, today: day == today, entries, rest });
    }
    while !cells.len().is_multiple_of(7) {
        cells.push(blank());
    }
    let mut weeks = Vec::new();
    let mut cells = cells.into_iter().peekable();
    while cells.peek().is_some() {
        weeks.push(cells.by_ref().take(7).collect());
    }
    weeks
}

fn same_month(day: Date, first: Date) -> bool {
    (day.year(), day.month()) == (first.year(), first.month())
}

fn unit_of(snapshot: &Snapshot, scope: Scope) -> Option<UnitId> {
    match scope {
        Scope::Unit(unit) => Some(unit),
        Scope::Body(body) => snapshot.seen().unit_of(Subject::Body(body)),
    }
}

/// What is open or late and has its last day in the month: a duty once a day, with how many.
fn due(snapshot: &Snapshot, scope: Scope, first: Date) -> Vec<(Date, Entry)> {
    let Some(unit) = unit_of(snapshot, scope) else { return Vec::new() };
    let body = if let Scope::Body(body) = scope { Some(body) } else { None };
    let mut duties: BTreeMap<(Date, usize), Vec<&Verdict>> = BTreeMap::new();
    for instance in snapshot.of_unit(unit) {
        let open = matches!(instance.status, Status::Overdue | Status::FactMissing | Status::Due | Status::Upcoming);
        let Some(due) = instance.due.filter(|due| open && same_month(*due, first)) else { continue };
        if body.is_none_or(|body| body_of(snapshot, instance.subject) == Some(body)) {
            duties.entry((due, instance.duty)).or_default().push(instance);
        }
    }
    let filter = body.map_or_else(String::new, |body| body.to_string());
    let entry = |((day, _), group): ((Date, usize), Vec<&Verdict>)| {
        let first = *group.first()?;
        let duty = &snapshot.duty(first)?.name;
        let link = if group.len() == 1 {
            Link::new(duty, links::instance(snapshot, first))
        } else {
            let query = [("duty", duty.as_str()), ("due", &day.to_string()), ("body", &filter)];
            Link::new(format!("{duty} {} 件", group.len()), links::duties(unit, &query))
        };
        let worst = group.iter().map(|i| tone(i)).find(|tone| *tone == Tone::Late).unwrap_or_else(|| tone(first));
        Some((day, Entry { class: worst.tag(), word: "到期", link }))
    };
    duties.into_iter().filter_map(entry).collect()
}

/// Meetings held: one by its title, several of a kind on one day by their number.
fn held(snapshot: &Snapshot, scope: Scope, first: Date) -> Vec<(Date, Entry)> {
    let here = |body: &BodyId| match scope {
        Scope::Unit(unit) => snapshot.seen().unit_of(Subject::Body(*body)) == Some(unit),
        Scope::Body(chosen) => *body == chosen,
    };
    let mut held: BTreeMap<(Date, String), Vec<&Record>> = BTreeMap::new();
    let unit = unit_of(snapshot, scope);
    for record in snapshot.records(unit).into_iter().filter(|r| same_month(r.date, first) && r.bodies.iter().any(here) && meets(snapshot, r)) {
        held.entry((record.date, kind_words(record))).or_default().push(record);
    }
    snapshot.seen().open_records(held.values().filter_map(|group| if let [only] = group.as_slice() { Some(*only) } else { None }));
    let body = if let Scope::Body(body) = scope { body.to_string() } else { String::new() };
    let entry = |((day, kinds), group): ((Date, String), Vec<&Record>)| {
        let link = match group.as_slice() {
            [only] => Link::new(format!("{kinds}：{}", title(snapshot, only)), links::record(only.id)),
            several => {
                let query = [("body", body.as_str()), ("year", &day.year().to_string()), ("q", &day.to_string())];
                Link::new(format!("{kinds} {} 次", several.len()), links::ledger(Kind::Meetings, unit_of(snapshot, scope), &query))
            }
        };
        (day, Entry { class: "met", word: "已开", link })
    };
    held.into_iter().map(entry).collect()
}

/// Members who joined on this day of an earlier year (政治生日).
fn anniversaries(snapshot: &Snapshot, scope: Scope, first: Date) -> Vec<(Date, Entry)> {
    let site = snapshot.seen();
    let mut days: BTreeMap<Date, Vec<&Person>> = BTreeMap::new();
    for member in site.memberships().filter(|m| holds(site.member_since(m), m.until, snapshot.as_of())) {
        let here = match scope {
            Scope::Unit(unit) => site.unit_of(Subject::Body(member.body)) == Some(unit),
            Scope::Body(body) => member.body == body,
        };
        let Some(person) = site.person(member.person).filter(|_| here) else { continue };
        let joined = person.details.open().and_then(|details| details.joined).filter(|day| day.month() == first.month() && day.year() < first.year());
        // Who joined on 29 February has the day on the last of the month in other years.
        let day = joined.and_then(|day| Date::new(first.year(), first.month(), day.day().min(first.last_of_month().day())).ok());
        if let Some(day) = day {
            days.entry(day).or_default().push(person);
        }
    }
    let body = if let Scope::Body(body) = scope { body.to_string() } else { String::new() };
    let entry = |(day, people): (Date, Vec<&Person>)| {
        let link = match people.as_slice() {
            [only] => Link::new(format!("{} 入党纪念日", only.name()), links::person(only.id)),
            several => {
                let query = [("body", body.as_str()), ("q", &format!("-{:02}-{:02}", day.month(), day.day()))];
                Link::new(format!("入党纪念日 {} 人", several.len()), links::ledger(Kind::Members, unit_of(snapshot, scope), &query))
            }
        };
        (day, Entry { class: "", word: "纪念", link })
    };
    days.into_iter().map(entry).collect()
}
