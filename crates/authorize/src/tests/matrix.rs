//! Post × action × resource: the file `matrix.txt` says for every post which bodies each action goes over; what it
//! does not name is refused. Looked at by eye, row by row.

use super::narrow::narrow;
use super::support::{Small, small, today};
use crate::*;
use std::collections::BTreeSet;

/// Names of the bodies in an extent.
fn names(small: &Small, extent: &Extent) -> String {
    let within: Vec<&str> = small.bodies.iter().filter(|(_, body)| extent.bodies.contains(body)).map(|(name, _)| *name).collect();
    within.join(" ")
}

fn written(small: &Small) -> String {
    let mut out = String::new();
    for ((body, title), (person, holding)) in &small.posts {
        out.push_str(&format!("{body} {title}\n"));
        for action in Action::ALL {
            let reach = reach(small.register(), &Actor::person(*person, Some(*holding)), action, today()).extent;
            let units: String = reach.units.iter().map(|unit| format!(" [{}]", small.site.units[unit].name)).collect();
            let people = if reach.people.len() > 1 { format!("，{} 人", reach.people.len()) } else { String::new() };
            if !reach.bodies.is_empty() {
                out.push_str(&format!("  {action}：{}{units}{people}\n", names(small, &reach)));
            }
        }
    }
    out
}

#[test]
fn every_post_goes_exactly_as_far_as_written() {
    let found = written(&small());
    assert!(found == include_str!("matrix.txt"), "与 matrix.txt 不符，现为：\n{found}");
}

/// Every post × action × resource once: the answer is what `matrix.txt` says of the resource's bodies.
#[test]
fn every_decision_follows_the_matrix() {
    let small = small();
    let mut asked = 0;
    // The others are of the same kinds as these.
    let twins = ["总支下支部", "工委支部", "乙党组", "乙支部"];
    for (person, holding) in small.posts.iter().filter(|((body, _), _)| !twins.contains(body)).map(|(_, held)| held) {
        let actor = Actor::person(*person, Some(*holding));
        for action in Action::ALL {
            let reach = reach(small.register(), &actor, action, today()).extent;
            let mut expect = |resource, allowed: bool| {
                assert_eq!(decide(small.register(), &actor, action, resource, today()).allowed, allowed, "{actor:?} {action} {resource:?}");
                asked += 1;
            };
            expect(Resource::Site, false);
            for unit in small.units {
                expect(Resource::Unit(unit), reach.units.contains(&unit));
            }
            for (name, body) in &small.bodies {
                let within = reach.bodies.contains(body);
                expect(Resource::Body(*body), within);
                expect(Resource::Record(small.records[name]), within);
                expect(Resource::Item(small.items[name]), within);
            }
            for post in small.site.posts.values() {
                let own = action.reads() && small.site.holdings[holding].post == post.id && reach.own.is_some();
                expect(Resource::Post(post.id), own || reach.bodies.contains(&post.body));
            }
            for person in small.members.values() {
                expect(Resource::Person(*person), reach.people.contains(person));
            }
            let [branch, other] = ["支部", "乙支部"].map(|name| reach.bodies.contains(&small.bodies[name]));
            expect(Resource::Record(small.records["联合"]), if action.reads() { branch || other } else { branch && other });
            let [one, four] = ["甲", "丁"].map(|name| reach.people.contains(&small.members[name]));
            expect(Resource::Record(small.records["个人甲"]), one || four);
            expect(Resource::Record(small.records["谈话乙"]), reach.people.contains(&small.members["乙"]));
        }
    }
    assert!(asked > 20_000, "{asked}");
}

