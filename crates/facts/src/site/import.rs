//! Imports: what each of them changed, and how it is given back.
//!
//! While an import is folded, the state before it of every entity that it changes is kept; what it created is kept as
//! absent. Undoing it puts those back. What is no longer as the import left it stays: whoever changed it has the
//! last word. A record is never gone: one that the import brought is withdrawn.

#![deny(clippy::wildcard_enum_match_arm)] // An entity that is added must say which units it is of.

use crate::entity::Entity;
use crate::stamp::Stamp;
use crate::subject::Subject;
use crate::register::Ledger;
use crate::sealed::{KeyOwner, Sealed, Turn};
use crate::site::Site;
use crate::contents::{Contents, Unopened};
use crate::source::{FileNames, Names};
use crate::site::state::{State, States};
use jishi_base::{Map, Atom, ImportId, PersonId, UnitId};
use jishi_calendar::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Imports that can be undone: the newest so many. Of older ones it is no longer kept what they changed.
const KEPT: usize = 8;

/// An import that was published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Position of its publication in the journal.
    pub seq: u64,
    /// The day of its publication.
    pub day: Date,
    /// Who imported.
    pub actor: Atom,
    /// Number of facts that it entered.
    pub facts: u64,
    /// The units that it was about.
    pub units: BTreeSet<UnitId>,
    /// What has been taken back of it.
    pub undone: Option<Undone>,
    change: Option<Arc<Change>>,
}

/// How much of an import has been taken back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Undone {
    /// Its records only.
    Records,
    /// All that it changed, but for what was changed since.
    Whole,
}

/// What an import changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Change {
    /// The entities, as the import left them.
    after: BTreeMap<Entity, State>,
    /// The entities as they were; nothing else.
    before: Site,
}

impl Change {
    fn brings(&self, person: PersonId) -> bool {
        self.after.contains_key(&Entity::Person(person)) && !self.before.people.contains_key(&person)
    }
}

/// The imports of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imports {
    published: Map<ImportId, Import>,
    names: Map<ImportId, Sealed<Names>>,
    /// The one that is being folded.
    open: Option<Box<(ImportId, Change)>>,
}

impl Imports {
    /// An import that was published.
    #[must_use]
    pub fn get(&self, id: ImportId) -> Option<&Import> {
        self.published.get(&id)
    }

    /// The names of an import's files and sheets; none where it was not published.
    #[must_use]
    pub fn names(&self, id: ImportId) -> Option<&Sealed<Names>> {
        self.names.get(&id)
    }

    /// The entry that holds the names of an import's files; none where they have been erased.
    #[must_use]
    pub fn named_at(&self, id: ImportId) -> Option<u64> {
        self.names.get(&id)?.open().map(|names| names.at)
    }

    /// The imports whose names are kept.
    pub fn ids(&self) -> impl Iterator<Item = ImportId> {
        self.names.keys().copied()
    }

    /// Only the names, and only of some imports: for whoever sees what they brought.
    #[must_use]
    pub fn named(&self, ids: &BTreeSet<ImportId>) -> Self {
        let names = ids.iter().filter_map(|id| Some((*id, self.names.get(id)?.clone()))).collect();
        Self { names, ..Self::default() }
    }

    /// The imports of which a name of a file or sheet is such.
    pub(crate) fn naming(&self, such: &impl Fn(&str) -> bool, contents: &dyn Contents) -> Result<BTreeSet<ImportId>, Unopened> {
        let (ids, entries): (Vec<ImportId>, Vec<u64>) = self.names.iter().filter_map(|(id, names)| Some((*id, names.open()?.at))).unzip();
        let mut named = BTreeSet::new();
        for (id, content) in ids.into_iter().zip(contents.open(&entries)?) {
            // They are there as far as the fold knows: entered in a transaction that is still being written.
            let content = content.ok_or_else(|| Unopened("一次导入刚刚完成".into()))?;
            let files = FileNames::read(&content).unwrap_or_default();
            let says = |name: &FileNames| such(&name.file) || name.sheets.iter().any(|sheet| such(sheet));
            named.extend(files.iter().any(says).then_some(id));
        }
        Ok(named)
    }

