//! What must come before or after something: the first step of a sequence, the answer to a trigger, what follows each time.

use super::duties::{Owed, about, has_field, owing};
use super::{by_hand, talks};
use crate::days::plus;
use crate::fit;
use crate::world::World;
use jishi_calendar::{Date, Duration, TimeUnit, years_after};
use jishi_pack::{Deadline, Duty, Evidence, Form, Occurrence, RegisterEvent, Selector, Who};

/// The first steps of sequences.
pub(super) fn before(world: &mut World) {
    let library = world.library;
    for duty in &library.duties {
        let Form::Sequence { first: Occurrence::Records(first), then, at_least, at_most } = &duty.form else { continue };
        if first.kinds.iter().any(|kind| by_hand(kind)) {
            continue;
        }
        let (near, far) = (at_least.map_or(3, days), at_most.map_or(25, days).min(25));
        for (owed, date) in happened(world, duty, then) {
            let mut dice = world.dice(&format!("before {} {} {date}", duty.name, world.bodies[owed.body].name));
            let earlier = world.days.back(plus(date, -dice.between(near, far.max(near)))).max(world.days.opening()).min(date);
            if !dice.chance(world.care(owed.body)) {
                record(world, &mut dice, first, owed, earlier);
            }
        }
    }
}

/// The answers to triggers, and what follows each time.
pub(super) fn after(world: &mut World) {
    let library = world.library;
    for duty in &library.duties {
        match &duty.form {
            Form::Triggered { trigger, deadline, repeat, evidence, .. } => answer(world, duty, trigger, *deadline, repeat.is_some(), evidence),
            Form::Each { of, then: Some((evidence, deadline)), .. } => {
                answer(world, duty, &Occurrence::Records(of.clone()), *deadline, false, evidence);
            }
            _ => {}
        }
    }
}

fn answer(world: &mut World, duty: &Duty, trigger: &Occurrence, deadline: Deadline, yearly: bool, evidence: &Evidence) {
    let registers = evidence.any.iter().any(|one| matches!(one, Occurrence::Register(_)));
    let Some(selector) = evidence.selectors().next().filter(|_| !registers && !deadline.before) else { return };
    let limit = days(deadline.length);
    let mut events = happened(world, duty, trigger);
    if yearly {
        let years = world.days.years();
        let day = |date: Date, year: i16| years_after(date, i32::from(year - date.year()));
        events = events.into_iter().flat_map(|(owed, date)| years.map(|year| (owed, day(date, year))).into_iter().filter(move |(_, day)| *day > date)).collect();
    }
    for (owed, date) in events {
        if !world.days.told(date) {
            continue;
        }
        let mut dice = world.dice(&format!("after {} {} {:?} {date}", duty.name, world.bodies[owed.body].name, owed.person));
        let care = world.care(owed.body);
        let wait = match dice.below(1000) {
            roll if roll < care as usize => continue,
            roll if roll < 40 + care as usize => limit + dice.between(2, 12),
            _ => dice.between(i64::from(limit > 10), (limit * 4 / 5).clamp(1, 140)),
        };
        // Near its end the year's last workday before the limit will do.
        let (day, last) = (world.days.forward(plus(date, wait)), plus(date, limit));
        let day = if wait <= limit && day > last { world.days.back(last).max(date) } else { day };
        record(world, &mut dice, selector, owed, day);
    }
}

/// Enters a record of a selection, by or about whoever owes it, where the unit keeps such a ledger.
fn record(world: &mut World, dice: &mut crate::dice::Dice, selector: &Selector, owed: Owed, date: Date) {
    let Some(kind) = selector.kinds.iter().find(|kind| world.keeps(owed.unit, kind)) else { return };
    let mut draft = about(world, kind, owed, date);
    if let Some(when) = &selector.when {
        fit::satisfy(world.library, dice, &mut draft, when, true);
    }
    if let (Some(person), true) = (owed.person, has_field(world, kind, "谈话人")) {
        let branch = world.branch(person, date).unwrap_or(owed.body);
        draft.people.extend(talks::talker(world, branch, person, date).map(|other| ("谈话人".to_owned(), vec![other])));
    }
    world.record(dice, draft);
}

/// What has happened that a duty looks at, with whoever owes it then.
fn happened(world: &World, duty: &Duty, occurrence: &Occurrence) -> Vec<(Owed, Date)> {
    match occurrence {
        Occurrence::Records(selector) => of_records(world, duty, selector),
        Occurrence::Register(event) => of_registers(world, duty, *event),
    }
}

fn of_records(world: &World, duty: &Duty, selector: &Selector) -> Vec<(Owed, Date)> {
    let mut out = Vec::new();
    for draft in world.drafts.iter().filter(|draft| fit::selected(draft, selector)) {
        let bodies = draft.bodies.iter().filter_map(|body| Some((*body, world.bodies[*body].unit?)));
        let owed = |(body, unit), person| Owed { unit, body, person, from: None, until: None };
        match &duty.who {
            Who::Bodies(kinds) => out.extend(bodies.filter(|(body, _)| kinds.contains(&world.bodies[*body].kind)).map(|at| (owed(at, None), draft.date))),
            Who::Members => {
                let roles = draft.kinds.iter().filter_map(|kind| world.library.record_kinds.get(kind)?.object.as_ref());
                let people = roles.filter_map(|role| draft.people.get(role)).flatten();
                let at: Vec<_> = bodies.take(1).collect();
                out.extend(people.flat_map(|person| at.iter().map(|at| (owed(*at, Some(*person)), draft.date))));
            }
            _ => {}
        }
    }
    out
}

fn of_registers(world: &World, duty: &Duty, event: RegisterEvent) -> Vec<(Owed, Date)> {
    match (&duty.who, event) {
        (Who::Members, RegisterEvent::Joined) => joined(world),
        (Who::Holders { .. }, RegisterEvent::Appointed) => owing(world, &duty.who).into_iter().filter_map(|owed| Some((owed, owed.from?))).collect(),
        (Who::Posts { .. }, RegisterEvent::Left) => {
            owing(world, &duty.who).into_iter().filter_map(|owed| Some((Owed { person: None, ..owed }, owed.until?))).collect()
        }
        (Who::Bodies(_), RegisterEvent::TermStarted) => {
            let terms = |owed: &Owed| world.bodies[owed.body].terms.iter().map(|term| term.from).collect::<Vec<_>>();
            let owing = owing(world, &duty.who).into_iter();
            owing.flat_map(|owed| terms(&owed).into_iter().map(move |date| (owed, date))).filter(|(_, date)| world.days.told(*date)).collect()
        }
        _ => Vec::new(),
    }
}

/// Members of today, each with the day of joining the party.
fn joined(world: &World) -> Vec<(Owed, Date)> {
    let member = |(at, person): (usize, &crate::world::Person)| {
        let body = person.spans.last()?.body;
        Some((Owed { unit: world.bodies[body].unit?, body, person: Some(at), from: None, until: None }, person.details.joined?))
    };
    world.people.iter().enumerate().filter_map(member).collect()
}

/// A length as days, about.
fn days(length: Duration) -> i64 {
    let count = i64::from(length.count);
    match length.unit {
        TimeUnit::Day => count,
        TimeUnit::Workday => count * 7 / 5,
        TimeUnit::Month => count * 30,
        TimeUnit::Year => count * 365,
    }
}
