//! Which record of the site a row is: the one that says the same on its day, the one read from its place, the one of its
//! sheet whose day was corrected; else none.

use super::proposal::Proposal;
use super::{Desk, Work};
use jishi_base::{Atom, BodyId, PersonId, RecordId, Slim};
use jishi_calendar::Date;
use jishi_facts::{Fields, Kinds, Mark, Record, RecordText, Roles, Texts, Value};
use jishi_pack::Meaning;
use jishi_workflow::Content;
use std::collections::{BTreeMap, BTreeSet};

/// Whose a record is and on which day: records that could be the same share it.
pub(super) type Key = (Owner, Date);

/// Whose a record is, in the order of ids.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Bodies(Vec<BodyId>),
    People(Vec<PersonId>),
}

/// What a row turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    New,
    Known(RecordId),
    /// Says the same as the earlier row; whether others were absent.
    Repeats(usize, u32, bool),
}

/// A sheet by the marks of its file's name and its own.
type Sheet = (Mark, Mark);

fn sheet(work: &Work<'_>) -> Sheet {
    (Mark::of(work.file), Mark::of(work.sheet))
}

/// A record of the site as it is compared.
pub(super) struct Known<'s> {
    by_key: BTreeMap<Key, Vec<&'s Record>>,
    /// Records read from the same place, by file, sheet and row.
    by_row: BTreeMap<(Mark, Mark, u32), &'s Record>,
    /// All that were read from sheets of the same names, whenever.
    by_sheet: BTreeMap<Sheet, Vec<&'s Record>>,
    taken: BTreeSet<RecordId>,
}