#[test]
fn members_see_themselves_and_their_branch_by_name() {
    let small = small();
    let [one, two, three] = ["甲", "乙", "丙"].map(|name| small.members[name]);
    let actor = Actor::person(one, None);
    let may = |action, resource| decide(small.register(), &actor, action, resource, today()).allowed;
    let [branch, organ] = ["支部", "机关党委"].map(|name| Resource::Body(small.bodies[name]));
    let [record, of_organ, personal] = ["支部", "机关党委", "个人甲"].map(|name| Resource::Record(small.records[name]));
    for (action, resource, allowed) in [
        (Action::See, branch, true),
        (Action::See, Resource::Body(small.bodies["小组"]), true),
        (Action::See, organ, false),
        (Action::See, record, true),
        (Action::See, of_organ, false),
        (Action::See, personal, true),
        // A talk with somebody else, though it is entered at the same branch.
        (Action::See, Resource::Record(small.records["谈话乙"]), false),
        (Action::SeeNames, Resource::Person(two), true),
        (Action::SeePeople, Resource::Person(two), false),
        (Action::SeePeople, Resource::Person(one), true),
        (Action::SeePeople, Resource::Person(three), false),
        (Action::Record, branch, false),
        (Action::Correct, record, false),
        (Action::Correct, personal, false),
        (Action::Settle, Resource::Person(one), false),
        (Action::Settle, Resource::Item(small.items["甲的"]), true),
        (Action::Settle, Resource::Item(small.items["机关党委"]), false),
        (Action::See, Resource::Item(small.items["甲的"]), true),
        (Action::Export, Resource::Person(one), true),
        (Action::Export, branch, false),
    ] {
        assert_eq!(may(action, resource), allowed, "{action} {resource:?}");
    }
}

#[test]
fn administrators_see_nothing_once_people_have_accounts() {
    let small = small();
    for administrator in [Administrator::System, Administrator::Security, Administrator::Audit] {
        for commissioned in [false, true] {
            let actor = Actor::administrator(administrator, commissioned);
            let may: BTreeSet<Action> =
                Action::ALL.into_iter().filter(|action| decide(small.register(), &actor, *action, Resource::Site, today()).allowed).collect();
            let expected: &[Action] = match (administrator, commissioned) {
                (Administrator::System, false) => &[
                    Action::See,
                    Action::SeeNames,
                    Action::SeePeople,
                    Action::Record,
                    Action::Correct,
                    Action::Appoint,
                    Action::Import,
                    Action::ManageAccounts,
                    Action::SeeAccounts,
                ],
                (Administrator::System, true) => &[Action::ManageAccounts, Action::SeeAccounts],
                (Administrator::Security, _) => &[Action::ManageAccounts, Action::SeeAccounts, Action::Erase],
                (Administrator::Audit, _) => &[Action::SeeAccounts, Action::ReadJournal],
            };
            assert_eq!(may, expected.iter().copied().collect(), "{administrator:?} {commissioned}");
            let seen = narrow(&small.site, &sight(small.register(), &actor, today()));
            let nothing = seen.bodies.len() + seen.people.len() + seen.records.len() + seen.items.len() + seen.units.len() == 0;
            assert_eq!(nothing, !expected.contains(&Action::See), "{administrator:?} {commissioned}");
        }
    }
    // A person's account that is an administrator's has no post.
    let ((person, holding), base) = (small.posts[&("机关党委", "书记".to_owned())], Actor::administrator(Administrator::Audit, true));
    let actor = Actor { person: Some(person), acting: Some(holding), ..base };
    assert!(!decide(small.register(), &actor, Action::See, Resource::Body(small.bodies["支部"]), today()).allowed);
}

/// A unit that opens its own people's accounts: its committee's secretary and full-time deputy do, for its people alone.
#[test]
fn a_unit_s_committee_manages_accounts_where_it_is_entrusted() {
    let small = small();
    let mut may = Vec::new();
    for ((kind, title), (person, holding)) in &small.posts {
        let actor = |entrusted| Actor { entrusted, ..Actor::person(*person, Some(*holding)) };
        let allowed = |entrusted, resource| decide(small.register(), &actor(entrusted), Action::ManageAccounts, resource, today()).allowed;
        let own = Resource::Person(*person);
        assert!(!allowed(false, own) && !allowed(true, Resource::Site), "{kind}{title}");
        if allowed(true, own) {
            may.push(format!("{kind}{title}"));
        }
    }
    may.sort();
    assert_eq!(may, ["机关党委专职副书记", "机关党委书记"]);
}

#[test]
fn the_owner_may_do_everything_and_nobody_nothing() {
    let small = small();
    for action in Action::ALL {
        assert!(decide(small.register(), &Actor::owner(), action, Resource::Site, today()).allowed, "{action}");
        for actor in [Actor::default(), Actor { person: Some(jishi_base::PersonId(9999)), ..Actor::default() }] {
            assert_eq!(reach(small.register(), &actor, action, today()).grounds, [], "{action}");
        }
    }
}
