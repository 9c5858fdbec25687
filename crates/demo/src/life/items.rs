//! Items to be followed up: somebody owes them by a day, reports them done, and another verifies it.

use super::duties::owing;
use crate::days::{on, plus};
use crate::dice::Dice;
use crate::words::items as words;
use crate::world::{Item, World};
use jishi_base::ItemId;
use jishi_calendar::Date;
use jishi_pack::Form;

/// Items of every kind that a duty follows.
pub(super) fn all(world: &mut World) {
    let library = world.library;
    for duty in &library.duties {
        let Form::Followup { items: kind, .. } = &duty.form else { continue };
        for owed in owing(world, &duty.who) {
            if !world.keeps(owed.unit, kind) {
                continue;
            }
            let mut dice = world.dice(&format!("items {kind} {}", world.bodies[owed.body].name));
            for year in world.days.years() {
                let times = match (kind.as_str(), world.bodies[owed.body].kind.as_str()) {
                    ("议定事项", _) => 1 + dice.below(3),
                    (_, "党支部") => usize::from(dice.chance(60)),
                    _ => dice.below(3),
                };
                for _ in 0..times {
                    let opened = world.days.within(&mut dice, on(year, 1, 12), on(year, 12, 10));
                    if world.days.told(opened) && world.stands(owed.body, opened) {
                        open(world, &mut dice, kind, owed.body, opened);
                    }
                }
            }
        }
    }
}

fn open(world: &mut World, dice: &mut Dice, kind: &str, body: usize, opened: Date) {
    let people: Vec<usize> = world.holders(body, opened).into_iter().chain(world.members(body, opened)).collect();
    let (Some(owner), care, today) = ((!people.is_empty()).then(|| *dice.pick(&people)), world.care(body), world.days.today) else { return };
    let meeting = |at: &(usize, &crate::draft::Draft)| at.1.bodies.contains(&body) && at.1.kinds.contains("支部党员大会") && at.1.date <= opened;
    let opened_by = (kind == "议定事项").then(|| world.drafts.iter().enumerate().filter(meeting).max_by_key(|(_, draft)| draft.date)).flatten();
    let (opened, opened_by) = opened_by.map_or((opened, None), |(at, draft)| (draft.date, Some(at)));
    let due = world.days.forward(plus(opened, dice.between(25, 110)));
    let wait = match dice.below(1000) {
        roll if roll < care as usize => None,
        roll if roll < 60 + care as usize => Some(dice.between(4, 25)),
        _ => Some(-dice.between(5, 22)),
    };
    let other = world.head(body, opened).filter(|head| *head != owner).or_else(|| people.iter().copied().find(|person| *person != owner));
    let closed = wait.map(|wait| world.days.back(plus(due, wait)).max(opened)).filter(|day| *day <= today);
    let verified = closed.map(|day| world.days.forward(plus(day, dice.between(0, 4)))).filter(|day| *day <= today);
    let (no_owner, no_due) = (dice.chance(12), dice.chance(12));
    let item = Item {
        id: ItemId::fresh(&mut world.ids),
        kind: kind.to_owned(),
        body,
        opened_by,
        opened,
        owner: (!no_owner).then_some(owner),
        due: (!no_due).then_some(due),
        closed: closed.map(|day| (day, owner)),
        verified: verified.zip(other),
        what: (*dice.pick(words::of(kind))).to_owned(),
    };
    world.items.push(item);
}
