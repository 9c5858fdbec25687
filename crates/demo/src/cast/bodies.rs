//! The bodies: the work committee above, and in each department the party group, its committees, branches and groups.

use crate::days::{on, plus};
use crate::words::places;
use crate::world::{Body, Unit, World};
use jishi_base::{BodyId, UnitId};
use jishi_calendar::Date;
use jishi_facts::RelationKind;

/// How many of a thousand things departments leave undone.
const CARE: [u32; 12] = [30, 70, 45, 22, 95, 55, 125, 38, 66, 26, 82, 50];
/// Branches of the departments.
const BRANCHES: [usize; 6] = [9, 8, 9, 8, 9, 9];

/// The bodies above the departments.
pub(crate) struct Superiors {
    party_committee: usize,
    work_committee: usize,
    discipline: usize,
}

/// A new body of a kind; `years` ago it was founded.
fn body(world: &mut World, unit: Option<usize>, kind: &str, name: String, short: &str) -> usize {
    let mut dice = world.dice(&format!("body {name}"));
    let founded = on(2006 + i16::try_from(dice.below(13)).unwrap_or(0), 1 + i8::try_from(dice.below(12)).unwrap_or(0), 15);
    let careless = *dice.pick(&[40, 60, 80, 100, 100, 120, 250]);
    world.bodies.push(Body {
        id: BodyId::fresh(&mut world.ids),
        unit, name, founded: Some(founded), closed: None, careless,
        kind: kind.to_owned(),
        short: short.to_owned(),
        relations: Vec::new(),
        terms: Vec::new(),
        entries: Vec::new(),
        posts: Vec::new(),
        roster: Vec::new(),
    });
    let at = world.bodies.len() - 1;
    if let Some(unit) = unit {
        world.units[unit].bodies.push(at);
    }
    at
}

fn unit(world: &mut World, name: String, care: u32) -> usize {
    world.units.push(Unit { id: UnitId::fresh(&mut world.ids), name, care, bodies: Vec::new() });
    world.units.len() - 1
}

fn under(world: &mut World, body: usize, kind: RelationKind, to: usize) {
    world.bodies[body].relations.push((kind, to));
}

/// The provincial committee, and the work committee with its own unit.
pub(crate) fn superiors(world: &mut World) -> Superiors {
    let party_committee = body(world, None, "党委", "中共示范省委".to_owned(), "省委");
    let unit = unit(world, "示范省直机关工委".to_owned(), 12);
    let work_committee = body(world, Some(unit), "机关工委", "中共示范省直属机关工作委员会".to_owned(), "机关工委");
    let discipline = body(world, Some(unit), "纪检监察工委", "示范省直属机关纪检监察工作委员会".to_owned(), "纪检监察工委");
    let branch = body(world, Some(unit), "党支部", "中共示范省直机关工委机关支部委员会".to_owned(), "机关");
    under(world, work_committee, RelationKind::Subordinate, party_committee);
    under(world, discipline, RelationKind::Leadership, work_committee);
    under(world, branch, RelationKind::Subordinate, work_committee);
    Superiors { party_committee, work_committee, discipline }
}

/// A department with all its bodies.
pub(crate) fn department(world: &mut World, at: usize, above: &Superiors) {
    let name = places::unit(at);
    let unit = unit(world, name.clone(), CARE[at % CARE.len()]);
    let group = body(world, Some(unit), "党组", format!("中共{name}党组"), "党组");
    let committee = body(world, Some(unit), "机关党委", format!("中共{name}机关委员会"), "机关党委");
    let discipline = body(world, Some(unit), "机关纪委", format!("中共{name}机关纪律检查委员会"), "机关纪委");
    under(world, group, RelationKind::Subordinate, above.party_committee);
    under(world, group, RelationKind::Guidance, above.work_committee);
    under(world, committee, RelationKind::Subordinate, above.work_committee);
    under(world, committee, RelationKind::Leadership, group);
    under(world, discipline, RelationKind::Subordinate, committee);
    under(world, discipline, RelationKind::Leadership, above.discipline);
    let general = (at % 4 == 2).then(|| body(world, Some(unit), "党总支", format!("中共{name}直属单位总支部委员会"), "直属单位"));
    if let Some(general) = general {
        under(world, general, RelationKind::Subordinate, committee);
    }
    let branches = places::branches(at, BRANCHES[at % BRANCHES.len()]);
    let count = branches.len();
    for (place, short) in branches.into_iter().enumerate() {
        // The branch of the service centre is too small for a committee.
        let ending = if place + 2 == count { "党支部" } else { "支部委员会" };
        let branch = body(world, Some(unit), "党支部", format!("中共{name}{short}{ending}"), &short);
        let parent = general.filter(|_| place + 4 == count || place + 3 == count).unwrap_or(committee);
        under(world, branch, RelationKind::Subordinate, parent);
        if at % 4 == 1 && place + 1 == count {
            for number in ["第一", "第二"] {
                let small = body(world, Some(unit), "党小组", format!("{name}{short}支部{number}党小组"), number);
                under(world, small, RelationKind::Subordinate, branch);
            }
        }
    }
}

/// In the middle of the story one branch is founded and another closed; its members move to the first branch.
pub(crate) fn founded_and_closed(world: &mut World) {
    let units = world.units.len();
    let (from, today) = (world.days.start, world.days.today);
    let new_on = world.days.forward(plus(from, 430));
    if units > 1 && new_on < plus(today, -30) {
        found(world, 1 + 3 % (units - 1), new_on);
    }
    let close_on = world.days.forward(plus(from, 515));
    if units > 2 && close_on < plus(today, -10) {
        close(world, 1 + 7 % (units - 1), close_on);
    }
}

fn found(world: &mut World, unit: usize, day: Date) {
    let branches = world.of_kind(unit, "党支部");
    let Some(committee) = world.one_of_kind(unit, "机关党委") else { return };
    let (name, short) = (world.units[unit].name.clone(), places::founded(unit - 1));
    let branch = body(world, Some(unit), "党支部", format!("中共{name}{short}支部委员会"), &short);
    world.bodies[branch].founded = Some(day);
    under(world, branch, RelationKind::Subordinate, committee);
    let movers: Vec<usize> = branches.iter().take(3).flat_map(|old| {
        let plain: Vec<usize> = world.members(*old, day).into_iter().filter(|person| !world.has_post(*person)).collect();
        plain.into_iter().take(3)
    }).collect();
    for person in movers {
        world.move_to(person, Some(branch), day);
    }
    super::posts::of_branch(world, branch, day);
    world.bodies[branch].terms.push(jishi_facts::Term { from: day, years: 3 });
}

fn close(world: &mut World, unit: usize, day: Date) {
    let branches = world.of_kind(unit, "党支部");
    let (Some(first), Some(closing)) = (branches.first().copied(), branches.get(3).copied()) else { return };
    for person in world.members(closing, day) {
        world.move_to(person, Some(first), day);
    }
    for held in world.bodies[closing].posts.iter_mut().flat_map(|post| &mut post.holdings) {
        held.until = held.until.or(Some(day));
    }
    world.bodies[closing].closed = Some(day);
}
