//! Rows of what happened and what excuses: records, items, waivers, reasons, extensions, imports.

use super::register::{json, subject};
use super::Tables;
use crate::StoreError;
use crate::fold::Fold;
use crate::row::{Cell, Row};
use crate::schema::{EXTENSION, IMPORT, ITEM, REASON, RECORD, RECORD_BODY, RECORD_FIELD, RECORD_KIND, RECORD_PERSON, WAIVER};
use crate::vault::owner_text;
use jishi_facts::{Entity, Item, Reason, Record, Sealed, Texts};
use std::collections::BTreeSet;

/// The rows of one entity, if it is of what happened, what excuses or what was brought in.
pub(super) fn rows(fold: &Fold, entity: &Entity, out: &mut Tables<Row>) -> Result<(), StoreError> {
    let site = &fold.site;
    let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
    match entity {
        Entity::Record(id) => site.records.get(id).map_or(Ok(()), |found| record(found, out)),
        Entity::Item(id) => site.items.get(id).map_or(Ok(()), |found| item(found, out)),
        Entity::Waiver(place) => {
            if let Some(waiver) = site.waivers.get(at(*place)) {
                let (kind, id) = subject(waiver.subject);
                out.push(
                    &WAIVER,
                    vec![
                        Cell::count(*place),
                        Cell::id(&waiver.duty),
                        kind,
                        id,
                        Cell::id(&waiver.period),
                        Cell::id(waiver.by),
                    ],
                );
            }
            Ok(())
        }
        Entity::Reason(place) => site.reasons.get(at(*place)).map_or(Ok(()), |found| reason(found, *place, out)),
        Entity::Extension(place) => {
            if let Some(extension) = site.extensions.get(at(*place)) {
                let (kind, id) = subject(extension.subject);
                out.push(
                    &EXTENSION,
                    vec![
                        Cell::count(*place),
                        Cell::id(&extension.duty),
                        kind,
                        id,
                        Cell::id(&extension.period),
                        Cell::id(extension.until),
                        Cell::id(extension.approved_by),
                        Cell::id(extension.approved),
                    ],
                );
            }
            Ok(())
        }
        Entity::Import(id) => match site.imports.get(*id) {
            Some(import) => {
                out.push(&IMPORT, vec![Cell::id(id), Cell::count(import.seq), Cell::id(import.day), Cell::count(import.facts)]);
                Ok(())
            }
            None => Ok(()),
        },
        Entity::Site
        | Entity::Unit(_)
        | Entity::Ledger(_)
        | Entity::Body(_)
        | Entity::Person(_)
        | Entity::Memberships(_)
        | Entity::Post(_)
        | Entity::Holding(_)
        | Entity::Link(_)
        | Entity::Proposal(_)
        | Entity::Account(_) => Ok(()),
    }
}

fn record(record: &Record, out: &mut Tables<Row>) -> Result<(), StoreError> {
    let id = || Cell::id(record.id);
    out.push(
        &RECORD,
        vec![
            id(),
            Cell::id(record.date),
            at(&record.text),
            Cell::count(record.entered.seq),
            Cell::Integer(record.entered.at),
            Cell::id(record.entered.day),
            Cell::id(&record.entered.actor),
            Cell::Integer(record.corrections.into()),
            Cell::Integer(record.withdrawn.into()),
            Cell::count(record.version),
        ],
    );
    record.kinds.iter().for_each(|kind| out.push(&RECORD_KIND, vec![id(), Cell::id(kind)]));
    record.bodies.iter().zip(0..).for_each(|(body, place)| out.push(&RECORD_BODY, vec![id(), Cell::count(place), Cell::id(body)]));
    for (name, value) in &record.fields {
        out.push(&RECORD_FIELD, vec![id(), Cell::id(name), json(value)?]);
    }
    let named: BTreeSet<_> = record.people.values().flatten().collect();
    named.into_iter().for_each(|person| out.push(&RECORD_PERSON, vec![id(), Cell::id(person)]));
    Ok(())
}

fn item(item: &Item, out: &mut Tables<Row>) -> Result<(), StoreError> {
    out.push(
        &ITEM,
        vec![
            Cell::id(item.id),
            Cell::id(&item.kind),
            Cell::id(item.body),
            Cell::or_null(item.opened_by),
            Cell::id(item.opened),
            Cell::or_null(item.owner),
            Cell::day(item.due),
            Cell::day(item.closed),
            Cell::or_null(item.closed_by),
            Cell::day(item.verified),
            Cell::or_null(item.verified_by),
            at(&item.text),
            Cell::count(item.version),
        ],
    );
    Ok(())
}

fn reason(reason: &Reason, place: u64, out: &mut Tables<Row>) -> Result<(), StoreError> {
    let (kind, id) = subject(reason.subject);
    let text = reason.text.open().map_or(Cell::Null, |text| Cell::count(text.at));
    out.push(
        &REASON,
        vec![Cell::count(place), Cell::id(&reason.duty), kind, id, Cell::id(&reason.period), Cell::Text(owner_text(reason.owner)), text],
    );
    Ok(())
}

/// The entry that holds texts, where they may be used.
fn at(texts: &Sealed<Texts>) -> Cell {
    texts.open().map_or(Cell::Null, |texts| Cell::count(texts.at))
}
