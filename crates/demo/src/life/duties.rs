//! Whatever the packs ask for in every period (频次, 覆盖), of kinds that are not told by hand: read from the duty itself.

use super::{by_hand, has_by_hand, told};
use crate::days::{on, plus};
use crate::draft::Draft;
use crate::fit;
use crate::world::World;
use jishi_calendar::{Cadence, Date, Duration, Period};
use jishi_facts::Value;
use jishi_pack::{Duty, Evidence, FieldType, Form, Selector, Set, Usual, Who};

/// Who owes something, and for which days.
#[derive(Clone, Copy)]
pub(super) struct Owed {
    pub unit: usize,
    pub body: usize,
    pub person: Option<usize>,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// Every duty that comes back in periods.
pub(super) fn all(world: &mut World) {
    let library = world.library;
    for duty in library.duties.iter().filter(|duty| told(duty) && !has_by_hand(duty)) {
        match &duty.form {
            Form::Periodic { cadence, at_least, after, evidence } => {
                for owed in owing(world, &duty.who) {
                    periodic(world, duty, owed, *cadence, (*at_least, *after), evidence);
                }
            }
            Form::Coverage { set, evidence, .. } => {
                for owed in owing(world, &duty.who) {
                    for year in world.days.years() {
                        coverage(world, duty, owed, set, evidence, year);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Bodies that owe a duty, or the people who hold the posts that owe it; members are told of elsewhere.
pub(super) fn owing(world: &World, who: &Who) -> Vec<Owed> {
    let mut out = Vec::new();
    for (at, body) in world.bodies.iter().enumerate() {
        let Some(unit) = body.unit else { continue };
        match who {
            Who::Bodies(kinds) if kinds.contains(&body.kind) => {
                out.push(Owed { unit, body: at, person: None, from: body.founded, until: body.closed });
            }
            Who::Holders { kinds, titles } | Who::Posts { kinds, titles } if kinds.contains(&body.kind) => {
                let posts = body.posts.iter().filter(|post| titles.is_empty() || titles.contains(&post.title));
                let held = posts.flat_map(|post| &post.holdings);
                out.extend(held.map(|held| Owed { unit, body: at, person: Some(held.person), from: Some(held.from), until: held.until }));
            }
            _ => {}
        }
    }
    out
}

/// The first selection of records that the unit keeps a ledger for and that is not told by hand.
fn kept<'l>(world: &World, unit: usize, evidence: &'l Evidence) -> Option<(&'l Selector, &'l str)> {
    evidence.selectors().find_map(|selector| {
        let kind = selector.kinds.iter().find(|kind| world.keeps(unit, kind) && !by_hand(kind))?;
        Some((selector, kind.as_str()))
    })
}

fn periodic(world: &mut World, duty: &Duty, owed: Owed, cadence: Cadence, (at_least, after): (u32, Option<Duration>), evidence: &Evidence) {
    let Some((selector, kind)) = kept(world, owed.unit, evidence) else { return };
    let now_and_then = world.dice(&format!("season {} {}", duty.name, owed.unit)).between(3, 11);
    for period in cadence.periods(world.days.start, world.days.today) {
        let (Some(first), Some(last)) = (period.first(), period.last()) else { continue };
        let mut dice = world.dice(&format!("{} {} {:?} {period}", duty.name, world.bodies[owed.body].name, owed.person));
        let (from, to) = if after.is_some() { (plus(last, 3), plus(last, 24)) } else { season(duty, kind, period, now_and_then) };
        let (from, to) = (owed.from.map_or(from, |day| day.max(from)), owed.until.map_or(to, |until| plus(until, -1).min(to)));
        let whole = owed.from.is_none_or(|from| from <= first) && owed.until.is_none_or(|until| until > last);
        if from > to || from > world.days.today || (owed.person.is_none() && !whole) {
            continue;
        }
        let from = from.max(world.days.opening());
        let missed = dice.chance(world.care(owed.body));
        for _ in 0..at_least {
            let date = world.days.within(&mut dice, from, to);
            let mut draft = about(world, kind, owed, date);
            if missed {
                let late = world.days.forward(plus(last, dice.between(4, 24)));
                if !has_field(world, kind, "补办期间") || !dice.chance(400) {
                    continue;
                }
                draft = Draft { date: late, ..draft }.field("补办期间", Value::code(period.to_string()));
            }
            if let Some(when) = &selector.when {
                fit::satisfy(world.library, &mut dice, &mut draft, when, true);
            }
            world.record(&mut dice, draft);
        }
    }
}

/// A record of a kind by or about whoever owes it.
pub(super) fn about(world: &World, kind: &str, owed: Owed, date: Date) -> Draft {
    let body = match owed.person {
        Some(person) => world.branch(person, date).or(Some(owed.body)),
        None => Some(owed.body),
    };
    let mut draft = Draft::new(kind, body, date);
    let Some(of) = world.library.record_kinds.get(kind) else { return draft };
    if let (Some(person), Some(object)) = (owed.person, &of.object) {
        draft = draft.people(object, vec![person]);
        let contact = world.links.iter().find(|link| link.person == person).map(|link| world.bodies[link.body].name.clone());
        if let Some(name) = contact.filter(|_| has_field(world, kind, "联系点")) {
            draft = draft.field("联系点", Value::codes([name]));
        }
    } else if let Some(object) = of.object.as_ref().filter(|object| of.fields.iter().any(|f| f.name == **object && f.kind == FieldType::Bodies)) {
        draft.wanted.insert(object.clone());
    }
    draft
}

/// Has a kind of record a field?
pub(super) fn has_field(world: &World, kind: &str, field: &str) -> bool {
    world.library.record_kinds.get(kind).is_some_and(|kind| kind.fields.iter().any(|f| f.name == field))
}

/// When in a period something is usually done: as the duty says, or at the year's end, or in a month of the unit's own.
fn season(duty: &Duty, kind: &str, period: Period, month: i64) -> (Date, Date) {
    let (first, last) = (period.first().unwrap_or(Date::MIN), period.last().unwrap_or(Date::MAX));
    match (period, duty.usual) {
        (Period::Year(year), Some(Usual { first_month, last_month })) => (on(year, first_month.max(last_month - 1), 5), on(year, last_month, 27)),
        (Period::Year(year), None) if at_year_end(kind) => (on(year, 12, 3), on(year, 12, 27)),
        (Period::Year(year), None) => {
            let month = i8::try_from(month).unwrap_or(6);
            (on(year, month, 4), on(year, month, 26))
        }
        (Period::HalfYear(..), _) => (plus(first, 70), plus(last, -8)),
        _ => (plus(first, 4), plus(last, -3)),
    }
}

fn at_year_end(kind: &str) -> bool {
    ["报告", "通报", "年报", "述职"].iter().any(|word| kind.contains(word)) || kind == "星级评定"
}

/// Two rounds a year reach every element; a careless body forgets one.
fn coverage(world: &mut World, duty: &Duty, owed: Owed, set: &Set, evidence: &Evidence, year: i16) {
    let Some((selector, kind)) = kept(world, owed.unit, evidence) else { return };
    let mut dice = world.dice(&format!("{} {} {year}", duty.name, world.bodies[owed.body].name));
    let Some(object) = world.library.record_kinds.get(kind).and_then(|kind| kind.object.clone()) else { return };
    let rounds = if at_year_end(kind) { [(12, 8), (12, 24)] } else { [(5, 20), (10, 28)] };
    let dates = rounds.map(|(month, day)| world.days.within(&mut dice, on(year, month, day - 5), on(year, month, day)));
    let end = on(year, 12, 31).min(world.days.today);
    let mut elements = elements(world, owed, set, end);
    if dice.chance(world.care(owed.body) * 2) && !elements.is_empty() {
        dice.take(&mut elements);
    }
    let (first, second): (Vec<usize>, Vec<usize>) =
        elements.iter().enumerate().map(|(at, body)| (at % 2 == 0 && world.stands(*body, dates[0]), *body)).fold((Vec::new(), Vec::new()), |mut both, (early, body)| {
            if early { both.0.push(body) } else { both.1.push(body) }
            both
        });
    for (date, bodies) in dates.into_iter().zip([first, second]).filter(|(_, bodies)| !bodies.is_empty()) {
        let names = bodies.iter().map(|body| world.bodies[*body].name.as_str());
        let mut draft = Draft::new(kind, Some(owed.body), date).field(&object, Value::codes(names));
        if let Some(when) = &selector.when {
            fit::satisfy(world.library, &mut dice, &mut draft, when, true);
        }
        world.record(&mut dice, draft);
    }
}

fn elements(world: &World, owed: Owed, set: &Set, day: Date) -> Vec<usize> {
    if let Set::Related { relation, kinds } = set {
        let related = |body: &crate::world::Body| body.relations.iter().any(|(kind, to)| kind.word() == relation && *to == owed.body);
        let bodies = world.bodies.iter().enumerate().filter(|(at, body)| kinds.contains(&body.kind) && related(body) && world.stands(*at, day));
        return bodies.map(|(at, _)| at).collect();
    }
    let (kinds, below) = match set {
        Set::Below(kinds) => (kinds, true),
        Set::InUnit(kinds) => (kinds, false),
        Set::Members | Set::Related { .. } => return Vec::new(),
    };
    let bodies = world.bodies.iter().enumerate().filter(|(at, body)| kinds.contains(&body.kind) && world.stands(*at, day));
    bodies.filter(|(at, body)| if below { world.is_below(*at, owed.body) } else { body.unit == Some(owed.unit) }).map(|(at, _)| at).collect()
}

impl World<'_> {
    /// Stands a body below another (隶属)?
    fn is_below(&self, body: usize, above: usize) -> bool {
        let parent = self.bodies[body].relations.iter().find(|(kind, _)| *kind == jishi_facts::RelationKind::Subordinate);
        parent.is_some_and(|(_, to)| *to == above || self.is_below(*to, above))
    }
}
