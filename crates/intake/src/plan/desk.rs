//! The desk an import is worked out on: the site as it would be, the events so far, and the indexes into both.

use super::{Lookup, Options};
use crate::bodies::{BodyNames, Meant};
use crate::mapping::Mapping;
use crate::people::People;
use super::held::{Barred, Origin};
use super::brought::Brought;
use jishi_base::{Atom, BodyId, IdSource, PersonId, UnitId};
use jishi_facts::{Entity, Event, FileNames, Looked, Mark, PersonDetails, Place, Record, RecordText, Site, Source, Stamp, Unopened};
use jishi_pack::{BodyMeaning, Library};
use jishi_workflow::{Command, Refusal, decide};
use std::collections::BTreeMap;

/// Why a row is not worked out whose earlier content cannot be read now.
pub(crate) const UNREAD: &str = "以前登记的内容这时读不出来";
/// What to do then.
pub(crate) const AGAIN: &str = "这一行没有导入，请稍后再导入一次";

pub(crate) struct Desk<'a> {
    pub(crate) library: &'a Library,
    /// The site before the import, records included.
    pub(crate) site: &'a Site,
    pub(crate) mapping: &'a Mapping,
    pub(crate) options: &'a Options,
    pub(crate) ids: &'a mut dyn IdSource,
    pub(crate) lookup: Lookup<'a>,
    /// The names of its files and sheets.
    pub(crate) files: &'a [FileNames],
    /// What rows have said of people so far.
    told: BTreeMap<PersonId, PersonDetails>,
    /// The registers as they would be. Records are left out: they are many, and only compared.
    pub(crate) draft: Site,
    pub(crate) names: BodyNames,
    pub(crate) people: People,
    pub(crate) events: Vec<Event>,
    /// The row that each of the events comes from.
    pub(crate) origins: Vec<Option<Origin>>,
    /// The row that is being worked on.
    pub(crate) origin: Option<Origin>,
    /// Rows that may not be written, each with the reason.
    pub(crate) barred: &'a Barred,
    /// What has been looked at beside the registers.
    pub(crate) looked: Looked,
    /// The registers and ledgers that good rows brought.
    pub(crate) brought: Brought,
    /// Where a person stands whose row in a roster was refused, by name.
    pub(crate) refused_people: BTreeMap<String, String>,
    meant: BTreeMap<(UnitId, String, Option<String>), Meant>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        library: &'a Library, site: &'a Site, mapping: &'a Mapping, options: &'a Options, ids: &'a mut dyn IdSource,
        lookup: Lookup<'a>, barred: &'a Barred,
    ) -> Self {
        let draft = site.registers();
        Self {
            library, site, mapping, options,
            ids, lookup,
            told: BTreeMap::new(),
            files: &[],
            names: BodyNames::new(library, &draft),
            people: People::new(library, &draft),
            draft,
            events: Vec::new(),
            origins: Vec::new(),
            origin: None,
            barred,
            looked: Looked::default(),
            brought: Brought::default(),
            refused_people: BTreeMap::new(),
            meant: BTreeMap::new(),
        }
    }

    /// All that is known of a person, as this import has it by now; none of somebody of whom nothing may be used.
    pub(crate) fn details(&self, person: PersonId) -> Result<Option<PersonDetails>, Unopened> {
        if let Some(told) = self.told.get(&person) {
            return Ok(Some(told.clone()));
        }
        let Some(profile) = self.site.people.get(&person).and_then(|person| person.details.open()) else { return Ok(None) };
        Ok(PersonDetails::read(&self.lookup.contents.one(profile.at)?))
    }

    /// The texts of a record, where they may be used.
    pub(crate) fn text(&self, record: &Record) -> Result<Option<RecordText>, Unopened> {
        let Some(texts) = record.text.open() else { return Ok(None) };
        Ok(texts.read(&self.lookup.contents.one(texts.at)?))
    }

    /// Carries out a command on the draft and keeps its events.
    pub(crate) fn run(&mut self, command: Command) -> Result<(), Refusal> {
        for event in decide(&self.draft, command)? {
            self.enter(event);
        }
        Ok(())
    }

    /// Enters an event about the registers.
    pub(crate) fn enter(&mut self, event: Event) {
        let stamp = Stamp { seq: self.draft.size, at: 0, day: self.options.today, actor: Atom::default() };
        let touched = event.touches(&self.draft);
        self.draft.apply(&stamp, &event);
        self.told.extend(event.details().map(|(person, details)| (person, details.clone())));
        for entity in touched {
            if let Entity::Body(body) = entity {
                self.names.add(&self.draft, body);
                self.meant.clear();
            }
        }
        self.propose(event);
    }

    /// Proposes an event, with the row that it comes from.
    pub(crate) fn propose(&mut self, event: Event) {
        self.events.push(event);
        self.origins.push(self.origin);
    }

    /// Why the row that is being worked on may not be written, where that is so.
    pub(crate) fn bars(&self) -> Option<&'a Refusal> {
        self.origin.and_then(|origin| self.barred.get(&origin))
    }

    pub(crate) fn source(&self, file: &str, sheet: &str, row: u32) -> Option<Source> {
        let (at, names) = self.files.iter().enumerate().find(|(_, names)| names.file == file && names.sheets.iter().any(|known| known == sheet))?;
        let nth = names.sheets.iter().position(|known| known == sheet)?;
        let place = Place::Nth { file: u32::try_from(at).ok()?, sheet: u32::try_from(nth).ok()? };
        Some(Source { import: self.options.import, place, row })
    }

    /// Was this fact read from that row of a file and sheet of these names, by whatever import?
    pub(crate) fn is_from(&self, source: &Source, (file, sheet, row): (&str, &str, u32)) -> bool {
        source.row == row && self.site.sheet_of(source) == Some((Mark::of(file), Mark::of(sheet)))
    }

    /// The body of a unit that a text means.
    pub(crate) fn body(&mut self, unit: UnitId, text: &str, kind: Option<&str>) -> Meant {
        let key = (unit, text.to_owned(), kind.map(str::to_owned));
        if let Some(meant) = self.meant.get(&key) {
            return meant.clone();
        }
        let meant = self.names.meant(&self.draft, unit, text, kind);
        self.meant.insert(key, meant.clone());
        meant
    }

    /// The kind of bodies where members belong.
    pub(crate) fn branch_kind(&self) -> Option<&'a str> {
        let library: &'a Library = self.library;
        library.kinds_meaning(BodyMeaning::Branch).next().map(|kind| kind.name.as_str())
    }

    pub(crate) fn body_name(&self, body: BodyId) -> &str {
        self.draft.bodies.get(&body).map_or("", |body| body.name.as_str())
    }

    pub(crate) fn body_names(&self, bodies: &[BodyId]) -> String {
        bodies.iter().map(|body| self.body_name(*body)).collect::<Vec<_>>().join("、")
    }
}
