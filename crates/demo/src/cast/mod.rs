//! Who and what there is: superiors, departments, their bodies and people; then what changes among them in the two years.

mod bodies;
mod changes;
mod entries;
mod people;
mod posts;
mod terms;
mod vacancies;

use crate::world::World;

/// Builds the cast of so many departments.
pub(crate) fn build(world: &mut World, units: usize) {
    let superiors = bodies::superiors(world);
    for at in 0..units {
        bodies::department(world, at, &superiors);
    }
    for body in 0..world.bodies.len() {
        terms::first(world, body);
    }
    for unit in 0..world.units.len() {
        people::of_unit(world, unit);
        posts::of_unit(world, unit);
    }
    bodies::founded_and_closed(world);
    for body in 0..world.bodies.len() {
        terms::next(world, body);
    }
    vacancies::plant(world);
    vacancies::grown(world);
    changes::of_people(world);
    changes::of_secretaries(world);
    entries::all(world);
    entries::links(world);
}
