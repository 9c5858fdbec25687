//! What one evaluation reads: the registers, the records by whom they name, the items, what was decided.
//!
//! A lookup here costs the few entries it returns, and nothing is made ready that is not looked up; the judging code never scans
//! the whole site.

use crate::asked::{Asked, Days};
use crate::registers::{Below, Lists, Registers, get, lists};
use jishi_base::{Atom, BodyId, PersonId, PostId, RecordId, UnitId};
use jishi_calendar::{Date, Period, Workdays};
use jishi_facts::{Body, Extension, Holding, Item, Link, Membership, Post, Record, Site, Subject, Waived, site::holds};
use jishi_pack::{Belongs, Duty, Library, Meaning, RecordKind};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

/// A recorded decision about one instance: whose, the duty's name, the period's label.
type InstanceKey<'a> = (Subject, &'a str, &'a str);

/// Records of a kind that belong to a body, by day.
pub(crate) type Shelf<'a> = Rc<[&'a Record]>;

/// Days on which a person belonged to a body: as a member, or as the holder of a post in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Belonging {
    pub(crate) body: BodyId,
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
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
    /// Are reasons asked for? Where they are not, what did not count is not listed, nor what counted put in order.
    pub(crate) told: bool,
    registers: Arc<Registers>,
    /// The roles of those who were not there, and of those who were: asked of every record for every person.
    pub(crate) absent: Vec<Atom>,
    pub(crate) present: Vec<Atom>,
    /// Everything, where nothing is named.
    asked: Option<Asked<'a>>,
    // Ids come first in keys: they tell apart at once what names tell apart letter by letter.
    records_of_body: RefCell<BTreeMap<(BodyId, &'a str), Shelf<'a>>>,
    belongings: RefCell<BTreeMap<PersonId, Rc<[Belonging]>>>,
    items_of: OnceCell<Lists<(Subject, &'a str), &'a Item>>,
    waivers: BTreeMap<InstanceKey<'a>, &'a Waived>,
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
        // What was decided of others is not looked up.
        let whose = |subject: &Subject| asked.is_none_or(|asked| asked.may_ask_of(*subject));
        Self {
            library,
            site,
            workdays,
            as_of,
            told: true,
            registers: registers.clone(),
            absent: library.meanings.names(Meaning::Absent).iter().map(Atom::from).collect(),
            present: library.meanings.names(Meaning::Present).iter().map(Atom::from).collect(),
            asked,
            records_of_body: RefCell::default(),
            belongings: RefCell::default(),
            items_of: OnceCell::new(),
            waivers: site.waivers.iter().filter(|w| whose(&w.subject)).map(|w| ((w.subject, w.duty.as_str(), w.period.as_str()), w)).collect(),
            extensions: site.extensions.iter().filter(|e| whose(&e.subject)).map(|e| ((e.subject, e.duty.as_str(), e.period.as_str()), e)).collect(),
            reasons: site.reasons.iter().filter(|r| whose(&r.subject)).map(|r| (r.subject, r.duty.as_str(), r.period.as_str())).collect(),
        }
    }

    /// The same where no reasons are asked for.
    pub(crate) fn untold(self) -> Self {
        Self { told: false, ..self }
    }

    /// Is the subject one of those that are judged?
    #[must_use]
    pub fn asks(&self, subject: Subject) -> bool {
        self.asked.is_none_or(|asked| self.site.unit_of(subject).is_some_and(|unit| asked.units.contains(&unit)))
    }

    /// Is the duty, by its index in the library, of this subject one of those that are judged?
    #[must_use]
    pub fn asks_of(&self, index: usize, duty: &Duty, subject: Subject) -> bool {
        self.asked.is_none_or(|asked| asked.which.asks(index, duty, subject))
    }

    /// The only days of which what the duty of this subject raises is judged.
    #[must_use]
    pub fn asks_days(&self, index: usize, subject: Subject) -> Days<'a> {
        self.asked.and_then(|asked| asked.which.asks_days(index, subject))
    }

    /// Is the duty one of those that are judged, of anybody?
    #[must_use]
    pub fn asks_duty(&self, index: usize) -> bool {
        self.asked.is_none_or(|asked| asked.which.asks_duty(index))
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

    /// The branches of the people that a record is about, where a kind of it belongs to people.
    fn branches_about(&self, record: &Record) -> BTreeSet<BodyId> {
        let kinds = record.kinds.iter().filter_map(|name| self.library.record_kinds.get(name.as_str()));
        kinds
            .filter(|kind| kind.belongs == Belongs::Person)
            .flat_map(|kind| about(self.library, record, kind))
            .filter_map(|person| self.branch_of(person, record.date))
            .collect()
    }

    /// Records of a kind that belong to a body, by day: its own, and those of no body that are about people of its.
    #[must_use]
    pub(crate) fn records_of_body(&self, kind: &'a str, body: BodyId) -> Shelf<'a> {
        let known = self.records_of_body.borrow().get(&(body, kind)).cloned();
        known.unwrap_or_else(|| {
            let own = self.site.records_naming(Subject::Body(body), kind).iter().map(|record| &**record);
            let people: BTreeSet<PersonId> = self.memberships_of_body(body).iter().map(|m| m.person).collect();
            let of_people = people.into_iter().flat_map(|person| self.records_of_person(kind, person));
            let theirs: Vec<&'a Record> = of_people.filter(|record| record.bodies.is_empty() && self.branches_about(record).contains(&body)).collect();
            let mut records: Vec<&'a Record> = own.collect();
            if !theirs.is_empty() {
                records.extend(theirs);
                records.sort_by_key(|record| place(record));
                records.dedup_by_key(|record| record.id);
            }
            let shelf: Shelf<'a> = records.into();
            self.records_of_body.borrow_mut().insert((body, kind), shelf.clone());
            shelf
        })
    }

    /// Records of a kind that name a person in any role, by day.
    pub fn records_of_person(&self, kind: &str, person: PersonId) -> impl DoubleEndedIterator<Item = &'a Record> + use<'a> {
        self.site.records_naming(Subject::Person(person), kind).iter().map(|record| &**record)
    }

    /// Items of a kind that a body owes, or that a person answers for.
    #[must_use]
    pub fn items_of(&self, kind: &'a str, whose: Subject) -> &[&'a Item] {
        let items = self.items_of.get_or_init(|| lists(self.site.items.values().flat_map(|item| {
            let owner = item.owner.map(Subject::Person);
            [Some(Subject::Body(item.body)), owner].into_iter().flatten().map(move |whose| ((whose, item.kind.as_str()), item))
        })));
        get(items, &(whose, kind))
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

    /// Where a person ever belonged, or held a post.
    pub(crate) fn belongings_of(&self, person: PersonId) -> Rc<[Belonging]> {
        let known = self.belongings.borrow().get(&person).cloned();
        known.unwrap_or_else(|| {
            let member = self.memberships_of_person(person).iter().map(|m| Belonging { body: m.body, from: self.site.member_since(m), until: m.until });
            let holdings = self.holdings_of_person(person).iter();
            let held = holdings.filter_map(|h| Some(Belonging { body: self.site.posts.get(&h.post)?.body, from: Some(h.from), until: h.until }));
            let belongings: Rc<[Belonging]> = member.chain(held).collect();
            self.belongings.borrow_mut().insert(person, belongings.clone());
            belongings
        })
    }

    /// The bodies that a person ever belonged to or held a post in.
    pub(crate) fn bodies_of_person(&self, person: PersonId) -> impl Iterator<Item = BodyId> {
        self.registers.bodies_of(self.site, person)
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
    pub fn waiver(&self, duty: &str, subject: Subject, period: Period) -> Option<&'a Waived> {
        // Of most subjects nothing was decided: then no label is made.
        let decided = || self.waivers.get(&(subject, duty, period.to_string().as_str())).copied();
        (!self.waivers.is_empty()).then(decided).flatten()
    }

    /// The recorded extension of an instance, approved by the day judged.
    #[must_use]
    pub fn extension(&self, duty: &str, subject: Subject, period: Period) -> Option<&'a Extension> {
        let decided = || self.extensions.get(&(subject, duty, period.to_string().as_str())).copied();
        (!self.extensions.is_empty()).then(decided).flatten().filter(|e| e.approved <= self.as_of)
    }

    /// Has a reason been given for an instance?
    #[must_use]
    pub fn reason_given(&self, duty: &str, subject: Subject, period: Period) -> bool {
        !self.reasons.is_empty() && self.reasons.contains(&(subject, duty, period.to_string().as_str()))
    }
}

/// The order of records: by day, then as they were entered.
pub(crate) fn place(record: &Record) -> (Date, u64, RecordId) {
    (record.date, record.entered.seq, record.id)
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
