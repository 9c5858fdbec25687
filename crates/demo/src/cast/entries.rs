//! Further entries of the register of bodies, as the packs' standing duties read them (登记（…）), and contact branches.

use crate::days::plus;
use crate::dice::Dice;
use crate::world::{Link, World};
use jishi_base::Number;
use jishi_facts::Value;
use jishi_pack::{Duty, Expr, Fact, Form, Node, Op, Operand, Term, Who};

/// Enters what the standing duties ask of each body.
pub(crate) fn all(world: &mut World) {
    let library = world.library;
    for duty in &library.duties {
        let (Form::State { condition, .. }, Who::Bodies(kinds)) = (&duty.form, &duty.who) else { continue };
        for body in 0..world.bodies.len() {
            if world.bodies[body].unit.is_some() && kinds.contains(&world.bodies[body].kind) {
                enter(world, duty, condition, body);
            }
        }
    }
}

fn enter(world: &mut World, duty: &Duty, condition: &Expr, body: usize) {
    let mut dice = world.dice(&format!("entries {} {}", duty.name, world.bodies[body].name));
    let mut wanted = Vec::new();
    if let Some(applies) = &duty.applies {
        numbers(applies, &mut dice, &mut wanted);
    }
    numbers(condition, &mut dice, &mut wanted);
    let care = world.care(body);
    // Now and then an entry is missing, or says that something is amiss.
    let (missing, amiss) = (dice.chance(care), dice.chance(care));
    let last = wanted.len().saturating_sub(1);
    for (at, (name, number)) in wanted.into_iter().enumerate() {
        let number = if amiss && at == last { number / 2 } else { number };
        let entries = &mut world.bodies[body].entries;
        if (!missing || at != last) && !entries.iter().any(|(old, _)| *old == name) {
            entries.push((name, Value::Number(Number::whole(number))));
        }
    }
}

/// The numbers that make a condition true, by entry.
fn numbers(expr: &Expr, dice: &mut Dice, out: &mut Vec<(String, i64)>) {
    match &expr.node {
        Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| numbers(part, dice, out)),
        Node::Compare { left: Term::Fact { name: Fact::Entry | Fact::EntryOfYear, argument }, op, right: Operand::Number(bound) } => {
            let bound = bound.as_thousandths() / 1000;
            let usual = usual(argument, dice);
            let number = match op {
                Op::Ge | Op::Gt => usual.unwrap_or(bound + 1).max(bound),
                _ => usual.unwrap_or(bound),
            };
            out.push((argument.clone(), number));
        }
        Node::Share { part: Term::Fact { name: Fact::Entry, argument: part }, whole: Term::Fact { argument: whole, .. }, numerator, denominator, .. } => {
            let all = usual(whole, dice).unwrap_or(100);
            let share = (all * i64::from(*numerator) + i64::from(*denominator) - 1) / i64::from((*denominator).max(1));
            out.push((whole.clone(), all));
            out.push((part.clone(), share + dice.between(0, 1)));
        }
        _ => {}
    }
}

/// What is usual, where the bound alone would look odd.
fn usual(entry: &str, dice: &mut Dice) -> Option<i64> {
    Some(match entry {
        "机关工作人员" => dice.between(150, 260),
        "青年干部数" => dice.between(18, 45),
        "青年理论学习小组数" => dice.between(1, 4),
        "在用制度数" => dice.between(2, 9),
        "与其他部门合署" => 0,
        _ if entry.contains("经费预算") => dice.between(40, 180) * 1000,
        _ => return None,
    })
}

/// The secretary of each party group has a contact branch; one has none yet.
pub(crate) fn links(world: &mut World) {
    let units = world.units.len();
    let today = world.days.today;
    for unit in 1..units {
        let mut dice = world.dice(&format!("links of {}", world.units[unit].name));
        let branches: Vec<usize> = world.of_kind(unit, "党支部").into_iter().filter(|b| world.stands(*b, today)).collect();
        let Some(group) = world.one_of_kind(unit, "党组").filter(|_| !branches.is_empty()) else { continue };
        let since = plus(world.days.opening(), dice.between(0, 60)).min(today);
        for (place, person) in world.holders(group, today).into_iter().enumerate() {
            if place < 3 && !(place == 0 && unit + 2 == units) {
                world.links.push(Link { person, body: *dice.pick(&branches), since });
            }
        }
    }
}