impl<'s> Known<'s> {
    pub(super) fn new(desk: &Desk<'s>, proposals: &[Proposal], works: &[Work<'_>]) -> Self {
        let kinds: BTreeSet<&Atom> = proposals.iter().flat_map(|proposal| &proposal.content.kinds).collect();
        let files: BTreeSet<Mark> = works.iter().map(|work| Mark::of(work.file)).collect();
        let mut known = Self { by_key: BTreeMap::new(), by_row: BTreeMap::new(), by_sheet: BTreeMap::new(), taken: BTreeSet::new() };
        for record in desk.site.records.values().filter(|record| !record.withdrawn) {
            let read = record.source.as_ref().and_then(|source| Some((desk.site.sheet_of(source)?, source.row))).filter(|((file, _), _)| files.contains(file));
            if let Some(((file, sheet), row)) = read {
                known.by_row.insert((file, sheet, row), record);
                known.by_sheet.entry((file, sheet)).or_default().push(record);
            }
            if read.is_some() || record.kinds.iter().any(|kind| kinds.contains(kind)) {
                for key in keys(desk, record) {
                    known.by_key.entry(key).or_default().push(record);
                }
            }
        }
        known
    }

    /// Those that were read from sheets of the same names.
    pub(super) fn read_before(&self) -> impl Iterator<Item = &'s Record> {
        self.by_sheet.values().flatten().copied()
    }

    /// Pairs the rows of one day and owner: first those that are identical, then those that are left over singly.
    pub(super) fn pair(&mut self, desk: &Desk<'_>, proposals: &[Proposal], key: &Key, group: &[usize], matched: &mut [Match]) {
        let records: Vec<&Record> = self.by_key.get(key).cloned().unwrap_or_default();
        let mut first: BTreeMap<Identity, usize> = BTreeMap::new();
        let mut left = Vec::new();
        for &at in group {
            let Some(proposal) = proposals.get(at) else { continue };
            let identity = Identity::new(desk, &proposal.content.kinds, &proposal.content.fields, &proposal.content.people, Some(&marks(&proposal.content.text)));
            if let Some(earlier) = first.get(&identity).and_then(|earlier| proposals.get(*earlier)) {
                let roles = desk.library.meanings.names(Meaning::Absent);
                let absent = |proposal: &Proposal| roles.iter().find_map(|role| proposal.content.people.get(role)).cloned().unwrap_or_default();
                set(matched, at, Match::Repeats(earlier.work, earlier.row, absent(earlier) != absent(proposal)));
                continue;
            }
            let found = records.iter().find(|record| {
                !self.taken.contains(&record.id) && Identity::new(desk, &record.kinds, &record.fields, &record.people, record.text.open().map(|texts| &texts.marks)) == identity
            });
            first.insert(identity, at);
            match found {
                Some(record) => self.take(record.id, at, matched),
                None => left.push(at),
            }
        }
        for &at in &left {
            let Some(proposal) = proposals.get(at) else { continue };
            let kinds = &proposal.content.kinds;
            // Kinds that say themselves what makes two entries the same are never taken for each other by the day alone.
            if kinds.iter().any(|kind| desk.library.record_kinds.get(kind.as_str()).is_some_and(|kind| !kind.same_by.is_empty())) {
                continue;
            }
            let mut rest = records.iter().filter(|record| !self.taken.contains(&record.id) && *record.kinds == *kinds);
            let alone = left.iter().filter(|other| proposals.get(**other).is_some_and(|other| other.content.kinds == *kinds)).count() == 1;
            if let (true, Some(record), None) = (alone, rest.next(), rest.next()) {
                self.take(record.id, at, matched);
            }
        }
    }

    /// Pairs what is left with the record read from the same row of the same sheet, where it still speaks of the same.
    pub(super) fn pair_by_row(&mut self, works: &[Work<'_>], proposals: &[Proposal], matched: &mut [Match]) {
        let standing = self.standing();
        // Where each stands, and how many stand there: of several in one row, the row does not tell which.
        let place = |proposal: &Proposal| works.get(proposal.work).map(|work| (sheet(work), work.layout.start(proposal.row).row));
        let mut rows: BTreeMap<_, u32> = BTreeMap::new();
        proposals.iter().filter_map(place).for_each(|place| *rows.entry(place).or_default() += 1);
        for (at, proposal) in proposals.iter().enumerate() {
            if matched.get(at) != Some(&Match::New) {
                continue;
            }
            let Some((sheet @ (file, name), row)) = place(proposal).filter(|place| rows.get(place) == Some(&1)) else { continue };
            let Some(record) = self.by_row.get(&(file, name, row)).filter(|record| !self.taken.contains(&record.id)) else { continue };
            let content = &proposal.content;
            let alike = [*record.kinds == content.kinds, record.date == content.date, record.text.open().is_some_and(|texts| texts.are(&content.text))];
            // The same row of a sheet that is filled anew each month is another meeting.
            let near = record.date.year() == content.date.year() && record.date.month() == content.date.month();
            if !near && !standing.contains(&sheet) {
                continue;
            }
            if **record.bodies == *content.bodies && alike.iter().filter(|same| **same).count() >= 2 && (!content.bodies.is_empty() || record.people == content.people) {
                self.take(record.id, at, matched);
            }
        }
    }

    /// Sheets that still hold most of what was read from them, one row apart.
    fn standing(&self) -> BTreeSet<Sheet> {
        let taken = |records: &[&Record]| records.iter().filter(|record| self.taken.contains(&record.id)).count();
        self.by_sheet.iter().filter(|(_, records)| taken(records) * 2 + 1 >= records.len()).map(|(sheet, _)| *sheet).collect()
    }

    /// Pairs what is left with a record of the same sheet that no row speaks of any more: of the same kind, owner and title,
    /// within the same year, where only one fits on either side. Its day was corrected, or its row moved with it. A sheet
    /// that has been filled anew, most of its records being gone, corrects nothing.
    pub(super) fn pair_by_day(&mut self, desk: &Desk<'_>, works: &[Work<'_>], proposals: &[Proposal], matched: &mut [Match]) {
        let sheets: BTreeSet<Sheet> = proposals.iter().filter_map(|proposal| works.get(proposal.work)).map(sheet).collect();
        let (standing, mut left): (_, BTreeMap<(Owner, Identity), Vec<&Record>>) = (self.standing(), BTreeMap::new());
        for (_, records) in self.by_sheet.iter().filter(|(sheet, _)| sheets.contains(*sheet) && standing.contains(*sheet)) {
            for record in records.iter().filter(|record| !self.taken.contains(&record.id)) {
                let (owner, _) = owner(desk, &record.kinds, &record.bodies, &record.people, record.date);
                let identity = Identity::new(desk, &record.kinds, &record.fields, &record.people, record.text.open().map(|texts| &texts.marks));
                left.entry((owner, identity)).or_default().push(record);
            }
        }
        let mut wanted: BTreeMap<(Owner, Identity), Vec<usize>> = BTreeMap::new();
        for (at, proposal) in proposals.iter().enumerate().filter(|(at, _)| matched.get(*at) == Some(&Match::New)) {
            let content = &proposal.content;
            let identity = Identity::new(desk, &content.kinds, &content.fields, &content.people, Some(&marks(&content.text)));
            wanted.entry((key(desk, content).0, identity)).or_default().push(at);
        }
        for (same, rows) in wanted {
            let (Some([record]), [at]) = (left.get(&same).map(Vec::as_slice), rows.as_slice()) else { continue };
            if same.1.is_titled() && proposals.get(*at).is_some_and(|proposal| proposal.content.date.year() == record.date.year()) {
                self.take(record.id, *at, matched);
            }
        }
    }

    fn take(&mut self, record: RecordId, at: usize, matched: &mut [Match]) {
        self.taken.insert(record);
        set(matched, at, Match::Known(record));
    }
}

