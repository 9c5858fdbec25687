//! The rows of the ledgers, column by column as [`super::Kind::columns`] names them.

use super::Cell;
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::record::item_text;
use crate::view::field::TALKER;
use crate::view::filter::year_of;
use crate::view::links;
use crate::view::mine::sum;
use crate::view::people::{body_link, link, membership, standing};
use crate::view::record::{kind_words, title, value_words};
use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use jishi_evaluate::{Instance, Status};
use jishi_facts::site::holds;
use jishi_facts::{Item, Membership, Record, Subject};
use jishi_pack::Form;
use std::collections::BTreeMap;

/// People named in one cell.
const NAMES: usize = 6;

fn plain(text: impl Into<String>) -> Cell {
    vec![Link::new(text, "")]
}

fn day(date: Option<Date>) -> Cell {
    plain(date.map_or_else(String::new, |date| date.to_string()))
}

fn names(snapshot: &Snapshot, people: Option<&Vec<PersonId>>) -> Cell {
    let people = people.map_or(&[][..], Vec::as_slice);
    let mut cell: Cell = people.iter().take(NAMES).map(|person| link(snapshot, *person)).collect();
    if people.len() > NAMES {
        cell.push(Link::new(format!("等 {} 人", people.len()), ""));
    }
    cell
}

/// 日期, 类别, 组织, 主题, 主持人, 应到, 实到, 缺席, 录入
pub(super) fn meeting(snapshot: &Snapshot, record: &Record) -> Vec<Cell> {
    let number = |name: &str| plain(record.fields.get(name).map_or_else(String::new, value_words));
    vec![
        vec![Link::new(record.date.to_string(), links::record(record.id))],
        plain(kind_words(record)),
        record.bodies.iter().map(|body| body_link(snapshot, *body)).collect(),
        plain(title(snapshot, record)),
        names(snapshot, record.people.get("主持人")),
        number("应到"),
        number("实到"),
        names(snapshot, record.people.get("缺席")),
        day(Some(record.entered.day)),
    ]
}

/// 日期, 谈话人, 对象, 党支部, 录入. Why they talked is not read at all.
pub(super) fn talk(snapshot: &Snapshot, record: &Record) -> Vec<Cell> {
    let others: Vec<PersonId> = record.people.iter().filter(|(role, _)| role.as_str() != TALKER).flat_map(|(_, people)| people).copied().collect();
    let mut branches: Vec<BodyId> = Vec::new();
    for branch in others.iter().filter_map(|person| snapshot.branch_of(*person)) {
        if !branches.contains(&branch) {
            branches.push(branch);
        }
    }
    vec![
        vec![Link::new(record.date.to_string(), links::record(record.id))],
        names(snapshot, record.people.get(TALKER)),
        names(snapshot, Some(&others)),
        branches.into_iter().map(|body| body_link(snapshot, body)).collect(),
        day(Some(record.entered.day)),
    ]
}

/// 姓名, 党支部, 学时, 要求, 状态, 次数. Somebody who holds a post may have two demands to meet.
pub(super) fn hours(snapshot: &Snapshot, member: &Membership, year: i16) -> Vec<Cell> {
    let mine = snapshot.of_subject(Subject::Person(member.person)).filter(|i| year_of(i, snapshot.as_of()) == year);
    let mut asked: Vec<(&Instance, &str, String)> = mine
        .filter(|i| i.status != Status::NotApplicable)
        .filter_map(|i| match &snapshot.duty(i)?.form {
            Form::Quota { measure, at_least, .. } => Some((i, measure.as_str(), at_least.to_string())),
            _ => None,
        })
        .collect();
    asked.sort_by_key(|(instance, ..)| instance.duty);
    let total = asked.first().map(|(i, measure, _)| sum(snapshot, i, measure).to_string()).unwrap_or_default();
    let times = asked.first().map(|(i, ..)| i.counted().count().to_string()).unwrap_or_default();
    let open = asked.first().map_or_else(String::new, |(i, ..)| links::instance(snapshot, i));
    let state = |i: &Instance, at_least: &str| if asked.len() == 1 { i.status.word().to_owned() } else { format!("{at_least} {}", i.status.word()) };
    let states = asked.iter().map(|(i, _, at_least)| Link::new(state(i, at_least), links::instance(snapshot, i))).collect();
    vec![
        vec![link(snapshot, member.person)],
        vec![body_link(snapshot, member.body)],
        vec![Link::new(total, open)],
        plain(asked.iter().map(|(_, _, at_least)| at_least.as_str()).collect::<Vec<_>>().join("、")),
        states,
        plain(times),
    ]
}

/// Who holds which posts on the day judged for, by body and person.
pub(super) fn titles(snapshot: &Snapshot) -> BTreeMap<(BodyId, PersonId), Vec<&str>> {
    let (site, as_of) = (snapshot.site(), snapshot.as_of());
    let mut titles: BTreeMap<(BodyId, PersonId), Vec<&str>> = BTreeMap::new();
    for holding in site.holdings.values().filter(|h| holds(Some(h.from), h.until, as_of)) {
        if let Some(post) = site.posts.get(&holding.post) {
            titles.entry((post.body, holding.person)).or_default().push(post.title.as_str());
        }
    }
    titles
}

/// 姓名, 党支部, 党员类别, 入党日期, 转正日期, 组织关系, 职务
pub(super) fn member(snapshot: &Snapshot, member: &Membership, titles: &BTreeMap<(BodyId, PersonId), Vec<&str>>) -> Vec<Cell> {
    let entry = snapshot.site().people.get(&member.person);
    let details = entry.and_then(|person| person.details.open());
    vec![
        vec![link(snapshot, member.person)],
        vec![body_link(snapshot, member.body)],
        plain(entry.map_or("", |person| standing(person, snapshot.as_of()))),
        day(details.and_then(|details| details.joined)),
        day(details.and_then(|details| details.confirmed)),
        plain(membership(member.kind)),
        plain(titles.get(&(member.body, member.person)).map_or_else(String::new, |titles| titles.join("、"))),
    ]
}

/// 提出, 类别, 事项, 组织, 承办人, 期限, 办结, 核实, 状态
pub(super) fn item(snapshot: &Snapshot, item: &Item) -> Vec<Cell> {
    let state = match (item.verified, item.closed, item.due) {
        (Some(_), ..) => "已核实",
        (_, Some(_), _) => "待核实",
        (.., Some(due)) if due < snapshot.as_of() => "已过期限",
        (.., None) => "没有期限",
        _ => "在办",
    };
    let opened = item.opened_by.map_or_else(String::new, links::record);
    vec![
        vec![Link::new(item.opened.to_string(), opened)],
        plain(&item.kind),
        vec![Link::new(item_text(item), links::item(item.id))],
        vec![body_link(snapshot, item.body)],
        names(snapshot, item.owner.map(|person| vec![person]).as_ref()),
        day(item.due),
        day(item.closed),
        day(item.verified),
        plain(state),
    ]
}
