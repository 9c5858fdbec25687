//! What follows from the registers alone for one sight: found once, and good for as long as they stand.

use crate::Site;
use crate::sight::Sight;
use jishi_base::{BodyId, PersonId, PostId, UnitId};
use jishi_facts::{Holding, Link, Membership, RelationKind, Subject};
use std::collections::BTreeSet;

/// What is shown or named, whatever happens; of a sight of the whole site nothing is noted, since it shows everything.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Units of what is seen.
    pub(super) units: BTreeSet<UnitId>,
    /// Posts of the bodies that are seen, or held by people who are.
    pub(super) posts: BTreeSet<PostId>,
    /// Bodies that are seen, or named by relations, posts, memberships or links; and all above them.
    pub(super) bodies: BTreeSet<BodyId>,
    /// Whom holdings, memberships and links name.
    pub(super) people: BTreeSet<PersonId>,
}

impl Standing {
    pub(super) fn of(site: &Site, sight: &Sight) -> Self {
        if sight.is_whole() {
            return Self::default();
        }
        let mut posts: BTreeSet<PostId> = site.posts.values().filter(|post| sight.bodies().contains(&post.body)).map(|post| post.id).collect();
        let (mut bodies, mut people) = (sight.bodies().clone(), BTreeSet::new());
        for held in site.holdings.values().filter(|held| shows_holding(site, sight, held)) {
            posts.insert(held.post);
            people.insert(held.person);
        }
        for membership in site.memberships.iter().filter(|membership| shows_membership(site, sight, membership)) {
            bodies.insert(membership.body);
            people.insert(membership.person);
        }
        for link in site.links.values().filter(|link| shows_link(site, sight, link)) {
            let ends = [link.from, link.to];
            bodies.extend(ends.iter().filter_map(|end| body_of(site, *end)));
            people.extend(ends.iter().filter_map(|end| if let Subject::Person(id) = end { Some(*id) } else { None }));
        }
        bodies.extend(posts.iter().filter_map(|post| site.posts.get(post)).map(|post| post.body));
        let related = sight.bodies().iter().filter_map(|body| site.bodies.get(body)).flat_map(|body| &body.relations);
        bodies.extend(related.map(|relation| relation.to));
        Self { units: units(site, sight), posts, bodies: with_above(site, bodies), people }
    }
}

/// Who holds a post of a body seen is no secret; nor which posts a person seen holds.
pub(super) fn shows_holding(site: &Site, sight: &Sight, held: &Holding) -> bool {
    let of_body = || site.posts.get(&held.post).is_some_and(|post| sight.bodies().contains(&post.body));
    sight.people().contains(&held.person) || of_body()
}

/// A list of members names nobody who is restricted; that a post is not vacant is no secret.
pub(super) fn shows_membership(site: &Site, sight: &Sight, membership: &Membership) -> bool {
    if site.people.get(&membership.person).is_some_and(|person| person.details.is_held()) {
        return false;
    }
    sight.names(membership.body) || sight.people().contains(&membership.person)
}

pub(super) fn shows_link(site: &Site, sight: &Sight, link: &Link) -> bool {
    sight.sees(site, link.from) || sight.sees(site, link.to)
}

pub(super) fn body_of(site: &Site, subject: Subject) -> Option<BodyId> {
    match subject {
        Subject::Body(id) => Some(id),
        Subject::Post(id) => Some(site.posts.get(&id)?.body),
        Subject::Person(_) => None,
    }
}

/// Bodies with all that they ever stood below.
pub(super) fn with_above(site: &Site, mut named: BTreeSet<BodyId>) -> BTreeSet<BodyId> {
    let mut next: Vec<BodyId> = named.iter().copied().collect();
    while let Some(body) = next.pop() {
        let relations = site.bodies.get(&body).into_iter().flat_map(|body| &body.relations);
        let above = relations.filter(|relation| relation.kind == RelationKind::Subordinate).map(|relation| relation.to);
        next.extend(above.filter(|parent| named.insert(*parent)));
    }
    named
}

fn units(site: &Site, sight: &Sight) -> BTreeSet<UnitId> {
    let of_bodies = sight.bodies().iter().filter_map(|body| site.bodies.get(body)?.unit);
    let of_people = sight.people().iter().filter_map(|person| Some(site.people.get(person)?.unit));
    sight.units().iter().copied().chain(of_bodies).chain(of_people).collect()
}
