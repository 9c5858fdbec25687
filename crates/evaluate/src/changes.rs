//! The days on which the registers say something new about a subject: between two of them no condition can turn.

use crate::context::Context;
use crate::facts::body_of;
use jishi_base::{BodyId, PersonId, PostId};
use jishi_calendar::{Date, years_after};
use jishi_facts::Subject;
use std::collections::BTreeSet;

/// Every such day, in order; where it matters also those on which the members of the whole unit change.
#[must_use]
pub fn change_dates(cx: &Context, subject: Subject, of_all_members: bool) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    match subject {
        Subject::Body(body) => {
            cx.subtree(body).into_iter().for_each(|body| of_body(cx, body, &mut days));
            of_unit(cx, subject, of_all_members, &mut days);
        }
        Subject::Post(post) => {
            of_post(cx, post, &mut days);
            cx.holdings_of_post(post).iter().for_each(|holding| of_person(cx, holding.person, &mut days));
            if let Ok(body) = body_of(cx, subject, cx.as_of) {
                of_body(cx, body.id, &mut days);
            }
        }
        Subject::Person(person) => of_person(cx, person, &mut days),
    }
    for link in cx.links_of(subject) {
        days.insert(link.since);
        days.extend(link.until);
    }
    days
}

fn of_unit(cx: &Context, subject: Subject, of_all_members: bool, days: &mut BTreeSet<Date>) {
    let bodies = cx.site.unit_of(subject).map_or(&[][..], |unit| cx.bodies_of_unit(unit));
    for body in bodies {
        days.extend(body.founded.into_iter().chain(body.closed));
        let members = if of_all_members { cx.memberships_of_body(body.id) } else { &[] };
        days.extend(members.iter().flat_map(|m| cx.site.member_since(m).into_iter().chain(m.until)));
    }
}

fn of_body(cx: &Context, id: BodyId, days: &mut BTreeSet<Date>) {
    let Some(body) = cx.site.bodies.get(&id) else { return };
    days.extend(body.founded.into_iter().chain(body.closed));
    days.extend(body.terms.iter().map(|term| term.from));
    days.extend(body.entries.values().flatten().map(|(from, _)| *from));
    days.extend(body.relations.iter().flat_map(|relation| relation.from.into_iter().chain(relation.until)));
    for membership in cx.memberships_of_body(id) {
        days.extend(cx.site.member_since(membership).into_iter().chain(membership.until));
        of_details(cx, membership.person, days);
    }
    cx.posts_of(id).iter().for_each(|post| of_post(cx, post.id, days));
}

fn of_post(cx: &Context, id: PostId, days: &mut BTreeSet<Date>) {
    if let Some(post) = cx.site.posts.get(&id) {
        days.extend(post.opened.into_iter().chain(post.abolished));
    }
    for holding in cx.holdings_of_post(id) {
        days.insert(holding.from);
        days.extend(holding.until);
    }
}

fn of_person(cx: &Context, id: PersonId, days: &mut BTreeSet<Date>) {
    of_details(cx, id, days);
    for membership in cx.memberships_of_person(id) {
        days.extend(membership.from.into_iter().chain(membership.until));
    }
    for holding in cx.holdings_of_person(id) {
        days.insert(holding.from);
        days.extend(holding.until);
    }
}

fn of_details(cx: &Context, id: PersonId, days: &mut BTreeSet<Date>) {
    if let Some(details) = cx.site.people.get(&id).and_then(|person| person.details.open()) {
        let told = [details.joining(), details.confirmation()];
        days.extend(told.into_iter().flatten().flat_map(|told| told.earliest().into_iter().chain(told.latest())));
        // From the end of the probation on it is not known how somebody stands who has not been confirmed.
        let admitted = details.joining().filter(|_| details.confirmation().is_none()).and_then(|joined| joined.earliest());
        days.extend(admitted.map(|joined| years_after(joined, 1)));
    }
}
