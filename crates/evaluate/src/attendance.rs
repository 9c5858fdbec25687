//! Who took part in what: the records that a person took part in.

use crate::context::{Belonging, Context, Shelf, place};
use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use jishi_facts::{Record, site::holds};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A person of whom it is asked what he took part in: of many records, so that where he belonged is looked up once.
pub(crate) struct Attendee<'c, 'a> {
    cx: &'c Context<'a>,
    person: PersonId,
    belongings: Rc<[Belonging]>,
}

impl<'c, 'a> Attendee<'c, 'a> {
    pub(crate) fn of(cx: &'c Context<'a>, person: PersonId) -> Self {
        Self { cx, person, belongings: cx.belongings_of(person) }
    }

    /// The records of a kind of each body that the person ever belonged to.
    pub(crate) fn shelves(&self, kind: &'a str) -> Vec<Shelf<'a>> {
        let bodies: BTreeSet<BodyId> = self.belongings.iter().map(|belonging| belonging.body).collect();
        bodies.into_iter().map(|body| self.cx.records_of_body(kind, body)).collect()
    }

    /// Records that the person took part in: named in a role, or of a body the person belongs to, and not named absent.
    pub(crate) fn attended(&self, kind: &'a str) -> Vec<&'a Record> {
        let shelves = self.shelves(kind);
        let named = self.cx.records_of_person(kind, self.person);
        let mut out: Vec<&'a Record> = named.chain(shelves.iter().flat_map(|shelf| shelf.iter().copied())).filter(|r| self.took_part(r)).collect();
        out.sort_by_key(|r| place(r));
        out.dedup_by_key(|r| r.id);
        out
    }

    /// Everybody of the body is present unless named absent, or unless those present are named.
    pub(crate) fn took_part(&self, record: &Record) -> bool {
        let (mut named, mut listed) = (false, false);
        for (role, people) in &record.people {
            let there = people.contains(&self.person);
            if there && self.cx.absent.contains(role) {
                return false;
            }
            named |= there;
            listed |= !people.is_empty() && self.cx.present.contains(role);
        }
        named || (!listed && record.bodies.iter().any(|body| self.belonged(*body, record.date)))
    }

    /// Was the person a member of a body, or the holder of a post in it, on a day?
    pub(crate) fn belonged(&self, body: BodyId, date: Date) -> bool {
        self.belongings.iter().any(|belonging| belonging.body == body && holds(belonging.from, belonging.until, date))
    }
}
