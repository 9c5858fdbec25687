//! Turns the finished world into events with their days of entry: registers first, then records, items and decisions.

use crate::world::{Body, Holding, Item, Person, World};
use jishi_base::{LinkId, PersonId, RecordId};
use jishi_calendar::Date;
use jishi_facts::{Event, MembershipKind, PersonDetails, RecordText, Sealed, Subject, Uptake};
use jishi_pack::{Expr, Fact, Form};

/// What changes in a person's details.
type Change<'a> = Box<dyn Fn(&mut PersonDetails) + 'a>;

/// The registers that every unit keeps.
const REGISTERS: [&str; 4] = ["组织", "职务", "党员", "联系"];

/// All events, by day of entry; within a day in the order told.
pub(crate) fn events(mut world: World, blind: &dyn Fn(&str) -> String) -> Vec<(Date, Event)> {
    let mut out = Vec::new();
    units_and_bodies(&world, &mut out);
    for person in &world.people {
        of_person(&world, person, blind, &mut out);
    }
    posts(&world, &mut out);
    closings_and_uptake(&world, &mut out);
    links(&mut world, &mut out);
    let records = records(&mut world, &mut out);
    for item in &world.items {
        of_item(&world, item, &records, &mut out);
    }
    out.extend(world.decisions.iter().map(|(day, event)| (world.entry(*day, 0), event.clone())));
    out.sort_by_key(|(day, _)| *day);
    out
}

fn known(world: &World, body: &Body) -> Date {
    world.entry(body.founded.unwrap_or(world.days.start), 0)
}

fn units_and_bodies(world: &World, out: &mut Vec<(Date, Event)>) {
    let opening = world.days.opening();
    out.extend(world.units.iter().map(|unit| (opening, Event::UnitRegistered { unit: unit.id, name: unit.name.clone() })));
    for body in &world.bodies {
        let event = Event::BodyRegistered {
            body: body.id,
            unit: body.unit.map(|unit| world.units[unit].id),
            kind: body.kind.clone(),
            name: body.name.clone(),
            founded: body.founded,
            source: None,
        };
        out.push((known(world, body), event));
    }
    for body in &world.bodies {
        let day = known(world, body);
        let from = body.founded.filter(|founded| *founded > world.days.opening());
        for (kind, to) in &body.relations {
            out.push((day, Event::Related { body: body.id, kind: *kind, to: world.bodies[*to].id, from }));
        }
        out.extend(body.terms.iter().map(|term| (world.entry(term.from, 3).max(day), Event::TermStarted { body: body.id, term: *term })));
        for (name, value) in &body.entries {
            let from = from.unwrap_or(world.days.start);
            out.push((day, Event::BodyEntry { body: body.id, name: name.clone(), from, value: value.clone() }));
            if let Some(from) = of_this_year(world, name).filter(|january| from < *january) {
                out.push((world.entry(from, 3).max(day), Event::BodyEntry { body: body.id, name: name.clone(), from, value: value.clone() }));
            }
        }
    }
}

/// The first day of this year, where the duties ask for the entry of each year (本年登记).
fn of_this_year(world: &World, name: &str) -> Option<Date> {
    let asked = |expr: &Expr| expr.reads_of(Fact::EntryOfYear, name);
    let yearly = world.library.duties.iter().any(|duty| matches!(&duty.form, Form::State { condition, .. } if asked(condition)));
    Date::new(world.days.today.year(), 1, 1).ok().filter(|_| yearly)
}