    pub(crate) fn erase_names(&mut self, id: ImportId) {
        self.names.insert(id, Sealed::Erased);
    }

    /// Names that have been erased by now are not known earlier either.
    pub(crate) fn withhold(&mut self, now: &Self) {
        let erased = |id: &ImportId| now.names.get(id).is_some_and(|names| names.kept().is_none());
        let gone: Vec<ImportId> = self.names.keys().filter(|id| erased(id)).copied().collect();
        gone.into_iter().for_each(|id| drop(self.names.insert(id, Sealed::Erased)));
    }

    /// Those that were published, the last first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<&Import> {
        let mut all: Vec<&Import> = self.published.values().collect();
        all.sort_by_key(|import| std::cmp::Reverse(import.seq));
        all
    }
}

impl Import {
    /// Is it still known what it changed?
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        self.change.is_some()
    }

    /// The entities that it changed; none where that is no longer known.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.change.iter().flat_map(|change| change.after.keys())
    }

    /// The entities that are no longer as it left them.
    #[must_use]
    pub fn changed_since(&self, site: &Site) -> BTreeSet<&Entity> {
        let now = States::of(site);
        self.change.iter().flat_map(|change| &change.after).filter(|(entity, left)| now.state(entity) != **left).map(|(entity, _)| entity).collect()
    }

    /// The entities that it brought: there were none before.
    #[must_use]
    pub fn created(&self) -> BTreeSet<&Entity> {
        let Some(change) = &self.change else { return BTreeSet::new() };
        let before = States::of(&change.before);
        change.after.keys().filter(|entity| before.state(entity) == State::Absent).collect()
    }

    /// What undoing it gives back: its records, and the others too where `registers` says so.
    #[must_use]
    pub fn given_back(&self, site: &Site, registers: bool) -> Vec<Entity> {
        let changed = self.changed_since(site);
        self.entities().filter(|entity| (registers || matches!(entity, Entity::Record(_))) && !changed.contains(entity)).cloned().collect()
    }
}

impl Site {
    /// Keeps what an event is about to change, where an import is being folded.
    pub(crate) fn note(&mut self, touched: &[Entity]) {
        let Some(mut open) = self.imports.open.take() else { return };
        let change = &mut open.1;
        for entity in touched.iter().filter(|entity| entity.can_be_put_back()) {
            if change.after.contains_key(entity) {
                continue;
            }
            // Whoever the import brought was in no branch before: there is nothing to look for.
            if !matches!(entity, Entity::Memberships(person) if change.brings(*person)) {
                change.before.keep(entity, self);
            }
            change.after.insert(entity.clone(), State::Absent);
        }
        self.imports.open = Some(open);
    }

    pub(crate) fn begin(&mut self, import: ImportId) {
        self.imports.open = Some(Box::new((import, Change::default())));
    }

    pub(crate) fn publish(&mut self, stamp: &Stamp, id: ImportId, names: Sealed<Names>, facts: u64) {
        let mut change = self.imports.open.take().filter(|open| open.0 == id).map(|open| open.1);
        let now = States::of(self);
        for (entity, state) in change.iter_mut().flat_map(|change| &mut change.after) {
            *state = now.state(entity);
        }
        let units = change.iter().flat_map(|change| change.after.keys()).flat_map(|entity| self.units_of(entity)).collect();
        let (seq, day, actor, change) = (stamp.seq, stamp.day, stamp.actor.clone(), change.map(Arc::new));
        self.imports.names.insert(id, names);
        self.imports.published.insert(id, Import { id, seq, day, actor, facts, units, undone: None, change });
        let older: BTreeSet<u64> = self.imports.newest_first().into_iter().skip(KEPT).map(|import| import.seq).collect();
        self.imports.published.change(|import| import.change.is_some() && older.contains(&import.seq), |import| import.change = None);
    }

