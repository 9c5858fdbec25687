//! The site in the making: who and what there is, when, and what is to be told of them.

use crate::days::Days;
use crate::dice::Dice;
use crate::draft::Draft;
use crate::{Options, days};
use jishi_base::{BodyId, HoldingId, ItemId, PersonId, PostId, SeededIds, UnitId};
use jishi_calendar::{Date, PartialDate, Period};
use jishi_facts::{Event, PersonDetails, RelationKind, Term, Value, site::holds};
use jishi_pack::Library;
use std::collections::{BTreeMap, BTreeSet};

/// A department.
pub(crate) struct Unit {
    pub id: UnitId,
    /// 示范发展厅
    pub name: String,
    /// How many of a thousand things are left undone.
    pub care: u32,
    /// Its bodies, by place in [`World::bodies`].
    pub bodies: Vec<usize>,
}

/// A body; places in lists stand for references.
pub(crate) struct Body {
    pub id: BodyId,
    pub unit: Option<usize>,
    pub kind: String,
    pub name: String,
    /// Name within the unit: 人事处
    pub short: String,
    pub founded: Option<Date>,
    pub closed: Option<Date>,
    pub relations: Vec<(RelationKind, usize)>,
    pub terms: Vec<Term>,
    pub entries: Vec<(String, Value)>,
    pub posts: Vec<Post>,
    /// Everybody who is or was a member.
    pub roster: Vec<usize>,
    /// Times as careless as the unit, in hundredths.
    pub careless: u32,
}

/// A post with everybody who holds or held it.
pub(crate) struct Post {
    pub id: PostId,
    pub title: String,
    pub holdings: Vec<Holding>,
}

/// One person's time in a post.
#[derive(Clone)]
pub(crate) struct Holding {
    pub id: HoldingId,
    pub person: usize,
    pub from: Date,
    pub until: Option<Date>,
}

/// Time in one branch.
pub(crate) struct Span {
    pub body: usize,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// A person; `details` are as of today, `confirmed` in them may lie within the story.
pub(crate) struct Person {
    pub id: PersonId,
    pub unit: usize,
    pub details: PersonDetails,
    pub spans: Vec<Span>,
    /// The first day on which the site knows the person.
    pub known: Date,
    /// Never comes since this day.
    pub away: Option<Date>,
    /// Retired in the story: the day, and the office before it.
    pub retired: Option<(Date, String)>,
}

/// A change of somebody's work (岗位变动).
pub(crate) struct Change {
    pub person: usize,
    pub date: Date,
    /// A value of the code list 变动情形.
    pub what: &'static str,
}

/// An item to be followed up, as it stands today.
pub(crate) struct Item {
    pub id: ItemId,
    pub kind: String,
    pub body: usize,
    pub opened_by: Option<usize>,
    pub opened: Date,
    pub owner: Option<usize>,
    pub due: Option<Date>,
    pub closed: Option<(Date, usize)>,
    pub verified: Option<(Date, usize)>,
    pub what: String,
}

/// Something that a body left undone and did not make up for.
pub(crate) struct Missed {
    pub kind: &'static str,
    pub body: usize,
    pub period: Period,
}

/// A leader's contact branch (支部联系点).
pub(crate) struct Link {
    pub person: usize,
    pub body: usize,
    pub since: Date,
}

/// Everything in the making.
pub(crate) struct World<'a> {
    pub library: &'a Library,
    pub days: Days,
    pub seed: u64,
    pub ids: SeededIds,
    pub units: Vec<Unit>,
    pub bodies: Vec<Body>,
    pub people: Vec<Person>,
    pub changes: Vec<Change>,
    pub links: Vec<Link>,
    /// Ledgers taken up: unit, kind.
    pub taken: BTreeSet<(usize, String)>,
    pub drafts: Vec<Draft>,
    pub items: Vec<Item>,
    pub missed: Vec<Missed>,
    /// Identity numbers given out.
    pub numbers: BTreeSet<String>,
    /// Waivers, extensions and reasons, with their day of entry.
    pub decisions: Vec<(Date, Event)>,
    /// Hours of training by person and year.
    pub hours: BTreeMap<(usize, i16), i64>,
}

