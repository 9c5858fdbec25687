//! The tables that are a fold of the journal: which of their rows change with an entity, and what those rows
//! are. Which entities an event touches, it says itself.
//!
//! Rows are derived from the fold, never from the event: `rebuild --check` derives them all from a fold made anew.

#![deny(clippy::wildcard_enum_match_arm)] // An entity that is added must say where its rows lie.

mod activity;
mod register;

use crate::StoreError;
use crate::fold::Fold;
use crate::row::{Cell, Row};
use crate::schema::{self, Table};
use jishi_facts::{Entity, Event, Moves, Site, Undone};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The tables that hold rows of an entity, which change together.
fn tables(entity: &Entity) -> Vec<&'static Table> {
    use schema::*;
    match entity {
        Entity::Unit(_) => vec![&UNIT],
        Entity::Ledger(_) => vec![&UPTAKE],
        Entity::Body(_) => vec![&BODY, &RELATION, &TERM, &BODY_ENTRY],
        Entity::Person(_) => vec![&PERSON],
        Entity::Memberships(_) => vec![&MEMBERSHIP],
        Entity::Post(_) => vec![&POST],
        Entity::Holding(_) => vec![&HOLDING],
        Entity::Link(_) => vec![&LINK],
        Entity::Record(_) => vec![&RECORD, &RECORD_KIND, &RECORD_BODY, &RECORD_FIELD, &RECORD_PERSON],
        Entity::Item(_) => vec![&ITEM],
        Entity::Waiver(_) => vec![&WAIVER],
        Entity::Reason(_) => vec![&REASON],
        Entity::Extension(_) => vec![&EXTENSION],
        Entity::Import(_) => vec![&IMPORT],
        // Of proposals there are entries alone; rows of accounts are not a fold of the journal.
        Entity::Site | Entity::Proposal(_) | Entity::Account(_) => Vec::new(),
    }
}

/// The value of the first column in those tables, which says whose a row is: of a ledger the unit's, of whose ledgers all
/// are written together.
fn owner(entity: &Entity) -> Cell {
    match entity {
        Entity::Ledger(ledger) => Cell::id(ledger.unit),
        Entity::Unit(id) => Cell::id(id),
        Entity::Body(id) => Cell::id(id),
        Entity::Person(id) | Entity::Memberships(id) => Cell::id(id),
        Entity::Post(id) => Cell::id(id),
        Entity::Holding(id) => Cell::id(id),
        Entity::Link(id) => Cell::id(id),
        Entity::Record(id) => Cell::id(id),
        Entity::Item(id) => Cell::id(id),
        Entity::Import(id) => Cell::id(id),
        Entity::Waiver(place) | Entity::Reason(place) | Entity::Extension(place) => Cell::count(*place),
        Entity::Site | Entity::Proposal(_) | Entity::Account(_) => Cell::Null,
    }
}

/// May the tables hold rows of it already?
fn may_exist(entity: &Entity, fold: &Fold) -> bool {
    let site = &fold.site;
    match entity {
        Entity::Unit(id) => site.units.contains_key(id),
        Entity::Body(id) => site.bodies.contains_key(id),
        Entity::Person(id) => site.people.contains_key(id),
        Entity::Post(id) => site.posts.contains_key(id),
        Entity::Holding(id) => site.holdings.contains_key(id),
        Entity::Link(id) => site.links.contains_key(id),
        Entity::Record(id) => site.records.contains_key(id),
        Entity::Item(id) => site.items.contains_key(id),
        Entity::Import(id) => site.imports.get(*id).is_some(),
        Entity::Waiver(place) => *place < site.waivers.len() as u64,
        Entity::Reason(place) => *place < site.reasons.len() as u64,
        Entity::Extension(place) => *place < site.extensions.len() as u64,
        Entity::Ledger(_) | Entity::Memberships(_) => true,
        Entity::Site | Entity::Proposal(_) | Entity::Account(_) => false,
    }
}

/// What a group of events changes, with whether the tables may hold earlier rows of it.
#[derive(Default, Debug)]
pub(crate) struct Touched(BTreeMap<Entity, bool>);

