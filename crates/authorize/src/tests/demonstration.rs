//! The demonstration site, where people hold several posts and have lived through two years.

use super::narrow::narrow;
use super::support::{library, on, today};
use crate::*;
use jishi_base::PersonId;
use jishi_demo::{Options, generate};
use jishi_facts::Stamp;
use std::collections::BTreeMap;

fn demonstration() -> Site {
    let library = library();
    let mut site = Site::default();
    for (seq, (day, event)) in generate(&Options { units: 3, seed: 1, today: today(), records: 0 }, &library, &str::to_owned).into_iter().enumerate() {
        site.apply(&Stamp { seq: seq as u64, at: 0, day, actor: "演示".into() }, &event);
    }
    site
}

/// One person for each kind of post.
fn roles(site: &Site) -> BTreeMap<(String, String), (PersonId, Acting)> {
    let people = site.people.keys().flat_map(|person| acting_choices(on(site), *person, today()).into_iter().map(|choice| (*person, choice)));
    people.map(|(person, choice)| ((site.bodies[&choice.body].kind.clone(), choice.title.clone()), (person, choice))).collect()
}

#[test]
fn every_role_finds_in_its_part_what_it_is_granted_and_nothing_else() {
    let site = demonstration();
    let roles = roles(&site);
    assert!(roles.len() > 20, "{}", roles.len());
    for ((kind, title), (person, choice)) in &roles {
        let actor = Actor::person(*person, Some(choice.holding));
        let sight = sight(on(&site), &actor, today());
        let part = narrow(&site, &sight);
        for record in site.records.keys() {
            assert_eq!(part.records.contains_key(record), sight.covers(&site, Resource::Record(*record)), "{kind} {title}");
        }
        // A talk is seen by those in it and those who see its people, whatever body it was entered at.
        for record in part.records.values().filter(|record| on(&site).personal.is_about(record)) {
            let about = record.people.values().flatten().any(|about| about == person || sight.people().contains(about));
            assert!(about, "{kind} {title}");
        }
        for (id, known) in &part.people {
            assert_eq!(known == &site.people[id], sight.people().contains(id), "{kind} {title}");
        }
        // Whoever is seen belongs to the unit; the work committee's people see those of its own.
        let unit = site.bodies[&choice.body].unit;
        assert!(unit.is_none() || sight.people().iter().all(|person| Some(site.people[person].unit) == unit), "{kind} {title}");
        assert!(choice.bodies > 0 && sight.bodies().len() >= choice.bodies, "{kind} {title}");
    }
}

/// A branch out of the whole site is a small part.
#[test]
fn the_part_of_a_branch_is_small() {
    let site = demonstration();
    let (person, choice) = &roles(&site)[&("党支部".to_owned(), "书记".to_owned())];
    let part = narrow(&site, &sight(on(&site), &Actor::person(*person, Some(choice.holding)), today()));
    assert!(part.people.len() * 3 < site.people.len() && part.records.len() * 5 < site.records.len());
    let members = site.members_on(choice.body, today()).count();
    let whole = part.people.values().filter(|person| site.people[&person.id] == **person && !person.name().is_empty()).count();
    assert!(members > 0 && whole >= members);
    assert_eq!(part.members_on(choice.body, today()).count(), members);
}
