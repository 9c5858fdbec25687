//! The indexes that one evaluation reads, built once from the site.
//!
//! A lookup here costs the few entries it returns; the judging code never scans the whole site.

use jishi_base::{BodyId, PersonId, PostId, UnitId};
use jishi_calendar::{Date, Workdays};
use jishi_facts::{
    Body, Extension, Holding, Item, Link, Membership, MembershipKind, Post, Record, Relation, RelationKind, Site, Subject, Waiver, site::holds,
};
use jishi_pack::{Belongs, Library, RecordKind};
use std::collections::{BTreeMap, BTreeSet};

/// Lists by key, in a fixed order.
type Lists<K, V> = BTreeMap<K, Vec<V>>;

/// A recorded decision about one instance: whose, the duty's name, the period's label.
type InstanceKey<'a> = (Subject, &'a str, &'a str);

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
    /// The units whose subjects are judged; all where none is named.
    asked: Option<&'a BTreeSet<UnitId>>,
    /// The registered memberships of people who are judged, in the order entered.
    members: Vec<&'a Membership>,
    // Ids come first in keys: they tell apart at once what names tell apart letter by letter.
    records_of_body: Lists<(BodyId, &'a str), &'a Record>,
    records_of_person: Lists<(PersonId, &'a str), &'a Record>,
    memberships_of_body: Lists<BodyId, &'a Membership>,
    memberships_of_person: Lists<PersonId, &'a Membership>,
    posts_of_body: Lists<BodyId, &'a Post>,
    holdings_of_post: Lists<PostId, &'a Holding>,
    holdings_of_person: Lists<PersonId, &'a Holding>,
    children: Lists<BodyId, (BodyId, &'a Relation)>,
    bodies_of_unit: Lists<UnitId, &'a Body>,
    links_of: Lists<Subject, &'a Link>,
    items_of: Lists<(Subject, &'a str), &'a Item>,
    uptakes: BTreeMap<(UnitId, &'a str), Option<Date>>,
    first_record: BTreeMap<(UnitId, &'a str), Date>,
    waivers: BTreeMap<InstanceKey<'a>, &'a Waiver>,
    extensions: BTreeMap<InstanceKey<'a>, &'a Extension>,
    reasons: BTreeSet<InstanceKey<'a>>,
}

fn lists<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Lists<K, V> {
    let mut out: Lists<K, V> = BTreeMap::new();
    for (key, value) in pairs {
        out.entry(key).or_default().push(value);
    }
    out
}

fn get<'m, K: Ord, V>(map: &'m Lists<K, V>, key: &K) -> &'m [V] {
    map.get(key).map_or(&[], Vec::as_slice)
}

impl<'a> Context<'a> {
    /// Builds the indexes over the whole site.
    #[must_use]
    pub fn new(library: &'a Library, site: &'a Site, workdays: &'a Workdays, as_of: Date) -> Self {
        Self::asked(library, site, workdays, as_of, None)
    }

    /// The same to judge the subjects of some units, over the records that such a judgement may look at.
    #[must_use]
    pub fn of_units(library: &'a Library, site: &'a Site, workdays: &'a Workdays, as_of: Date, units: &'a BTreeSet<UnitId>) -> Self {
        Self::asked(library, site, workdays, as_of, Some(units))
    }

    fn asked(library: &'a Library, site: &'a Site, workdays: &'a Workdays, as_of: Date, asked: Option<&'a BTreeSet<UnitId>>) -> Self {
        let mut context =
            Self {
                library,
                site,
                workdays,
                as_of,
                asked,
                members: Vec::new(),
                records_of_body: BTreeMap::new(),
                records_of_person: BTreeMap::new(),
                memberships_of_body: lists(site.memberships.iter().map(|m| (m.body, m))),
                memberships_of_person: lists(site.memberships.iter().map(|m| (m.person, m))),
                posts_of_body: lists(site.posts.values().map(|p| (p.body, p))),
                holdings_of_post: lists(site.holdings.values().map(|h| (h.post, h))),
                holdings_of_person: lists(site.holdings.values().map(|h| (h.person, h))),
                children: lists(site.bodies.values().flat_map(|body| {
                    body.relations.iter().filter(|r| r.kind == RelationKind::Subordinate).map(move |r| (r.to, (body.id, r)))
                })),
                bodies_of_unit: lists(site.bodies.values().filter_map(|b| Some((b.unit?, b)))),
                links_of: lists(site.links.values().flat_map(|l| [(l.from, l), (l.to, l)])),
                items_of: lists(site.items.values().flat_map(|i| {
                    let owner = i.owner.map(Subject::Person);
                    [Some(Subject::Body(i.body)), owner].into_iter().flatten().map(move |whose| ((whose, i.kind.as_str()), i))
                })),
                uptakes: site.uptakes.iter().map(|u| ((u.unit, u.kind.as_str()), u.from)).collect(),
                first_record: BTreeMap::new(),
                waivers: site.waivers.iter().map(|w| ((w.subject, w.duty.as_str(), w.period.as_str()), w)).collect(),
                extensions: site.extensions.iter().map(|e| ((e.subject, e.duty.as_str(), e.period.as_str()), e)).collect(),
                reasons: site.reasons.iter().map(|r| (r.subject, r.duty.as_str(), r.period.as_str())).collect(),
            };
        for posts in context.posts_of_body.values_mut() {
            posts.sort_by_key(|p| (p.version, p.id));
        }
        for holdings in context.holdings_of_post.values_mut().chain(context.holdings_of_person.values_mut()) {
            holdings.sort_by_key(|h| (h.from, h.id));
        }
        let members = site.memberships.iter().filter(|m| m.kind == MembershipKind::Registered && context.asks(Subject::Person(m.person)));
        context.members = members.collect();
        context.index_records();
        context
    }

    /// Is the subject one of those that are judged?
    #[must_use]
    pub fn asks(&self, subject: Subject) -> bool {
        self.asked.is_none_or(|units| self.site.unit_of(subject).is_some_and(|unit| units.contains(&unit)))
    }

    /// The registered memberships of people who are judged, in the order entered.
    #[must_use]
    pub fn members(&self) -> &[&'a Membership] {
        &self.members
    }

    /// Records by day, then by order of entry, under every kind, body and person that they name.
    fn index_records(&mut self) {
        let mut records: Vec<&'a Record> = match self.asked {
            Some(units) => self.site.records_about(&self.site.looked_at(units)),
            None => self.site.records.values().collect(),
        };
        records.sort_by_key(|r| (r.date, r.entered.seq, r.id));
        for record in records {
            let bodies = self.bodies_of_record(record);
            let people: BTreeSet<PersonId> = record.people.values().flatten().copied().collect();
            let unit = bodies.iter().find_map(|b| self.site.unit_of(Subject::Body(*b)));
            let unit = unit.or_else(|| people.iter().find_map(|p| self.site.unit_of(Subject::Person(*p))));
            for kind in &record.kinds {
                let kind = kind.as_str();
                for body in &bodies {
                    self.records_of_body.entry((*body, kind)).or_default().push(record);
                }
                for person in &people {
                    self.records_of_person.entry((*person, kind)).or_default().push(record);
                }
                if let Some(unit) = unit.filter(|_| !record.withdrawn) {
                    self.first_record.entry((unit, kind)).or_insert(record.date);
                }
            }
        }
    }

    /// The bodies a record belongs to; one that names none belongs to the branches of the people it is about.
    fn bodies_of_record(&self, record: &Record) -> BTreeSet<BodyId> {
        if !record.bodies.is_empty() {
            return record.bodies.iter().copied().collect();
        }
        let kinds = record.kinds.iter().filter_map(|name| self.library.record_kinds.get(name));
        kinds
            .filter(|kind| kind.belongs == Belongs::Person)
            .flat_map(|kind| about(record, kind))
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
    pub fn memberships_of_body(&self, body: BodyId) -> &[&'a Membership] {
        get(&self.memberships_of_body, &body)
    }

    /// All memberships of a person, past ones too, in the order entered.
    #[must_use]
    pub fn memberships_of_person(&self, person: PersonId) -> &[&'a Membership] {
        get(&self.memberships_of_person, &person)
    }

    /// All posts of a body, abolished ones too, in the order entered.
    #[must_use]
    pub fn posts_of(&self, body: BodyId) -> &[&'a Post] {
        get(&self.posts_of_body, &body)
    }

    /// All holdings of a post, past ones too, by first day.
    #[must_use]
    pub fn holdings_of_post(&self, post: PostId) -> &[&'a Holding] {
        get(&self.holdings_of_post, &post)
    }

    /// All holdings of a person, past ones too, by first day.
    #[must_use]
    pub fn holdings_of_person(&self, person: PersonId) -> &[&'a Holding] {
        get(&self.holdings_of_person, &person)
    }

    /// All bodies of a unit, closed ones too.
    #[must_use]
    pub fn bodies_of_unit(&self, unit: UnitId) -> &[&'a Body] {
        get(&self.bodies_of_unit, &unit)
    }

    /// Links that start or end at a subject.
    #[must_use]
    pub fn links_of(&self, subject: Subject) -> &[&'a Link] {
        get(&self.links_of, &subject)
    }

    /// The bodies directly below (隶属) a body on a day.
    pub fn children_on(&self, body: BodyId, date: Date) -> impl Iterator<Item = &'a Body> {
        get(&self.children, &body)
            .iter()
            .filter(move |(_, relation)| holds(relation.from, relation.until, date))
            .filter_map(|(child, _)| self.site.bodies.get(child))
            .filter(move |child| holds(child.founded, child.closed, date))
    }

    /// A body and everything that stands or ever stood below it.
    #[must_use]
    pub fn subtree(&self, root: BodyId) -> BTreeSet<BodyId> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![root]);
        while let Some(body) = open.pop() {
            if seen.insert(body) {
                open.extend(get(&self.children, &body).iter().map(|(child, _)| *child));
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

    /// What is entered of the day a unit took up a ledger: `None` not at all, `Some(None)` without a day.
    #[must_use]
    pub fn uptake(&self, unit: UnitId, kind: &'a str) -> Option<Option<Date>> {
        self.uptakes.get(&(unit, kind)).copied()
    }

    /// The day of a unit's earliest record of a kind.
    #[must_use]
    pub fn first_record(&self, unit: UnitId, kind: &'a str) -> Option<Date> {
        self.first_record.get(&(unit, kind)).copied()
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

/// Roles that say who was not there.
pub const ABSENT: [&str; 2] = ["缺席", "请假"];
/// Roles that say who was there; where one is filled in, nobody else was.
pub const PRESENT: [&str; 3] = ["出席", "参加", "到会"];

/// The people a record of a kind is about: its object role; where the kind names none, everybody but the absent.
pub fn about<'r>(record: &'r Record, kind: &'r RecordKind) -> impl Iterator<Item = PersonId> + 'r {
    record
        .people
        .iter()
        .filter(move |(role, _)| kind.object.as_ref().map_or(!ABSENT.contains(&role.as_str()), |object| object == *role))
        .flat_map(|(_, people)| people.iter().copied())
}