impl Touched {
    /// Notes what an event will change. Called before it is applied.
    pub(crate) fn note(&mut self, fold: &Fold, event: &Event) {
        for entity in event.touches(&fold.site) {
            if let Entry::Vacant(entry) = self.0.entry(entity) {
                let may_exist = may_exist(entry.key(), fold);
                entry.insert(may_exist);
            }
        }
    }

    /// Where an import has been taken back whole, some memberships may be gone from their list, and the others have moved up.
    fn with_all_that_moved_up(mut self, site: &Site) -> Self {
        let whole = |entity: &Entity| {
            matches!(entity, Entity::Import(id) if site.imports.get(*id).is_some_and(|import| import.undone == Some(Undone::Whole)))
        };
        if self.0.keys().any(whole) {
            self.0.extend(site.memberships.iter().map(|membership| (Entity::Memberships(membership.person), true)));
        }
        self
    }
}

/// Everything there is: for `rebuild`.
pub(crate) fn everything(fold: &Fold) -> Touched {
    let site = &fold.site;
    let mut all: BTreeSet<Entity> = BTreeSet::new();
    all.extend(site.units.keys().map(|id| Entity::Unit(*id)));
    all.extend(site.uptakes.keys().cloned().map(Entity::Ledger));
    all.extend(site.bodies.keys().map(|id| Entity::Body(*id)));
    all.extend(site.people.keys().map(|id| Entity::Person(*id)));
    all.extend(site.memberships.iter().map(|membership| Entity::Memberships(membership.person)));
    all.extend(site.posts.keys().map(|id| Entity::Post(*id)));
    all.extend(site.holdings.keys().map(|id| Entity::Holding(*id)));
    all.extend(site.links.keys().map(|id| Entity::Link(*id)));
    all.extend(site.records.keys().map(|id| Entity::Record(*id)));
    all.extend(site.items.keys().map(|id| Entity::Item(*id)));
    all.extend((0..site.waivers.len() as u64).map(Entity::Waiver));
    all.extend((0..site.reasons.len() as u64).map(Entity::Reason));
    all.extend((0..site.extensions.len() as u64).map(Entity::Extension));
    all.extend(site.imports.newest_first().into_iter().map(|import| Entity::Import(import.id)));
    Touched(all.into_iter().map(|entity| (entity, false)).collect())
}

/// What to delete and what to insert, by table.
#[derive(Default)]
pub(crate) struct Changes {
    pub delete: Vec<(&'static Table, Vec<Cell>)>,
    pub insert: Vec<(&'static Table, Vec<Row>)>,
}

/// The rows of all that was touched, from the fold after it.
pub(crate) fn changes(fold: &Fold, touched: Touched) -> Result<Changes, StoreError> {
    let touched = touched.with_all_that_moved_up(&fold.site).0;
    let mut delete: Tables<Cell> = Tables::default();
    for entity in touched.iter().filter(|(_, existed)| **existed).map(|(entity, _)| entity) {
        tables(entity).iter().for_each(|table| delete.push(table, owner(entity)));
    }
    let mut insert = Tables::default();
    for entity in touched.keys() {
        match entity.moves() {
            Moves::Registers => register::rows(fold, entity, &mut insert)?,
            Moves::Activity | Moves::Decision | Moves::Imports => activity::rows(fold, entity, &mut insert)?,
            Moves::Proposals | Moves::Nothing => {}
        }
    }
    register::ledgers(fold, &touched, &mut insert);
    register::memberships(fold, &touched, &mut insert);
    Ok(Changes { delete: delete.in_order(), insert: insert.in_order() })
}

/// Values gathered by table, in the tables' order.
pub(crate) struct Tables<T>(BTreeMap<&'static str, (&'static Table, Vec<T>)>);

impl<T> Default for Tables<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Tables<T> {
    fn push(&mut self, table: &'static Table, value: T) {
        self.0.entry(table.name).or_insert_with(|| (table, Vec::new())).1.push(value);
    }

    fn in_order(self) -> Vec<(&'static Table, Vec<T>)> {
        self.0.into_values().collect()
    }
}
