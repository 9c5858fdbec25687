//! What the registers say of a subject on a day: the facts that conditions read.
//!
//! A reading is a value, or what is not known.

use crate::context::Scene;
use crate::context::Context;
use crate::lack::{Lack, PersonDate};
use crate::wording::Wording;
use jishi_base::{BodyId, Number, PersonId, PostId, UnitId};
use jishi_calendar::{Date, PartialDate, years_after};
use jishi_facts::{Body, Holding, Membership, MembershipKind, RelationKind, Subject, Value, site::holds};
use jishi_pack::{Duty, Fact, Who};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A known value, of a field or a fact.
#[derive(Clone, PartialEq, Debug)]
pub enum Known {
    /// An amount.
    Number(Number),
    /// An amount that is known to lie between two, both among them, for want of something.
    Between(Number, Number, Lack),
    /// A code or name.
    Text(String),
    /// Several codes or names.
    List(Vec<String>),
    /// A day.
    Date(Date),
    /// 是 or 否.
    Flag(bool),
}

/// A value, or what is not known.
pub type Reading = Result<Known, Lack>;

impl From<Value> for Known {
    fn from(value: Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number),
            Value::Date(date) => Self::Date(date),
            Value::Flag(flag) => Self::Flag(flag),
            Value::Code(code) => Self::Text(code.into()),
            Value::Codes(codes) => Self::List(codes.iter().map(String::from).collect()),
        }
    }
}

/// The Chinese name of a fact, as conditions write it.
#[must_use]
pub fn word(fact: Fact) -> &'static str {
    match fact {
        Fact::BodyKind => "组织类别",
        Fact::MemberCount => "党员数",
        Fact::FullMemberCount => "正式党员数",
        Fact::ProbationaryCount => "预备党员数",
        Fact::HasCommittee => "设支委会",
        Fact::HoldersOf => "在任人数",
        Fact::ChildCount => "下级数",
        Fact::UnitHas => "本单位有",
        Fact::UnitMemberCount => "单位党员数",
        Fact::HighestInUnit => "本单位居首",
        Fact::HasRelation => "有上级",
        Fact::TermYears => "任期",
        Fact::Entry => "登记",
        Fact::EntryOfYear => "本年登记",
        Fact::Title => "职务",
        Fact::Held => "在任",
        Fact::HolderAlsoHolds => "任职者任职",
        Fact::Age => "年龄",
        Fact::Standing => "党员类别",
        Fact::Conditions => "情形",
        Fact::HoldsPostIn => "任职",
        Fact::PartyYears => "党龄",
        Fact::HasLink => "登记联系",
    }
}

/// Reads a fact about a subject on a day. A fact of bodies asked of a post or a person is that of its body or branch.
pub fn read(cx: &Context, scene: Scene, fact: Fact, argument: &str) -> Reading {
    let Scene { subject, date, .. } = scene;
    match fact {
        Fact::Title => of_post(subject).and_then(|post| title(cx, post)),
        Fact::Held => of_post(subject).map(|post| Known::Flag(holders_on(cx, post, date).next().is_some())),
        Fact::HolderAlsoHolds => of_post(subject).and_then(|post| holder_also_holds(cx, post, date, argument)),
        Fact::Age | Fact::Standing | Fact::Conditions | Fact::PartyYears => of_person(subject).and_then(|p| detail(cx, p, date, fact)),
        Fact::HoldsPostIn => of_person(subject).map(|p| Known::Flag(holds_in(cx, p, date, argument))),
        Fact::HasLink => Ok(Known::Flag(has_link(cx, subject, date, argument))),
        _ => body_of(cx, subject, date).and_then(|body| of_body(cx, scene, body, fact, argument)),
    }
}

