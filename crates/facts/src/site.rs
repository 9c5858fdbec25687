//! The fold: events in journal order give the [`Site`], the registers and records as known at that point.
//!
//! Fold only the events entered up to a day to know the site *as known at* that day. Questions *as of* a date take the
//! date as an argument.

mod erased;
pub mod import;
mod judging;
pub mod moved;
pub mod plain;
mod read_at;
mod shelves;
mod state;
pub mod ties;
mod touches;

use crate::texts::{Text, Texts};
use crate::entity::Entity;
use crate::erasure::{Proposal, Settled};
use crate::event::Event;
use crate::stamp::Stamp;
use crate::site::import::Imports;
use crate::site::judging::Judged;
use crate::site::moved::Moved;
use crate::site::plain::PlainWords;
use crate::record::{Item, Record};
use crate::register::{Body, Extension, Holding, Link, Ledger, Membership, Person, Post, Profile, Reason, Relation, RelationKind, Unit, Waived};
use crate::source::Names;
use crate::subject::Subject;
use crate::sealed::{KeyOwner, Turn};
use crate::site::ties::Ties;
use jishi_base::{List, Map, Slim, BodyId, HoldingId, ItemId, LinkId, PersonId, PostId, ProposalId, RecordId, UnitId};
use jishi_calendar::{Date, Period};
use std::collections::{BTreeMap, BTreeSet};

/// Everything known about a site at one point of the journal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Site {
    /// Units, by id.
    pub units: Map<UnitId, Unit>,
    /// Bodies, by id; external ones included.
    pub bodies: Map<BodyId, Body>,
    /// People, by id.
    pub people: Map<PersonId, Person>,
    /// Memberships, in the order they were entered.
    pub memberships: List<Membership>,
    /// Posts, by id.
    pub posts: Map<PostId, Post>,
    /// Holdings, by id.
    pub holdings: Map<HoldingId, Holding>,
    /// Contact links, by id.
    pub links: Map<LinkId, Link>,
    /// Records, by id; withdrawn ones included.
    pub records: Map<RecordId, Record>,
    /// Items, by id.
    pub items: Map<ItemId, Item>,
    /// The first day of each ledger that has been taken up; a later entry about the same stands.
    pub uptakes: Map<Ledger, Date>,
    /// Waivers.
    pub waivers: List<Waived>,
    /// Reasons.
    pub reasons: List<Reason>,
    /// Extensions.
    pub extensions: List<Extension>,
    /// Imports, and what they changed.
    pub imports: Imports,
    /// What is proposed about people and not decided yet: one thing a person.
    pub proposals: BTreeMap<PersonId, Proposal>,
    /// What was proposed and has been decided.
    pub settled: BTreeMap<ProposalId, Settled>,
    /// Words in plain in old entries.
    pub plain: PlainWords,
    /// How far each part has moved.
    pub moved: Moved,
    /// Who has to do with whom.
    pub ties: Ties,
    /// Number of events folded: the next event's sequence number.
    pub size: u64,
    /// The same as of the last event that left the site otherwise than it was: while it stands, so does every judgement.
    pub changed: u64,
}

/// Does a span of days (first day, first day after) hold on `date`? An unknown start holds from ever.
#[must_use]
pub fn holds(from: Option<Date>, until: Option<Date>, date: Date) -> bool {
    from.is_none_or(|from| from <= date) && until.is_none_or(|until| date < until)
}

impl Site {
    /// Folds one event. Events that name an unknown id change nothing: `workflow` refuses them before they are entered.
    pub fn apply(&mut self, stamp: &Stamp, event: &Event) {
        let touched = event.touches(self);
        let judged = self.judged_by(&touched);
        self.fold(stamp, event.clone(), &touched);
        let judged = judged.and(self.judged_by(&touched));
        self.move_on(stamp, &touched, judged, stamp.seq + 1);
    }