    pub(crate) fn undo(&mut self, version: u64, id: ImportId, registers: bool) {
        let Some(import) = self.imports.published.get(&id) else { return };
        let Some(change) = import.change.clone() else { return };
        let brought: BTreeSet<Entity> = import.created().into_iter().filter(|entity| matches!(entity, Entity::Record(_))).cloned().collect();
        let (withdrawn, back): (Vec<Entity>, Vec<Entity>) = import.given_back(self, registers).into_iter().partition(|entity| brought.contains(entity));
        self.put_back(back.iter(), &change.before);
        for entity in withdrawn {
            let Entity::Record(id) = entity else { continue };
            if let Some(record) = self.records.get_mut(&id) {
                (record.withdrawn, record.version) = (true, version);
            }
        }
        if let Some(import) = self.imports.published.get_mut(&id) {
            import.undone = Some(if registers { Undone::Whole } else { Undone::Records });
            import.change = import.change.take().filter(|_| !registers);
        }
    }

    /// What is kept of a person is erased, held and used again with the rest.
    pub(crate) fn turn_kept(&mut self, person: PersonId, turn: Turn, version: u64) {
        let owner = Some(KeyOwner::Person(person));
        let keeps = |site: &Self| site.people.contains_key(&person) || site.records.values().any(|record| record.key_owner() == owner);
        let kept = |import: &Import| import.change.as_ref().is_some_and(|change| keeps(&change.before));
        self.imports.published.change(kept, |import| {
            import.change.iter_mut().for_each(|change| Arc::make_mut(change).before.turn(person, turn, version));
        });
    }

    /// The units that an entity is of; of a record those of its bodies, else of its people.
    #[must_use]
    pub fn units_of(&self, entity: &Entity) -> BTreeSet<UnitId> {
        let one = |subject: Subject| self.unit_of(subject).into_iter().collect();
        match entity {
            Entity::Unit(unit) | Entity::Ledger(Ledger { unit, .. }) => [*unit].into(),
            Entity::Body(body) => one(Subject::Body(*body)),
            Entity::Person(person) | Entity::Memberships(person) => one(Subject::Person(*person)),
            Entity::Post(post) => one(Subject::Post(*post)),
            Entity::Holding(holding) => self.holdings.get(holding).map(|holding| one(Subject::Post(holding.post))).unwrap_or_default(),
            Entity::Link(link) => self.links.get(link).map(|link| one(link.from)).unwrap_or_default(),
            Entity::Item(item) => self.items.get(item).map(|item| one(Subject::Body(item.body))).unwrap_or_default(),
            Entity::Waiver(place) => self.waivers.get(at(*place)).map(|waiver| one(waiver.subject)).unwrap_or_default(),
            Entity::Reason(place) => self.reasons.get(at(*place)).map(|reason| one(reason.subject)).unwrap_or_default(),
            Entity::Extension(place) => self.extensions.get(at(*place)).map(|extension| one(extension.subject)).unwrap_or_default(),
            Entity::Import(import) => self.imports.get(*import).map(|import| import.units.clone()).unwrap_or_default(),
            Entity::Site | Entity::Proposal(_) | Entity::Account(_) => BTreeSet::new(),
            Entity::Record(record) => {
                let Some(record) = self.records.get(record) else { return BTreeSet::new() };
                let bodies: BTreeSet<UnitId> = record.bodies.iter().filter_map(|body| self.unit_of(Subject::Body(*body))).collect();
                if !record.bodies.is_empty() {
                    return bodies;
                }
                record.people.values().flatten().filter_map(|person| self.unit_of(Subject::Person(*person))).collect()
            }
        }
    }
}

/// A place in a list, which is no longer than the memory.
fn at(place: u64) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
