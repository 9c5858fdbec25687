//! The posts of the bodies of a unit, and who holds them when the story begins.

use crate::days::plus;
use crate::dice::Dice;
use crate::world::{Holding, Post, World};
use jishi_base::{HoldingId, PostId};
use jishi_calendar::Date;

/// Titles of a party group's members in the administration.
const OFFICES: [&str; 6] = ["党组书记、主要负责人", "党组副书记、副职负责人", "党组成员、副职负责人", "党组成员、副职负责人", "党组成员、总工程师", "党组成员、派驻纪检监察组组长"];

/// Every post of a unit's bodies.
pub(crate) fn of_unit(world: &mut World, unit: usize) {
    let mut dice = world.dice(&format!("posts of {}", world.units[unit].name));
    let branches = world.of_kind(unit, "党支部");
    let since = world.days.opening();
    let mut able: Vec<usize> = branches
        .iter()
        .flat_map(|branch| world.members(*branch, since))
        .filter(|person| (40..=57).contains(&world.age(*person, since)) && !world.excused(*person))
        .collect();
    if let Some(group) = world.one_of_kind(unit, "党组") {
        leaders(world, &mut dice, unit, group, &mut able);
    } else {
        work_committee(world, &mut dice, unit, &mut able);
    }
    for branch in branches {
        let from = world.bodies[branch].terms.first().map_or(since, |term| term.from);
        of_branch(world, branch, from);
    }
    if let Some(general) = world.one_of_kind(unit, "党总支") {
        let from = world.bodies[general].terms.first().map_or(since, |term| term.from);
        for title in ["书记", "副书记", "组织委员", "宣传委员", "纪检委员"] {
            let person = dice.take(&mut able);
            appoint(world, general, title, person, from);
        }
    }
    for small in world.of_kind(unit, "党小组") {
        let branch = world.bodies[small].relations.first().map(|(_, branch)| *branch);
        let members = branch.map(|branch| world.members(branch, since)).unwrap_or_default();
        let fit: Vec<usize> = members.into_iter().filter(|p| !world.has_post(*p) && !world.excused(*p)).collect();
        appoint(world, small, "组长", fit.first().copied(), plus(since, -400));
    }
}

/// The party group, and the committees that its members and others lead.
fn leaders(world: &mut World, dice: &mut Dice, unit: usize, group: usize, able: &mut Vec<usize>) {
    let since = world.days.opening();
    let team: Vec<usize> = OFFICES.iter().filter_map(|_| dice.take(able)).collect();
    for (place, person) in team.iter().enumerate() {
        world.people[*person].details.office = Some(OFFICES[place].to_owned());
        let title = ["书记", "副书记"].get(place).copied().unwrap_or("成员");
        let from = world.days.forward(plus(since, -dice.between(100, 1500)));
        appoint(world, group, title, Some(*person), from);
    }
    let Some(committee) = world.one_of_kind(unit, "机关党委") else { return };
    let Some(discipline) = world.one_of_kind(unit, "机关纪委") else { return };
    let from = world.bodies[committee].terms.first().map_or(since, |term| term.from);
    // In one department the secretary is nobody of the party group.
    let secretary = if unit == 6 { dice.take(able) } else { team.get(2).copied() };
    let watcher = dice.take(able);
    appoint(world, committee, "书记", secretary, from);
    for title in ["专职副书记", "组织委员", "宣传委员", "委员"] {
        let person = dice.take(able);
        if let Some(person) = person.filter(|_| title == "专职副书记") {
            world.people[person].details.office = Some("机关党委专职副书记".to_owned());
        }
        appoint(world, committee, title, person, from);
    }
    appoint(world, committee, "副书记", watcher, from);
    appoint(world, discipline, "书记", watcher, from);
    for title in ["副书记", "委员", "委员"] {
        let person = dice.take(able);
        appoint(world, discipline, title, person, from);
    }
}

/// The work committee: its secretary is of the provincial committee.
fn work_committee(world: &mut World, dice: &mut Dice, unit: usize, able: &mut Vec<usize>) {
    let from = world.days.forward(plus(world.days.start, -500));
    let secretary = dice.take(able);
    if let Some(above) = world.bodies.iter().position(|body| body.kind == "党委") {
        appoint(world, above, "常委", secretary, plus(from, -200));
    }
    for (kind, titles) in [("机关工委", &["书记", "副书记", "委员", "委员"][..]), ("纪检监察工委", &["书记", "副书记", "委员"][..])] {
        let Some(body) = world.one_of_kind(unit, kind) else { continue };
        for (place, title) in titles.iter().enumerate() {
            let person = if kind == "机关工委" && place == 0 { secretary } else { dice.take(able) };
            appoint(world, body, title, person, from);
        }
    }
}

/// A branch's secretary and, where it has one, its committee.
pub(crate) fn of_branch(world: &mut World, branch: usize, from: Date) {
    let since = world.days.opening().max(from);
    let mut dice = world.dice(&format!("committee of {}", world.bodies[branch].name));
    let members = world.full_members(branch, since);
    let committee = world.bodies[branch].name.ends_with("支部委员会");
    let titles: &[&str] = match members.len() {
        _ if !committee => &["书记"],
        0..=12 => &["书记", "组织委员", "纪检委员"],
        13..=17 => &["书记", "组织委员", "宣传委员", "纪检委员"],
        _ => &["书记", "副书记", "组织委员", "宣传委员", "纪检委员"],
    };
    let mut fit: Vec<usize> = members.iter().copied().filter(|person| !world.has_post(*person) && !world.excused(*person)).collect();
    fit.sort_by_key(|person| std::cmp::Reverse(world.age(*person, since)));
    fit.truncate(titles.len() + 3);
    for title in titles {
        let person = dice.take(&mut fit);
        appoint(world, branch, title, person, from);
    }
}

/// Opens a post where there is none of the title, and gives it to a person from a day on.
pub(crate) fn appoint(world: &mut World, body: usize, title: &str, person: Option<usize>, from: Date) {
    let Some(person) = person else { return };
    let holding = Holding { id: HoldingId::fresh(&mut world.ids), person, from, until: None };
    if let Some(post) = world.bodies[body].posts.iter_mut().find(|post| post.title == title) {
        return post.holdings.push(holding);
    }
    let id = PostId::fresh(&mut world.ids);
    world.bodies[body].posts.push(Post { id, title: title.to_owned(), holdings: vec![holding] });
}
