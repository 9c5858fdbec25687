//! The party groups: their meetings with the first topic and the studies of each half-year, 中心组学习, 民主生活会.

use crate::days::{on, plus};
use crate::dice::Dice;
use crate::draft::Draft;
use crate::words::topics;
use crate::world::World;
use jishi_calendar::Date;
use jishi_facts::Value;

/// Everything that the party groups hold.
pub(crate) fn meetings(world: &mut World) {
    let groups: Vec<usize> = (0..world.bodies.len()).filter(|body| world.bodies[*body].kind == "党组").collect();
    for group in groups {
        for year in world.days.years() {
            for month in 1..=12 {
                monthly(world, group, year, month);
            }
            for quarter in 0..4 {
                study(world, group, year, quarter);
            }
            democratic(world, group, year);
        }
    }
}

fn monthly(world: &mut World, group: usize, year: i16, month: i8) {
    let mut dice = world.dice(&format!("{} {year} {month}", world.bodies[group].name));
    let first = world.days.within(&mut dice, on(year, month, 3).max(world.days.opening()), on(year, month, 14));
    // What is left out of a half-year's studies is a lapse of that half-year.
    let agenda = if dice.chance(world.care(group)) { "" } else { topics::group_agenda(month) };
    session(world, &mut dice, group, first, agenda);
    if dice.chance(550) {
        let second = world.days.within(&mut dice, on(year, month, 18), on(year, month, 28));
        session(world, &mut dice, group, second, "");
    }
}

/// One meeting: the first topic is study, with rare exceptions.
fn session(world: &mut World, dice: &mut Dice, group: usize, date: Date, agenda: &str) {
    let care = world.care(group);
    let other = dice.word(topics::of("党组会议其他议题"));
    let others = if agenda.is_empty() { other.to_owned() } else { format!("{agenda}；{other}") };
    let mut draft = Draft::new("党组会议", Some(group), date).text("名称", format!("{}年{}月党组会议", date.year(), date.month()));
    draft = match dice.below(1000) {
        0..=11 => unclear(draft.text("其他议题", format!("{others}；学习有关文件"))),
        roll if roll < 12 + care as usize / 2 => draft.code("第一议题", "无").text("其他议题", others),
        _ => draft.text("第一议题内容", dice.word(topics::of("党组会议第一议题"))).text("其他议题", others),
    };
    draft = if dice.chance(500) { with_deputy(world, dice, group, draft) } else { draft };
    world.record(dice, draft);
}

/// Whether study came first is not written down.
fn unclear(mut draft: Draft) -> Draft {
    draft.empty.insert("第一议题".to_owned());
    draft
}

/// Whether the full-time deputy secretary sat in, where there is one.
fn with_deputy(world: &World, dice: &mut Dice, group: usize, draft: Draft) -> Draft {
    let unit = world.bodies[group].unit.unwrap_or(0);
    let deputy = world.one_of_kind(unit, "机关党委").and_then(|committee| world.holder(committee, "专职副书记", draft.date));
    let Some(deputy) = deputy else { return draft };
    let there = !dice.chance(world.care(group) / 2);
    let draft = draft.field("专职副书记列席", Value::Flag(there));
    if there && draft.kinds.contains("党组会议") { draft.people("列席", vec![deputy]) } else { draft }
}

fn study(world: &mut World, group: usize, year: i16, quarter: i8) {
    let mut dice = world.dice(&format!("study of {} in {year} {quarter}", world.bodies[group].name));
    let first = on(year, quarter * 3 + 1, 10);
    let date = world.days.within(&mut dice, first, on(year, quarter * 3 + 3, 20));
    let theme = topics::of("中心组学习")[usize::try_from(quarter).unwrap_or(0) % 4];
    if dice.chance(world.care(group)) {
        return;
    }
    let draft = Draft::new("中心组学习", Some(group), date).text("主题", theme).text("学习方式", "集体学习研讨");
    let draft = with_deputy(world, &mut dice, group, draft);
    world.record(&mut dice, draft);
}

/// Once a year in December; now and then only in January.
fn democratic(world: &mut World, group: usize, year: i16) {
    let mut dice = world.dice(&format!("review of {} in {year}", world.bodies[group].name));
    let date = world.days.within(&mut dice, on(year, 12, 5), on(year, 12, 28));
    let draft = Draft::new("民主生活会", Some(group), date).text("主题", "年度民主生活会");
    let draft = with_deputy(world, &mut dice, group, draft);
    let late = world.bodies[group].unit == Some(world.units.len() / 2);
    let draft = if late {
        Draft { date: world.days.forward(plus(on(year, 12, 31), 12)), ..draft }.field("补办期间", Value::code(year.to_string()))
    } else {
        draft
    };
    world.record(&mut dice, draft);
}
