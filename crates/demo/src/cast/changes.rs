//! What changes among the people: new members and their confirmation, moves, changes of work, secretaries who go.

use super::people::{born, new};
use crate::days::{on, plus};
use crate::dice::Dice;
use crate::world::{Change, World};
use jishi_calendar::Date;

/// Everything that happens to the people of the departments.
pub(crate) fn of_people(world: &mut World) {
    for unit in 0..world.units.len() {
        let mut dice = world.dice(&format!("changes in {}", world.units[unit].name));
        let branches: Vec<usize> = world.of_kind(unit, "党支部").into_iter().filter(|b| world.bodies[*b].closed.is_none()).collect();
        if branches.len() < 4 {
            continue;
        }
        let retired = branches[branches.len() - 1];
        let working = &branches[..branches.len() - 2];
        probationers(world, &mut dice, working);
        for year in world.days.years() {
            for what in ["调入", "调入", "调出", "岗位调整", "岗位调整", "退休", "任职", "任职"] {
                let day = world.days.forward(on(year, 1 + i8::try_from(dice.below(12)).unwrap_or(0), 2 + i8::try_from(dice.below(26)).unwrap_or(0)));
                if world.days.told(day) && day > plus(world.days.opening(), 20) {
                    change(world, &mut dice, what, day, working, retired);
                }
            }
        }
    }
    stays_away(world);
}

/// One who joined the year before the story, and some who join in it.
fn probationers(world: &mut World, dice: &mut Dice, branches: &[usize]) {
    let start = world.days.start;
    for days in [-dice.between(30, 330), dice.between(60, 330), dice.between(340, 640)] {
        let joined = world.days.forward(plus(start, days));
        if joined >= plus(world.days.today, -5) {
            continue;
        }
        let birth = born(dice, start, 25, 36);
        let branch = *dice.pick(branches);
        let person = new(world, dice, birth, joined, world.days.opening().max(joined));
        world.enter(person, branch, None);
    }
}

fn change(world: &mut World, dice: &mut Dice, what: &'static str, day: Date, working: &[usize], retired: usize) {
    let branch = *dice.pick(working);
    let other = *dice.pick(working);
    if !world.stands(branch, day) || !world.stands(other, day) {
        return;
    }
    let person = match what {
        "调入" => {
            let birth = born(dice, world.days.start, 28, 45);
            let joined = plus(on(birth.year() + 22, 6, 1), dice.between(0, 900));
            let person = new(world, dice, birth, joined, day);
            world.enter(person, branch, Some(day));
            Some(person)
        }
        "退休" => movable(world, branch, day).into_iter().max_by_key(|person| world.age(*person, day)),
        _ => {
            let from = movable(world, branch, day);
            (!from.is_empty()).then(|| *dice.pick(&from))
        }
    };
    let Some(person) = person else { return };
    match what {
        "调出" => world.move_to(person, None, day),
        "退休" => {
            let before = world.people[person].details.office.replace("退休干部".to_owned());
            world.people[person].retired = before.map(|office| (day, office));
            world.move_to(person, Some(retired), day);
        }
        "岗位调整" if other != branch => world.move_to(person, Some(other), day),
        _ => {}
    }
    world.changes.push(Change { person, date: day, what });
}

/// Members of a branch large enough who hold no post and have not moved before.
fn movable(world: &World, branch: usize, day: Date) -> Vec<usize> {
    let members = world.members(branch, day);
    if members.len() < 10 {
        return Vec::new();
    }
    let settled = |person: &usize| {
        let of = &world.people[*person];
        of.spans.len() == 1 && of.spans[0].from.is_none() && of.details.confirmed.is_some_and(|day| day < world.days.start) && !world.excused(*person)
    };
    members.into_iter().filter(|person| settled(person) && !world.has_post(*person)).collect()
}

/// One person has not come for some seven months.
fn stays_away(world: &mut World) {
    let unit = world.units.len() / 2;
    let Some(branch) = world.of_kind(unit, "党支部").first().copied() else { return };
    let today = world.days.today;
    if let Some(person) = movable(world, branch, today).first().copied() {
        world.people[person].away = Some(plus(today, -225));
    }
}

/// In every second department a secretary goes in mid-term; his successor follows within weeks, or is still awaited.
pub(crate) fn of_secretaries(world: &mut World) {
    for unit in (1..world.units.len()).step_by(2) {
        let mut dice = world.dice(&format!("secretaries of {}", world.units[unit].name));
        let branches = world.of_kind(unit, "党支部");
        let branch = branches[2 % branches.len()];
        let day = world.days.forward(plus(world.days.start, dice.between(100, 640)));
        if !world.days.told(day) || world.bodies[branch].closed.is_some() {
            continue;
        }
        let follows = world.days.forward(plus(day, dice.between(0, 25)));
        world.succeed(branch, "书记", day, (follows <= world.days.today).then_some(follows));
    }
}
