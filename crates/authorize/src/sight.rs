//! A sight: what a viewer may see of a site. It comes from the table only, and can only be made smaller.

use crate::Site;
use crate::actor::{Actor, Resource};
use jishi_pack::Action;
use crate::extent::Extent;
use crate::reach::{disciplines, reach, reach_over};
use crate::register::{Personal, Register};
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::Subject;
use std::collections::BTreeSet;

/// What a viewer may see. Its content is the table's, so that whoever holds one was given it by [`sight`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight {
    /// The reach of [`Action::See`]; its people are those of [`Action::SeePeople`].
    extent: Extent,
    /// Bodies of which one may know who belongs to them and who took part.
    named: BTreeSet<BodyId>,
    /// Bodies whose records are open with all their text.
    open: BTreeSet<BodyId>,
    /// Bodies whose attendance the viewer keeps: for which they may record.
    attended: BTreeSet<BodyId>,
    /// The unit whose discipline is kept by the body in which the viewer acts.
    disciplined: Option<UnitId>,
    /// Does somebody else in a record about a person stay unnamed? To see it, they are named; in a file that is taken out not.
    alone: bool,
}

/// What `actor` may see on `date`.
#[must_use]
pub fn sight(register: Register, actor: &Actor, date: Date) -> Sight {
    let of = |action| reach(register, actor, action, date).extent;
    Sight {
        extent: of(Action::See),
        named: of(Action::SeeNames).bodies,
        open: of(Action::SeePeople).bodies,
        attended: reach_over(register, actor, Action::Record, date, false).extent.bodies,
        disciplined: disciplines(register, actor, date),
        alone: false,
    }
}

/// What `actor` may take out on `date`: what is seen as far as the reach of [`Action::Export`] goes, by people too.
#[must_use]
pub fn taken_out(register: Register, actor: &Actor, date: Date) -> Sight {
    let (seen, extent) = (sight(register, actor, date), reach(register, actor, Action::Export, date).extent);
    if extent.whole {
        return seen;
    }
    Sight { alone: true, ..seen.only(&extent.bodies, &extent.people, &extent.units) }
}

impl Sight {
    /// The whole site.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.extent.whole
    }

    /// The bodies that are seen with their duties and records.
    #[must_use]
    pub fn bodies(&self) -> &BTreeSet<BodyId> {
        &self.extent.bodies
    }

    /// The people of whom more than the name is seen.
    #[must_use]
    pub fn people(&self) -> &BTreeSet<PersonId> {
        &self.extent.people
    }

    /// The units that are seen as a whole.
    #[must_use]
    pub fn units(&self) -> &BTreeSet<UnitId> {
        &self.extent.units
    }

    /// The viewer, who sees every record they are in.
    #[must_use]
    pub fn own(&self) -> Option<PersonId> {
        self.extent.own
    }

    /// Which records are about persons: a body opens them to nobody.
    #[must_use]
    pub fn personal(&self) -> &Personal {
        &self.extent.personal
    }

    /// Is it known by name who belongs to a body and who took part?
    #[must_use]
    pub fn names(&self, body: BodyId) -> bool {
        self.named.contains(&body)
    }

    /// Are a body's records open with all their text?
    #[must_use]
    pub fn opens(&self, body: BodyId) -> bool {
        self.open.contains(&body)
    }

    /// Does the viewer keep a body's attendance?
    pub(crate) fn keeps_attendance(&self, body: BodyId) -> bool {
        self.attended.contains(&body)
    }

    /// The unit whose discipline the viewer keeps.
    pub(crate) fn keeps_discipline(&self) -> Option<UnitId> {
        self.disciplined
    }

    /// Is a subject seen, with its duties?
    #[must_use]
    pub fn sees(&self, site: &Site, subject: Subject) -> bool {
        self.covers(site, match subject {
            Subject::Body(id) => Resource::Body(id),
            Subject::Post(id) => Resource::Post(id),
            Subject::Person(id) => Resource::Person(id),
        })
    }

    /// Is a resource seen? The same as asking [`crate::decide`] for [`Action::See`].
    #[must_use]
    pub fn covers(&self, site: &Site, resource: Resource) -> bool {
        self.extent.covers(site, resource)
    }

    /// Are others in a record about a person named?
    pub(crate) fn names_others(&self) -> bool {
        !self.alone
    }

    pub(crate) fn extent(&self) -> &Extent {
        &self.extent
    }

    /// Only what lies in these bodies, people and units as well: the way to look at one unit or one branch.
    #[must_use]
    pub fn only(&self, bodies: &BTreeSet<BodyId>, people: &BTreeSet<PersonId>, units: &BTreeSet<UnitId>) -> Self {
        fn both<T: Ord + Copy>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> BTreeSet<T> {
            one.intersection(other).copied().collect()
        }
        let extent = Extent {
            whole: false,
            units: both(&self.extent.units, units),
            bodies: both(&self.extent.bodies, bodies),
            people: both(&self.extent.people, people),
            own: self.extent.own.filter(|own| people.contains(own)),
            reads: true,
            personal: self.extent.personal.clone(),
        };
        let [named, open, attended] = [&self.named, &self.open, &self.attended].map(|of| both(of, bodies));
        Self { extent, named, open, attended, disciplined: self.disciplined, alone: self.alone }
    }
}
