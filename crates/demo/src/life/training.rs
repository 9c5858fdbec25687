//! Hours of training: sessions of the branch, the unit's rotation in spring and autumn, classes of the secretaries and their
//! committees; what is still short at the end of a year is made good in December, for most.

use crate::days::on;
use crate::dice::Dice;
use crate::draft::Draft;
use crate::world::World;
use jishi_base::Number;
use jishi_calendar::Date;
use jishi_facts::Value;
use std::collections::BTreeMap;

/// Months in which a branch studies three hours together.
const SESSIONS: [(i8, &str); 8] = [
    (2, "学习上级会议精神"), (3, "学习党章"), (4, "学习党规"), (5, "学习理论著作"), (7, "学习党史"), (8, "学习先进事迹"), (10, "学习重要讲话"), (11, "学习全会精神"),
];

/// What a year asks of a member, and of a branch's committee.
const YEARLY: [i64; 2] = [32, 56];

/// A training on a day: what, by whom, for how many hours, and the source that its words give.
struct Class<'c> {
    body: usize,
    date: Date,
    what: &'c str,
    by: String,
    hours: i64,
    source: &'c str,
}

/// All training of all units.
pub(crate) fn all(world: &mut World) {
    for unit in 0..world.units.len() {
        for year in world.days.years() {
            of_unit(world, unit, year);
        }
    }
}

fn of_unit(world: &mut World, unit: usize, year: i16) {
    let mut dice = world.dice(&format!("training of {} in {year}", world.units[unit].name));
    let branches = world.of_kind(unit, "党支部");
    for branch in &branches {
        sessions(world, &mut dice, *branch, year);
    }
    let organiser = world.one_of_kind(unit, "机关党委").or_else(|| world.one_of_kind(unit, "机关工委")).unwrap_or(branches[0]);
    let by = world.units[unit].name.clone() + &world.bodies[organiser].short;
    for (months, what) in [((4, 6), "党员春季集中轮训"), ((9, 12), "党员秋季集中轮训")] {
        let half = branches.len() / 2 + 1;
        for batch in branches.chunks(half) {
            let month = i8::try_from(dice.between(months.0, months.1)).unwrap_or(6);
            let date = world.days.within(&mut dice, on(year, month, 5), on(year, month, 22));
            let people: Vec<usize> = batch.iter().flat_map(|branch| trainees(world, *branch, date)).filter(|_| dice.chance(950)).collect();
            attend(world, &mut dice, &Class { body: organiser, date, what, by: by.clone(), hours: 8, source: "集中轮训" }, people);
        }
    }
    for (first, last, what, hours) in [(3, 6, "书记和委员集中轮训", 16), (8, 10, "书记和委员业务轮训", 16)] {
        let date = world.days.within(&mut dice, on(year, first, 6), on(year, last, 24));
        let people = committees(world, unit, date).into_iter().filter(|_| dice.chance(950)).collect();
        attend(world, &mut dice, &Class { body: organiser, date, what, by: by.clone(), hours, source: "集中轮训" }, people);
    }
    full_time(world, &mut dice, unit, year);
    make_good(world, &mut dice, &branches, year);
}

/// Who of a branch can be trained.
fn trainees(world: &World, branch: usize, date: Date) -> Vec<usize> {
    world.members(branch, date).into_iter().filter(|person| !world.excused(*person) && world.people[*person].away.is_none_or(|day| day > date)).collect()
}

fn committees(world: &World, unit: usize, date: Date) -> Vec<usize> {
    world.of_kind(unit, "党支部").into_iter().flat_map(|branch| world.holders(branch, date)).collect()
}

fn sessions(world: &mut World, dice: &mut Dice, branch: usize, year: i16) {
    let by = world.bodies[branch].short.clone() + "党支部";
    for (month, what) in SESSIONS {
        let date = world.days.within(dice, on(year, month, 3).max(world.days.opening()), on(year, month, 26));
        let people: Vec<usize> = trainees(world, branch, date).into_iter().filter(|_| dice.chance(860)).collect();
        attend(world, dice, &Class { body: branch, date, what, by: by.clone(), hours: 3, source: "支部集中学习" }, people);
    }
}

/// The full-time deputy secretary goes to the party school, in spring or in autumn.
fn full_time(world: &mut World, dice: &mut Dice, unit: usize, year: i16) {
    let Some(committee) = world.one_of_kind(unit, "机关党委") else { return };
    let month = *dice.pick(&[4, 5, 9, 10]);
    let date = world.days.within(dice, on(year, month, 8), on(year, month, 20));
    let Some(person) = world.holder(committee, "专职副书记", date) else { return };
    let class = Class { body: committee, date, what: "党校主体班", by: "示范省委党校".to_owned(), hours: 64, source: "党校" };
    attend(world, dice, &class, vec![person]);
}

/// December's sessions for those who are still short.
fn make_good(world: &mut World, dice: &mut Dice, branches: &[usize], year: i16) {
    for branch in branches.iter().copied() {
        let date = world.days.within(dice, on(year, 12, 18), on(year, 12, 29));
        let care = world.care(branch);
        let committee = world.holders(branch, date);
        let mut short: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for person in trainees(world, branch, date) {
            let have = world.hours.get(&(person, year)).copied().unwrap_or(0);
            let lacking = YEARLY[usize::from(committee.contains(&person))] - have;
            if lacking > 0 && !dice.chance(care * 3) {
                short.entry(lacking).or_default().push(person);
            }
        }
        let by = world.bodies[branch].short.clone() + "党支部";
        for (hours, people) in short {
            attend(world, dice, &Class { body: branch, date, what: "年度集中学习补学", by: by.clone(), hours, source: "支部集中学习" }, people);
        }
    }
}

fn attend(world: &mut World, dice: &mut Dice, class: &Class, people: Vec<usize>) {
    if people.is_empty() {
        return;
    }
    for person in &people {
        *world.hours.entry((*person, class.date.year())).or_insert(0) += class.hours;
    }
    let draft = Draft::new("学习培训", Some(class.body), class.date)
        .people("学员", people)
        .text("内容", class.what)
        .text("组织单位", class.by.clone())
        .code("来源", class.source)
        .field("学时", Value::Number(Number::whole(class.hours)));
    world.record(dice, draft);
}