fn of_body(cx: &Context, scene: Scene, body: &Body, fact: Fact, argument: &str) -> Reading {
    let date = scene.date;
    let number = |count: usize| Ok(Known::Number(whole(count)));
    match fact {
        Fact::BodyKind => Ok(Known::Text(body.kind.clone())),
        Fact::MemberCount => number(members(cx, body.id, date).count()),
        Fact::FullMemberCount => Ok(count_of(cx, body.id, date, true)),
        Fact::ProbationaryCount => Ok(count_of(cx, body.id, date, false)),
        Fact::HasCommittee => Ok(Known::Flag(has_committee(cx, body, date))),
        Fact::HoldersOf => {
            number(cx.posts_of(body.id).iter().filter(|p| p.title == argument).map(|p| holders_on(cx, p.id, date).count()).sum())
        }
        Fact::ChildCount => {
            let below = cx.subtree_on(body.id, date).into_iter().filter(|id| *id != body.id);
            number(below.filter(|id| cx.site.bodies.get(id).is_some_and(|child| child.kind == argument)).count())
        }
        Fact::UnitHas => {
            let unit = body.unit.ok_or(Lack::UnitOf(body.id))?;
            Ok(Known::Flag(cx.bodies_of_unit(unit).iter().any(|b| b.kind == argument && holds(b.founded, b.closed, date))))
        }
        Fact::UnitMemberCount => {
            let unit = body.unit.ok_or(Lack::UnitOf(body.id))?;
            let members = cx.bodies_of_unit(unit).iter().flat_map(|body| cx.memberships_of_body(body.id));
            number(registered(cx, members, date).collect::<BTreeSet<_>>().len())
        }
        Fact::HighestInUnit => {
            let unit = body.unit.ok_or(Lack::UnitOf(body.id))?;
            Ok(Known::Flag(highest(cx, scene.duty, unit, date) == Some(body.id)))
        }
        Fact::HasRelation => {
            let kind = relation_kind(argument).ok_or_else(|| Lack::Relation(Wording::of(scene.duty, argument)))?;
            Ok(Known::Flag(body.relations.iter().any(|r| r.kind == kind && holds(r.from, r.until, date))))
        }
        Fact::TermYears => body
            .terms
            .iter()
            .rev()
            .find(|term| term.from <= date)
            .map(|term| Known::Number(Number::whole(i64::from(term.years))))
            .ok_or(Lack::TermOf(body.id)),
        Fact::EntryOfYear => of_year(body, date, argument)
            .cloned()
            .map(Known::from)
            .ok_or_else(|| Lack::EntryOfYear(body.id, date.year(), Wording::of(scene.duty, argument))),
        _ => entry(body, date, argument).cloned().map(Known::from).ok_or_else(|| Lack::Entry(body.id, Wording::of(scene.duty, argument))),
    }
}

/// An entry of a body made in the year of a day, as it stands on that day: what was said of an earlier year says nothing of this one.
fn of_year<'b>(body: &'b Body, date: Date, name: &str) -> Option<&'b Value> {
    let entries = body.entries.get(name).map_or(&[][..], Vec::as_slice);
    entries.iter().rev().find(|(from, _)| *from <= date && from.year() == date.year()).map(|(_, value)| value)
}

/// An entry of a body as it stands on a day.
pub fn entry<'b>(body: &'b Body, date: Date, name: &str) -> Option<&'b Value> {
    let entries = body.entries.get(name).map_or(&[][..], Vec::as_slice);
    entries.iter().rev().find(|(from, _)| *from <= date).map(|(_, value)| value)
}

fn relation_kind(word: &str) -> Option<RelationKind> {
    RelationKind::ALL.into_iter().find(|kind| kind.word() == word)
}

fn whole(count: usize) -> Number {
    Number::whole(i64::try_from(count).unwrap_or(i64::MAX / 1000))
}

/// Members with registered membership in a body and all below it on a day.
fn members(cx: &Context, body: BodyId, date: Date) -> impl Iterator<Item = PersonId> {
    registered(cx, cx.subtree_on(body, date).into_iter().flat_map(|body| cx.memberships_of_body(body)), date)
}

