//! A small part of the demonstration's site that stands by itself: two branches, the bodies above them, one autumn.

use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use jishi_facts::Event;
use std::collections::BTreeSet;

/// Branches whose members are kept.
const BRANCHES: usize = 2;
/// People kept for the posts they hold in other bodies.
const LEADERS: usize = 6;
/// Records of before this day are left out.
const SINCE: &str = "2026-09-01";

/// The events of the slice, in order: nothing in it names what was left out.
pub fn slice(events: Vec<(Date, Event)>) -> Vec<(Date, Event)> {
    let people = people(&events);
    let since: Date = SINCE.parse().unwrap();
    let mut gone = BTreeSet::new();
    let kept = |event: &Event, gone: &mut BTreeSet<String>| {
        let left_out = match event {
            Event::PersonRegistered { person, .. } => !people.contains(person),
            Event::Recorded { date, .. } => *date < since,
            Event::ItemOpened { opened, .. } => *opened < since,
            _ => false,
        };
        let leave = left_out || ids(event).iter().any(|id| gone.contains(id));
        if leave {
            gone.extend(own(event));
        }
        !leave
    };
    events.into_iter().filter(|(_, event)| kept(event, &mut gone)).collect()
}

fn people(events: &[(Date, Event)]) -> BTreeSet<PersonId> {
    let branches: Vec<BodyId> = events
        .iter()
        .filter_map(|(_, event)| match event {
            Event::BodyRegistered { body, kind, .. } if kind == "党支部" => Some(*body),
            _ => None,
        })
        .skip(1) // The work committee's own.
        .take(BRANCHES)
        .collect();
    let members = events.iter().filter_map(|(_, event)| match event {
        Event::MemberJoined { person, body, .. } if branches.contains(body) => Some(*person),
        _ => None,
    });
    let holders =
        events.iter().filter_map(|(_, event)| if let Event::HolderAppointed { person, .. } = event { Some(*person) } else { None });
    members.chain(holders.take(LEADERS)).collect()
}

/// All ids that an event names.
fn ids(event: &Event) -> Vec<String> {
    let json = serde_json::to_string(event).unwrap();
    json.split('"').filter(|piece| piece.len() == 26 && piece.bytes().all(|byte| byte.is_ascii_alphanumeric())).map(str::to_owned).collect()
}

/// The id of what an event begins.
fn own(event: &Event) -> Option<String> {
    Some(match event {
        Event::PersonRegistered { person, .. } => person.to_string(),
        Event::HolderAppointed { holding, .. } => holding.to_string(),
        Event::Linked { link, .. } => link.to_string(),
        Event::Recorded { record, .. } => record.to_string(),
        Event::ItemOpened { item, .. } => item.to_string(),
        _ => return None,
    })
}