fn of_person(world: &World, person: &Person, blind: &dyn Fn(&str) -> String, out: &mut Vec<(Date, Event)>) {
    let day = world.entry(person.known, 0);
    let unit = world.units[person.unit].id;
    let index = person.details.id_number.as_deref().map(blind);
    // The details as they were on the first day, and what has changed since, by day.
    let mut first = person.details.clone();
    let mut later: Vec<(Date, Change<'_>)> = Vec::new();
    if let Some(confirmed) = person.details.confirmed.filter(|confirmed| *confirmed > day) {
        first.confirmed = None;
        later.push((confirmed, Box::new(move |details| details.confirmed = Some(confirmed))));
    }
    if let Some((retired, office)) = &person.retired {
        first.office = Some(office.clone());
        later.push((*retired, Box::new(|details| details.office.clone_from(&person.details.office))));
    }
    later.sort_by_key(|(date, _)| *date);
    let registered = Event::PersonRegistered { person: person.id, unit, blind: index.clone(), details: Sealed::Open(first.clone()), source: None };
    out.push((day, registered));
    for span in &person.spans {
        let body = world.bodies[span.body].id;
        let joined = span.from.map_or(day, |from| world.entry(from, 0).max(day));
        out.push((joined, Event::MemberJoined { person: person.id, body, kind: MembershipKind::Registered, from: span.from }));
        out.extend(span.until.map(|on| (world.entry(on, 0).max(joined), Event::MemberLeft { person: person.id, body, on })));
    }
    for (date, change) in later {
        change(&mut first);
        let details = Sealed::Open(first.clone());
        out.push((world.entry(date, 4).max(day), Event::PersonChanged { person: person.id, blind: index.clone(), details, source: None }));
    }
}

fn posts(world: &World, out: &mut Vec<(Date, Event)>) {
    for body in &world.bodies {
        for post in &body.posts {
            let held = post.holdings.iter().map(|held| held.from).min().unwrap_or(world.days.start);
            let opened = known(world, body).max(world.entry(held, 0));
            out.push((opened, Event::PostOpened { post: post.id, body: body.id, title: post.title.clone(), opened: None }));
            for Holding { id, person, from, until } in &post.holdings {
                let known = world.entry(world.people[*person].known, 0);
                let day = world.entry(*from, 2).max(opened).max(known);
                let person = world.people[*person].id;
                out.push((day, Event::HolderAppointed { holding: *id, post: post.id, person, from: *from, source: None }));
                out.extend(until.map(|on| (world.entry(on, 2).max(day), Event::HolderLeft { holding: *id, on })));
            }
        }
    }
}

fn closings_and_uptake(world: &World, out: &mut Vec<(Date, Event)>) {
    for body in &world.bodies {
        out.extend(body.closed.map(|on| (world.entry(on, 5), Event::BodyClosed { body: body.id, on })));
        let closed_posts = body.closed.into_iter().flat_map(|on| body.posts.iter().map(move |post| (on, post.id)));
        out.extend(closed_posts.map(|(on, post)| (world.entry(on, 5), Event::PostAbolished { post, on })));
    }
    let (opening, from) = (world.days.opening(), Some(world.days.start));
    for (at, unit) in world.units.iter().enumerate() {
        let kinds = world.taken.iter().filter(|(unit, _)| *unit == at).map(|(_, kind)| kind.as_str());
        for kind in REGISTERS.into_iter().chain(kinds) {
            out.push((opening, Event::TakenUp { uptake: Uptake { unit: unit.id, body: None, kind: kind.to_owned(), from } }));
        }
    }
}

fn links(world: &mut World, out: &mut Vec<(Date, Event)>) {
    for at in 0..world.links.len() {
        let link = LinkId::fresh(&mut world.ids);
        let one = &world.links[at];
        let (from, to) = (Subject::Person(world.people[one.person].id), Subject::Body(world.bodies[one.body].id));
        let day = world.entry(one.since, 1).max(known(world, &world.bodies[one.body])).max(world.entry(world.people[one.person].known, 0));
        out.push((day, Event::Linked { link, kind: "支部联系点".to_owned(), from, to, since: one.since }));
    }
}

/// Records, entered up to nine days later and sometimes much later; never before those they name are known. Gives their ids and days.
fn records(world: &mut World, out: &mut Vec<(Date, Event)>) -> Vec<(RecordId, Date)> {
    let mut dice = world.dice("entry of records");
    let drafts = std::mem::take(&mut world.drafts);
    let mut ids = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let record = RecordId::fresh(&mut world.ids);
        let lag = if dice.chance(940) { dice.between(0, 9) } else { dice.between(12, 45) };
        let of_people = draft.people.values().flatten().map(|person| world.entry(world.people[*person].known, 0));
        let of_bodies = draft.bodies.iter().map(|body| known(world, &world.bodies[*body]));
        let day = of_people.chain(of_bodies).fold(world.entry(draft.date, lag), Date::max);
        ids.push((record, day));
        let people = draft.people.into_iter().map(|(role, people)| (role, people.into_iter().map(|at| world.people[at].id).collect::<Box<[PersonId]>>())).collect();
        let bodies = draft.bodies.iter().map(|body| world.bodies[*body].id).collect();
        let (kinds, date, fields, text) = (draft.kinds.into(), draft.date, draft.fields.into(), Sealed::Open(draft.text.into()));
        out.push((day, Event::Recorded { record, kinds, bodies, date, fields, people, text, source: None }));
    }
    ids
}

fn of_item(world: &World, item: &Item, records: &[(RecordId, Date)], out: &mut Vec<(Date, Event)>) {
    let record = item.opened_by.and_then(|at| records.get(at));
    // What was decided in a meeting is entered with its record, which may be late.
    let opened = record.map_or_else(|| world.entry(item.opened, 2), |(_, day)| *day);
    let owner = item.owner.map(|owner| world.people[owner].id);
    let text = Sealed::Open(RecordText::from([("事项", item.what.clone()), ("内容", item.what.clone())]));
    let opened_by = record.map(|(record, _)| *record);
    out.push((opened, Event::ItemOpened { item: item.id, kind: item.kind.clone(), body: world.bodies[item.body].id, opened_by, opened: item.opened, owner, due: item.due, text }));
    let Some((on, by)) = item.closed else { return };
    let closed = world.entry(on, 1).max(opened);
    out.push((closed, Event::ItemClosed { item: item.id, on, by: world.people[by].id }));
    if let Some((on, by)) = item.verified {
        out.push((world.entry(on, 1).max(closed), Event::ItemVerified { item: item.id, on, by: world.people[by].id }));
    }
}
