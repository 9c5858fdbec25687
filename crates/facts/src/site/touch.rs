//! Which units can be judged otherwise after an event.
//!
//! A unit's judgement rests on its own bodies, posts and people; on the records and items about them; on what is below its
//! bodies; on the bodies in which its people have to do. What is said here is never too little: a test holds it to judging
//! anew. A record or an item is said with its kinds: which duties look at these, in their own unit and in bodies below, the
//! packs say.

use crate::event::Event;
use crate::site::moved::{Moves, Touched};
use crate::site::part::Part;
use crate::record::{Item, Record};
use crate::subject::Subject;
use crate::register::Ledger;
use crate::site::Site;
use jishi_base::{Atom, BodyId, PersonId, RecordId, UnitId};
use std::collections::BTreeSet;

impl Site {
    /// What an event touches, seen from this site: asked before it and after it.
    pub(crate) fn touched(&self, event: &Event, parts: &[Part]) -> Touched {
        let mut touched = Touched::default();
        match event.moves() {
            Moves::Registers => parts.iter().for_each(|part| self.touch_register(part, &mut touched)),
            Moves::Activity => parts.iter().for_each(|part| self.touch_activity(part, &mut touched)),
            Moves::Decision(subject) => touched.units.extend(self.unit_of(subject)),
            Moves::Progress | Moves::Nothing => {}
        }
        touched
    }

    /// The units that a record may have to be looked at for: of their own, and for bodies below theirs.
    #[must_use]
    pub fn looking_at(&self, record: RecordId) -> (BTreeSet<UnitId>, BTreeSet<UnitId>) {
        let mut touched = Touched::default();
        self.touch_activity(&Part::Record(record), &mut touched);
        let units = |kinds: BTreeSet<(UnitId, Atom)>| kinds.into_iter().map(|(unit, _)| unit).collect();
        (units(touched.kinds), units(touched.above))
    }

    fn touch_register(&self, part: &Part, touched: &mut Touched) {
        match part {
            Part::Unit(unit) => drop(touched.units.insert(*unit)),
            Part::Uptake(Ledger { unit, body, .. }) => {
                touched.units.insert(*unit);
                body.iter().for_each(|body| self.touch_body(*body, touched));
            }
            Part::Body(body) => self.touch_body(*body, touched),
            Part::Person(person) | Part::Memberships(person) => self.touch_person(*person, touched),
            Part::Post(post) => self.posts.get(post).into_iter().for_each(|post| self.touch_body(post.body, touched)),
            Part::Holding(holding) => {
                if let Some(holding) = self.holdings.get(holding) {
                    self.touch_person(holding.person, touched);
                    self.posts.get(&holding.post).into_iter().for_each(|post| self.touch_body(post.body, touched));
                }
            }
            Part::Link(link) => {
                let ends = self.links.get(link).map(|link| [link.from, link.to]);
                touched.units.extend(ends.into_iter().flatten().filter_map(|end| self.unit_of(end)));
            }
            Part::Record(_) | Part::Item(_) => self.touch_activity(part, touched),
        }
    }

    fn touch_activity(&self, part: &Part, touched: &mut Touched) {
        match part {
            Part::Record(record) => self.records.get(record).into_iter().for_each(|record| self.touch_record(record, touched)),
            Part::Item(item) => self.items.get(item).into_iter().for_each(|item| self.touch_item(item, touched)),
            Part::Unit(_) | Part::Uptake(..) | Part::Body(_) | Part::Person(_) | Part::Memberships(_) | Part::Post(_) | Part::Holding(_) | Part::Link(_) => {}
        }
    }

    /// Who stands above or below it, and where its people have to do besides.
    fn touch_body(&self, body: BodyId, touched: &mut Touched) {
        let near: Vec<BodyId> = self.near(body).collect();
        let all = self.with_above(near).into_iter().chain(self.with_below([body]));
        touched.units.extend(all.flat_map(|body| self.units_about(body)));
    }

    /// The bodies in which a person has to do, as far as their registers tell of their people.
    fn touch_person(&self, person: PersonId, touched: &mut Touched) {
        touched.units.extend(self.unit_of(Subject::Person(person)));
        let all = self.with_above(self.bodies_of(person));
        touched.units.extend(all.into_iter().flat_map(|body| self.units_about(body)));
    }

    /// Its bodies and their people, who may have taken part; the people it names, with their bodies; who is above them.
    fn touch_record(&self, record: &Record, touched: &mut Touched) {
        let people: BTreeSet<PersonId> = record.people.values().flatten().copied().collect();
        let mut units: BTreeSet<UnitId> = record.bodies.iter().flat_map(|body| self.units_about(*body)).collect();
        units.extend(people.iter().filter_map(|person| self.unit_of(Subject::Person(*person))));
        let near = record.bodies.iter().flat_map(|body| self.near(*body)).chain(people.iter().flat_map(|person| self.bodies_of(*person)));
        let near: BTreeSet<BodyId> = near.collect();
        units.extend(near.iter().filter_map(|body| self.unit_of(Subject::Body(*body))));
        let above: BTreeSet<UnitId> = self.with_above(near).into_iter().filter_map(|body| self.unit_of(Subject::Body(body))).collect();
        touched.bodies.extend(&record.bodies);
        touched.people.extend(people);
        for kind in &record.kinds {
            touched.above.extend(above.difference(&units).map(|unit| (*unit, kind.clone())));
            touched.kinds.extend(units.iter().map(|unit| (*unit, kind.clone())));
        }
    }

    fn touch_item(&self, item: &Item, touched: &mut Touched) {
        let people = || [item.owner, item.closed_by, item.verified_by].into_iter().flatten();
        touched.bodies.insert(item.body);
        touched.people.extend(people());
        let units = std::iter::once(Subject::Body(item.body)).chain(people().map(Subject::Person)).filter_map(|subject| self.unit_of(subject));
        touched.kinds.extend(units.map(|unit| (unit, (&item.kind).into())));
    }
}
