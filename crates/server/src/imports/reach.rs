//! Which units an import touches.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must say whom it touches, or that no import brings it.

use jishi_base::{BodyId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Event, Moves, Site, Stamp, Subject};
use std::collections::BTreeSet;

/// The units that the events are about, new ones included, seen from the registers of `site`.
pub(crate) fn units_of(events: &[Event], site: &Site, today: Date) -> BTreeSet<UnitId> {
    // The records of a site are many, and tell nothing of what an event is about.
    let mut site = site.registers();
    let mut about = BTreeSet::new();
    for event in events {
        if event.moves() == Moves::Registers {
            site.apply(&Stamp { seq: site.size, at: 0, day: today, actor: String::new() }, event);
        }
        about.extend(of_event(&site, event));
    }
    about
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
        Event::PersonChanged { person, .. }
        | Event::PersonErased { person, .. }
        | Event::PersonRestricted { person }
        | Event::RestrictionLifted { person } => one(site.unit_of(Subject::Person(*person))),
        Event::PostAbolished { post, .. } | Event::HolderAppointed { post, .. } => one(site.unit_of(Subject::Post(*post))),
        Event::HolderLeft { holding, .. } | Event::HoldingCorrected { holding, .. } => {
            one(site.holdings.get(holding).and_then(|holding| site.unit_of(Subject::Post(holding.post))))
        }
        Event::Recorded { bodies, people, .. } | Event::RecordCorrected { bodies, people, .. } => {
            let of_people = people.values().flatten().filter_map(|person| site.unit_of(Subject::Person(*person)));
            if bodies.is_empty() { of_people.collect() } else { bodies.iter().filter_map(body).collect() }
        }
        Event::Linked { .. }
        | Event::Unlinked { .. }
        | Event::RecordWithdrawn { .. }
        | Event::ItemClosed { .. }
        | Event::ItemVerified { .. }
        | Event::ErasureProposed { .. }
        | Event::ErasureSettled { .. }
        | Event::Waived { .. }
        | Event::ReasonGiven { .. }
        | Event::Extended { .. }
        | Event::ImportBegun { .. }
        | Event::ImportPublished { .. }
        | Event::ImportUndone { .. }
        | Event::CommandUsed { .. }
        | Event::LogInRules { .. }
        | Event::AccountChanged { .. }
        | Event::UnitOpensAccounts { .. }
        | Event::LogInFailed { .. }
        | Event::ActRefused { .. }
        | Event::Exported { .. }
        | Event::Opened { .. }
        | Event::LogRead { .. } => Vec::new(),
    }
}
