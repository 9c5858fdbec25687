//! What a plan looked at beside the registers: as long as nothing of it has moved, the same plan would come out again. Records that
//! a row could be are of its kind, its body or people, and its day; and there are those that were read from the same sheets.

use jishi_base::{BodyId, UnitId};
use jishi_facts::{Entity, Looked, Record, Roles, Site, Subject};
use jishi_workflow::Content;

/// At what a row could be, in its unit and those of whom it is about.
pub(super) fn at_row(looked: &mut Looked, draft: &Site, unit: UnitId, content: &Content) {
    let about: Vec<Subject> = whose(&content.bodies, &content.people).collect();
    looked.units.extend(about.iter().filter_map(|subject| draft.unit_of(*subject)).chain([unit]));
    looked.subjects.extend(about);
    looked.kinds.extend(content.kinds.iter().cloned());
    looked.days.insert(content.date);
}

/// At a record of the site.
pub(super) fn at_record(looked: &mut Looked, site: &Site, record: &Record) {
    looked.units.extend(site.units_of(&Entity::Record(record.id)));
    looked.subjects.extend(whose(&record.bodies, &record.people));
    looked.kinds.extend(record.kinds.iter().cloned());
    looked.days.insert(record.date);
}

/// At what another plan of the same looked at, too.
pub(super) fn and(looked: &mut Looked, other: &Looked) {
    looked.units.extend(&other.units);
    looked.subjects.extend(&other.subjects);
    looked.kinds.extend(other.kinds.iter().cloned());
    looked.days.extend(&other.days);
}

/// Of the bodies that it names; where it names none, about its people.
fn whose<'c>(bodies: &'c [BodyId], people: &'c Roles) -> impl Iterator<Item = Subject> + use<'c> {
    let of_people = people.values().flatten().filter(|_| bodies.is_empty()).map(|person| Subject::Person(*person));
    bodies.iter().map(|body| Subject::Body(*body)).chain(of_people)
}
