//! Two years of life: the usual meetings, talks and training by hand, everything else read from the duties of the packs.

mod answers;
mod branch;
mod decisions;
mod duties;
mod group;
mod items;
mod seeds;
mod talks;
mod training;
mod uptake;

use crate::world::World;
use jishi_pack::{Duty, Form, Who};

/// Record kinds that are told by hand.
const BY_HAND: [&str; 14] = [
    "支部党员大会", "支部委员会会议", "党小组会", "党课", "主题党日", "组织生活会", "民主评议党员", "谈心谈话", "党组会议", "中心组学习", "民主生活会",
    "调研报告", "岗位变动", "学习培训",
];

/// Lets the site live.
pub(crate) fn live(world: &mut World) {
    uptake::decide(world);
    branch::meetings(world);
    group::meetings(world);
    talks::all(world);
    training::all(world);
    duties::all(world);
    seeds::all(world);
    answers::before(world);
    answers::after(world);
    items::all(world);
    decisions::all(world);
}

fn by_hand(kind: &str) -> bool {
    BY_HAND.contains(&kind)
}

/// Is any record that a duty looks at told by hand?
fn has_by_hand(duty: &Duty) -> bool {
    duty.form.selectors().iter().flat_map(|selector| &selector.kinds).any(|kind| by_hand(kind))
}

/// Can the story tell what a duty asks for?
fn told(duty: &Duty) -> bool {
    match &duty.form {
        Form::Quota { .. } | Form::Gap { .. } => has_by_hand(duty),
        Form::Periodic { .. } | Form::Coverage { .. } => has_by_hand(duty) || !matches!(duty.who, Who::Members | Who::Posts { .. }),
        _ => true,
    }
}
