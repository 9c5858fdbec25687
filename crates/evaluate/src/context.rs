//! The indexes that one evaluation reads: those of the registers, and of the records and items of the kinds that are looked at.
//!
//! A lookup here costs the few entries it returns; the judging code never scans the whole site.

use crate::looks::{Looks, reaches_others};
use crate::registers::{Below, Lists, Registers, get, lists};
use jishi_base::{Atom, BodyId, PersonId, PostId, UnitId};
use jishi_calendar::{Date, Workdays};
use jishi_facts::{Body, Extension, Holding, Item, Link, Membership, Post, Record, Site, Subject, Waiver, site::holds};
use jishi_pack::{Belongs, Duty, Library, Meaning, RecordKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A recorded decision about one instance: whose, the duty's name, the period's label.
type InstanceKey<'a> = (Subject, &'a str, &'a str);

/// Some of what there is to judge, the rest of which stands.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The units whose subjects are judged.
    pub units: &'a BTreeSet<UnitId>,
    /// The duties by their index in the library; all where none is named.
    pub duties: Option<&'a BTreeSet<usize>>,
    /// Whose duties.
    pub whose: Whose<'a>,
}

/// Whose duties are judged, of those of some units.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Everybody's.
    Everybody,
    /// These subjects'.
    These(&'a BTreeSet<Subject>),
    /// Those that rest on what is about these people, or about bodies they have to do with: all those of bodies and posts,
    /// and of people's what is theirs, or reaches others.
    About(&'a BTreeSet<PersonId>),
}

impl Whose<'_> {
    /// Is this subject's duty one of them?
    #[must_use]
    pub fn asks(self, duty: &Duty, subject: Subject) -> bool {
        match (self, subject) {
            (Self::Everybody, _) => true,
            (Self::These(subjects), _) => subjects.contains(&subject),
            (Self::About(people), Subject::Person(person)) => people.contains(&person) || reaches_others(duty),
            (Self::About(_), Subject::Body(_) | Subject::Post(_)) => true,
        }
    }
}

