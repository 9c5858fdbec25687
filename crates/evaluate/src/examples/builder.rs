//! A site in the making: what an example says of bodies, people, posts and decisions becomes events.

use crate::context::Context;
use crate::subject::owing;
use crate::uptake::needs;
use jishi_base::{BodyId, HoldingId, ItemId, LinkId, PersonId, PostId, SeededIds, UnitId};
use jishi_calendar::{Date, Workdays, years_after};
use jishi_facts::{
    Event, Extension, InMemory, MembershipKind, PersonDetails, RecordText, RelationKind, Sealed, Site, Stamp, Subject, Term, Uptake, Value, Waiver, Words,
};
use jishi_pack::{Duty, Form, Given, GivenBody, GivenHolding, GivenItem, GivenMember, Library, Who};
use std::collections::BTreeMap;

/// The day from which things hold of which an example gives no day.
fn from_ever() -> Date {
    Date::new(2000, 1, 1).unwrap_or(Date::MIN)
}

/// A site in the making.
pub(super) struct Builder<'a> {
    pub(super) library: &'a Library,
    pub(super) duty: &'a Duty,
    pub(super) at: Date,
    pub(super) ids: SeededIds,
    pub(super) site: Site,
    pub(super) contents: InMemory,
    unit: UnitId,
    /// Bodies by name, in the order given.
    pub(super) bodies: Vec<(String, BodyId)>,
    pub(super) people: BTreeMap<String, PersonId>,
    posts: BTreeMap<(BodyId, String), PostId>,
}

impl<'a> Builder<'a> {
    /// An empty site of one unit, in which the example of a duty is to be told.
    pub(super) fn new(library: &'a Library, duty: &'a Duty, at: Date) -> Self {
        let mut ids = SeededIds::new(1);
        let unit = UnitId::fresh(&mut ids);
        let (site, bodies, people, posts) = (Site::default(), Vec::new(), BTreeMap::new(), BTreeMap::new());
        let mut builder = Self { library, duty, at, ids, site, contents: InMemory::default(), unit, bodies, people, posts };
        builder.add(Event::UnitRegistered { unit, name: "示例单位".to_owned() });
        builder
    }
}

