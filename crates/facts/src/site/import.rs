//! Imports: what each of them changed, and how it is given back.
//!
//! While an import is folded, the state before it of every part that it changes is kept; what it created is kept as
//! absent. Undoing it puts those parts back. What is no longer as the import left it stays: whoever changed it has the
//! last word. A record is never gone: one that the import brought is withdrawn.

use crate::event::Event;
use crate::stamp::Stamp;
use crate::site::part::Part;
use crate::subject::Subject;
use crate::register::Ledger;
use crate::sealed::{KeyOwner, Sealed, Turn};
use crate::site::Site;
use crate::source::FileNames;
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
    /// The parts, as the import left them.
    after: BTreeMap<Part, State>,
    /// The parts as they were; nothing else.
    before: Site,
}

impl Change {
    fn brings(&self, person: PersonId) -> bool {
        self.after.contains_key(&Part::Person(person)) && !self.before.people.contains_key(&person)
    }
}

/// The imports of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imports {
    published: Map<ImportId, Import>,
    names: Map<ImportId, Sealed<Vec<FileNames>>>,
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
    pub fn names(&self, id: ImportId) -> Option<&Sealed<Vec<FileNames>>> {
        self.names.get(&id)
    }

    /// The names of an import's files; none where they have been erased.
    #[must_use]
    pub fn files(&self, id: ImportId) -> Vec<String> {
        let names = self.names.get(&id).and_then(Sealed::open);
        names.into_iter().flatten().map(|name| name.file.clone()).collect()
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
    pub(crate) fn naming(&self, such: &impl Fn(&str) -> bool) -> BTreeSet<ImportId> {
        let names = self.names.iter().filter_map(|(id, names)| Some((*id, names.open()?)));
        let named = names.filter(|(_, files)| files.iter().any(|name| such(&name.file) || name.sheets.iter().any(|sheet| such(sheet))));
        named.map(|(id, _)| id).collect()
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

    /// The parts that it changed; none where that is no longer known.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.change.iter().flat_map(|change| change.after.keys())
    }

    /// The parts that are no longer as it left them.
    #[must_use]
    pub fn changed_since(&self, site: &Site) -> BTreeSet<&Part> {
        let now = States::of(site);
        self.change.iter().flat_map(|change| &change.after).filter(|(part, left)| now.state(part) != **left).map(|(part, _)| part).collect()
    }

    /// The parts that it brought: there were none before.
    #[must_use]
    pub fn created(&self) -> BTreeSet<&Part> {
        let Some(change) = &self.change else { return BTreeSet::new() };
        let before = States::of(&change.before);
        change.after.keys().filter(|part| before.state(part) == State::Absent).collect()
    }

    /// What undoing it gives back: its records, and the other parts too where `registers` says so.
    #[must_use]
    pub fn given_back(&self, site: &Site, registers: bool) -> Vec<Part> {
        let changed = self.changed_since(site);
        self.parts().filter(|part| (registers || matches!(part, Part::Record(_))) && !changed.contains(part)).cloned().collect()
    }
}

impl Site {
    /// Keeps what an event is about to change, where an import is being folded.
    pub(crate) fn note(&mut self, parts: &[Part]) {
        let Some(mut open) = self.imports.open.take() else { return };
        let change = &mut open.1;
        for part in parts {
            if change.after.contains_key(part) {
                continue;
            }
            // Whoever the import brought was in no branch before: there is nothing to look for.
            if !matches!(part, Part::Memberships(person) if change.brings(*person)) {
                change.before.keep(part, self);
            }
            change.after.insert(part.clone(), State::Absent);
        }
        self.imports.open = Some(open);
    }

    pub(crate) fn begin(&mut self, import: ImportId) {
        self.imports.open = Some(Box::new((import, Change::default())));
    }

    pub(crate) fn publish(&mut self, stamp: &Stamp, id: ImportId, names: Sealed<Vec<FileNames>>, facts: u64) {
        let mut change = self.imports.open.take().filter(|open| open.0 == id).map(|open| open.1);
        let now = States::of(self);
        for (part, state) in change.iter_mut().flat_map(|change| &mut change.after) {
            *state = now.state(part);
        }
        let units = change.iter().flat_map(|change| change.after.keys()).flat_map(|part| self.units_of(part)).collect();
        let (seq, day, actor, change) = (stamp.seq, stamp.day, stamp.actor.clone(), change.map(Arc::new));
        self.imports.names.insert(id, names);
        self.imports.published.insert(id, Import { id, seq, day, actor, facts, units, undone: None, change });
        let older: BTreeSet<u64> = self.imports.newest_first().into_iter().skip(KEPT).map(|import| import.seq).collect();
        self.imports.published.change(|import| import.change.is_some() && older.contains(&import.seq), |import| import.change = None);
    }

    pub(crate) fn undo(&mut self, version: u64, id: ImportId, registers: bool) {
        let Some(import) = self.imports.published.get(&id) else { return };
        let Some(change) = import.change.clone() else { return };
        let brought: BTreeSet<Part> = import.created().into_iter().filter(|part| matches!(part, Part::Record(_))).cloned().collect();
        let (withdrawn, back): (Vec<Part>, Vec<Part>) = import.given_back(self, registers).into_iter().partition(|part| brought.contains(part));
        self.put_back(back.iter(), &change.before);
        for part in withdrawn {
            let Part::Record(id) = part else { continue };
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

    /// The units that an event is about, seen from this site: asked before it and after it.
    #[must_use]
    pub fn units_of_event(&self, event: &Event) -> BTreeSet<UnitId> {
        event.parts(self).iter().flat_map(|part| self.units_of(part)).collect()
    }

    /// The units that a part is of; of a record those of its bodies, else of its people.
    pub(crate) fn units_of(&self, part: &Part) -> BTreeSet<UnitId> {
        let one = |subject: Subject| self.unit_of(subject).into_iter().collect();
        match part {
            Part::Unit(unit) | Part::Uptake(Ledger { unit, .. }) => [*unit].into(),
            Part::Body(body) => one(Subject::Body(*body)),
            Part::Person(person) | Part::Memberships(person) => one(Subject::Person(*person)),
            Part::Post(post) => one(Subject::Post(*post)),
            Part::Holding(holding) => self.holdings.get(holding).map(|holding| one(Subject::Post(holding.post))).unwrap_or_default(),
            Part::Link(link) => self.links.get(link).map(|link| one(link.from)).unwrap_or_default(),
            Part::Item(item) => self.items.get(item).map(|item| one(Subject::Body(item.body))).unwrap_or_default(),
            Part::Record(record) => {
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
