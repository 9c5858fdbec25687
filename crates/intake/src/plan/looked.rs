//! What a plan looked at beside the registers: as long as nothing of it has moved, the same plan would come out again.

use jishi_base::{Atom, UnitId};
use jishi_facts::{Entity, Record, Site, Subject};
use jishi_workflow::Content;
use std::collections::BTreeSet;

/// Records of some kinds in some units: those that a row could be, those that were read from the same sheets.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Looked {
    /// The units.
    pub units: BTreeSet<UnitId>,
    /// The kinds.
    pub kinds: BTreeSet<Atom>,
}

impl Looked {
    /// At what a row could be, in its unit and those of whom it is about.
    pub(super) fn at_row(&mut self, draft: &Site, unit: UnitId, content: &Content) {
        let bodies = content.bodies.iter().map(|body| Subject::Body(*body));
        let people = content.people.values().flatten().filter(|_| content.bodies.is_empty()).map(|person| Subject::Person(*person));
        self.units.extend(bodies.chain(people).filter_map(|subject| draft.unit_of(subject)).chain([unit]));
        self.kinds.extend(content.kinds.iter().cloned());
    }

    /// At a record of the site.
    pub(super) fn at_record(&mut self, site: &Site, record: &Record) {
        self.units.extend(site.units_of(&Entity::Record(record.id)));
        self.kinds.extend(record.kinds.iter().cloned());
    }

    /// At what another plan of the same looked at, too.
    pub(super) fn and(&mut self, other: &Self) {
        self.units.extend(&other.units);
        self.kinds.extend(other.kinds.iter().cloned());
    }
}
