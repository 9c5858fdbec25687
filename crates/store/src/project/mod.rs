//! The tables that are a fold of the journal: which of their rows an event changes, and what those rows are.
//!
//! Rows are derived from the fold, never from the event: `rebuild --check` derives them all from a fold made anew.

mod activity;
mod register;

use crate::StoreError;
use crate::fold::Fold;
use crate::row::{Cell, Row};
use crate::schema::{self, Table};
use jishi_base::{BodyId, HoldingId, ImportId, ItemId, LinkId, PersonId, PostId, RecordId, UnitId};
use jishi_facts::{Event, KeyOwner, Part, Site};
use std::collections::{BTreeMap, BTreeSet};

/// The rows that change together: those of one owner, in one or several tables.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Piece {
    Unit(UnitId),
    Uptakes(UnitId),
    Body(BodyId),
    Person(PersonId),
    Memberships(PersonId),
    Post(PostId),
    Holding(HoldingId),
    Link(LinkId),
    Record(RecordId),
    Item(ItemId),
    Waiver(u64),
    Reason(u64),
    Extension(u64),
    Import(ImportId),
}

impl Piece {
    /// The tables that hold rows of such a piece.
    fn tables(self) -> Vec<&'static Table> {
        use schema::*;
        match self {
            Self::Unit(_) => vec![&UNIT],
            Self::Uptakes(_) => vec![&UPTAKE],
            Self::Body(_) => vec![&BODY, &RELATION, &TERM, &BODY_ENTRY],
            Self::Person(_) => vec![&PERSON],
            Self::Memberships(_) => vec![&MEMBERSHIP],
            Self::Post(_) => vec![&POST],
            Self::Holding(_) => vec![&HOLDING],
            Self::Link(_) => vec![&LINK],
            Self::Record(_) => vec![&RECORD, &RECORD_KIND, &RECORD_BODY, &RECORD_FIELD, &RECORD_PERSON],
            Self::Item(_) => vec![&ITEM],
            Self::Waiver(_) => vec![&WAIVER],
            Self::Reason(_) => vec![&REASON],
            Self::Extension(_) => vec![&EXTENSION],
            Self::Import(_) => vec![&IMPORT],
        }
    }

    /// The value of the owner's column in those tables.
    fn owner(self) -> Cell {
        match self {
            Self::Unit(id) | Self::Uptakes(id) => Cell::id(id),
            Self::Body(id) => Cell::id(id),
            Self::Person(id) | Self::Memberships(id) => Cell::id(id),
            Self::Post(id) => Cell::id(id),
            Self::Holding(id) => Cell::id(id),
            Self::Link(id) => Cell::id(id),
            Self::Record(id) => Cell::id(id),
            Self::Item(id) => Cell::id(id),
            Self::Import(id) => Cell::id(id),
            Self::Waiver(place) | Self::Reason(place) | Self::Extension(place) => Cell::count(place),
        }
    }

    /// May the tables hold rows of it already?
    fn may_exist(self, fold: &Fold) -> bool {
        let site = &fold.site;
        match self {
            Self::Unit(id) => site.units.contains_key(&id),
            Self::Body(id) => site.bodies.contains_key(&id),
            Self::Person(id) => site.people.contains_key(&id),
            Self::Post(id) => site.posts.contains_key(&id),
            Self::Holding(id) => site.holdings.contains_key(&id),
            Self::Link(id) => site.links.contains_key(&id),
            Self::Record(id) => site.records.contains_key(&id),
            Self::Item(id) => site.items.contains_key(&id),
            Self::Import(id) => site.imports.get(id).is_some(),
            Self::Waiver(place) => place < site.waivers.len() as u64,
            Self::Reason(place) => place < site.reasons.len() as u64,
            Self::Extension(place) => place < site.extensions.len() as u64,
            Self::Uptakes(_) | Self::Memberships(_) => true,
        }
    }
}

/// What a group of events changes, with whether the tables may hold earlier rows of it.
#[derive(Default, Debug)]
pub(crate) struct Touched(BTreeMap<Piece, bool>);

impl Touched {
    /// Notes what an event will change. Called before it is applied.
    pub(crate) fn note(&mut self, fold: &Fold, event: &Event) {
        for piece in pieces(fold, event) {
            self.0.entry(piece).or_insert_with(|| piece.may_exist(fold));
        }
    }
}

