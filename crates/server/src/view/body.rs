//! The page of a body: its posts, terms and members, its year, what is open, and where it stands among the others.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::grid::{Columns, Grid, grid};
use jishi_pack::LedgerOf as Kind;
use crate::view::pages::Pages;
use crate::view::people::{body_link, link, membership, standing, titles_in};
use crate::view::record::{Line, item_text, line};
use crate::view::{Tone, links, tone, when};
use crate::dates;
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::{Date, years_after};
use jishi_evaluate::{Verdict, Status};
use jishi_facts::site::holds;
use jishi_facts::{Body, Item, Membership, Post, Record, Subject};
use std::collections::BTreeMap;

/// Members a page.
const MEMBERS: usize = 50;
/// Records shown; the ledger has the rest.
const RECORDS: usize = 8;
/// Open items shown; the ledger has the rest.
const ITEMS: usize = 8;
/// Duties in the year's grid.
const DUTIES: usize = 20;

/// A post with whoever holds it.
pub(crate) struct PostRow {
    pub(crate) title: String,
    pub(crate) holders: Vec<(Link, String)>,
    /// Said where nobody holds it: how long a successor may take.
    pub(crate) vacancy: Option<(Tone, String)>,
    pub(crate) duty: Option<Link>,
}

/// A term of office.
pub(crate) struct TermRow {
    pub(crate) words: String,
    pub(crate) note: String,
    pub(crate) current: bool,
}

/// Another body, and how it stands to this one.
pub(crate) struct Related {
    pub(crate) word: &'static str,
    pub(crate) body: Link,
}

/// A member.
pub(crate) struct Member {
    pub(crate) name: Link,
    pub(crate) standing: &'static str,
    pub(crate) membership: &'static str,
    pub(crate) posts: String,
    pub(crate) since: String,
}

/// A matter that must be followed to its end.
pub(crate) struct ItemRow {
    pub(crate) href: String,
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) owner: Option<Link>,
    pub(crate) due: String,
    pub(crate) late: bool,
}

/// The page.
pub(crate) struct BodyPage {
    pub(crate) unit: Option<UnitId>,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) about: String,
    pub(crate) posts: Vec<PostRow>,
    pub(crate) terms: Vec<TermRow>,
    pub(crate) above: Vec<Related>,
    pub(crate) below: Vec<Related>,
    pub(crate) members: Vec<Member>,
    pub(crate) pages: Pages,
    pub(crate) grid: Option<Grid>,
    pub(crate) records: Vec<Line>,
    pub(crate) all_records: String,
    pub(crate) items: Vec<ItemRow>,
    pub(crate) all_items: String,
    pub(crate) mine: String,
    pub(crate) list: Option<String>,
    pub(crate) calendar: String,
}

/// `None` where there is no such body, or the page number cannot be read.
pub(crate) fn page(snapshot: &Snapshot, id: BodyId, asked: &str) -> Option<BodyPage> {
    let (site, as_of) = (snapshot.seen(), snapshot.as_of());
    let body = site.body(id)?;
    let members: Vec<&Membership> = site.memberships_in(id).filter(|m| holds(site.member_since(m), m.until, as_of)).collect();
    let pages = Pages::new(members.len(), MEMBERS, asked, |page| format!("{}?page={page}#members", links::body(id)))?;
    let text = id.to_string();
    let of_body = [("body", text.as_str())];
    Some(BodyPage {
        unit: body.unit,
        name: body.name.clone(),
        kind: body.kind.clone(),
        about: about(body, members.len(), as_of),
        posts: site.posts_of(id, as_of).into_iter().map(|post| post_row(snapshot, post)).collect(),
        terms: terms(body, as_of),
        above: above(snapshot, body),
        below: below(snapshot, id),
        members: pages.of(&members).iter().filter_map(|m| member(snapshot, m)).collect(),
        pages,
        grid: grid(snapshot, snapshot.of_subject(Subject::Body(id)), Columns::Months, DUTIES),
        records: records(snapshot, id),
        all_records: links::ledger(Kind::Meetings, body.unit, &of_body),
        items: items(snapshot, id),
        all_items: links::ledger(Kind::Items, body.unit, &of_body),
        mine: links::mine(Some(id)),
        list: body.unit.map(|unit| links::duties(unit, &of_body)),
        calendar: links::calendar(body.unit, Some(id), None),
    })
}

fn about(body: &Body, members: usize, as_of: Date) -> String {
    let founded = body.founded.map(|day| format!("{} 成立", dates::full(day)));
    let closed = body.closed.filter(|day| *day <= as_of).map(|day| format!("{} 撤销", dates::full(day)));
    let members = if members > 0 { Some(format!("{members} 名党员")) } else { None };
    let outside = body.unit.is_none().then(|| "不在本系统登记的上级组织".to_owned());
    [founded, closed, members, outside].into_iter().flatten().collect::<Vec<_>>().join("，")
}

