//! In which posts a person may act.

use crate::actor::Actor;
use jishi_pack::Action;
use crate::reach::{in_office, reach};
use crate::register::Register;
use jishi_base::{BodyId, HoldingId, PersonId, PostId};
use jishi_calendar::Date;
use std::cmp::Reverse;

/// One choice: the holding in which to act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Acting {
    /// The holding.
    pub holding: HoldingId,
    /// Its post.
    pub post: PostId,
    /// The post's title.
    pub title: String,
    /// Its body.
    pub body: BodyId,
    /// The body's name.
    pub body_name: String,
    /// How many bodies are seen from it.
    pub bodies: usize,
}

/// The holdings in which a person may act on a day, the most far-reaching first. None: they act as a member.
#[must_use]
pub fn acting_choices(register: Register, person: PersonId, date: Date) -> Vec<Acting> {
    let site = register.site;
    let held = site.holdings.values().filter(|held| held.person == person);
    let mut choices: Vec<Acting> = held
        .filter_map(|held| {
            let (post, body) = in_office(site, person, held.id, date)?;
            register.personal.rights().iter().find(|row| register.personal.is_for_post(row, &body.kind, &post.title))?;
            let (title, body_name) = (post.title.clone(), body.name.clone());
            let seen = reach(register, &Actor::person(person, Some(held.id)), Action::See, date).extent;
            Some(Acting { holding: held.id, post: post.id, title, body: body.id, body_name, bodies: seen.bodies.len() })
        })
        .collect();
    // Among equals the post in which more can be done, then the order of the register.
    choices.sort_by_cached_key(|choice| {
        let recorded = reach(register, &Actor::person(person, Some(choice.holding)), Action::Record, date).extent;
        (Reverse(choice.bodies), Reverse(recorded.bodies.len()), choice.holding)
    });
    choices
}
