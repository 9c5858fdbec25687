//! The registers by what one asks of them: made once, and used by every judgement for as long as no register changes.

use jishi_base::{BodyId, PersonId, PostId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Body, Holding, Link, Membership, MembershipKind, Post, RelationKind, Site, Subject};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Lists by key, in a fixed order.
pub(crate) type Lists<K, V> = BTreeMap<K, Vec<V>>;

/// A body that stands below another, with the days on which it does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Below {
    pub(crate) body: BodyId,
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
}

/// Memberships, posts, holdings, bodies, links and uptakes of a site, in lists.
#[derive(Debug, Default)]
pub struct Registers {
    /// By unit of the person, in the order entered.
    pub(crate) members_of_unit: Lists<UnitId, Arc<Membership>>,
    /// People by unit, by id.
    pub(crate) people_of_unit: Lists<UnitId, PersonId>,
    /// In the order entered.
    pub(crate) memberships_of_body: Lists<BodyId, Arc<Membership>>,
    /// In the order entered.
    pub(crate) memberships_of_person: Lists<PersonId, Arc<Membership>>,
    /// In the order entered.
    pub(crate) posts_of_body: Lists<BodyId, Arc<Post>>,
    /// By first day.
    pub(crate) holdings_of_post: Lists<PostId, Arc<Holding>>,
    /// By first day.
    pub(crate) holdings_of_person: Lists<PersonId, Arc<Holding>>,
    pub(crate) children: Lists<BodyId, Below>,
    pub(crate) bodies_of_unit: Lists<UnitId, Arc<Body>>,
    pub(crate) links_of: Lists<Subject, Arc<Link>>,
    /// The first day of each ledger, by kind.
    pub(crate) uptakes: BTreeMap<(UnitId, Option<BodyId>), BTreeMap<String, Date>>,
}

pub(crate) fn lists<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> Lists<K, V> {
    let mut out: Lists<K, V> = BTreeMap::new();
    for (key, value) in pairs {
        out.entry(key).or_default().push(value);
    }
    out
}

pub(crate) fn get<'m, K: Ord, V>(map: &'m Lists<K, V>, key: &K) -> &'m [V] {
    map.get(key).map_or(&[], Vec::as_slice)
}

impl Registers {
    /// Whoever belonged to a body, or held a post in it.
    pub(crate) fn everybody(&self, body: BodyId) -> impl Iterator<Item = PersonId> {
        let held = get(&self.posts_of_body, &body).iter().flat_map(|post| get(&self.holdings_of_post, &post.id)).map(|held| held.person);
        get(&self.memberships_of_body, &body).iter().map(|m| m.person).chain(held)
    }

    /// The bodies that a person ever belonged to, or held a post in.
    pub(crate) fn bodies_of(&self, site: &Site, person: PersonId) -> impl Iterator<Item = BodyId> {
        let posts = get(&self.holdings_of_person, &person).iter().filter_map(|held| site.posts.get(&held.post));
        get(&self.memberships_of_person, &person).iter().map(|m| m.body).chain(posts.map(|post| post.body))
    }

    /// Those of a site. They hold for every later state of it with the same registers.
    #[must_use]
    pub fn of(site: &Site) -> Self {
        let mut registers = Self {
            members_of_unit: lists(site.memberships.entries().filter(|m| m.kind == MembershipKind::Registered).filter_map(|m| {
                Some((site.people.get(&m.person)?.unit, m.clone()))
            })),
            people_of_unit: lists(site.people.values().map(|person| (person.unit, person.id))),
            memberships_of_body: lists(site.memberships.entries().map(|m| (m.body, m.clone()))),
            memberships_of_person: lists(site.memberships.entries().map(|m| (m.person, m.clone()))),
            posts_of_body: lists(site.posts.entries().map(|(_, p)| (p.body, p.clone()))),
            holdings_of_post: lists(site.holdings.entries().map(|(_, h)| (h.post, h.clone()))),
            holdings_of_person: lists(site.holdings.entries().map(|(_, h)| (h.person, h.clone()))),
            children: lists(site.bodies.values().flat_map(|body| {
                let above = body.relations.iter().filter(|r| r.kind == RelationKind::Subordinate);
                above.map(|r| (r.to, Below { body: body.id, from: r.from, until: r.until }))
            })),
            bodies_of_unit: lists(site.bodies.entries().filter_map(|(_, b)| Some((b.unit?, b.clone())))),
            links_of: lists(site.links.entries().flat_map(|(_, l)| [(l.from, l.clone()), (l.to, l.clone())])),
            uptakes: BTreeMap::new(),
        };
        for (ledger, from) in site.uptakes.iter() {
            registers.uptakes.entry((ledger.unit, ledger.body)).or_default().insert((&ledger.kind).into(), *from);
        }
        for posts in registers.posts_of_body.values_mut() {
            posts.sort_by_key(|p| (p.version, p.id));
        }
        for holdings in registers.holdings_of_post.values_mut().chain(registers.holdings_of_person.values_mut()) {
            holdings.sort_by_key(|h| (h.from, h.id));
        }
        registers
    }
}
