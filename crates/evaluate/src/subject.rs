//! Who owes a duty, and for which days: bodies, posts, members, holders of posts.

use crate::context::Context;
use jishi_base::{PersonId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_facts::{Post, Subject, site::holds};
use jishi_pack::{Duty, Who};
use std::collections::BTreeMap;

/// Days on end, from the first to the first no longer. An unknown first day is from ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// First day.
    pub from: Option<Date>,
    /// First day no longer.
    pub until: Option<Date>,
}

/// A subject that owes a duty, with the days on which it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owing {
    /// Who or what.
    pub subject: Subject,
    /// Its unit.
    pub unit: UnitId,
    /// When it owes, in order. Never empty; nothing after the day judged.
    pub spans: Vec<Span>,
}

/// How a subject stands to a calendar period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// Not there on any day of it.
    Absent,
    /// There from its first day to its last, as far as is known on the day judged.
    Whole,
    /// Came after its first day.
    Came(Date),
    /// Left before its last day was over.
    Left(Date),
}

impl Owing {
    /// Does it owe on `date`?
    #[must_use]
    pub fn present_on(&self, date: Date) -> bool {
        self.spans.iter().any(|span| holds(span.from, span.until, date))
    }

    /// The first day of the last span; `None` means from ever.
    #[must_use]
    pub fn since(&self) -> Option<Date> {
        self.spans.last().and_then(|span| span.from)
    }

    /// The first day on which it no longer owes; `None` while it does.
    #[must_use]
    pub fn left(&self) -> Option<Date> {
        self.spans.last().and_then(|span| span.until)
    }

    /// How it stands to the days `first..=last`.
    #[must_use]
    pub fn presence(&self, first: Date, last: Date) -> Presence {
        let touching = |span: &&Span| span.from.is_none_or(|from| from <= last) && span.until.is_none_or(|until| until > first);
        let mut spans = self.spans.iter().filter(touching).peekable();
        let came = spans.peek().and_then(|span| span.from).filter(|from| *from > first);
        let Some(span) = spans.last() else { return Presence::Absent };
        match (span.until.filter(|until| *until <= last), came) {
            (Some(left), _) => Presence::Left(left),
            (None, Some(came)) => Presence::Came(came),
            (None, None) => Presence::Whole,
        }
    }

    /// How it stands to a calendar period.
    #[must_use]
    pub fn presence_in(&self, period: Period) -> Presence {
        match (period.first(), period.last()) {
            (Some(first), Some(last)) => self.presence(first, last),
            _ => Presence::Whole,
        }
    }
}

/// Those among whom one asks about who owe a duty on some day up to the one judged, by id: no name decides an order.
#[must_use]
pub fn owing(cx: &Context, duty: &Duty, asks: impl Fn(Subject) -> bool) -> Vec<Owing> {
    let asks = &asks;
    let mut out = match &duty.who {
        Who::Bodies(kinds) => bodies(cx, kinds, asks),
        Who::Posts { kinds, titles } => posts(cx, kinds, titles, asks),
        Who::Members => members(cx, asks),
        Who::Holders { kinds, titles } => holders(cx, kinds, titles, asks),
    };
    out.sort_by_key(|who| who.subject);
    out
}

fn bodies(cx: &Context, kinds: &[String], asks: &dyn Fn(Subject) -> bool) -> Vec<Owing> {
    let bodies = cx.bodies().filter(|body| asks(Subject::Body(body.id)) && kinds.contains(&body.kind));
    bodies.filter_map(|body| one(cx, Subject::Body(body.id), vec![Span { from: body.founded, until: body.closed }])).collect()
}

fn posts(cx: &Context, kinds: &[String], titles: &[String], asks: &dyn Fn(Subject) -> bool) -> Vec<Owing> {
    let bodies = cx.bodies().filter(|body| kinds.contains(&body.kind));
    let posts = bodies.flat_map(|body| cx.posts_of(body.id).iter().map(move |post| (post, body)));
    posts
        .filter(|(post, _)| asks(Subject::Post(post.id)) && is_titled(post, titles))
        .filter_map(|(post, body)| {
            let until = [post.abolished, body.closed].into_iter().flatten().min();
            one(cx, Subject::Post(post.id), vec![Span { from: post.opened, until }])
        })
        .collect()
}

/// Is it a post of these titles; of any, where none is named?
fn is_titled(post: &Post, titles: &[String]) -> bool {
    titles.is_empty() || titles.contains(&post.title)
}

fn members(cx: &Context, asks: &dyn Fn(Subject) -> bool) -> Vec<Owing> {
    people(cx, cx.members().filter(|m| asks(Subject::Person(m.person))).map(|m| (m.person, Span { from: cx.site.member_since(m), until: m.until })))
}

/// Those who hold such posts, of whatever unit the bodies of these are.
fn holders(cx: &Context, kinds: &[String], titles: &[String], asks: &dyn Fn(Subject) -> bool) -> Vec<Owing> {
    let holdings = cx.people().filter(|person| asks(Subject::Person(*person))).flat_map(|person| cx.holdings_of_person(person));
    let spans = holdings.filter_map(|held| {
        let post = cx.site.posts.get(&held.post).filter(|post| is_titled(post, titles))?;
        let body = cx.site.bodies.get(&post.body).filter(|body| kinds.contains(&body.kind))?;
        let until = [held.until, post.abolished, body.closed].into_iter().flatten().min();
        Some((held.person, Span { from: Some(held.from), until }))
    });
    people(cx, spans)
}

fn people(cx: &Context, spans: impl Iterator<Item = (PersonId, Span)>) -> Vec<Owing> {
    let mut of: BTreeMap<PersonId, Vec<Span>> = BTreeMap::new();
    for (person, span) in spans {
        of.entry(person).or_default().push(span);
    }
    // Of somebody who is restricted nothing is judged; whoever is erased belonged to a branch until that day.
    let held = |person: &PersonId| cx.site.people.get(person).is_some_and(|person| person.details.is_held());
    of.into_iter().filter(|(person, _)| !held(person)).filter_map(|(person, spans)| one(cx, Subject::Person(person), spans)).collect()
}

/// A subject of a unit of the site with the days that are known on the day judged. External bodies owe nothing here.
fn one(cx: &Context, subject: Subject, spans: Vec<Span>) -> Option<Owing> {
    let unit = cx.site.unit_of(subject).filter(|_| cx.asks(subject))?;
    let spans = known_on(cx.as_of, spans);
    (!spans.is_empty()).then_some(Owing { subject, unit, spans })
}

/// Spans as known on a day, in order, those that touch made one: a move between branches is no leaving of the party.
fn known_on(as_of: Date, spans: Vec<Span>) -> Vec<Span> {
    let mut spans: Vec<Span> = spans
        .into_iter()
        .filter(|span| span.from.is_none_or(|from| from <= as_of) && (span.until.is_none() || span.from < span.until))
        .map(|span| Span { until: span.until.filter(|until| *until <= as_of), ..span })
        .collect();
    spans.sort_by_key(|span| span.from);
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if last.until.is_none_or(|until| span.from.is_none_or(|from| from <= until)) => {
                last.until = last.until.zip(span.until).map(|(a, b)| a.max(b));
            }
            _ => out.push(span),
        }
    }
    out
}
