//! What happened to a subject in the registers: terms, appointments, admissions, moves.

use crate::context::Context;
use crate::happened::Happened;
use crate::lack::{Lack, PersonDate};
use jishi_calendar::{Date, PartialDate, years_after};
use jishi_facts::{Body, Holding, MembershipKind, Subject};
use jishi_pack::{Duty, RegisterEvent, Who};
use std::sync::Arc;

/// An event of the registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Happening {
    /// The day; the last that it may be, where only its month is known. That of 届满 and 预备期满 may lie ahead.
    pub date: Date,
    /// The day from which it is settled that it will come: the term's first, the day of admission.
    pub since: Date,
    /// What it is.
    pub what: Happened,
    /// What is not known of its day, where only its month is.
    pub day: Option<Lack>,
}

/// An event that is settled on the day it happens.
fn on(date: Date, what: Happened) -> Happening {
    Happening { date, since: date, what, day: None }
}

/// An event of which perhaps only the month is known.
fn told(date: PartialDate, what: Happened, lack: Lack) -> Option<Happening> {
    Some(Happening { date: date.latest()?, since: date.earliest()?, what, day: date.day.is_none().then_some(lack) })
}

/// Every such event of a subject that is settled on the day judged, by day, then by what it is about.
#[must_use]
pub fn of(cx: &Context, duty: &Duty, subject: Subject, event: RegisterEvent) -> Vec<Happening> {
    let mut out = match event {
        RegisterEvent::TermStarted | RegisterEvent::TermEnds | RegisterEvent::Founded | RegisterEvent::Closed => {
            body(cx, subject).map_or_else(Vec::new, |body| of_body(body, event))
        }
        RegisterEvent::Appointed | RegisterEvent::Left => holdings(cx, duty, subject, event),
        RegisterEvent::Joined | RegisterEvent::Confirmed | RegisterEvent::ProbationEnds => membership_dates(cx, subject, event),
        RegisterEvent::MovedIn | RegisterEvent::MovedOut => moves(cx, subject, event),
    };
    out.retain(|happening| happening.since <= cx.as_of);
    out.sort_by_key(|happening| (happening.date, happening.what));
    out
}

fn body<'c>(cx: &'c Context, subject: Subject) -> Option<&'c Body> {
    match subject {
        Subject::Body(id) => cx.site.bodies.get(&id),
        Subject::Post(id) => cx.site.posts.get(&id).and_then(|post| cx.site.bodies.get(&post.body)),
        Subject::Person(_) => None,
    }
}

fn of_body(body: &Body, event: RegisterEvent) -> Vec<Happening> {
    let one = |date: Option<Date>| date.map(|date| on(date, Happened::OfBody(event))).into_iter().collect();
    match event {
        RegisterEvent::Founded => one(body.founded),
        RegisterEvent::Closed => one(body.closed),
        RegisterEvent::TermStarted => body.terms.iter().map(|t| on(t.from, Happened::TermStarted(t.years))).collect(),
        _ => body
            .terms
            .iter()
            .map(|t| Happening { date: years_after(t.from, i32::from(t.years)), since: t.from, what: Happened::TermEnds(t.from, t.years), day: None })
            .collect(),
    }
}

fn holdings(cx: &Context, duty: &Duty, subject: Subject, event: RegisterEvent) -> Vec<Happening> {
    let holdings: Vec<&Arc<Holding>> = match subject {
        Subject::Body(body) => cx.posts_of(body).iter().flat_map(|post| cx.holdings_of_post(post.id)).collect(),
        Subject::Post(post) => cx.holdings_of_post(post).iter().collect(),
        Subject::Person(person) => cx.holdings_of_person(person).iter().filter(|h| meant(cx, duty, h)).collect(),
    };
    let date = |h: &Holding| if event == RegisterEvent::Appointed { Some(h.from) } else { h.until };
    holdings.into_iter().filter_map(|h| Some(on(date(h)?, Happened::Holding(event, h.person, h.post)))).collect()
}

/// Is it a holding of the posts a duty is about? A duty that is not about holders means all.
fn meant(cx: &Context, duty: &Duty, holding: &Holding) -> bool {
    let Who::Holders { kinds, titles } = &duty.who else { return true };
    let post = cx.site.posts.get(&holding.post);
    post.is_some_and(|post| {
        (titles.is_empty() || titles.contains(&post.title)) && cx.site.bodies.get(&post.body).is_some_and(|body| kinds.contains(&body.kind))
    })
}

fn membership_dates(cx: &Context, subject: Subject, event: RegisterEvent) -> Vec<Happening> {
    let people: Vec<_> = match subject {
        Subject::Person(person) => vec![person],
        Subject::Body(body) => cx.memberships_of_body(body).iter().map(|m| m.person).collect(),
        Subject::Post(_) => Vec::new(),
    };
    people
        .into_iter()
        .filter_map(|id| {
            let details = cx.site.people.get(&id)?.details.open()?;
            let what = Happened::OfPerson(event, id);
            let lack = |date| Lack::Detail(id, date);
            match event {
                RegisterEvent::Joined => told(details.joining()?, what, lack(PersonDate::JoinedDay)),
                RegisterEvent::Confirmed => told(details.confirmation()?, what, lack(PersonDate::ConfirmedDay)),
                // The probationary period is one year from admission.
                _ => told(details.joining()?, what, lack(PersonDate::JoinedDay)).map(|joined| Happening { date: years_after(joined.date, 1), ..joined }),
            }
        })
        .collect()
}

fn moves(cx: &Context, subject: Subject, event: RegisterEvent) -> Vec<Happening> {
    let memberships = match subject {
        Subject::Person(person) => cx.memberships_of_person(person),
        Subject::Body(body) => cx.memberships_of_body(body),
        Subject::Post(_) => &[],
    };
    memberships
        .iter()
        .filter(|m| m.kind == MembershipKind::Registered)
        .filter_map(|m| {
            let date = if event == RegisterEvent::MovedIn { m.from } else { m.until };
            Some(on(date?, Happened::Moved(event, m.person, m.body)))
        })
        .collect()
}
