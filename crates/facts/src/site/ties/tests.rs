//! Records are found under the units that they are about.

use crate::{Event, MembershipKind, PersonDetails, Roles, Sealed, Site, Stamp};
use jishi_base::{BodyId, PersonId, RecordId, Slim, SlimSet, UnitId};

const HERE: UnitId = UnitId(1);
const THERE: UnitId = UnitId(2);

fn apply(site: &mut Site, event: &Event) {
    let stamp = Stamp { seq: site.size, at: 0, day: "2026-11-20".parse().unwrap(), actor: "本机".into() };
    site.apply(&stamp, event);
}

fn talk(record: u128, person: u128) -> Event {
    Event::Recorded {
        record: RecordId(record), kinds: SlimSet::from(["谈心谈话"]), bodies: Vec::new(), date: "2026-11-05".parse().unwrap(),
        fields: Slim::new(), people: Slim::from([("对象", vec![PersonId(person)])]), text: Sealed::Open(Slim::new()), source: None,
    }
}

/// Somebody of one unit who belongs to a branch of another: what is about the person alone is found under both, whether it was
/// recorded before the person came there or after.
#[test]
fn what_is_about_a_person_is_found_under_the_branch_too() {
    let mut site = Site::default();
    for (unit, name) in [(HERE, "甲局"), (THERE, "乙局")] {
        apply(&mut site, &Event::UnitRegistered { unit, name: name.into() });
    }
    apply(&mut site, &Event::BodyRegistered { body: BodyId(20), unit: Some(THERE), kind: "党支部".into(), name: "支部".into(), founded: None, source: None });
    for person in [5, 6].map(PersonId) {
        apply(&mut site, &Event::PersonRegistered { person, unit: HERE, blind: None, details: Sealed::Open(PersonDetails::default()), source: None });
    }
    let found = |site: &Site, unit: UnitId| site.records_about(&[unit].into()).iter().map(|record| record.id.0).collect::<Vec<_>>();
    [talk(31, 5), talk(32, 6)].iter().for_each(|event| apply(&mut site, event));
    assert_eq!((found(&site, HERE), found(&site, THERE)), (vec![31, 32], vec![]));
    apply(&mut site, &Event::MemberJoined { person: PersonId(5), body: BodyId(20), kind: MembershipKind::Registered, from: None });
    apply(&mut site, &talk(33, 5));
    assert_eq!((found(&site, HERE), found(&site, THERE)), (vec![31, 32, 33], vec![31, 33]));
    // A correction that names somebody else takes it away again.
    let Event::Recorded { record, kinds, bodies, date, fields, text, source, .. } = talk(31, 5) else { return };
    let people = Roles::from([("对象", vec![PersonId(6)])]);
    apply(&mut site, &Event::RecordCorrected { record, kinds, bodies, date, fields, people, text, source });
    assert_eq!((found(&site, HERE), found(&site, THERE)), (vec![31, 32, 33], vec![33]));
}
