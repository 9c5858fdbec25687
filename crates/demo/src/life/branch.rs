//! The life of a branch: the monthly 主题党日 and committee, the quarterly meeting and lecture, the year's review.

use crate::days::{on, plus};
use crate::dice::Dice;
use crate::draft::Draft;
use crate::words::topics;
use crate::world::{Missed, World};
use jishi_calendar::{Cadence, Date, Period};
use jishi_facts::Value;

/// Everything that branches and party groups within them hold.
pub(crate) fn meetings(world: &mut World) {
    for body in 0..world.bodies.len() {
        match world.bodies[body].kind.as_str() {
            "党支部" => branch(world, body),
            "党小组" => small_group(world, body),
            _ => {}
        }
    }
}

/// The months told, each with its first day.
fn months(world: &World) -> Vec<Date> {
    let years = world.days.years();
    let all = years.into_iter().flat_map(|year| (1..=12).map(move |month| on(year, month, 1)));
    all.filter(|first| *first <= world.days.today).collect()
}

/// A workday about a day of the month.
fn about(world: &World, dice: &mut Dice, first: Date, day: i64) -> Date {
    let (opening, last) = (world.days.opening(), first.last_of_month());
    let wanted = plus(first, (day - 1 + dice.between(-3, 3)).max(0)).max(opening);
    let forward = world.days.forward(wanted);
    if forward <= last { forward } else { world.days.back(last) }
}

fn branch(world: &mut World, body: usize) {
    let name = world.bodies[body].name.clone();
    let mut habit = world.dice(&format!("habits of {name}"));
    let (day, meeting_in, committee) = (habit.between(6, 24), 1 + i8::try_from(habit.below(2)).unwrap_or(1), name.ends_with("支部委员会"));
    for first in months(world) {
        let mut dice = world.dice(&format!("{name} {first}"));
        let of_quarter = (first.month() - 1) % 3;
        if committee {
            let held = about(world, &mut dice, first, day - 3);
            hold(world, &mut dice, body, Draft::new("支部委员会会议", Some(body), held), Period::Month(first.year(), first.month()));
        }
        let together = of_quarter == meeting_in && dice.chance(300);
        party_day(world, &mut dice, body, first, day, together);
        if of_quarter == meeting_in && !together {
            let held = about(world, &mut dice, first, day - 1);
            meeting(world, &mut dice, body, Draft::new("支部党员大会", Some(body), held));
        }
        if of_quarter == (meeting_in + 1) % 3 {
            let held = about(world, &mut dice, first, day + 2);
            hold(world, &mut dice, body, Draft::new("党课", Some(body), held), Cadence::Quarter.containing(first));
        }
    }
    for year in world.days.years() {
        review(world, body, year);
    }
}

/// Holds a meeting, or leaves it out; a third of what is left out is made up for later.
fn hold(world: &mut World, dice: &mut Dice, body: usize, draft: Draft, period: Period) {
    let care = world.care(body);
    if !dice.chance(care) {
        world.record(dice, draft);
        return;
    }
    let kind = super::BY_HAND.iter().find(|kind| draft.kinds.contains(**kind)).copied().unwrap_or_default();
    let late = period.last().map(|last| world.days.forward(plus(last, dice.between(3, 16))));
    match late.filter(|late| dice.chance(330) && *late <= world.days.today) {
        Some(date) => {
            let draft = Draft { date, ..draft }.field("补办期间", Value::code(period.to_string()));
            world.record(dice, draft);
        }
        None => world.missed.push(Missed { kind, body, period }),
    }
}

/// The monthly activity; `together` with the members' meeting.
fn party_day(world: &mut World, dice: &mut Dice, body: usize, first: Date, day: i64, together: bool) {
    let held = about(world, dice, first, day);
    let theme = topics::party_day(first.month(), dice.below(3));
    let draft = Draft::new("主题党日", Some(body), held).text("主题", theme);
    if together {
        let vote = dice.word(topics::of("支部党员大会"));
        return meeting(world, dice, body, draft.also("支部党员大会").text("主题", format!("{theme}；{vote}")));
    }
    hold(world, dice, body, draft, Period::Month(first.year(), first.month()));
}

/// The quarterly meeting. Once in the site too few come.
fn meeting(world: &mut World, dice: &mut Dice, body: usize, draft: Draft) {
    let quarter = Cadence::Quarter.containing(draft.date);
    let unit = world.bodies[body].unit.unwrap_or(0);
    let unlucky = unit == world.units.len().min(3) - 1 && world.of_kind(unit, "党支部").get(2) == Some(&body);
    if unlucky && quarter == Period::Quarter(world.days.today.year(), 2) {
        let members = world.members(body, draft.date);
        let come = members.len() * 2 / 5;
        let absent = members.iter().rev().take(members.len() - come).copied().collect();
        let draft = draft.number("应到", members.len()).number("实到", come).people("缺席", absent).text("缺席原因", "防汛值班，多数党员在外");
        world.record(dice, draft);
        return;
    }
    hold(world, dice, body, draft, quarter);
}

/// The yearly review at the end of the year: 组织生活会 and 民主评议党员, often on one day.
fn review(world: &mut World, body: usize, year: i16) {
    let mut dice = world.dice(&format!("review of {} in {year}", world.bodies[body].name));
    let held = world.days.within(&mut dice, on(year, 11, 16), on(year, 12, 28));
    let full = world.full_members(body, held).len();
    let most = full / 3;
    let best = if dice.chance(world.care(body)) { most + 1 } else { most - usize::from(most > 1 && dice.chance(400)) };
    let counted = |draft: Draft| {
        draft.number("参评人数", full).number("优秀人数", best).number("合格人数", full.saturating_sub(best)).number("基本合格人数", 0).number("不合格人数", 0)
    };
    let mut life = Draft::new("组织生活会", Some(body), held).text("主题", "年度组织生活会");
    if dice.chance(200) {
        life = life.code("群众反映", dice.word(&["已说明", "无此事项"]));
    }
    if dice.chance(500) {
        let both = counted(life.also("民主评议党员")).text("主题", "年度组织生活会暨民主评议党员");
        return hold(world, &mut dice, body, both, Period::Year(year));
    }
    hold(world, &mut dice, body, life, Period::Year(year));
    let held = world.days.within(&mut dice, held, on(year, 12, 30));
    let rated = counted(Draft::new("民主评议党员", Some(body), held)).text("主题", "年度民主评议党员");
    hold(world, &mut dice, body, rated, Period::Year(year));
}

fn small_group(world: &mut World, body: usize) {
    let name = world.bodies[body].name.clone();
    for first in months(world) {
        let mut dice = world.dice(&format!("{name} {first}"));
        let held = about(world, &mut dice, first, 12);
        hold(world, &mut dice, body, Draft::new("党小组会", Some(body), held), Period::Month(first.year(), first.month()));
    }
}
