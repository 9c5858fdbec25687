//! Which ledgers each unit keeps (启用): the main ones everywhere, of the others most, a few by some units only.

use super::{by_hand, told};
use crate::world::World;
use jishi_pack::{Duty, Form, Who};

/// Never kept: cases of persons, of which a made-up site tells nothing.
const NEVER: [&str; 7] = ["处分决定", "处分宣布", "处分决定备案", "失去联系", "失联查找处理", "限期改正", "限期改正结束"];
/// Kept by one unit in three.
const RARE: [&str; 2] = ["主题党日准备", "政治生日"];
/// Kept by every unit, though not told by hand.
const ALWAYS: [&str; 6] = ["议定事项", "党组书记讲党课", "必谈提示", "出国学习研究", "外出党员联系", "工作单位或居住地变动"];

/// Decides for every unit and kind.
pub(crate) fn decide(world: &mut World) {
    let library = world.library;
    for unit in 0..world.units.len() {
        for duty in library.duties.iter().filter(|duty| told(duty)) {
            if !concerns(world, duty, unit) {
                continue;
            }
            let items = match &duty.form {
                Form::Followup { items, .. } => Some(items),
                _ => None,
            };
            for kind in duty.form.selectors().into_iter().flat_map(|selector| &selector.kinds).chain(items) {
                if keeps(world, unit, kind) {
                    world.taken.insert((unit, kind.clone()));
                }
            }
        }
    }
}

fn concerns(world: &World, duty: &Duty, unit: usize) -> bool {
    let has = |kinds: &[String]| world.units[unit].bodies.iter().any(|body| kinds.contains(&world.bodies[*body].kind));
    match &duty.who {
        Who::Members => true,
        Who::Bodies(kinds) | Who::Holders { kinds, .. } | Who::Posts { kinds, .. } => has(kinds),
    }
}

fn keeps(world: &World, unit: usize, kind: &str) -> bool {
    if NEVER.contains(&kind) {
        return false;
    }
    // The work committee's own unit keeps them all.
    if by_hand(kind) || ALWAYS.contains(&kind) || unit == 0 {
        return true;
    }
    if RARE.contains(&kind) {
        return unit % 3 == 1;
    }
    world.dice(&format!("uptake {unit} {kind}")).chance(860)
}
