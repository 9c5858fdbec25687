//! The ways into a snapshot that only some pages take, made when first asked for: by subject, by branch, by record.

use crate::snapshot::Inputs;
use jishi_base::{BodyId, PersonId, RecordId};
use jishi_calendar::Date;
use jishi_facts::site::holds;
use jishi_facts::{Record, Site, Subject};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Lists of places, each in the order that pages show.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    /// Instances, most urgent first.
    pub(crate) of_subject: BTreeMap<Subject, Vec<usize>>,
    /// The branch of each member on the day judged for.
    pub(crate) branch: BTreeMap<PersonId, BodyId>,
    /// Records of a body, newest first; those of its people too.
    pub(crate) of_body: BTreeMap<BodyId, Vec<RecordId>>,
    /// Records that name a person, newest first.
    pub(crate) of_person: BTreeMap<PersonId, Vec<RecordId>>,
    /// Every record that stands, newest first.
    pub(crate) records: Vec<RecordId>,
    /// Instances that looked at a record.
    pub(crate) looked_at: BTreeMap<RecordId, Vec<usize>>,
}

impl Ways {
    /// `order` is every instance, most urgent first.
    pub(crate) fn new(inputs: &Inputs, order: &[usize]) -> Self {
        let branch = branches(&inputs.site, inputs.as_of);
        let mut ways = Self { branch, ..Self::default() };
        for &at in order {
            let Some(instance) = inputs.instances.get(at) else { continue };
            ways.of_subject.entry(instance.subject).or_default().push(at);
            let records: BTreeSet<RecordId> = instance.evidence.iter().filter_map(|fact| fact.what.record()).collect();
            for record in records {
                ways.looked_at.entry(record).or_default().push(at);
            }
        }
        let mut standing: Vec<&Record> = inputs.site.records.values().filter(|r| !r.withdrawn && r.date <= inputs.as_of).collect();
        standing.sort_by_key(|record| Reverse((record.date, record.entered.seq)));
        for record in standing {
            ways.file(record);
        }
        ways
    }

    fn file(&mut self, record: &Record) {
        let people: BTreeSet<PersonId> = record.people.values().flatten().copied().collect();
        // A person's own record belongs to no body: it is found under the branch.
        let bodies: BTreeSet<BodyId> = match record.bodies.as_slice() {
            [] => people.iter().filter_map(|person| self.branch.get(person).copied()).collect(),
            bodies => bodies.iter().copied().collect(),
        };
        for body in bodies {
            self.of_body.entry(body).or_default().push(record.id);
        }
        for person in people {
            self.of_person.entry(person).or_default().push(record.id);
        }
        self.records.push(record.id);
    }
}

/// As [`Site::branch_of`] for everybody: the membership entered last stands.
fn branches(site: &Site, as_of: Date) -> BTreeMap<PersonId, BodyId> {
    site.memberships.iter().filter(|m| holds(site.member_since(m), m.until, as_of)).map(|m| (m.person, m.body)).collect()
}