fn post_row(snapshot: &Snapshot, post: &Post) -> PostRow {
    let site = snapshot.seen();
    let holders: Vec<(Link, String)> =
        site.holders_on(post.id, snapshot.as_of()).map(|h| (link(snapshot, h.person), format!("{} 起", dates::full(h.from)))).collect();
    let open = |i: &&Verdict| matches!(i.status, Status::Overdue | Status::Due | Status::FactMissing) && i.due.is_some();
    let about = if holders.is_empty() { snapshot.of_subject(Subject::Post(post.id)).find(open) } else { None };
    let vacancy = holders.is_empty().then(|| match about {
        Some(instance) => (tone(instance), format!("空缺，{}", when(instance, snapshot.as_of()).head)),
        None => (Tone::Soft, "空缺".to_owned()),
    });
    let named = |instance: &Verdict| Some(Link::new(&snapshot.duty(instance)?.name, links::instance(snapshot, instance)));
    PostRow { title: post.title.clone(), holders, vacancy, duty: about.and_then(named) }
}

/// The latest first.
fn terms(body: &Body, as_of: Date) -> Vec<TermRow> {
    let began = body.terms.iter().filter(|term| term.from <= as_of);
    let current = began.clone().next_back();
    let row = |term: &jishi_facts::Term| {
        let ends = years_after(term.from, i32::from(term.years));
        let is_current = current == Some(term);
        let note = match dates::days(as_of, ends) {
            _ if !is_current => String::new(),
            days @ 1.. => format!("还有 {days} 天届满"),
            0 => "今天届满".to_owned(),
            days => format!("已届满 {} 天", -days),
        };
        TermRow { words: format!("{} 选举，任期 {} 年，{} 届满", dates::full(term.from), term.years, dates::full(ends)), note, current: is_current }
    };
    body.terms.iter().rev().map(row).collect()
}


fn above(snapshot: &Snapshot, body: &Body) -> Vec<Related> {
    let now = body.relations.iter().filter(|r| holds(r.from, r.until, snapshot.as_of()));
    now.map(|r| Related { word: r.kind.word(), body: body_link(snapshot, r.to) }).collect()
}

/// In the order of registration.
fn below(snapshot: &Snapshot, id: BodyId) -> Vec<Related> {
    let as_of = snapshot.as_of();
    let mut bodies: BTreeMap<u64, Vec<Related>> = BTreeMap::new();
    for body in snapshot.seen().bodies().filter(|body| holds(body.founded, body.closed, as_of)) {
        let to_here = body.relations.iter().filter(|r| r.to == id && holds(r.from, r.until, as_of));
        bodies.entry(body.version).or_default().extend(to_here.map(|r| Related { word: r.kind.word(), body: body_link(snapshot, body.id) }));
    }
    bodies.into_values().flatten().collect()
}

fn member(snapshot: &Snapshot, membership_entry: &Membership) -> Option<Member> {
    let person: PersonId = membership_entry.person;
    let entry = snapshot.seen().person(person)?;
    Some(Member {
        name: link(snapshot, person),
        standing: standing(entry, snapshot.as_of()),
        membership: membership(membership_entry.kind),
        posts: titles_in(snapshot, person, membership_entry.body),
        since: snapshot.seen().member_since(membership_entry).map_or_else(String::new, dates::full),
    })
}

/// The latest records of the body itself.
fn records(snapshot: &Snapshot, id: BodyId) -> Vec<Line> {
    let latest: Vec<&Record> = snapshot.records_of_body(id).filter(|record| record.bodies.contains(&id)).take(RECORDS).collect();
    snapshot.seen().open_records(latest.iter().copied());
    latest.into_iter().map(|record| line(snapshot, record)).collect()
}

/// What is not verified yet, the soonest first.
fn items(snapshot: &Snapshot, id: BodyId) -> Vec<ItemRow> {
    let as_of = snapshot.as_of();
    let mut open: Vec<&Item> = snapshot.seen().items().filter(|i| i.body == id && i.opened <= as_of && i.verified.is_none()).collect();
    open.sort_by_key(|item| (item.due.is_none(), item.due, item.opened));
    let row = |item: &Item| ItemRow {
        href: links::item(item.id),
        kind: item.kind.clone(),
        text: item_text(snapshot, item),
        owner: item.owner.map(|person| link(snapshot, person)),
        due: item.due.map_or_else(|| "没有期限".to_owned(), |due| format!("{} 前", dates::short(due, as_of))),
        late: item.closed.is_none() && item.due.is_some_and(|due| due < as_of),
    };
    open.truncate(ITEMS);
    snapshot.seen().open_items(open.iter().copied());
    open.into_iter().map(row).collect()
}