/// What an event changes, seen from the fold before it.
fn pieces(fold: &Fold, event: &Event) -> Vec<Piece> {
    let site = &fold.site;
    let of_part = |part: Part| match part {
        Part::Unit(id) => Piece::Unit(id),
        Part::Uptake(ledger) => Piece::Uptakes(ledger.unit),
        Part::Body(id) => Piece::Body(id),
        Part::Person(id) => Piece::Person(id),
        Part::Memberships(id) => Piece::Memberships(id),
        Part::Post(id) => Piece::Post(id),
        Part::Holding(id) => Piece::Holding(id),
        Part::Link(id) => Piece::Link(id),
        Part::Record(id) => Piece::Record(id),
        Part::Item(id) => Piece::Item(id),
    };
    let beside = match event {
        Event::PersonErased { person, .. } | Event::PersonRestricted { person } | Event::RestrictionLifted { person } => reasons_of(site, *person),
        Event::Waived { .. } => vec![Piece::Waiver(site.waivers.len() as u64)],
        Event::ReasonGiven { .. } => vec![Piece::Reason(site.reasons.len() as u64)],
        Event::Extended { .. } => vec![Piece::Extension(site.extensions.len() as u64)],
        Event::ImportPublished { import, .. } => vec![Piece::Import(*import)],
        // Where some memberships go, the others move up.
        Event::ImportUndone { registers: true, .. } => site.memberships.iter().map(|membership| Piece::Memberships(membership.person)).collect(),
        _ => Vec::new(),
    };
    event.parts(site).into_iter().map(of_part).chain(beside).collect()
}

/// The reasons under a person's key, which go with it.
fn reasons_of(site: &Site, person: PersonId) -> Vec<Piece> {
    let owner = KeyOwner::Person(person);
    site.reasons.iter().zip(0..).filter(|(reason, _)| reason.owner == owner).map(|(_, place)| Piece::Reason(place)).collect()
}

/// Everything there is: for `rebuild`.
pub(crate) fn everything(fold: &Fold) -> Touched {
    let site = &fold.site;
    let mut all: BTreeSet<Piece> = BTreeSet::new();
    all.extend(site.units.keys().map(|id| Piece::Unit(*id)));
    all.extend(site.uptakes.keys().map(|ledger| Piece::Uptakes(ledger.unit)));
    all.extend(site.bodies.keys().map(|id| Piece::Body(*id)));
    all.extend(site.people.keys().map(|id| Piece::Person(*id)));
    all.extend(site.memberships.iter().map(|membership| Piece::Memberships(membership.person)));
    all.extend(site.posts.keys().map(|id| Piece::Post(*id)));
    all.extend(site.holdings.keys().map(|id| Piece::Holding(*id)));
    all.extend(site.links.keys().map(|id| Piece::Link(*id)));
    all.extend(site.records.keys().map(|id| Piece::Record(*id)));
    all.extend(site.items.keys().map(|id| Piece::Item(*id)));
    all.extend((0..site.waivers.len() as u64).map(Piece::Waiver));
    all.extend((0..site.reasons.len() as u64).map(Piece::Reason));
    all.extend((0..site.extensions.len() as u64).map(Piece::Extension));
    all.extend(site.imports.newest_first().into_iter().map(|import| Piece::Import(import.id)));
    Touched(all.into_iter().map(|piece| (piece, false)).collect())
}

/// What to delete and what to insert, by table.
#[derive(Default)]
pub(crate) struct Changes {
    pub delete: Vec<(&'static Table, Vec<Cell>)>,
    pub insert: Vec<(&'static Table, Vec<Row>)>,
}

/// The rows of all that was touched, from the fold after it.
pub(crate) fn changes(fold: &Fold, touched: Touched) -> Result<Changes, StoreError> {
    let pieces = touched.0;
    let mut delete: Tables<Cell> = Tables::default();
    for piece in pieces.iter().filter(|(_, existed)| **existed).map(|(piece, _)| *piece) {
        piece.tables().iter().for_each(|table| delete.push(table, piece.owner()));
    }
    let mut insert = Tables::default();
    for piece in pieces.keys() {
        register::rows(fold, *piece, &mut insert)?;
        activity::rows(fold, *piece, &mut insert)?;
    }
    register::memberships(fold, &pieces, &mut insert);
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
