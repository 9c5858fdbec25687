//! Posts that fall vacant in the departments: filled in time, filled late, still open, and open too long.

use crate::days::plus;
use crate::world::World;
use jishi_calendar::Date;

/// Which department, which post, vacant since so many days before today, filled so many days later.
const VACANT: [(usize, &str, &str, i64, Option<i64>); 7] = [
    (2, "机关党委", "专职副书记", 245, None),
    (5, "机关纪委", "副书记", 96, None),
    (7, "机关党委", "专职副书记", 300, Some(120)),
    (9, "机关纪委", "副书记", 290, Some(215)),
    (11, "机关党委", "专职副书记", 40, None),
    (4, "机关纪委", "副书记", 214, None),
    (8, "机关党委", "专职副书记", 420, Some(90)),
];

/// Lets them happen, in sites that have so many departments.
pub(crate) fn plant(world: &mut World) {
    let departments = world.units.len() - 1;
    for (number, kind, title, ago, filled) in VACANT {
        if number > departments {
            continue;
        }
        let Some(body) = world.one_of_kind(number, kind) else { continue };
        let day: Date = world.days.forward(plus(world.days.today, -ago));
        if day > world.days.start {
            let next = filled.map(|later| world.days.forward(plus(day, later)));
            world.succeed(body, title, day, next);
        }
    }
    discipline_member(world, departments);
}

/// One branch has had no discipline member for some months.
fn discipline_member(world: &mut World, departments: usize) {
    let unit = if departments >= 3 { 3 } else { departments };
    if let Some(branch) = world.of_kind(unit, "党支部").get(1).copied() {
        let day = world.days.forward(plus(world.days.today, -115));
        world.succeed(branch, "纪检委员", day, None);
    }
}

/// One small branch has grown so far, some weeks ago, that it should now elect a committee.
pub(crate) fn grown(world: &mut World) {
    let unit = world.units.len() - 1;
    let day = world.days.forward(plus(world.days.today, -75));
    let branches = world.of_kind(unit, "党支部");
    let working = branches.iter().copied().take(branches.len().saturating_sub(2));
    let (Some(large), Some(small)) = (working.max_by_key(|branch| world.members(*branch, day).len()), branches.iter().rev().nth(1).copied()) else { return };
    let movers: Vec<usize> = world.full_members(large, day).into_iter().filter(|person| !world.has_post(*person)).take(2).collect();
    if day > world.days.opening() && world.members(large, day).len() > 10 {
        movers.into_iter().for_each(|person| world.move_to(person, Some(small), day));
    }
}