fn registered<'c>(cx: &'c Context, memberships: impl Iterator<Item = &'c Arc<Membership>>, date: Date) -> impl Iterator<Item = PersonId> {
    memberships.filter(move |m| m.kind == MembershipKind::Registered && holds(cx.site.member_since(m), m.until, date)).map(|m| m.person)
}

/// Of the bodies of a unit that owe a duty, the one that stands under no other of them; of several side by side the one
/// registered first answers for all.
fn highest(cx: &Context, duty: &Duty, unit: UnitId, date: Date) -> Option<BodyId> {
    let (Who::Bodies(kinds) | Who::Holders { kinds, .. } | Who::Posts { kinds, .. }) = &duty.who else { return None };
    let owing = |body: &&Arc<Body>| kinds.contains(&body.kind) && holds(body.founded, body.closed, date);
    let bodies: Vec<&Arc<Body>> = cx.bodies_of_unit(unit).iter().filter(owing).collect();
    let under_another = |body: &Body| {
        let above = std::iter::successors(cx.site.parent(body.id, date), |above| cx.site.parent(*above, date));
        above.take(bodies.len() + 8).any(|above| above != body.id && bodies.iter().any(|other| other.id == above))
    };
    bodies.iter().filter(|body| !under_another(body)).min_by_key(|body| (body.version, body.id)).map(|body| body.id)
}

/// How many of them are full members, or are not: between two numbers, where that is not known of somebody.
fn count_of(cx: &Context, body: BodyId, date: Date, full: bool) -> Known {
    let (mut known, mut open) = (0, Vec::new());
    for person in members(cx, body, date) {
        match is_full_member(cx, person, date) {
            Ok(is) => known += usize::from(is == full),
            Err(lack) => open.push(lack),
        }
    }
    open.first().map_or(Known::Number(whole(known)), |lack| Known::Between(whole(known), whole(known + open.len()), *lack))
}

/// Full or probationary on a day: full from 转正日期 on; within a year of joining, nobody is yet. Where neither day tells, it is
/// not known. Somebody who has been erased counts as full, which nearly all are.
fn is_full_member(cx: &Context, person: PersonId, date: Date) -> Result<bool, Lack> {
    let Some(details) = cx.site.people.get(&person).and_then(|person| person.details.open()) else { return Ok(true) };
    let (confirmed, joined) = (details.confirmation(), details.joining());
    let unknown = |what| Err(Lack::Detail(person, what));
    match (confirmed, joined) {
        (Some(confirmed), _) if confirmed.latest().is_some_and(|latest| latest <= date) => Ok(true),
        (Some(confirmed), _) if confirmed.earliest().is_some_and(|earliest| date < earliest) => Ok(false),
        (None, Some(joined)) if joined.earliest().is_some_and(|earliest| date < years_after(earliest, 1)) => Ok(false),
        (Some(_), _) => unknown(PersonDate::ConfirmedDay),
        (None, Some(_)) => unknown(PersonDate::Confirmed),
        (None, None) => unknown(PersonDate::Joined),
    }
}

/// How a member stands, as conditions write it.
pub const FULL_MEMBER: &str = "正式党员";
/// The same of somebody on probation.
pub const PROBATIONARY: &str = "预备党员";

/// Has the body a committee? The register's own entry stands first, then, where its kind says how it is told, its posts, then its
/// name, which stands even against its size.
fn has_committee(cx: &Context, body: &Body, date: Date) -> bool {
    if let Some(Value::Flag(flag)) = entry(body, date, word(Fact::HasCommittee)) {
        return *flag;
    }
    let Some(told) = cx.library.body_kinds.get(&body.kind).and_then(|kind| kind.committee.as_ref()) else { return false };
    let open = |post: &&std::sync::Arc<jishi_facts::Post>| holds(post.opened, post.abolished, date);
    if cx.posts_of(body.id).iter().filter(open).any(|post| post.title.ends_with(&told.post)) {
        return true;
    }
    body.name.ends_with(&told.named)
}

