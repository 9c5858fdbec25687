//! The reach of an actor: the rows of the table that hold for them, lowered to bodies and people of the site.

use crate::actor::{Actor, Administrator};
use jishi_pack::{Action, Bearer, Expanse, Phase, Right};
use crate::extent::Extent;
use crate::register::Register;
use jishi_base::{BodyId, HoldingId, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::site::holds;
use jishi_facts::{Body, Post, RelationKind, Site, Subject};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One row that holds for an actor: as whom, why, and how far.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ground {
    /// As whom: `中共示范厅机关委员会 专职副书记`, `党员`, `审计员`.
    pub office: String,
    /// The row's basis.
    pub basis: Arc<str>,
    /// How far it goes.
    pub extent: Extent,
}

/// Over what an actor may do something: all grounds together, and each with its reason.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reach {
    /// All grounds together.
    pub extent: Extent,
    /// Each by itself, in the order of the table.
    pub grounds: Vec<Ground>,
}

/// Over what `actor` may do `action` on `date`. Rights end with the holding, its post and its body.
#[must_use]
pub fn reach(register: Register, actor: &Actor, action: Action, date: Date) -> Reach {
    reach_over(register, actor, action, date, true)
}

/// The same; without `people` its extents hold none, which is quicker where nobody asks for a person.
pub(crate) fn reach_over(register: Register, actor: &Actor, action: Action, date: Date, people: bool) -> Reach {
    let personal = register.personal.clone();
    let mut reach = Reach { extent: Extent { reads: action.reads(), personal, ..Extent::default() }, grounds: Vec::new() };
    for row in register.personal.rights().iter().filter(|row| row.actions.contains(&action)) {
        if let Some((office, bodies)) = standing(register, actor, row, date) {
            let extent = Lowering { register, actor, row, action, date, people }.extent(bodies);
            reach.extent.join(&extent);
            reach.grounds.push(Ground { office, basis: row.basis.clone(), extent });
        }
    }
    reach
}

/// Of somebody restricted nothing is looked at or taken out, by anybody; nor do they act here.
fn restricted(site: &Site, person: PersonId) -> bool {
    site.people.get(&person).is_some_and(|person| person.details.is_held())
}

/// As which person somebody acts: the owner on the machine, an administrator and who is restricted act as none.
fn acts_as(site: &Site, actor: &Actor) -> Option<PersonId> {
    actor.person.filter(|person| !actor.owner_on_this_machine && actor.administrator.is_none() && !restricted(site, *person))
}

/// The post and body of a holding that stands on a day.
pub(crate) fn in_office(site: &Site, person: PersonId, holding: HoldingId, date: Date) -> Option<(&Post, &Body)> {
    let held = site.holdings.get(&holding).filter(|held| held.person == person && holds(Some(held.from), held.until, date))?;
    let post = site.posts.get(&held.post).filter(|post| holds(post.opened, post.abolished, date))?;
    let body = site.bodies.get(&post.body).filter(|body| holds(body.founded, body.closed, date))?;
    Some((post, body))
}

/// The unit of the body that keeps discipline in which somebody holds office, and acts.
pub(crate) fn disciplines(register: Register, actor: &Actor, date: Date) -> Option<UnitId> {
    let person = acts_as(register.site, actor)?;
    let (_, body) = in_office(register.site, person, actor.acting?, date)?;
    body.unit.filter(|_| register.personal.keeps_discipline(&body.kind))
}

/// How far each row of a post goes at any time, whoever holds it.
pub(crate) fn extents_of_post<'a>(register: Register<'a>, post: &'a Post, action: Action, date: Date) -> impl Iterator<Item = Extent> + use<'a> {
    let kind = register.site.bodies.get(&post.body).map_or("", |body| body.kind.as_str());
    let always = |row: &&Right| row.phase == Phase::Always;
    let rows = register.personal.rights().iter().filter(always).filter(move |row| row.actions.contains(&action) && register.personal.is_for_post(row, kind, &post.title));
    rows.map(move |row| Lowering { register, actor: &Actor::default(), row, action, date, people: true }.extent(BTreeSet::from([post.body])))
}

/// As whom a row holds for an actor, and from which bodies it goes out; `None` where it does not hold.
fn standing(register: Register, actor: &Actor, row: &Right, date: Date) -> Option<(String, BTreeSet<BodyId>)> {
    let site = register.site;
    let holds = match row.phase {
        Phase::Always => true,
        Phase::BeforeCommissioning => !actor.commissioned,
        Phase::Entrusted => actor.entrusted,
    };
    if !holds {
        return None;
    }
    // The owner on the machine and an administrator have their own rows and no others, whoever they are besides; who is
    // restricted has none.
    let plain = |holds: bool, office: &str| holds.then(|| (office.to_owned(), BTreeSet::new()));
    let is = |administrator| !actor.owner_on_this_machine && actor.administrator == Some(administrator);
    let person = acts_as(site, actor);
    match row.of {
        Bearer::Owner => plain(actor.owner_on_this_machine, "本机所有者"),
        Bearer::System => plain(is(Administrator::System), "系统管理员"),
        Bearer::Security => plain(is(Administrator::Security), "安全管理员"),
        Bearer::Audit => plain(is(Administrator::Audit), "审计员"),
        Bearer::Member => {
            let person = person.filter(|person| site.people.contains_key(person))?;
            Some((if row.expanse == Expanse::Themself { "本人" } else { "党员" }.to_owned(), branches(site, person, date)))
        }
        Bearer::Holder => {
            let (post, body) = in_office(site, person?, actor.acting?, date)?;
            let office = || (site.name_of(Subject::Post(post.id)), BTreeSet::from([body.id]));
            register.personal.is_for_post(row, &body.kind, &post.title).then(office)
        }
    }
}

