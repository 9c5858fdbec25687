//! Records, items, and what was decided of duties, as far as they are seen.

use super::masked::titled;
use super::{Seen, made};
use jishi_base::{ImportId, ItemId, PersonId, RecordId, UnitId};
use jishi_facts::{Extension, FileNames, Item, ReadAt, Reason, Record, Source, Subject, Waived};
use std::collections::BTreeSet;

impl Seen {
    /// A record that is seen, without what the viewer may not read of it; withdrawn ones included.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        let record = self.site.records.get(&id)?;
        self.covers(record).then(|| self.shown(record))
    }

    pub(super) fn covers(&self, record: &Record) -> bool {
        self.sight.extent().covers_record(record)
    }

    /// A record as far as its bodies are open, their names known and its fields the viewer's to read; the very same where
    /// nothing has to go.
    fn shown<'s>(&'s self, record: &'s Record) -> &'s Record {
        if let Some(made) = self.made.records.get(&record.id) {
            return made;
        }
        match self.sight.without_hidden(&self.site, record) {
            Some(shown) => made(&self.made.records, record.id, || shown),
            None => record,
        }
    }

    /// The records that are seen, by id.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.at_hand().filter(|record| self.covers(record)).map(|record| self.shown(record))
    }

    /// The records among which those that are seen must be, by id: of the units of what is seen. Where those are most of the
    /// site's, picking them costs more than passing over the others.
    pub(super) fn at_hand(&self) -> Box<dyn Iterator<Item = &Record> + '_> {
        match self.units_at_hand() {
            Some(units) if units.len() * 2 < self.site.units.len() => Box::new(self.site.records_about(&units).into_iter()),
            _ => Box::new(self.site.records.values()),
        }
    }

    /// `None` where something is seen that has no unit under which its records are filed.
    fn units_at_hand(&self) -> Option<BTreeSet<UnitId>> {
        let bodies = self.sight.bodies().iter().map(|body| Subject::Body(*body));
        let people = self.sight.people().iter().copied().chain(self.sight.own()).map(Subject::Person);
        bodies.chain(people).map(|subject| self.site.unit_of(subject)).collect()
    }

    /// Where a fact that is seen was read, by name.
    #[must_use]
    pub fn read_at(&self, source: &Source) -> Option<ReadAt> {
        self.site.read_at(source, |entry| self.opened.content(entry))
    }

    /// The names of the files of an import whose publication, or some of whose facts, may be seen; none where they have been erased.
    #[must_use]
    pub fn files_of(&self, import: ImportId) -> Vec<String> {
        let names = self.site.imports.named_at(import).and_then(|entry| FileNames::read(self.opened.content(entry)?));
        names.into_iter().flatten().map(|name| name.file).collect()
    }

    /// Opens the names of these imports' files at once: for who is about to read them one by one.
    pub fn open_imports(&self, imports: impl IntoIterator<Item = ImportId>) {
        self.opened.fetch(&imports.into_iter().filter_map(|import| self.site.imports.named_at(import)).collect());
    }

    /// The ground of a waiver that was got from here; none where it has been erased.
    #[must_use]
    pub fn ground(&self, waiver: &Waived) -> Option<String> {
        let ground = waiver.ground.open()?;
        ground.read(self.opened.content(ground.at)?)
    }

    /// An item that is seen; of one that is not of an open body, or the viewer's own, what it is called by.
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.site.items.get(&id).and_then(|item| self.shown_item(item))
    }

    /// The items that are seen, by id.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.site.items.values().filter_map(|item| self.shown_item(item))
    }

    fn shown_item<'s>(&'s self, item: &'s Item) -> Option<&'s Item> {
        let seen = self.sight.extent().covers_item(item);
        let shown = || if self.knows_item(item) { item } else { made(&self.made.items, item.id, || titled(item, self.sight.personal().titles())) };
        seen.then(shown)
    }

    /// Is the item of an open body, or one's own?
    pub(super) fn knows_item(&self, item: &Item) -> bool {
        self.is_whole() || self.sight.opens(item.body) || (item.owner.is_some() && item.owner == self.sight.own())
    }

    /// Whoever an item names, where that is known.
    pub(super) fn names_item(&self, item: &Item) -> bool {
        self.sight.names(item.body) || self.knows_item(item)
    }

    /// What was waived of the duties of those who are seen, in the order entered.
    pub fn waivers(&self) -> impl DoubleEndedIterator<Item = &Waived> {
        self.site.waivers.iter().filter(|waiver| self.is_whole() || self.sees(waiver.subject))
    }

    /// The reasons given for their duties.
    pub fn reasons(&self) -> impl DoubleEndedIterator<Item = &Reason> {
        self.site.reasons.iter().filter(|reason| self.is_whole() || self.sees(reason.subject))
    }

    /// The extensions of their duties.
    pub fn extensions(&self) -> impl DoubleEndedIterator<Item = &Extension> {
        self.site.extensions.iter().filter(|extension| self.is_whole() || self.sees(extension.subject))
    }

    /// Whom a record names, as far as that is shown.
    pub(super) fn names_of<'s>(&'s self, record: &'s Record) -> impl Iterator<Item = PersonId> + 's {
        self.shown(record).people.values().flatten().copied()
    }
}
