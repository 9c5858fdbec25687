//! What different viewers find in their part of the small site.

use super::narrow::narrow;
use super::support::{Small, small, today};
use crate::*;
use jishi_base::{BodyId, RecordId};
use jishi_facts::Subject;

fn part(small: &Small, actor: &Actor) -> Site {
    narrow(&small.site, &sight(small.register(), actor, today()))
}

fn post(small: &Small, body: &'static str, title: &str) -> Actor {
    let (person, holding) = small.posts[&(body, title.to_owned())];
    Actor::person(person, Some(holding))
}

/// Bodies that are seen, and those of which only the name is there.
fn seen(small: &Small, part: &Site, within: bool) -> Vec<&'static str> {
    let bare = |body: &BodyId| part.bodies[body].unit.is_none() && part.bodies[body].terms.is_empty();
    small.bodies.iter().filter(|(_, body)| part.bodies.contains_key(body) && bare(body) != within).map(|(name, _)| *name).collect()
}

#[test]
fn a_branch_secretary_sees_the_branch_whole_and_the_way_up_by_name() {
    let small = small();
    let part = part(&small, &post(&small, "支部", "书记"));
    assert_eq!(seen(&small, &part, true), ["小组", "支部"]);
    assert_eq!(seen(&small, &part, false), ["乙党组", "乙支部", "工委", "机关党委", "省委"]);
    let phone = |name| part.people.get(&small.members[name]).map(|person| person.details.open().is_some_and(|d| d.at > 0));
    // Of the other branch's member who came to the joint activity only the name is known.
    assert_eq!(["甲", "乙", "丙", "丁"].map(phone), [Some(true), Some(true), None, Some(false)]);
    assert_eq!(part.records.len(), 6, "the branch's two, its group's, two about persons and the joint one");
    assert!(part.records.values().all(|record| record.text.open().is_some_and(|text| text.says("缺席原因"))));
    assert_eq!(part.units.len(), 1);
    assert!(part.posts.values().all(|post| [small.bodies["支部"], small.bodies["小组"]].contains(&post.body)));
}

#[test]
fn a_member_knows_who_took_part_and_nothing_more() {
    let small = small();
    let part = part(&small, &Actor::person(small.members["甲"], None));
    let record = &part.records[&small.records["支部"]];
    assert_eq!(record.people.len(), 2);
    assert_eq!(record.text.open().expect("open").marks.len(), 1);
    // What is held about oneself is whole.
    assert!(part.records[&small.records["个人甲"]].text.open().expect("open").says("缺席原因"));
    assert!(part.items[&small.items["甲的"]].text.open().expect("open").says("说明"));
    let details = |name| part.people[&small.members[name]].details.open().expect("open").at > 0;
    assert_eq!((details("甲"), details("乙")), (true, false));
    assert_eq!(part.name_of(Subject::Person(small.members["乙"])), "乙");
}

#[test]
fn a_work_committee_sees_bodies_and_not_their_people() {
    let small = small();
    let part = part(&small, &post(&small, "工委", "委员"));
    assert!(["党组", "支部", "乙支部", "小组"].iter().all(|name| seen(&small, &part, true).contains(name)));
    assert!(part.records.contains_key(&small.records["支部"]) && ["个人甲", "谈话乙"].iter().all(|name| !part.records.contains_key(&small.records[name])));
    let record = &part.records[&small.records["支部"]];
    assert!(record.people.is_empty() && record.text.open().expect("open").marks.len() == 1);
    assert!(small.members.values().all(|person| !part.people.contains_key(person)));
    assert!(part.memberships.is_empty());
    // Who the secretary is is known, by name.
    let (secretary, _) = small.posts[&("支部", "书记".to_owned())];
    assert!(part.people[&secretary].details.open().expect("open").at == 0);
}

#[test]
fn the_owner_sees_the_site_itself() {
    let small = small();
    assert_eq!(part(&small, &Actor::owner()), small.site);
}

#[test]
fn a_sight_can_be_made_smaller() {
    let small = small();
    let wide = sight(small.register(), &post(&small, "机关党委", "书记"), today());
    let branch = [small.bodies["支部"], small.bodies["乙支部"]].into_iter().collect();
    let less = wide.only(&branch, &small.members.values().copied().collect(), &Default::default());
    assert_eq!(less.bodies().iter().collect::<Vec<_>>(), [&small.bodies["支部"]]);
    assert!(!less.is_whole() && less.units().is_empty());
    assert!(less.people().len() == 3 && less.people().is_subset(wide.people()));
    assert!(less.covers(&small.site, Resource::Record(small.records["联合"])));
    assert!(!less.covers(&small.site, Resource::Record(RecordId(77_777))));
}

/// Somebody restricted is on no list, in no record of their own and at no page, for whomever; they do nothing here either.
#[test]
fn of_somebody_restricted_nothing_is_seen() {
    let mut small = small();
    let one = small.members["甲"];
    let restricted = jishi_facts::Event::PersonRestricted { person: one };
    let stamp = jishi_facts::Stamp { seq: small.site.size, at: 0, day: today(), actor: "".into() };
    small.site.apply(&stamp, &restricted);
    for (body, title) in [("支部", "书记"), ("机关党委", "专职副书记")] {
        let actor = post(&small, body, title);
        let part = part(&small, &actor);
        let known = part.people.get(&one);
        assert!(known.is_none_or(|person| person.name() == "已限制" && person.details.kept().is_some_and(|details| details.name.is_empty())), "{title}");
        assert!(part.memberships.iter().all(|membership| membership.person != one), "{title}");
        let may = |action| decide(small.register(), &actor, action, Resource::Person(one), today()).allowed;
        assert!(!may(Action::See) && !may(Action::SeePeople) && !may(Action::Export), "{title}");
        assert_eq!(may(Action::Erase), title == "专职副书记", "whoever lifts it");
    }
    let own = part(&small, &Actor::person(one, None));
    assert!(own.people.is_empty() && own.records.is_empty() && own.bodies.is_empty());
    assert!(reach(small.register(), &Actor::person(one, None), Action::Settle, today()).grounds.is_empty());
}
