//! Rows of the registers: units, bodies with what belongs to them, people, memberships, posts, holdings, links.

use super::Tables;
use crate::StoreError;
use crate::fold::Fold;
use crate::row::{Cell, Row};
use crate::schema::{BODY, BODY_ENTRY, HOLDING, LINK, MEMBERSHIP, PERSON, POST, RELATION, TERM, UNIT, UPTAKE};
use jishi_base::UnitId;
use jishi_facts::{Body, Entity, Holding, Link, Person, Post, Subject};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of one entity, if it is of a register. Ledgers and memberships are written of many together.
pub(super) fn rows(fold: &Fold, entity: &Entity, out: &mut Tables<Row>) -> Result<(), StoreError> {
    let site = &fold.site;
    match entity {
        Entity::Unit(id) => site
            .units
            .get(id)
            .into_iter()
            .for_each(|unit| out.push(&UNIT, vec![Cell::id(id), Cell::id(&unit.name), Cell::count(unit.version)])),
        Entity::Body(id) => {
            if let Some(found) = site.bodies.get(id) {
                body(found, out)?;
            }
        }
        Entity::Person(id) => {
            if let Some(found) = site.people.get(id) {
                out.push(&PERSON, person(found));
            }
        }
        Entity::Post(id) => site.posts.get(id).into_iter().for_each(|found| out.push(&POST, post(found))),
        Entity::Holding(id) => site.holdings.get(id).into_iter().for_each(|found| out.push(&HOLDING, holding(found))),
        Entity::Link(id) => site.links.get(id).into_iter().for_each(|found| out.push(&LINK, link(found))),
        Entity::Ledger(_)
        | Entity::Memberships(_)
        | Entity::Site
        | Entity::Record(_)
        | Entity::Item(_)
        | Entity::Waiver(_)
        | Entity::Reason(_)
        | Entity::Extension(_)
        | Entity::Import(_)
        | Entity::Proposal(_)
        | Entity::Account(_) => {}
    }
    Ok(())
}

/// All ledgers of the units of which one was touched.
pub(super) fn ledgers(fold: &Fold, touched: &BTreeMap<Entity, bool>, out: &mut Tables<Row>) {
    let units: BTreeSet<UnitId> = touched.keys().filter_map(|entity| if let Entity::Ledger(ledger) = entity { Some(ledger.unit) } else { None }).collect();
    for (ledger, from) in fold.site.uptakes.iter().filter(|(ledger, _)| units.contains(&ledger.unit)) {
        let body = ledger.body.map_or_else(|| Cell::Text(String::new()), Cell::id);
        out.push(&UPTAKE, vec![Cell::id(ledger.unit), body, Cell::id(&ledger.kind), Cell::day(Some(*from))]);
    }
}

fn body(body: &Body, out: &mut Tables<Row>) -> Result<(), StoreError> {
    let id = || Cell::id(body.id);
    out.push(
        &BODY,
        vec![
            id(),
            Cell::or_null(body.unit),
            Cell::id(&body.kind),
            Cell::id(&body.name),
            Cell::day(body.founded),
            Cell::day(body.closed),
            Cell::count(body.version),
        ],
    );
    for (relation, place) in body.relations.iter().zip(0..) {
        out.push(
            &RELATION,
            vec![
                id(),
                Cell::count(place),
                word(&relation.kind)?,
                Cell::id(relation.to),
                Cell::day(relation.from),
                Cell::day(relation.until),
            ],
        );
    }
    for (term, place) in body.terms.iter().zip(0..) {
        out.push(&TERM, vec![id(), Cell::count(place), Cell::id(term.from), Cell::Integer(term.years.into())]);
    }
    for (name, day, value) in body.entries.iter().flat_map(|(name, values)| values.iter().map(move |(day, value)| (name, day, value))) {
        out.push(&BODY_ENTRY, vec![id(), Cell::id(name), Cell::id(day), json(value)?]);
    }
    Ok(())
}

fn person(person: &Person) -> Row {
    vec![
        Cell::id(person.id),
        Cell::id(person.unit),
        Cell::or_null(person.blind.as_ref()),
        person.details.open().map_or(Cell::Null, |details| Cell::count(details.at)),
        Cell::count(person.version),
    ]
}

/// All memberships of the people touched, in one pass over the register.
pub(super) fn memberships(fold: &Fold, touched: &BTreeMap<Entity, bool>, out: &mut Tables<Row>) {
    if !touched.keys().any(|entity| matches!(entity, Entity::Memberships(_))) {
        return;
    }
    for (membership, ordinal) in fold.site.memberships.iter().zip(0..).filter(|(m, _)| touched.contains_key(&Entity::Memberships(m.person))) {
        let kind = word(&membership.kind).unwrap_or(Cell::Null);
        out.push(
            &MEMBERSHIP,
            vec![
                Cell::id(membership.person),
                Cell::count(ordinal),
                Cell::id(membership.body),
                kind,
                Cell::day(membership.from),
                Cell::day(membership.until),
            ],
        );
    }
}

fn post(post: &Post) -> Row {
    vec![
        Cell::id(post.id),
        Cell::id(post.body),
        Cell::id(&post.title),
        Cell::day(post.opened),
        Cell::day(post.abolished),
        Cell::count(post.version),
    ]
}

fn holding(holding: &Holding) -> Row {
    vec![
        Cell::id(holding.id),
        Cell::id(holding.post),
        Cell::id(holding.person),
        Cell::id(holding.from),
        Cell::day(holding.until),
        Cell::count(holding.version),
    ]
}

fn link(link: &Link) -> Row {
    let ((from_kind, from), (to_kind, to)) = (subject(link.from), subject(link.to));
    vec![Cell::id(link.id), Cell::id(&link.kind), from_kind, from, to_kind, to, Cell::id(link.since), Cell::day(link.until)]
}

/// A subject as two columns: its kind and its id.
pub(super) fn subject(subject: Subject) -> (Cell, Cell) {
    let (kind, id) = match subject {
        Subject::Body(id) => ("body", id.to_string()),
        Subject::Post(id) => ("post", id.to_string()),
        Subject::Person(id) => ("person", id.to_string()),
    };
    (Cell::id(kind), Cell::Text(id))
}

/// A value as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<Cell, StoreError> {
    to_json(value).map(Cell::Text)
}

pub(super) fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged("有一个值写不成 JSON".into()))
}

/// A value that is one word: its JSON without the quotes.
fn word(value: &impl Serialize) -> Result<Cell, StoreError> {
    Ok(Cell::Text(to_json(value)?.trim_matches('"').to_owned()))
}
