//! Units, bodies, people, posts and what stands between them, as far as they are seen.

use super::masked::{bare, name_only};
use super::standing::{shows_holding, shows_link, shows_membership};
use super::{Seen, made};
use jishi_base::{BodyId, HoldingId, LinkId, PersonId, PostId, UnitId};
use jishi_calendar::Date;
use jishi_facts::site::holds;
use jishi_facts::{Body, Holding, Ledger, Link, Membership, Person, Post, RelationKind, Subject, Unit};

impl Seen {
    /// A unit of which something is seen.
    #[must_use]
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.site.units.get(&id).filter(|_| self.has_unit(id))
    }

    fn has_unit(&self, id: UnitId) -> bool {
        self.is_whole() || self.standing.units.contains(&id)
    }

    /// The units of which something is seen, by id.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.site.units.values().filter(|unit| self.has_unit(unit.id))
    }

    /// A body that is seen, or named by something that is.
    #[must_use]
    pub fn body(&self, id: BodyId) -> Option<&Body> {
        let body = self.site.bodies.get(&id)?;
        if self.sees_body(id) {
            return Some(body);
        }
        self.names_body(id).then(|| made(&self.made.bodies, id, || bare(body)))
    }

    /// The bodies that are seen, by id; not those of which only the name is known.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        let all = self.is_whole().then(|| self.site.bodies.values()).into_iter().flatten();
        let seen = (!self.is_whole()).then(|| self.sight.bodies().iter().filter_map(|id| self.site.bodies.get(id)));
        all.chain(seen.into_iter().flatten())
    }

    /// A person who is seen, or named by something that is.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        let person = self.site.people.get(&id)?;
        if self.sees_person(id) {
            return Some(person);
        }
        self.names_person(id).then(|| made(&self.made.people, id, || name_only(person)))
    }

    /// The people who are seen, by id; not those of whom only the name is known.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        let all = self.is_whole().then(|| self.site.people.values()).into_iter().flatten();
        let seen = (!self.is_whole()).then(|| self.sight.people().iter().filter_map(|id| self.site.people.get(id)));
        all.chain(seen.into_iter().flatten())
    }

    /// Everybody who is known and of whose name this holds, by id.
    pub fn people_called(&self, such: impl Fn(&str) -> bool) -> impl Iterator<Item = &Person> {
        self.site.people.values().filter(move |person| such(person.name())).filter_map(|person| self.person(person.id))
    }

    /// The bodies that are known and of whose name this holds, by id.
    pub fn bodies_called(&self, such: impl Fn(&str) -> bool) -> impl Iterator<Item = &Body> {
        self.site.bodies.values().filter(move |body| such(&body.name)).filter_map(|body| self.body(body.id))
    }

    /// A post of a body that is seen, or held by somebody who is.
    #[must_use]
    pub fn post(&self, id: PostId) -> Option<&Post> {
        self.site.posts.get(&id).filter(|_| self.shows_post(id))
    }

    fn shows_post(&self, id: PostId) -> bool {
        self.is_whole() || self.standing.posts.contains(&id)
    }

    /// Such posts, by id.
    pub fn posts(&self) -> impl Iterator<Item = &Post> {
        self.site.posts.values().filter(|post| self.shows_post(post.id))
    }

    fn shows_holding(&self, held: &Holding) -> bool {
        self.is_whole() || shows_holding(&self.site, &self.sight, held)
    }

    /// Somebody's time in a post.
    #[must_use]
    pub fn holding(&self, id: HoldingId) -> Option<&Holding> {
        self.site.holdings.get(&id).filter(|held| self.shows_holding(held))
    }

    /// Everybody's, by id.
    pub fn holdings(&self) -> impl Iterator<Item = &Holding> {
        self.site.holdings.values().filter(|held| self.shows_holding(held))
    }

    /// Who belongs where, in the order entered.
    pub fn memberships(&self) -> impl DoubleEndedIterator<Item = &Membership> {
        self.site.memberships.iter().filter(|membership| self.shows_membership(membership))
    }

    fn shows_membership(&self, membership: &Membership) -> bool {
        self.is_whole() || shows_membership(&self.site, &self.sight, membership)
    }

    /// Those of a body.
    pub fn memberships_in(&self, body: BodyId) -> impl DoubleEndedIterator<Item = &Membership> {
        self.site.memberships.iter().filter(move |membership| membership.body == body && self.shows_membership(membership))
    }

    /// Those of a person.
    pub fn memberships_of(&self, person: PersonId) -> impl DoubleEndedIterator<Item = &Membership> {
        self.site.memberships.iter().filter(move |membership| membership.person == person && self.shows_membership(membership))
    }

    /// A contact of somebody or something that is seen.
    #[must_use]
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.site.links.get(&id).filter(|link| self.is_whole() || shows_link(&self.site, &self.sight, link))
    }

    /// Such contacts, by id.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        self.site.links.keys().filter_map(|id| self.link(*id))
    }

    /// The first day of a body's ledger of a kind: its own, or that of all bodies of its unit.
    #[must_use]
    pub fn taken_up(&self, unit: UnitId, body: Option<BodyId>, kind: &str) -> Option<Date> {
        let of = |body| self.uptake(&Ledger { unit, body, kind: kind.into() });
        body.and_then(|body| of(Some(body))).or_else(|| of(None))
    }

    /// The first day of a ledger of a unit and body that are known.
    #[must_use]
    pub fn uptake(&self, ledger: &Ledger) -> Option<Date> {
        let known = self.has_unit(ledger.unit) && ledger.body.is_none_or(|body| self.is_whole() || self.body(body).is_some());
        self.site.uptakes.get(ledger).copied().filter(|_| known)
    }

    /// The unit of a subject. External bodies have none, nor have those of which only the name is known.
    #[must_use]
    pub fn unit_of(&self, subject: Subject) -> Option<UnitId> {
        match subject {
            Subject::Body(id) => self.body(id)?.unit,
            Subject::Post(id) => self.body(self.post(id)?.body)?.unit,
            Subject::Person(id) => Some(self.person(id)?.unit),
        }
    }

    /// A subject's name as output shows it: `中共示范厅机关委员会 专职副书记` for a post; empty where it is not known.
    #[must_use]
    pub fn name_of(&self, subject: Subject) -> String {
        let body_name = |id: BodyId| self.body(id).map_or_else(String::new, |body| body.name.clone());
        match subject {
            Subject::Body(id) => body_name(id),
            Subject::Post(id) => self.post(id).map_or_else(String::new, |post| format!("{} {}", body_name(post.body), post.title)),
            Subject::Person(id) => self.person(id).map_or_else(String::new, |person| person.name().to_owned()),
        }
    }

    /// The parent (隶属) of a body on a day.
    #[must_use]
    pub fn parent(&self, body: BodyId, date: Date) -> Option<BodyId> {
        let relations = self.body(body)?.relations.iter().rev();
        relations.filter(|r| r.kind == RelationKind::Subordinate && holds(r.from, r.until, date)).map(|r| r.to).next()
    }

    /// The day from which a membership holds: the day entered, else the day the person joined the party, of a month the last, where that is
    /// seen.
    #[must_use]
    pub fn member_since(&self, membership: &Membership) -> Option<Date> {
        let joined = || self.site.people.get(&membership.person).filter(|person| self.sees_person(person.id))?.details.open()?.joining()?.latest();
        membership.from.or_else(joined)
    }

    /// Members of a body on a day, in register order: those whose membership holds and who had joined the party by then.
    pub fn members_on(&self, body: BodyId, date: Date) -> impl Iterator<Item = &Person> {
        let members = self.memberships_in(body).filter(move |m| holds(self.member_since(m), m.until, date));
        members.filter_map(|m| self.person(m.person))
    }

    /// The branch a person belongs to on a day.
    #[must_use]
    pub fn branch_of(&self, person: PersonId, date: Date) -> Option<BodyId> {
        self.memberships_of(person).rev().find(|m| holds(self.member_since(m), m.until, date)).map(|m| m.body)
    }

    /// Holdings of a post on a day.
    pub fn holders_on(&self, post: PostId, date: Date) -> impl Iterator<Item = &Holding> {
        let held = self.site.holdings.values().filter(move |held| held.post == post && holds(Some(held.from), held.until, date));
        held.filter(|held| self.shows_holding(held))
    }

    /// Posts of a body that exist on a day, in the order they were entered.
    #[must_use]
    pub fn posts_of(&self, body: BodyId, date: Date) -> Vec<&Post> {
        let here = self.site.posts.values().filter(|post| post.body == body && holds(post.opened, post.abolished, date));
        let mut posts: Vec<&Post> = here.filter(|post| self.shows_post(post.id)).collect();
        posts.sort_by_key(|post| post.version);
        posts
    }
}
