//! What is told of persons: yearly talks, changes of work, moves out of the site, reports of the leaders' own research.

use crate::days::{on, plus};
use crate::draft::Draft;
use crate::words::topics;
use crate::world::World;
use jishi_calendar::Date;

/// All of it.
pub(crate) fn all(world: &mut World) {
    for person in 0..world.people.len() {
        for year in world.days.years() {
            talk(world, person, year);
        }
    }
    changes(world);
    reports(world);
}

/// Somebody of the branch other than `person` who would talk with him: its head, or one of its committee.
pub(crate) fn talker(world: &World, branch: usize, person: usize, date: Date) -> Option<usize> {
    let others = world.holders(branch, date).into_iter().chain(world.members(branch, date));
    world.head(branch, date).filter(|head| *head != person).or_else(|| others.into_iter().find(|other| *other != person))
}

/// One talk a year, with few exceptions; the day is anywhere in the time of membership.
fn talk(world: &mut World, person: usize, year: i16) {
    let mut dice = world.dice(&format!("talk {} {year}", world.people[person].id));
    let first = on(year, 2, 1).max(plus(world.people[person].known, 3));
    let date = world.days.within(&mut dice, first, on(year, 12, 15).max(first));
    let Some(branch) = world.branch(person, date).filter(|_| date.year() == year) else { return };
    if dice.chance(world.care(branch)) {
        return;
    }
    let Some(other) = talker(world, branch, person, date) else { return };
    let committee = world.holders(branch, date);
    let ground = match (committee.contains(&person), committee.contains(&other)) {
        (true, true) => "支委之间",
        (false, false) => "党员之间",
        _ => "支委与党员",
    };
    let draft = Draft::new("谈心谈话", Some(branch), date).people("谈话人", vec![other]).people("对象", vec![person]).code("事由", ground);
    world.record(&mut dice, draft);
}

/// Changes of work; who leaves the site had moved his work or home some weeks before.
fn changes(world: &mut World) {
    let changes: Vec<(usize, Date, &str)> = world.changes.iter().map(|change| (change.person, change.date, change.what)).collect();
    for (person, date, what) in changes {
        let mut dice = world.dice(&format!("change {} {date}", world.people[person].id));
        let branch = world.branch(person, date).or_else(|| world.branch(person, plus(date, -1)));
        let draft = Draft::new("岗位变动", branch, date).people("对象", vec![person]).code("情形", what);
        world.record(&mut dice, draft);
        if what == "调出" {
            let before = world.days.back(plus(date, -dice.between(20, 110)));
            let draft = Draft::new("工作单位或居住地变动", branch, before).people("党员", vec![person]);
            world.record(&mut dice, draft);
        }
    }
}

/// Members of a party group write one a year; in the second year some are still at it.
fn reports(world: &mut World) {
    for unit in 1..world.units.len() {
        let Some(group) = world.one_of_kind(unit, "党组") else { continue };
        for year in world.days.years() {
            for person in world.holders(group, on(year, 10, 1).min(world.days.today)) {
                let mut dice = world.dice(&format!("report {} {year}", world.people[person].id));
                let date = world.days.within(&mut dice, on(year, 6, 1), on(year, 12, 20));
                let missed = dice.chance(world.care(group));
                let state = if missed { "进行中" } else { dice.word(&["已完成", "已报送", "已报送", "已转化"]) };
                let early = world.days.within(&mut dice, on(year, 9, 1), on(year, 10, 30));
                let topic = dice.word(topics::of("调研报告"));
                // What is not finished by today is told as it stood earlier.
                let (date, state) = if date > world.days.today && dice.chance(600) { (early, "进行中") } else { (date, state) };
                let branch = world.branch(person, date);
                let draft = Draft::new("调研报告", branch, date).people("作者", vec![person]).text("题目", topic).code("进展", state);
                world.record(&mut dice, draft);
            }
        }
    }
}