/// The branches a person belongs to on a day: registered in, or attached to.
fn branches(site: &Site, person: PersonId, date: Date) -> BTreeSet<BodyId> {
    let of_person = site.memberships.iter().filter(|m| m.person == person && holds(site.member_since(m), m.until, date));
    of_person.map(|m| m.body).collect()
}

/// What it takes to lower one row.
struct Lowering<'a> {
    register: Register<'a>,
    actor: &'a Actor,
    row: &'a Right,
    action: Action,
    date: Date,
    /// Are its people asked for?
    people: bool,
}

impl Lowering<'_> {
    fn extent(&self, mut bodies: BTreeSet<BodyId>) -> Extent {
        let (site, personal) = (self.register.site, self.register.personal.clone());
        let mut extent = Extent { reads: self.action.reads(), personal, ..Extent::default() };
        self.follow_relations(&mut bodies);
        match self.row.expanse {
            Expanse::Themself => return Extent { own: self.actor.person, people: self.themself(), ..extent },
            Expanse::Own => {}
            Expanse::Below => add_below(site, &mut bodies, self.date),
            Expanse::Unit => {
                extent.units = bodies.iter().filter_map(|body| site.bodies.get(body)?.unit).collect();
                bodies.extend(site.bodies.values().filter(|body| body.unit.is_some_and(|unit| extent.units.contains(&unit))).map(|body| body.id));
            }
            Expanse::Whole => {
                extent.whole = true;
                extent.units = site.units.keys().copied().collect();
                bodies = site.bodies.keys().copied().collect();
            }
        }
        // To see bodies, or take them out, goes over people only where the row lets one see people.
        let of_bodies_alone = matches!(self.action, Action::See | Action::Export) && !self.row.actions.contains(&Action::SeePeople);
        if self.people && !of_bodies_alone {
            extent.people = if extent.whole { site.people.keys().copied().collect() } else { people_of(site, &bodies, &extent.units, self.date) };
            if extent.reads {
                extent.people.retain(|person| !restricted(site, *person));
            }
        }
        extent.bodies = bodies;
        extent
    }

    /// Adds the bodies that stand to one's own as the row says.
    fn follow_relations(&self, bodies: &mut BTreeSet<BodyId>) {
        if self.row.through.is_empty() {
            return;
        }
        let leads = |body: &&Body| {
            let held = body.relations.iter().filter(|r| self.row.through.iter().any(|kind| kind == r.kind.word()) && holds(r.from, r.until, self.date));
            held.map(|r| r.to).any(|to| bodies.contains(&to))
        };
        let led: Vec<BodyId> = self.register.site.bodies.values().filter(leads).map(|body| body.id).collect();
        bodies.extend(led);
    }

    /// One sees oneself; one's own register entry and duties others change.
    fn themself(&self) -> BTreeSet<PersonId> {
        self.actor.person.filter(|_| self.action.reads()).into_iter().collect()
    }
}

/// Adds all bodies below (隶属) on a day. A closed body stays where it stood, so that its records can be found.
pub(crate) fn add_below(site: &Site, bodies: &mut BTreeSet<BodyId>, date: Date) {
    let mut children: BTreeMap<BodyId, Vec<BodyId>> = BTreeMap::new();
    for body in site.bodies.values().filter(|body| body.relations.iter().any(|r| r.kind == RelationKind::Subordinate)) {
        if let Some(parent) = site.parent(body.id, date) {
            children.entry(parent).or_default().push(body.id);
        }
    }
    let mut next: Vec<BodyId> = bodies.iter().copied().collect();
    while let Some(body) = next.pop() {
        let below = children.get(&body).into_iter().flatten().copied();
        next.extend(below.filter(|child| bodies.insert(*child)));
    }
}

/// The people of bodies on a day: their members, the holders of their posts, and for whole units all on the register.
fn people_of(site: &Site, bodies: &BTreeSet<BodyId>, units: &BTreeSet<UnitId>, date: Date) -> BTreeSet<PersonId> {
    let not_ended = |until: Option<Date>| until.is_none_or(|until| date < until);
    let members = site.memberships.iter().filter(|m| bodies.contains(&m.body) && not_ended(m.until)).map(|m| m.person);
    let held = site.holdings.values().filter(|held| not_ended(held.until));
    let holders = held.filter(|held| site.posts.get(&held.post).is_some_and(|post| bodies.contains(&post.body))).map(|held| held.person);
    let registered = site.people.values().filter(|person| units.contains(&person.unit)).map(|person| person.id);
    // A membership whose person is unknown to the site is nobody.
    members.chain(holders).chain(registered).filter(|person| site.people.contains_key(person)).collect()
}