fn set(matched: &mut [Match], at: usize, to: Match) {
    if let Some(slot) = matched.get_mut(at) {
        *slot = to;
    }
}

/// Records of bodies by body and day, records of people by the people they are about and day.
pub(super) fn key(desk: &Desk<'_>, content: &Content) -> Key {
    owner(desk, &content.kinds, &content.bodies, &content.people, content.date)
}

fn keys(desk: &Desk<'_>, record: &Record) -> Vec<Key> {
    let mut keys = vec![owner(desk, &record.kinds, &record.bodies, &record.people, record.date)];
    if record.bodies.len() > 1 {
        keys.extend(record.bodies.iter().map(|body| (Owner::Bodies(vec![*body]), record.date)));
    }
    keys
}

fn owner(desk: &Desk<'_>, kinds: &Kinds, bodies: &[BodyId], people: &Roles, date: Date) -> Key {
    if !bodies.is_empty() {
        let mut bodies = bodies.to_vec();
        bodies.sort_unstable();
        return (Owner::Bodies(bodies), date);
    }
    let role = kinds.iter().find_map(|kind| desk.library.record_kinds.get(kind.as_str())?.object.as_deref());
    let mut about = role.and_then(|role| people.get(role)).cloned().unwrap_or_default();
    about.sort_unstable();
    (Owner::People(about.into()), date)
}

/// What makes two entries of one owner and day the same: the fields the pack names, else the kinds and the title.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    kinds: Kinds,
    parts: Vec<Part>,
}

/// One field: its name, coded value, people and text.
type Part = (String, Option<Value>, Box<[PersonId]>, Option<Mark>);

/// What tells texts apart, by field name.
type Marks = Slim<Atom, Mark>;

fn marks(text: &RecordText) -> Marks {
    Texts::of(text, 0).marks
}

impl Identity {
    fn new(
        desk: &Desk<'_>, kinds: &Kinds, fields: &Fields, people: &Roles, text: Option<&Marks>,
    ) -> Self {
        let by: Vec<&String> = kinds.iter().filter_map(|kind| desk.library.record_kinds.get(kind.as_str())).flat_map(|kind| &kind.same_by).collect();
        let part = |name: &str| {
            (name.to_owned(), fields.get(name).cloned(), people.get(name).cloned().unwrap_or_default(), text.and_then(|text| text.get(name)).copied())
        };
        let parts = if by.is_empty() {
            let text_of = |name: &String| (name.clone(), None, Box::default(), text.and_then(|text| text.get(name)).copied());
            let mut parts: Vec<_> = desk.library.titles().iter().map(text_of).collect();
            // Talks have no title: the talker tells two of a day apart.
            parts.push(("人员".to_owned(), None, people.iter().filter(|(role, _)| desk.library.meanings.has(Meaning::Talker, role)).flat_map(|(_, people)| people.iter().copied()).collect(), None));
            parts
        } else {
            by.into_iter().filter(|name| *name != "日期").map(|name| part(name)).collect()
        };
        Self { kinds: kinds.clone(), parts }
    }

    /// Does anything but the kind tell it from others?
    fn is_titled(&self) -> bool {
        self.parts.iter().any(|(_, value, people, text)| value.is_some() || !people.is_empty() || text.is_some_and(|mark| !mark.is_blank()))
    }
}
