//! Within one department: a member is no secretary, and a secretary writes for one branch only.

use jishi_attacks::cast::{MEMBER, NEIGHBOUR, SECRETARY};
use jishi_attacks::{Defence, Site, held_by};
use serde_json::json;

#[test]
fn a_member_enters_nothing_for_the_branch() {
    held_by(&[Defence::RightsAreAsked], |site: &Site| {
        let record = json!({ "body": site.player(SECRETARY).body, "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": "党员自己记的" } });
        let answer = site.program(MEMBER, "record").post("/records", &record, &[("Idempotency-Key", "an-attack-0003")]);
        (answer.status == 201).then(|| answer.text())
    });
}

#[test]
fn a_secretary_does_not_see_the_people_of_the_branch_next_door() {
    held_by(&[Defence::ScopeNarrows], |site: &Site| {
        let own = site.program(SECRETARY, "look").all("/people");
        let neighbour = site.program(NEIGHBOUR, "look");
        // Neither is a member of the other's branch.
        let theirs = own.iter().filter(|person| person["branch"]["id"] == site.player(SECRETARY).body.as_str());
        theirs.filter_map(|person| person["id"].as_str()).find_map(|id| {
            let answer = neighbour.get(&format!("/people/{id}"));
            (answer.status != 404).then(|| answer.text())
        })
    });
}
