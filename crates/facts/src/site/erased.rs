//! What becomes of a site where a person is erased, restricted or let go again.

use crate::sealed::{KeyOwner, Turn};
use crate::site::Site;
use jishi_base::{PersonId, RecordId};
use std::collections::BTreeSet;

impl Site {
    /// Everything under the person's key goes, is held or is used again at once: a fold of the journal afterwards says the
    /// same of all of it.
    pub(crate) fn turn(&mut self, person: PersonId, turn: Turn, version: u64) {
        if let Some(entry) = self.people.get_mut(&person) {
            entry.details.turn(turn);
            entry.version = version;
        }
        let owner = KeyOwner::Person(person);
        let theirs: Vec<RecordId> = self.records.values().filter(|r| r.key_owner() == Some(owner)).map(|r| r.id).collect();
        for id in theirs {
            self.records.get_mut(&id).into_iter().for_each(|record| record.text.turn(turn));
            self.records.shared(&id).into_iter().for_each(|record| self.ties.shelves.renew(&record));
        }
        self.reasons.change(|r| r.owner == owner, |r| r.text.turn(turn));
        self.waivers.change(|w| w.is_under(person), |w| w.ground.turn(turn));
        if turn == Turn::Erase {
            self.forget(person);
        }
        self.turn_kept(person, turn, version);
    }

    /// What is left of an erased person is a number.
    fn forget(&mut self, person: PersonId) {
        if let Some(entry) = self.people.get_mut(&person) {
            (entry.blind, entry.source) = (None, None);
        }
        self.holdings.change(|held| held.person == person, |held| held.source = None);
        self.proposals.remove(&person);
    }

    /// Takes out of an earlier state of the site who is erased, or restricted `now`: what was known then is no way around it.
    pub fn withhold(&mut self, erased: &BTreeSet<PersonId>, now: &Self) {
        let held = now.people.values().filter(|person| person.details.is_held()).map(|person| (person.id, Turn::Hold));
        for (person, turn) in held.chain(erased.iter().map(|person| (*person, Turn::Erase))) {
            let version = self.people.get(&person).map_or(0, |entry| entry.version);
            self.turn(person, turn, version);
        }
        self.imports.withhold(&now.imports);
    }
}
