//! What pages say of people: who they are in the party, which posts they hold. Never more than the page needs.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::links;
use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use jishi_facts::site::holds;
use jishi_facts::{Holding, MembershipKind, Person};

/// A person's name, leading to the page where there is one.
pub(crate) fn link(snapshot: &Snapshot, person: PersonId) -> Link {
    match snapshot.seen().person(person) {
        Some(entry) if snapshot.opens_person(person) => Link::new(entry.name(), links::person(person)),
        Some(entry) => Link::new(entry.name(), ""),
        None => Link::new("不在可见范围", ""),
    }
}

/// A body's name, leading to the page.
pub(crate) fn body_link(snapshot: &Snapshot, body: BodyId) -> Link {
    match snapshot.seen().body(body) {
        Some(entry) => Link::new(&entry.name, links::body(body)),
        None => Link::new("不在可见范围", ""),
    }
}

/// 正式党员, 预备党员, or empty where the register does not say.
pub(crate) fn standing(person: &Person, as_of: Date) -> &'static str {
    match person.details.open().map(|details| (details.joining(), details.confirmation())) {
        None | Some((None, None)) => "",
        Some((_, Some(confirmed))) if confirmed.latest().is_some_and(|latest| latest <= as_of) => "正式党员",
        Some((_, Some(confirmed))) if confirmed.earliest().is_some_and(|earliest| earliest <= as_of) => "",
        Some(_) => "预备党员",
    }
}

/// How a membership is called.
pub(crate) fn membership(kind: MembershipKind) -> &'static str {
    match kind {
        MembershipKind::Registered => "正式组织关系",
        MembershipKind::Attached => "编入",
    }
}

/// A person's posts, those held now first, then the latest.
pub(crate) fn holdings(snapshot: &Snapshot, person: PersonId) -> Vec<&Holding> {
    let as_of = snapshot.as_of();
    let mut all: Vec<&Holding> = snapshot.seen().holdings().filter(|h| h.person == person && h.from <= as_of).collect();
    all.sort_by_key(|h| (!holds(Some(h.from), h.until, as_of), std::cmp::Reverse(h.from)));
    all
}

/// The titles that a person holds in a body, in words.
pub(crate) fn titles_in(snapshot: &Snapshot, person: PersonId, body: BodyId) -> String {
    let site = snapshot.seen();
    let here = site.posts_of(body, snapshot.as_of());
    let held = here.iter().filter(|post| site.holders_on(post.id, snapshot.as_of()).any(|h| h.person == person));
    held.map(|post| post.title.as_str()).collect::<Vec<_>>().join("、")
}