impl<'a> World<'a> {
    /// An empty one.
    pub fn new(options: &Options, library: &'a Library) -> Self {
        Self {
            library,
            days: Days::new(options.today),
            seed: options.seed,
            ids: SeededIds::new(options.seed),
            units: Vec::new(),
            bodies: Vec::new(),
            people: Vec::new(),
            changes: Vec::new(),
            links: Vec::new(),
            taken: BTreeSet::new(),
            drafts: Vec::new(),
            items: Vec::new(),
            missed: Vec::new(),
            numbers: BTreeSet::new(),
            decisions: Vec::new(),
            hours: BTreeMap::new(),
        }
    }

    /// The dice of a key.
    pub fn dice(&self, key: &str) -> Dice {
        Dice::new(self.seed, key)
    }

    /// Does a body stand on a day?
    pub fn stands(&self, body: usize, date: Date) -> bool {
        holds(self.bodies[body].founded, self.bodies[body].closed, date)
    }

    /// Members of a branch on a day.
    pub fn members(&self, body: usize, date: Date) -> Vec<usize> {
        self.bodies[body].roster.iter().copied().filter(|person| self.branch(*person, date) == Some(body)).collect()
    }

    /// Full members of a branch on a day.
    pub fn full_members(&self, body: usize, date: Date) -> Vec<usize> {
        let full = |person: &usize| self.people[*person].details.confirmed.is_some_and(|day| day <= date);
        self.members(body, date).into_iter().filter(full).collect()
    }

    /// The branch of a person on a day.
    pub fn branch(&self, person: usize, date: Date) -> Option<usize> {
        let of = &self.people[person];
        let span = of.spans.iter().rev().find(|span| holds(span.from.or(of.details.joined), span.until, date))?;
        Some(span.body)
    }

    /// The holder of a post of a body on a day.
    pub fn holder(&self, body: usize, title: &str, date: Date) -> Option<usize> {
        let posts = self.bodies[body].posts.iter().filter(|post| post.title == title);
        posts.flat_map(|post| &post.holdings).find(|held| holds(Some(held.from), held.until, date)).map(|held| held.person)
    }

    /// Everybody who holds a post of a body on a day, once each.
    pub fn holders(&self, body: usize, date: Date) -> Vec<usize> {
        let held = self.bodies[body].posts.iter().flat_map(|post| &post.holdings).filter(|held| holds(Some(held.from), held.until, date));
        let mut out = Vec::new();
        for person in held.map(|held| held.person) {
            if !out.contains(&person) {
                out.push(person);
            }
        }
        out
    }

    /// Who answers for a body on a day: its head, or whoever stands in.
    pub fn head(&self, body: usize, date: Date) -> Option<usize> {
        let first = ["书记", "组长", "副书记", "专职副书记"].iter().find_map(|title| self.holder(body, title, date));
        first.or_else(|| self.holders(body, date).first().copied()).or_else(|| self.members(body, date).first().copied())
    }

    /// Does or did a person hold any post?
    pub fn has_post(&self, person: usize) -> bool {
        self.bodies.iter().flat_map(|body| &body.posts).flat_map(|post| &post.holdings).any(|held| held.person == person)
    }

    /// The bodies of a kind in a unit.
    pub fn of_kind(&self, unit: usize, kind: &str) -> Vec<usize> {
        self.units[unit].bodies.iter().copied().filter(|body| self.bodies[*body].kind == kind).collect()
    }

    /// The first body of a kind in a unit.
    pub fn one_of_kind(&self, unit: usize, kind: &str) -> Option<usize> {
        self.of_kind(unit, kind).first().copied()
    }

    /// Has a unit taken up a ledger?
    pub fn keeps(&self, unit: usize, kind: &str) -> bool {
        self.taken.contains(&(unit, kind.to_owned()))
    }

    /// How many of a thousand things a body leaves undone.
    pub fn care(&self, body: usize) -> u32 {
        let unit = self.bodies[body].unit.map_or(10, |unit| self.units[unit].care);
        (unit * self.bodies[body].careless / 100).min(150)
    }

    /// Age on a day, where the birth is known.
    pub fn age(&self, person: usize, date: Date) -> i16 {
        self.people[person].details.birth.and_then(|birth: PartialDate| birth.age_on(date)).unwrap_or(0)
    }

    /// Is somebody excused from meetings and training for age or illness?
    pub fn excused(&self, person: usize) -> bool {
        !self.people[person].details.conditions.is_empty()
    }

    /// The day on which something of `date` comes to be entered, so many days later but never after today.
    pub fn entry(&self, date: Date, lag: i64) -> Date {
        days::plus(date, lag).max(self.days.opening()).min(self.days.today)
    }
}
