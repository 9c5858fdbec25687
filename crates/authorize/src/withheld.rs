//! Whether somebody may write what a command is about to write: every event is held to the right that it needs, at each place.
//!
//! Rights are those before the command, so that no command gives itself what it needs. Only what the command itself brings
//! is asked for where its events put it: a new branch under the committee, a new member in it.

#![deny(clippy::wildcard_enum_match_arm)] // So must a resource.

use crate::Site;
use crate::actor::{Actor, Resource};
use jishi_pack::Action;
use crate::decide::{body_of, capacity, whom_to_ask};
use crate::extent::Extent;
use crate::needs::{Need, needs};
use crate::reach::reach_over;
use crate::register::Register;
use jishi_base::{Atom, BodyId};
use jishi_calendar::Date;
use jishi_defence::Defence;
use jishi_facts::{Event, Moves, Stamp, Subject};
use std::collections::BTreeMap;

/// The way by which events come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// One act, at a page or by a program.
    Single,
    /// A workbook: all that it touches lies in the reach of 导入 besides.
    Workbook,
}

/// An event that may not be written by who asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Withheld {
    /// Which of the events.
    pub event: usize,
    /// As whom one acts, and what may not be done to what.
    pub reason: String,
    /// Whom to ask.
    pub help: String,
    /// The right that is missing, and where; none where there is nowhere to have it.
    pub asked: Option<(Action, Resource)>,
}

/// Different reasons that are worked out for one command; what is withheld beyond them is told without whom to ask.
const EXPLAINED: usize = 40;

/// Those of a command's events that `actor` may not write on `date`, each with its first reason. None: it may be written.
#[must_use]
pub fn withheld(register: Register, actor: &Actor, way: Way, events: &[Event], date: Date) -> Vec<Withheld> {
    if !Defence::RightsAreAsked.holds() {
        return Vec::new();
    }
    let before = register.site;
    let mut registers = events.iter().any(|event| changes_registers(event, before)).then(|| before.registers());
    let mut wanted: Vec<(usize, Need)> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        for need in needs(event, before, registers.as_ref().unwrap_or(before), date) {
            let imports = (way == Way::Workbook).then(|| Need { action: Action::Import, at: need.at.clone() });
            wanted.extend([Some(need), imports].into_iter().flatten().map(|need| (at, need)));
        }
        if let Some(registers) = &mut registers {
            let stamp = Stamp { seq: registers.size, at: 0, day: date, actor: Atom::default() };
            registers.apply(&stamp, event);
        }
    }
    let after = registers.as_ref().map(|site| Register { site, ..register });
    let mut rights = Rights::new(register, after, actor, date, &wanted);
    let mut out: Vec<Withheld> = Vec::new();
    for (event, need) in wanted {
        if out.last().is_none_or(|last| last.event != event) && !rights.cover(&need) {
            let (reason, help) = rights.explain(&need);
            let asked = need.at.first().map(|at| (need.action, *at));
            out.push(Withheld { event, reason, help, asked });
        }
    }
    out
}

fn changes_registers(event: &Event, site: &Site) -> bool {
    event.touches(site).iter().any(|entity| entity.moves() == Moves::Registers)
}

/// Is it there?
fn exists(site: &Site, resource: Resource) -> bool {
    match resource {
        Resource::Site => true,
        Resource::Unit(id) => site.units.contains_key(&id),
        Resource::Body(id) => site.bodies.contains_key(&id),
        Resource::Post(id) => site.posts.contains_key(&id),
        Resource::Person(id) => site.people.contains_key(&id),
        Resource::Record(id) => site.records.contains_key(&id),
        Resource::Item(id) => site.items.contains_key(&id),
    }
}

/// Does it take the people of a reach to answer for it?
fn asks_people(resource: Resource) -> bool {
    match resource {
        Resource::Person(_) | Resource::Record(_) => true,
        Resource::Site | Resource::Unit(_) | Resource::Body(_) | Resource::Post(_) | Resource::Item(_) => false,
    }
}

/// How far the actor's rights go, before the command and with what it brings.
struct Rights<'a> {
    actor: &'a Actor,
    date: Date,
    before: Side<'a>,
    after: Option<Side<'a>>,
    /// What is seen, once a reason has to name something.
    sees: Option<Extent>,
    told: BTreeMap<About, (String, String)>,
}

/// A site with how far each right that is asked for goes in it.
struct Side<'a> {
    register: Register<'a>,
    extents: BTreeMap<Action, Extent>,
}

/// What a reason is told of: a right at a body, or at what belongs to none.
type About = (Action, Option<BodyId>, Option<Resource>);

impl<'a> Rights<'a> {
    fn new(before: Register<'a>, after: Option<Register<'a>>, actor: &'a Actor, date: Date, wanted: &[(usize, Need)]) -> Self {
        let mut actions: BTreeMap<Action, bool> = BTreeMap::new();
        for (_, need) in wanted {
            *actions.entry(need.action).or_default() |= need.at.iter().copied().any(asks_people);
        }
        let lowered = |register: Register<'a>| {
            let of = |(action, people): (&Action, &bool)| (*action, reach_over(register, actor, *action, date, *people).extent);
            Side { register, extents: actions.iter().map(of).collect() }
        };
        Self { actor, date, before: lowered(before), after: after.map(lowered), sees: None, told: BTreeMap::new() }
    }

    /// Where a resource is to be asked for: as it was; or, where the command brings it, as it will be.
    fn side(&self, resource: Resource) -> &Side<'a> {
        self.after.as_ref().filter(|_| !exists(self.before.register.site, resource)).unwrap_or(&self.before)
    }

    fn cover(&self, need: &Need) -> bool {
        need.at.iter().any(|resource| {
            let side = self.side(*resource);
            side.extents.get(&need.action).is_some_and(|extent| extent.covers(side.register.site, *resource))
        })
    }

    /// Why a need is not met, and whom to ask: said once for everything at the same body.
    fn explain(&mut self, need: &Need) -> (String, String) {
        let (action, resource) = (need.action, need.at.first().copied().unwrap_or(Resource::Site));
        let register = self.side(resource).register;
        let body = body_of(register.site, resource, self.date);
        let key = (action, body, Some(resource).filter(|_| body.is_none()));
        if let Some(told) = self.told.get(&key) {
            return told.clone();
        }
        let reason = format!("{}不能对{}做“{action}”", capacity(register.site, self.actor, self.date), self.named(register.site, body, resource));
        if self.told.len() >= EXPLAINED {
            return (reason, "如确有需要，请联系能办这件事的人".to_owned());
        }
        let told = (reason, whom_to_ask(register, self.actor, action, resource, self.date));
        self.told.insert(key, told.clone());
        told
    }

    /// What is seen is named; the name of anything else is nobody's business here.
    fn named(&mut self, site: &Site, body: Option<BodyId>, resource: Resource) -> String {
        let before = self.before.register;
        let sees = self.sees.get_or_insert_with(|| reach_over(before, self.actor, Action::See, self.date, false).extent);
        let seen = body.filter(|body| sees.bodies.contains(body) || !exists(before.site, Resource::Body(*body)));
        seen.map_or_else(|| resource.words().to_owned(), |body| format!("“{}”", site.name_of(Subject::Body(body))))
    }
}