fn of_post(subject: Subject) -> Result<PostId, Lack> {
    match subject {
        Subject::Post(post) => Ok(post),
        _ => Err(Lack::OfPosts),
    }
}

fn of_person(subject: Subject) -> Result<PersonId, Lack> {
    match subject {
        Subject::Person(person) => Ok(person),
        _ => Err(Lack::OfPeople),
    }
}

fn title(cx: &Context, post: PostId) -> Reading {
    cx.site.posts.get(&post).map(|p| Known::Text(p.title.clone())).ok_or(Lack::Post)
}

/// Holdings of a post on a day.
pub fn holders_on<'c>(cx: &'c Context, post: PostId, date: Date) -> impl Iterator<Item = &'c Holding> {
    cx.holdings_of_post(post).iter().map(|held| &**held).filter(move |h| holds(Some(h.from), h.until, date))
}

/// `机关党委 副书记`: does a holder of this post hold that one too?
fn holder_also_holds(cx: &Context, post: PostId, date: Date, argument: &str) -> Reading {
    let mut holders = holders_on(cx, post, date).peekable();
    if holders.peek().is_none() {
        return Err(Lack::Vacant(post));
    }
    Ok(Known::Flag(holders.any(|h| holds_in(cx, h.person, date, argument))))
}

/// `党组` or `党组 书记`: does a person hold a post (of that title) in a body of that kind?
fn holds_in(cx: &Context, person: PersonId, date: Date, argument: &str) -> bool {
    let (kind, title) = argument.split_once(char::is_whitespace).map_or((argument, ""), |(kind, title)| (kind, title.trim()));
    let posts = cx.holdings_of_person(person).iter().filter(|h| holds(Some(h.from), h.until, date));
    posts
        .filter_map(|h| cx.site.posts.get(&h.post))
        .filter(|post| title.is_empty() || post.title == title)
        .any(|post| cx.site.bodies.get(&post.body).is_some_and(|body| body.kind == kind))
}

fn detail(cx: &Context, person: PersonId, date: Date, fact: Fact) -> Reading {
    let unknown = |what: PersonDate| Lack::Detail(person, what);
    let details = cx.site.people.get(&person).ok_or(Lack::Person)?.details.open().ok_or(Lack::Erased)?;
    let years = |years: i16| Known::Number(Number::whole(i64::from(years)));
    match fact {
        Fact::Age => {
            let age = details.birth.and_then(|birth| birth.age_on(date));
            age.map(years).ok_or_else(|| unknown(PersonDate::Birth))
        }
        // Counted from the day of becoming a full member; who is not one yet has none.
        Fact::PartyYears => {
            let not_yet = |since: PartialDate| since.earliest().is_some_and(|earliest| date < earliest);
            let since = details.confirmation().filter(|since| !not_yet(*since)).or(details.confirmation().or(details.joining()).map(|_| PartialDate::from(date)));
            since.and_then(|since| since.age_on(date)).map(years).ok_or_else(|| unknown(PersonDate::Confirmed))
        }
        Fact::Standing => is_full_member(cx, person, date).map(|full| Known::Text(if full { FULL_MEMBER } else { PROBATIONARY }.to_owned())),
        _ => Ok(Known::List(details.conditions.iter().map(String::from).collect())),
    }
}

fn has_link(cx: &Context, subject: Subject, date: Date, kind: &str) -> bool {
    cx.links_of(subject).iter().any(|l| l.kind == kind && holds(Some(l.since), l.until, date))
}

/// The body that a question about a subject's body means: itself, the post's, the person's branch.
pub fn body_of<'c>(cx: &'c Context, subject: Subject, date: Date) -> Result<&'c Body, Lack> {
    let id = match subject {
        Subject::Body(body) => Some(body),
        Subject::Post(post) => cx.site.posts.get(&post).map(|p| p.body),
        Subject::Person(person) => cx.branch_of(person, date),
    };
    id.and_then(|id| cx.site.bodies.get(&id)).ok_or(Lack::BodyOf(subject))
}