impl Builder<'_> {
    pub(super) fn add(&mut self, event: Event) {
        let stamp = Stamp { seq: self.site.size, at: 0, day: self.at, actor: "例".into() };
        self.site.apply(&stamp, &event);
        self.contents.keep(&stamp, &event);
    }

    /// Everything but the records and what they opened.
    pub(super) fn registers(&mut self, given: &Given) {
        for body in &given.bodies {
            self.body(body);
        }
        for body in &given.bodies {
            self.relation(body);
            self.members(body);
        }
        for body in &given.bodies {
            self.holdings(body);
        }
        given.links.iter().for_each(|link| self.link(link));
        self.uptakes(given);
    }

    fn body(&mut self, given: &GivenBody) {
        let body = BodyId::fresh(&mut self.ids);
        self.bodies.push((given.name.clone(), body));
        let (kind, name) = (given.kind.clone(), given.name.clone());
        self.add(Event::BodyRegistered { body, unit: Some(self.unit), kind, name, founded: given.founded, source: None });
        if let Some(on) = given.closed {
            self.add(Event::BodyClosed { body, on });
        }
        for (from, years) in &given.terms {
            self.add(Event::TermStarted { body, term: Term { from: *from, years: *years } });
        }
        for (name, number, from) in &given.entries {
            let from = from.or_else(|| jishi_calendar::Period::Year(self.at.year()).first()).unwrap_or(self.at);
            self.add(Event::BodyEntry { body, name: name.clone(), from, value: Value::Number(*number) });
        }
    }

    pub(super) fn body_named(&self, name: &str) -> Option<BodyId> {
        self.bodies.iter().find(|(known, _)| known == name).map(|(_, id)| *id)
    }

    fn relation(&mut self, given: &GivenBody) {
        for (relation, other) in &given.relations {
            let kind = RelationKind::ALL.into_iter().find(|kind| kind.word() == relation);
            if let (Some(kind), Some(body)) = (kind, self.body_named(&given.name)) {
                let to = self.body_named(other).unwrap_or_else(|| self.external(other));
                self.add(Event::Related { body, kind, to, from: None });
            }
        }
        let (Some(body), Some(parent)) = (self.body_named(&given.name), given.parent.as_deref()) else { return };
        let to = self.body_named(parent).unwrap_or_else(|| self.external(parent));
        self.add(Event::Related { body, kind: RelationKind::Subordinate, to, from: None });
    }

    /// A superior that is not on the site.
    fn external(&mut self, name: &str) -> BodyId {
        let body = BodyId::fresh(&mut self.ids);
        self.add(Event::BodyRegistered { body, unit: None, kind: String::new(), name: name.to_owned(), founded: None, source: None });
        body
    }

    fn members(&mut self, given: &GivenBody) {
        let Some(body) = self.body_named(&given.name) else { return };
        for number in 1..=given.full_members {
            self.member(body, &GivenMember { name: format!("{}正式党员{number}", given.name), ..GivenMember::default() });
        }
        for number in 1..=given.probationary {
            let joined = Some(jishi_calendar::months_after(self.at, -1));
            self.member(body, &GivenMember { name: format!("{}预备党员{number}", given.name), joined, ..GivenMember::default() });
        }
        for member in &given.members {
            self.member(body, member);
        }
    }

    fn member(&mut self, body: BodyId, given: &GivenMember) {
        // Who is given no dates has been a full member for long.
        let confirmed = given.confirmed.or_else(|| given.joined.is_none().then(|| years_after(from_ever(), 1)));
        let joined = given.joined.or_else(|| confirmed.map(|confirmed| years_after(confirmed, -1)));
        let details = PersonDetails {
            name: given.name.clone(),
            joined,
            confirmed,
            birth: given.birth.map(Into::into),
            conditions: given.conditions.clone(),
            ..PersonDetails::default()
        };
        let person = self.person(&given.name, details);
        self.add(Event::MemberJoined { person, body, kind: MembershipKind::Registered, from: given.from });
        if let Some(on) = given.until {
            self.add(Event::MemberLeft { person, body, on });
        }
    }

    fn person(&mut self, name: &str, details: PersonDetails) -> PersonId {
        if let Some(person) = self.people.get(name) {
            return *person;
        }
        let person = PersonId::fresh(&mut self.ids);
        self.people.insert(name.to_owned(), person);
        self.add(Event::PersonRegistered { person, unit: self.unit, blind: None, details: Sealed::Open(details), source: None });
        person
    }

    /// The person of a name; somebody not given otherwise is a full member of the duty's own body.
    pub(super) fn person_named(&mut self, name: &str) -> PersonId {
        if let Some(person) = self.people.get(name) {
            return *person;
        }
        match self.own_body() {
            Some(body) if matches!(self.duty.who, Who::Members) => {
                self.member(body, &GivenMember { name: name.to_owned(), ..GivenMember::default() });
                self.person_named(name)
            }
            _ => self.person(name, PersonDetails { name: name.to_owned(), ..PersonDetails::default() }),
        }
    }

    /// The body that is meant where none is named: the first that may owe the duty, else the first.
    pub(super) fn own_body(&self) -> Option<BodyId> {
        let kinds = match &self.duty.who {
            Who::Bodies(kinds) | Who::Holders { kinds, .. } | Who::Posts { kinds, .. } => kinds.as_slice(),
            Who::Members => &[],
        };
        let owes = |id: &BodyId| self.site.bodies.get(id).is_some_and(|body| kinds.contains(&body.kind));
        let ids = || self.bodies.iter().map(|(_, id)| *id);
        ids().find(owes).or_else(|| ids().next())
    }

    fn holdings(&mut self, given: &GivenBody) {
        let Some(body) = self.body_named(&given.name) else { return };
        for holding in &given.holdings {
            let person = match self.people.get(&holding.name) {
                Some(person) => *person,
                None => self.person(&holding.name, PersonDetails { name: holding.name.clone(), ..PersonDetails::default() }),
            };
            let post = self.post(body, &holding.title);
            let id = HoldingId::fresh(&mut self.ids);
            let from = holding.from.unwrap_or_else(from_ever);
            self.add(Event::HolderAppointed { holding: id, post, person, from, source: None });
            if let Some(on) = holding.until {
                self.add(Event::HolderLeft { holding: id, on });
            }
        }
    }

    /// A contact with the first body.
    fn link(&mut self, given: &GivenHolding) {
        let Some((_, body)) = self.bodies.first().cloned() else { return };
        let person = match self.people.get(&given.name) {
            Some(person) => *person,
            None => self.person(&given.name, PersonDetails { name: given.name.clone(), ..PersonDetails::default() }),
        };
        let (link, since) = (LinkId::fresh(&mut self.ids), given.from.unwrap_or_else(from_ever));
        self.add(Event::Linked { link, kind: given.title.clone(), from: Subject::Person(person), to: Subject::Body(body), since });
        if let Some(on) = given.until {
            self.add(Event::Unlinked { link, on });
        }
    }

    fn post(&mut self, body: BodyId, title: &str) -> PostId {
        if let Some(post) = self.posts.get(&(body, title.to_owned())) {
            return *post;
        }
        let post = PostId::fresh(&mut self.ids);
        self.posts.insert((body, title.to_owned()), post);
        self.add(Event::PostOpened { post, body, title: title.to_owned(), opened: None });
        post
    }

    /// All that the duty is judged by is taken up, but for what the example excepts.
    fn uptakes(&mut self, given: &Given) {
        let needs = needs(self.duty);
        let kinds: Vec<String> =
            needs.records.iter().flatten().copied().chain(needs.registers.iter().copied()).map(str::to_owned).collect();
        for kind in kinds.into_iter().filter(|kind| !given.not_taken_up.contains(kind)) {
            let from = given.taken_up.or_else(|| jishi_calendar::Period::Year(self.at.year()).first());
            self.add(Event::TakenUp { uptake: Uptake { unit: self.unit, body: None, kind, from } });
        }
    }

    pub(super) fn item(&mut self, given: &GivenItem) {
        let (Form::Followup { items, .. }, Some(body)) = (&self.duty.form, self.own_body()) else { return };
        let (item, kind) = (ItemId::fresh(&mut self.ids), items.clone());
        let owner = given.owner.as_deref().map(|name| self.person_named(name));
        let (opened, due) = (given.opened, given.due);
        self.add(Event::ItemOpened { item, kind, body, opened_by: None, opened, owner, due, text: Sealed::Open(RecordText::new()) });
        if let Some(on) = given.closed {
            let by = owner.unwrap_or_else(|| self.person_named("办理人"));
            self.add(Event::ItemClosed { item, on, by });
        }
        if let Some((name, on)) = &given.verified {
            let by = self.person_named(name);
            self.add(Event::ItemVerified { item, on: *on, by });
        }
    }

    /// Extensions and waivers hold for every subject of the example.
    pub(super) fn decisions(&mut self, given: &Given, workdays: &Workdays) {
        let subjects: Vec<Subject> =
            owing(&Context::new(self.library, &self.site, workdays, self.at), self.duty, |_| true).into_iter().map(|who| who.subject).collect();
        let Some(approved_by) = self.own_body().filter(|_| !(given.extensions.is_empty() && given.waivers.is_empty())) else { return };
        let by = self.person_named("批准人");
        for subject in subjects {
            for (period, until) in &given.extensions {
                let (duty, period) = (self.duty.name.clone(), period.clone());
                let extension = Extension { duty, subject, period, until: *until, approved_by, approved: self.at };
                self.add(Event::Extended { extension });
            }
            for (period, ground) in &given.waivers {
                let ground = Words::Sealed(Sealed::Open(ground.clone()));
                let waiver = Waiver { duty: self.duty.name.clone(), subject, period: period.clone(), owner: None, ground, by };
                self.add(Event::Waived { waiver });
            }
        }
    }
}
