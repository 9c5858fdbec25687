//! Whose name is known, of people and bodies that are not seen themselves: those of whom something seen speaks.

use super::standing::with_above;
use super::{Named, Seen, made};
use jishi_base::{BodyId, PersonId, UnitId};
use std::collections::BTreeSet;

impl Seen {
    /// Is somebody known by name? Every record that names a person is filed under the person's unit.
    pub(super) fn names_person(&self, id: PersonId) -> bool {
        let in_records = || self.site.people.get(&id).is_some_and(|person| self.named_in(person.unit).0.contains(&id));
        self.standing.people.contains(&id) || self.decided().contains(&id) || in_records()
    }

    /// Whom records that are seen name, of those that are about a unit; not who is seen anyway.
    fn named_in(&self, unit: UnitId) -> &Named {
        made(&self.made.named_in, unit, || {
            let records = self.site.records_about(&BTreeSet::from([unit])).into_iter().filter(|record| self.covers(record));
            let strange = |record: &&jishi_facts::Record| record.people.values().flatten().any(|person| !self.sight.people().contains(person));
            Named(records.filter(strange).flat_map(|record| self.names_of(record)).filter(|person| !self.sight.people().contains(person)).collect())
        })
    }

    /// Whom items and waivers that are seen name.
    fn decided(&self) -> &BTreeSet<PersonId> {
        self.made.decided.get_or_init(|| {
            let items = self.site.items.values().filter(|item| self.sight.extent().covers_item(item) && self.names_item(item));
            let by_items = items.flat_map(|item| [item.owner, item.closed_by, item.verified_by]).flatten();
            by_items.chain(self.waivers().map(|waiver| waiver.by)).collect()
        })
    }

    /// Is a body known by name?
    pub(super) fn names_body(&self, id: BodyId) -> bool {
        self.standing.bodies.contains(&id) || self.bodies_spoken_of().contains(&id)
    }

    fn bodies_spoken_of(&self) -> &BTreeSet<BodyId> {
        self.made.bodies_spoken_of.get_or_init(|| {
            let records = self.at_hand().filter(|record| self.covers(record)).flat_map(|record| &record.bodies).copied();
            let items = self.site.items.values().filter(|item| self.sight.extent().covers_item(item)).map(|item| item.body);
            let named = records.chain(items).chain(self.extensions().map(|extension| extension.approved_by));
            with_above(&self.site, named.filter(|body| !self.standing.bodies.contains(body)).collect())
        })
    }
}