/// One site, one library, one day: everything a judgement may read.
pub struct Context<'a> {
    /// The rules.
    pub library: &'a Library,
    /// The facts.
    pub site: &'a Site,
    /// The holidays.
    pub workdays: &'a Workdays,
    /// The day judged. What happened later is not known to it.
    pub as_of: Date,
    registers: Arc<Registers>,
    /// The roles of those who were not there, and of those who were: asked of every record for every person.
    pub(crate) absent: Vec<Atom>,
    pub(crate) present: Vec<Atom>,
    /// Everything, where nothing is named.
    asked: Option<Asked<'a>>,
    // Ids come first in keys: they tell apart at once what names tell apart letter by letter.
    records_of_body: Lists<(BodyId, &'a str), &'a Record>,
    records_of_person: Lists<(PersonId, &'a str), &'a Record>,
    items_of: Lists<(Subject, &'a str), &'a Item>,
    waivers: BTreeMap<InstanceKey<'a>, &'a Waiver>,
    extensions: BTreeMap<InstanceKey<'a>, &'a Extension>,
    reasons: BTreeSet<InstanceKey<'a>>,
}

impl<'a> Context<'a> {
    /// Builds the indexes over the whole site.
    #[must_use]
    pub fn new(library: &'a Library, site: &'a Site, workdays: &'a Workdays, as_of: Date) -> Self {
        Self::of(library, site, &Arc::new(Registers::of(site)), workdays, as_of, None)
    }

    /// The same to judge what is asked, over the records that such a judgement may look at.
    #[must_use]
    pub fn of(
        library: &'a Library, site: &'a Site, registers: &Arc<Registers>, workdays: &'a Workdays, as_of: Date, asked: Option<Asked<'a>>,
    ) -> Self {
        let mut context = Self {
            library,
            site,
            workdays,
            as_of,
            registers: registers.clone(),
            absent: library.meanings.names(Meaning::Absent).iter().map(Atom::from).collect(),
            present: library.meanings.names(Meaning::Present).iter().map(Atom::from).collect(),
            asked,
            records_of_body: BTreeMap::new(),
            records_of_person: BTreeMap::new(),
            items_of: BTreeMap::new(),
            waivers: site.waivers.iter().map(|w| ((w.subject, w.duty.as_str(), w.period.as_str()), w)).collect(),
            extensions: site.extensions.iter().map(|e| ((e.subject, e.duty.as_str(), e.period.as_str()), e)).collect(),
            reasons: site.reasons.iter().map(|r| (r.subject, r.duty.as_str(), r.period.as_str())).collect(),
        };
        let looks = context.looks();
        context.index_items(&looks.own);
        context.index_records(&looks);
        context
    }

    /// Is the subject one of those that are judged?
    #[must_use]
    pub fn asks(&self, subject: Subject) -> bool {
        self.asked.is_none_or(|asked| self.site.unit_of(subject).is_some_and(|unit| asked.units.contains(&unit)))
    }

    /// Is the duty of this subject one of those that are judged?
    #[must_use]
    pub fn asks_of(&self, duty: &Duty, subject: Subject) -> bool {
        self.asked.is_none_or(|asked| asked.whose.asks(duty, subject))
    }

    /// Is the duty, by its index in the library, one of those that are judged?
    #[must_use]
    pub fn asks_duty(&self, index: usize) -> bool {
        self.asked.and_then(|asked| asked.duties).is_none_or(|duties| duties.contains(&index))
    }

    /// What is listed under the units whose subjects are judged.
    fn listed<'m, V>(&self, lists: &'m Lists<UnitId, V>) -> impl Iterator<Item = &'m V> + use<'m, 'a, V> {
        let asked = self.asked;
        lists.iter().filter(move |(unit, _)| asked.is_none_or(|asked| asked.units.contains(unit))).flat_map(|(_, list)| list)
    }

    /// The registered memberships of people who are judged: by unit, in the order entered.
    pub fn members(&self) -> impl Iterator<Item = &Membership> {
        self.listed(&self.registers.members_of_unit).map(|membership| &**membership)
    }

    /// The bodies that are judged.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.listed(&self.registers.bodies_of_unit).map(|body| &**body)
    }

    /// The people who are judged.
    pub fn people(&self) -> impl Iterator<Item = PersonId> {
        self.listed(&self.registers.people_of_unit).copied()
    }

    /// What the duties that are judged look at.
    fn looks(&self) -> Looks {
        let duties = self.library.duties.iter().enumerate().filter(|(index, _)| self.asks_duty(*index));
        duties.fold(Looks::default(), |looks, (_, duty)| looks.and(Looks::of(duty)))
    }

    fn index_items(&mut self, kinds: &BTreeSet<String>) {
        let items = self.site.items.values().filter(|item| kinds.contains(&item.kind));
        self.items_of = lists(items.flat_map(|item| {
            let owner = item.owner.map(Subject::Person);
            [Some(Subject::Body(item.body)), owner].into_iter().flatten().map(move |whose| ((whose, item.kind.as_str()), item))
        }));
    }

    /// Records by day, then by order of entry, under every kind, body and person that they name.
    fn index_records(&mut self, looks: &Looks) {
        let mut records: Vec<&'a Record> = match self.asked {
            Some(asked) => {
                let (near, below) = self.site.looked_at(asked.units);
                let near = self.site.records_of_kinds(&near, &looks.own);
                near.into_iter().chain(self.site.records_of_kinds(&below, &looks.below)).collect()
            }
            None => self.site.records.values().collect(),
        };
        records.sort_by_key(|r| (r.date, r.entered.seq, r.id));
        records.dedup_by_key(|r| r.id);
        for record in records {
            let bodies = self.bodies_of_record(record);
            let people: BTreeSet<PersonId> = record.people.values().flatten().copied().collect();
            for kind in record.kinds.iter().filter(|kind| looks.own.contains(kind.as_str())) {
                let kind = kind.as_str();
                for body in &bodies {
                    self.records_of_body.entry((*body, kind)).or_default().push(record);
                }
                for person in &people {
                    self.records_of_person.entry((*person, kind)).or_default().push(record);
                }
            }
        }
    }

    /// The bodies a record belongs to; one that names none belongs to the branches of the people it is about.
    fn bodies_of_record(&self, record: &Record) -> BTreeSet<BodyId> {
        if !record.bodies.is_empty() {
            return record.bodies.iter().copied().collect();
        }
        let kinds = record.kinds.iter().filter_map(|name| self.library.record_kinds.get(name.as_str()));
        kinds
            .filter(|kind| kind.belongs == Belongs::Person)
            .flat_map(|kind| about(self.library, record, kind))
            .filter_map(|person| self.branch_of(person, record.date))
            .collect()
    }

    /// Records of a kind that belong to a body, by day.
    #[must_use]
    pub fn records_of_body(&self, kind: &'a str, body: BodyId) -> &[&'a Record] {
        get(&self.records_of_body, &(body, kind))
    }

    /// Records of a kind that name a person in any role, by day.
    #[must_use]
    pub fn records_of_person(&self, kind: &'a str, person: PersonId) -> &[&'a Record] {
        get(&self.records_of_person, &(person, kind))
    }

    /// Items of a kind that a body owes, or that a person answers for.
    #[must_use]
    pub fn items_of(&self, kind: &'a str, whose: Subject) -> &[&'a Item] {
        get(&self.items_of, &(whose, kind))
    }

    /// All memberships of a body, past ones too, in the order entered.
    #[must_use]
    pub fn memberships_of_body(&self, body: BodyId) -> &[Arc<Membership>] {
        get(&self.registers.memberships_of_body, &body)
    }

    /// All memberships of a person, past ones too, in the order entered.
    #[must_use]
    pub fn memberships_of_person(&self, person: PersonId) -> &[Arc<Membership>] {
        get(&self.registers.memberships_of_person, &person)
    }

    /// All posts of a body, abolished ones too, in the order entered.
    #[must_use]
    pub fn posts_of(&self, body: BodyId) -> &[Arc<Post>] {
        get(&self.registers.posts_of_body, &body)
    }

    /// All holdings of a post, past ones too, by first day.
    #[must_use]
    pub fn holdings_of_post(&self, post: PostId) -> &[Arc<Holding>] {
        get(&self.registers.holdings_of_post, &post)
    }

    /// All holdings of a person, past ones too, by first day.
    #[must_use]
    pub fn holdings_of_person(&self, person: PersonId) -> &[Arc<Holding>] {
        get(&self.registers.holdings_of_person, &person)
    }

    /// The bodies that a person ever belonged to or held a post in.
    pub(crate) fn bodies_of_person(&self, person: PersonId) -> impl Iterator<Item = BodyId> {
        let posts = self.holdings_of_person(person).iter().filter_map(|held| self.site.posts.get(&held.post));
        self.memberships_of_person(person).iter().map(|m| m.body).chain(posts.map(|post| post.body))
    }

    /// All bodies of a unit, closed ones too.
    #[must_use]
    pub fn bodies_of_unit(&self, unit: UnitId) -> &[Arc<Body>] {
        get(&self.registers.bodies_of_unit, &unit)
    }

    /// Links that start or end at a subject.
    #[must_use]
    pub fn links_of(&self, subject: Subject) -> &[Arc<Link>] {
        get(&self.registers.links_of, &subject)
    }

    fn below(&self, body: BodyId) -> &[Below] {
        get(&self.registers.children, &body)
    }

    /// The bodies directly below (隶属) a body on a day.
    pub fn children_on(&self, body: BodyId, date: Date) -> impl Iterator<Item = &'a Body> {
        self.below(body)
            .iter()
            .filter(move |below| holds(below.from, below.until, date))
            .filter_map(|below| self.site.bodies.get(&below.body))
            .filter(move |child| holds(child.founded, child.closed, date))
    }

    /// A body and everything that stands or ever stood below it.
    #[must_use]
    pub fn subtree(&self, root: BodyId) -> BTreeSet<BodyId> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![root]);
        while let Some(body) = open.pop() {
            if seen.insert(body) {
                open.extend(self.below(body).iter().map(|below| below.body));
            }
        }
        seen
    }

    /// A body and everything below it on a day.
    #[must_use]
    pub fn subtree_on(&self, root: BodyId, date: Date) -> BTreeSet<BodyId> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![root]);
        while let Some(body) = open.pop() {
            if seen.insert(body) {
                open.extend(self.children_on(body, date).map(|child| child.id));
            }
        }
        seen
    }

    /// The branch a person belongs to on a day.
    #[must_use]
    pub fn branch_of(&self, person: PersonId, date: Date) -> Option<BodyId> {
        let memberships = self.memberships_of_person(person);
        memberships.iter().rev().find(|m| holds(self.site.member_since(m), m.until, date)).map(|m| m.body)
    }

    /// The first day of a ledger: of that body itself, or of all bodies of the unit where none is named.
    #[must_use]
    pub fn uptake(&self, unit: UnitId, body: Option<BodyId>, kind: &str) -> Option<Date> {
        self.registers.uptakes.get(&(unit, body)).and_then(|kinds| kinds.get(kind)).copied()
    }

    /// The recorded waiver of an instance.
    #[must_use]
    pub fn waiver(&self, duty: &str, subject: Subject, period: &str) -> Option<&'a Waiver> {
        self.waivers.get(&(subject, duty, period)).copied()
    }

    /// The recorded extension of an instance, approved by the day judged.
    #[must_use]
    pub fn extension(&self, duty: &str, subject: Subject, period: &str) -> Option<&'a Extension> {
        self.extensions.get(&(subject, duty, period)).copied().filter(|e| e.approved <= self.as_of)
    }

    /// Has a reason been given for an instance?
    #[must_use]
    pub fn reason_given(&self, duty: &str, subject: Subject, period: &str) -> bool {
        self.reasons.contains(&(subject, duty, period))
    }
}

/// The people a record of a kind is about: its object role; where the kind names none, everybody but those who were not there.
pub fn about<'r>(library: &'r Library, record: &'r Record, kind: &'r RecordKind) -> impl Iterator<Item = PersonId> + 'r {
    let absent = library.meanings.names(Meaning::Absent);
    record
        .people
        .iter()
        .filter(move |(role, _)| kind.object.as_ref().map_or(!absent.iter().any(|known| *role == known), |object| object == *role))
        .flat_map(|(_, people)| people.iter().copied())
}

/// What a condition is asked about: a subject on a day, and the record at hand, if any.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// For which duty.
    pub duty: &'a Duty,
    /// Whose facts.
    pub subject: Subject,
    /// On which day.
    pub date: Date,
    /// Whose fields.
    pub record: Option<&'a Record>,
}
