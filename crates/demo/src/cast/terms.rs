//! Terms of office: the one that runs when the story begins, and the elections that fall into it.

use super::posts::appoint;
use crate::days::{between, plus};
use crate::world::World;
use jishi_calendar::{Date, years_after};
use jishi_facts::Term;

fn years(kind: &str) -> Option<u8> {
    match kind {
        "机关党委" | "机关纪委" => Some(5),
        "党总支" | "党支部" => Some(3),
        _ => None,
    }
}

/// The term that runs on the first day. The two committees of a department are elected together.
pub(crate) fn first(world: &mut World, body: usize) {
    let Some(years) = years(&world.bodies[body].kind) else { return };
    let unit = world.bodies[body].unit.unwrap_or(0);
    let key = if years == 5 { format!("term of unit {unit}") } else { format!("term of {}", world.bodies[body].name) };
    let mut dice = world.dice(&key);
    let begins = plus(years_after(world.days.start, -i32::from(years)), dice.between(45, i64::from(years) * 365 - 30));
    let from = world.days.forward(begins);
    world.bodies[body].terms.push(Term { from, years });
    if world.bodies[body].founded.is_some_and(|founded| founded > from) {
        world.bodies[body].founded = Some(from);
    }
}

/// The election that ends the first term, if the story comes to it: mostly in time, some late, a few not yet.
pub(crate) fn next(world: &mut World, body: usize) {
    let Some(term) = world.bodies[body].terms.first().copied() else { return };
    let end = years_after(term.from, i32::from(term.years));
    if end > world.days.today || world.bodies[body].closed.is_some() {
        return;
    }
    let unit = world.bodies[body].unit.unwrap_or(0);
    let key = if term.years == 5 { format!("election of unit {unit}") } else { format!("election of {}", world.bodies[body].name) };
    let mut dice = world.dice(&key);
    let luck = dice.below(100);
    let recent = between(end, world.days.today) < 200;
    let day = match luck {
        0..=79 => world.days.back(plus(end, -dice.between(0, 40))),
        80..=92 if recent => return,
        80..=92 => world.days.back(plus(end, -dice.between(40, 80))),
        _ => world.days.forward(plus(end, dice.between(5, 50))),
    };
    if day <= world.days.today && day > term.from {
        world.bodies[body].terms.push(Term { from: day, years: term.years });
        elect(world, body, day);
    }
}

/// Who holds the posts after an election: most stay, some go.
fn elect(world: &mut World, body: usize, day: Date) {
    if world.bodies[body].kind != "党支部" {
        return;
    }
    let mut dice = world.dice(&format!("elected in {}", world.bodies[body].name));
    let titles: Vec<String> = world.bodies[body].posts.iter().map(|post| post.title.clone()).collect();
    for title in titles {
        if dice.chance(300) {
            world.succeed(body, &title, day, Some(day));
        }
    }
}

impl World<'_> {
    /// Whoever holds a post leaves it on a day; a member of the branch who holds none follows, if a day is given.
    pub fn succeed(&mut self, body: usize, title: &str, day: Date, next: Option<Date>) {
        let stays = |person: usize| self.people[person].spans.last().is_some_and(|span| span.until.is_none() && span.from.is_none_or(|from| from <= day));
        let fit = |person: &usize| stays(*person) && !self.has_post(*person) && !self.excused(*person) && self.age(*person, day) >= 30;
        let mut branch = self.full_members(body, day);
        if branch.is_empty() {
            let unit = self.bodies[body].unit.unwrap_or(0);
            branch = self.of_kind(unit, "党支部").into_iter().flat_map(|b| self.full_members(b, day)).filter(|p| (38..58).contains(&self.age(*p, day))).collect();
        }
        let person = branch.iter().copied().find(fit);
        let Some(post) = self.bodies[body].posts.iter_mut().find(|post| post.title == title) else { return };
        for held in post.holdings.iter_mut().filter(|held| held.until.is_none() && held.from < day) {
            held.until = Some(day);
        }
        if let Some(next) = next {
            appoint(self, body, title, person, next);
        }
    }
}
