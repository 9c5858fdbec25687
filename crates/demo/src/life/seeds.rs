//! Things that just happen, so that a duty has something to look at: what is judged each time, starts a clock, or comes second.

use super::by_hand;
use super::duties::owing;
use crate::days::{on, plus};
use crate::draft::Draft;
use crate::fit;
use crate::world::World;
use jishi_pack::{Bound, Duty, Form, Occurrence, Selector, Who};

/// Cases of persons: how many a unit has in ten years.
const CASES: [(&str, u32); 2] = [("必谈提示", 9), ("出国学习研究", 4)];

/// Seeds every duty that needs it.
pub(super) fn all(world: &mut World) {
    let library = world.library;
    let told: Vec<String> = world.drafts.iter().flat_map(|draft| draft.kinds.iter().cloned()).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    for duty in &library.duties {
        let fresh = |selector: &&Selector| !selector.kinds.iter().any(|kind| by_hand(kind) || told.contains(kind));
        for selector in seeding(&duty.form).into_iter().filter(fresh) {
            match &duty.who {
                Who::Bodies(_) => bodies(world, duty, selector),
                Who::Members => members(world, selector),
                _ => {}
            }
        }
    }
}

/// The selections whose records come of themselves.
fn seeding(form: &Form) -> Vec<&Selector> {
    match form {
        Form::Each { of, .. } | Form::Cap(Bound::Share { each: of, .. }) => vec![of],
        Form::Triggered { trigger: Occurrence::Records(of), .. } | Form::Sequence { then: Occurrence::Records(of), .. } => vec![of],
        Form::Cap(Bound::NotMoreThanLast { evidence, .. }) => evidence.selectors().collect(),
        _ => Vec::new(),
    }
}

/// A few a year, in the same months of both years; branches seldom have any.
fn bodies(world: &mut World, duty: &Duty, selector: &Selector) {
    let counts = matches!(duty.form, Form::Cap(Bound::NotMoreThanLast { .. }));
    for owed in owing(world, &duty.who) {
        let Some(kind) = selector.kinds.iter().find(|kind| world.keeps(owed.unit, kind)) else { continue };
        let mut dice = world.dice(&format!("seeds {} {}", duty.name, world.bodies[owed.body].name));
        let times = match (counts, world.bodies[owed.body].kind.as_str()) {
            (true, _) => 6,
            (_, "党支部") => usize::from(dice.chance(120)),
            _ => 1 + dice.below(2),
        };
        for slot in 0..times {
            let month = i64::try_from(slot * 12 / times).unwrap_or(0) + dice.between(1, i64::try_from(12 / times.max(1)).unwrap_or(1).max(1));
            for year in world.days.years() {
                let month = i8::try_from(month.clamp(1, 12)).unwrap_or(6);
                let date = world.days.within(&mut dice, on(year, month, 4), on(year, month, 26));
                // What may not grow is kept within last year's number: the last slot of it falls away.
                if counts && year == world.days.today.year() && slot == 0 && !dice.chance(world.care(owed.body) * 3) {
                    continue;
                }
                let mut draft = Draft::new(kind, Some(owed.body), date);
                if let Some(when) = &selector.when {
                    fit::satisfy(world.library, &mut dice, &mut draft, when, true);
                }
                world.record(&mut dice, draft);
            }
        }
    }
}

fn members(world: &mut World, selector: &Selector) {
    for (kind, often) in CASES.into_iter().filter(|(kind, _)| selector.kinds.iter().any(|one| one == kind)) {
        for unit in 0..world.units.len() {
            let mut dice = world.dice(&format!("cases {unit} {kind}"));
            for year in world.days.years() {
                let date = world.days.within(&mut dice, on(year, 2, 10), on(year, 11, 20));
                let branch = *dice.pick(&world.of_kind(unit, "党支部"));
                let people = world.members(branch, date);
                let settled = |person: &usize| world.people[*person].spans.len() == 1 && world.people[*person].known < plus(date, -30) && !world.excused(*person);
                let Some(person) = people.into_iter().find(settled).filter(|_| dice.chance(often * 100) && world.keeps(unit, kind)) else { continue };
                let object = world.library.record_kinds.get(kind).and_then(|kind| kind.object.clone()).unwrap_or_else(|| "对象".to_owned());
                let draft = Draft::new(kind, Some(branch), date).people(&object, vec![person]);
                world.record(&mut dice, draft);
            }
        }
    }
}