    /// Folds events that were staged at their places of the journal and become true with the publication of their import: their
    /// contents lie where they were staged, and what rests on what they touch has moved with the publication. Nobody has seen the
    /// site between two of them, so that it is asked once of each entity what was judged by it before, and what is judged by it now.
    pub fn apply_staged<'e>(&mut self, events: impl Iterator<Item = (u64, &'e Event)>, published: &Stamp) {
        let (mut all, mut judged) = (BTreeSet::new(), Judged::default());
        for (seq, event) in events {
            let touched = event.touches(self);
            let first: Vec<Entity> = touched.iter().filter(|entity| all.insert((*entity).clone())).cloned().collect();
            judged = judged.and(self.judged_by(&first));
            self.fold(&Stamp { seq, ..published.clone() }, event.clone(), &touched);
        }
        let all: Vec<Entity> = all.into_iter().collect();
        let judged = judged.and(self.judged_by(&all));
        self.move_on(published, &all, judged, published.seq + 1);
    }

    /// The same as [`Site::apply`] where nobody holds an earlier state: what is judged by the event is not asked, since nothing has
    /// been judged.
    pub fn replay(&mut self, stamp: &Stamp, event: Event) {
        self.replay_as_of(stamp, event, stamp.seq + 1);
    }

    /// The same as [`Site::apply_staged`] where nobody holds an earlier state.
    pub fn replay_staged(&mut self, seq: u64, event: Event, published: &Stamp) {
        self.replay_as_of(&Stamp { seq, ..published.clone() }, event, published.seq + 1);
    }

    fn replay_as_of(&mut self, stamp: &Stamp, event: Event, size: u64) {
        let touched = event.touches(self);
        self.fold(stamp, event, &touched);
        self.move_on(stamp, &touched, Judged::default(), size);
    }

    /// Passes an entry that leaves the site as it is, for now.
    pub fn pass(&mut self, stamp: &Stamp) {
        self.move_on(stamp, &[], Judged::default(), stamp.seq + 1);
    }

    fn fold(&mut self, stamp: &Stamp, event: Event, touched: &[Entity]) {
        let version = stamp.seq;
        self.note(touched);
        self.count_plain(&event);
        self.unfile(touched);
        match event {
            Event::UnitRegistered { unit, name } => {
                self.units.insert(unit, Unit { id: unit, name, version });
            }
            Event::BodyRegistered { body, unit, kind, name, founded, source } => {
                self.bodies.insert(body, Body {
                    id: body, unit, kind, name, founded, source, version,
                    closed: None, relations: Vec::new(), terms: Vec::new(), entries: Slim::new(),
                });
            }
            Event::BodyRenamed { body, name } => self.body(body, version, |b| b.name = name),
            Event::BodyKindCorrected { body, kind } => self.body(body, version, |b| b.kind = kind),
            Event::BodyFoundedOn { body, founded } => self.body(body, version, |b| b.founded = founded),
            Event::BodyClosed { body, on } => self.body(body, version, |b| b.closed = Some(on)),
            Event::BodyEntry { body, name, from, value } => self.body(body, version, |b| {
                let entries = b.entries.get_or_default(name);
                entries.retain(|(day, _)| *day != from);
                entries.push((from, value));
                entries.sort_by_key(|(day, _)| *day);
            }),
            Event::Related { body, kind, to, from } => {
                self.body(body, version, |b| b.relations.push(Relation { kind, to, from, until: None }));
                self.tie_below(body, to);
            }
            Event::Unrelated { body, kind, to, on } => self.body(body, version, |b| {
                b.relations.iter_mut().filter(|r| r.kind == kind && r.to == to && r.until.is_none()).for_each(|r| r.until = Some(on));
            }),
            Event::TermStarted { body, term } => self.body(body, version, |b| {
                b.terms.push(term);
                b.terms.sort_by_key(|t| t.from);
            }),
            Event::TermCorrected { body, old, new } => self.body(body, version, |b| {
                b.terms.iter_mut().filter(|t| **t == old).for_each(|t| *t = new);
                b.terms.sort_by_key(|t| t.from);
            }),
            Event::PersonRegistered { person, unit, blind, details, source } => {
                let details = details.map(|details| Profile::of(&details, version));
                self.people.insert(person, Person { id: person, unit, blind, details, source, version });
            }
            Event::PersonChanged { person, blind, details, source } => {
                if let Some(entry) = self.people.get_mut(&person) {
                    let (held, details) = (entry.details.is_held(), details.map(|details| Profile::of(&details, version)));
                    (entry.blind, entry.details, entry.version) = (blind, details, version);
                    entry.source = source.or(entry.source.take());
                    if held {
                        entry.details.turn(Turn::Hold);
                    }
                }
            }
            Event::PersonErased { person, imports, .. } => {
                self.turn(person, Turn::Erase, version);
                imports.into_iter().for_each(|import| self.imports.erase_names(import));
            }
            Event::ErasureProposed { proposal, person, measure, ground, by, note } => {
                let note = note.map(|note| Text::of(&note, version));
                self.proposals.insert(person, Proposal { id: proposal, person, measure, ground, note, by, entered: stamp.clone() });
            }
            Event::ErasureSettled { proposal, person, verdict, by } => {
                self.settled.insert(proposal, Settled { person, verdict, by });
                if self.proposals.get(&person).is_some_and(|open| open.id == proposal) {
                    self.proposals.remove(&person);
                }
            }
            Event::PersonRestricted { person } => self.turn(person, Turn::Hold, version),
            Event::RestrictionLifted { person } => self.turn(person, Turn::Lift, version),
            Event::MemberJoined { person, body, kind, from } => {
                self.memberships.push(Membership { person, body, kind, from, until: None });
                self.tie_person(person, body);
            }
            Event::MemberLeft { person, body, on } => {
                self.memberships.change(|m| m.person == person && m.body == body && m.until.is_none(), |m| m.until = Some(on));
            }
            Event::PostOpened { post, body, title, opened } => {
                self.posts.insert(post, Post { id: post, body, title, opened, abolished: None, version });
            }
            Event::PostAbolished { post, on } => {
                if let Some(entry) = self.posts.get_mut(&post) {
                    (entry.abolished, entry.version) = (Some(on), version);
                }
            }
            Event::HolderAppointed { holding, post, person, from, source } => {
                self.holdings.insert(holding, Holding { id: holding, post, person, from, until: None, source, version });
                self.tie_holder(person, post);
            }
            Event::HolderLeft { holding, on } => {
                if let Some(entry) = self.holdings.get_mut(&holding) {
                    (entry.until, entry.version) = (Some(on), version);
                }
            }
            Event::HoldingCorrected { holding, from, until } => {
                if let Some(entry) = self.holdings.get_mut(&holding) {
                    (entry.from, entry.until, entry.version) = (from, until, version);
                }
            }
            Event::Linked { link, kind, from, to, since } => {
                self.links.insert(link, Link { id: link, kind, from, to, since, until: None });
            }
            Event::Unlinked { link, on } => {
                if let Some(entry) = self.links.get_mut(&link) {
                    entry.until = Some(on);
                }
            }
            Event::Recorded { record, kinds, bodies, date, fields, people, text, source } => {
                let text = text.map(|text| Texts::of(&text, version));
                self.records.insert(record, Record {
                    id: record, kinds: kinds.into(), bodies: bodies.into(), date, fields, people, text, source: source.map(Box::new),
                    entered: stamp.clone(), version, corrections: 0, withdrawn: false,
                });
            }
            Event::RecordCorrected { record, kinds, bodies, date, fields, people, text, source } => {
                if let Some(entry) = self.records.get_mut(&record) {
                    let text = text.map(|text| Texts::of(&text, version));
                    (entry.kinds, entry.bodies, entry.date, entry.fields, entry.people, entry.text) = (kinds.into(), bodies.into(), date, fields, people, text);
                    entry.source = source.map(Box::new).or(entry.source.take());
                    entry.version = version;
                    entry.corrections += 1;
                }
            }
            Event::RecordWithdrawn { record } => {
                if let Some(entry) = self.records.get_mut(&record) {
                    (entry.withdrawn, entry.version) = (true, version);
                }
            }
            Event::ItemOpened { item, kind, body, opened_by, opened, owner, due, text } => {
                let text = text.map(|text| Texts::of(&text, version));
                self.items.insert(item, Item {
                    id: item, kind, body, opened_by, opened, owner, due, text, version,
                    closed: None, closed_by: None, verified: None, verified_by: None,
                });
            }
            Event::ItemClosed { item, on, by } => {
                if let Some(entry) = self.items.get_mut(&item) {
                    (entry.closed, entry.closed_by, entry.version) = (Some(on), Some(by), version);
                }
            }
            Event::ItemVerified { item, on, by } => {
                if let Some(entry) = self.items.get_mut(&item) {
                    (entry.verified, entry.verified_by, entry.version) = (Some(on), Some(by), version);
                }
            }
            Event::TakenUp { uptake } => {
                let new_year = || Period::Year(stamp.day.year()).first().unwrap_or(stamp.day);
                self.uptakes.insert(uptake.ledger(), uptake.from.unwrap_or_else(new_year));
            }
            Event::Waived { waiver } => self.waivers.push(Waived::of(waiver, version)),
            Event::ReasonGiven { duty, subject, period, owner, text } => {
                let text = text.map(|text| Text::of(&text, version));
                self.reasons.push(Reason { duty, subject, period, owner, text });
            }
            Event::Extended { extension } => self.extensions.push(extension),
            Event::ImportBegun { import } => self.begin(import),
            Event::ImportPublished { import, names, facts } => {
                let names = names.sealed().map(|names| Names::of(&names, version));
                self.publish(stamp, import, names, facts);
            }
            Event::ImportUndone { import, registers } => self.undo(version, import, registers),
            Event::ImportAbandoned { .. }
            | Event::CommandUsed { .. }
            | Event::LogInRules { .. }
            | Event::AccountChanged { .. }
            | Event::UnitOpensAccounts { .. }
            | Event::LogInFailed { .. }
            | Event::ActRefused { .. }
            | Event::Exported { .. }
            | Event::Opened { .. }
            | Event::LogRead { .. } => {}
        }
        self.file(touched);
    }

    /// Its registers alone: units, bodies, people, posts and what stands between them, and the ledgers taken up.
    #[must_use]
    pub fn registers(&self) -> Self {
        Self {
            units: self.units.clone(),
            bodies: self.bodies.clone(),
            people: self.people.clone(),
            memberships: self.memberships.clone(),
            posts: self.posts.clone(),
            holdings: self.holdings.clone(),
            links: self.links.clone(),
            uptakes: self.uptakes.clone(),
            size: self.size,
            ..Self::default()
        }
    }
    fn body(&mut self, id: BodyId, version: u64, change: impl FnOnce(&mut Body)) {
        if let Some(body) = self.bodies.get_mut(&id) {
            change(body);
            body.version = version;
        }
    }

    /// The unit of a subject. External bodies have none.
    #[must_use]
    pub fn unit_of(&self, subject: Subject) -> Option<UnitId> {
        match subject {
            Subject::Body(id) => self.bodies.get(&id)?.unit,
            Subject::Post(id) => self.bodies.get(&self.posts.get(&id)?.body)?.unit,
            Subject::Person(id) => Some(self.people.get(&id)?.unit),
        }
    }

    /// The unit of whom a content belongs to.
    #[must_use]
    pub fn unit_of_owner(&self, owner: KeyOwner) -> Option<UnitId> {
        match owner {
            KeyOwner::Person(id) => self.unit_of(Subject::Person(id)),
            KeyOwner::Body(id) => self.unit_of(Subject::Body(id)),
            KeyOwner::Unit(id) => Some(id),
            KeyOwner::Import(_) => None,
        }
    }

    /// A subject's name as output shows it: `中共示范厅机关委员会 专职副书记` for a post.
    #[must_use]
    pub fn name_of(&self, subject: Subject) -> String {
        let body_name = |id: BodyId| self.bodies.get(&id).map_or_else(String::new, |b| b.name.clone());
        match subject {
            Subject::Body(id) => body_name(id),
            Subject::Post(id) => self.posts.get(&id).map_or_else(String::new, |p| format!("{} {}", body_name(p.body), p.title)),
            Subject::Person(id) => self.people.get(&id).map_or_else(String::new, |p| p.name().to_owned()),
        }
    }

    /// The parent (隶属) of a body on a day.
    #[must_use]
    pub fn parent(&self, body: BodyId, date: Date) -> Option<BodyId> {
        self.bodies.get(&body)?.relations.iter().rev()
            .find(|r| r.kind == RelationKind::Subordinate && holds(r.from, r.until, date))
            .map(|r| r.to)
    }

    /// The day from which a membership holds: the day entered, else the day the person joined the party, of a month the last.
    #[must_use]
    pub fn member_since(&self, membership: &Membership) -> Option<Date> {
        membership.from.or_else(|| self.people.get(&membership.person)?.details.open()?.joining()?.latest())
    }

    /// Members of a body on a day, in register order: those whose membership holds and who had joined the party by then.
    pub fn members_on(&self, body: BodyId, date: Date) -> impl Iterator<Item = &Person> {
        self.memberships.iter()
            .filter(move |m| m.body == body && holds(self.member_since(m), m.until, date))
            .filter_map(|m| self.people.get(&m.person))
    }

    /// The branch a person belongs to on a day.
    #[must_use]
    pub fn branch_of(&self, person: PersonId, date: Date) -> Option<BodyId> {
        self.memberships.iter().rev()
            .find(|m| m.person == person && holds(self.member_since(m), m.until, date))
            .map(|m| m.body)
    }

    /// Holdings of a post on a day.
    pub fn holders_on(&self, post: PostId, date: Date) -> impl Iterator<Item = &Holding> {
        self.holdings.values().filter(move |h| h.post == post && holds(Some(h.from), h.until, date))
    }

    /// Posts of a body that exist on a day, in the order they were entered.
    #[must_use]
    pub fn posts_of(&self, body: BodyId, date: Date) -> Vec<&Post> {
        let mut posts: Vec<&Post> = self.posts.values().filter(|p| p.body == body && holds(p.opened, p.abolished, date)).collect();
        posts.sort_by_key(|p| p.version);
        posts
    }

    /// The first day of a body's ledger of a kind: its own, or that of all bodies of its unit.
    #[must_use]
    pub fn taken_up(&self, unit: UnitId, body: Option<BodyId>, kind: &str) -> Option<Date> {
        let of = |body| self.uptakes.get(&Ledger { unit, body, kind: kind.into() }).copied();
        body.and_then(|body| of(Some(body))).or_else(|| of(None))
    }
}
