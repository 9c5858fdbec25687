//! Which units an import touches.

use crate::live::Live;
use jishi_base::{BodyId, UnitId};
use jishi_facts::{Event, Site, Stamp, Subject};
use std::collections::BTreeSet;

/// The units that the events are about, new ones included.
pub(crate) fn units_of(events: &[Event], live: &Live) -> BTreeSet<UnitId> {
    let view = live.store().view(&live.store().owner_on_this_machine());
    let mut site: Site = (*view).clone();
    let mut units = BTreeSet::new();
    for event in events {
        let stamp = Stamp { seq: site.size, at: 0, day: live.now().day, actor: String::new() };
        site.apply(&stamp, event);
        units.extend(of_event(&site, event));
    }
    units
}

fn of_event(site: &Site, event: &Event) -> Vec<UnitId> {
    let body = |body: &BodyId| site.unit_of(Subject::Body(*body));
    let one = |unit: Option<UnitId>| unit.into_iter().collect();
    match event {
        Event::UnitRegistered { unit, .. } | Event::PersonRegistered { unit, .. } => vec![*unit],
        Event::TakenUp { uptake } => vec![uptake.unit],
        Event::BodyRegistered { unit, .. } => one(*unit),
        Event::BodyRenamed { body: id, .. }
        | Event::BodyKindCorrected { body: id, .. }
        | Event::BodyFoundedOn { body: id, .. }
        | Event::BodyClosed { body: id, .. }
        | Event::BodyEntry { body: id, .. }
        | Event::Related { body: id, .. }
        | Event::Unrelated { body: id, .. }
        | Event::TermStarted { body: id, .. }
        | Event::TermCorrected { body: id, .. }
        | Event::MemberJoined { body: id, .. }
        | Event::MemberLeft { body: id, .. }
        | Event::PostOpened { body: id, .. }
        | Event::ItemOpened { body: id, .. } => one(body(id)),
        Event::PersonChanged { person, .. } | Event::PersonErased { person, .. } => one(site.unit_of(Subject::Person(*person))),
        Event::PostAbolished { post, .. } | Event::HolderAppointed { post, .. } => one(site.unit_of(Subject::Post(*post))),
        Event::HolderLeft { holding, .. } | Event::HoldingCorrected { holding, .. } => {
            one(site.holdings.get(holding).and_then(|holding| site.unit_of(Subject::Post(holding.post))))
        }
        Event::Recorded { bodies, people, .. } | Event::RecordCorrected { bodies, people, .. } => {
            let of_people = people.values().flatten().filter_map(|person| site.unit_of(Subject::Person(*person)));
            if bodies.is_empty() { of_people.collect() } else { bodies.iter().filter_map(body).collect() }
        }
        _ => Vec::new(),
    }
}
