//! What the pages show: one judged state of the site with the ways into it, and where it comes from.

use crate::view::urgency;
use crate::ways::Ways;
use jishi_authorize::{Personal, Register};
use jishi_base::{BodyId, PersonId, RecordId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_evaluate::{Instance, Speaker};
use jishi_facts::site::holds;
use jishi_facts::{Body, Record, Site, Subject, Unit};
use jishi_pack::{Duty, Library};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

/// One judged state of the site.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The packs that were judged by.
    pub library: Arc<Library>,
    /// The registers and records.
    pub site: Arc<Site>,
    /// Every duty instance.
    pub instances: Arc<Vec<Instance>>,
    /// The day judged for (判定时点).
    pub as_of: Date,
    /// The day it is; pages say so where it is another than `as_of`.
    pub today: Date,
    /// As known on this day; `None` is everything known by now.
    pub known_at: Option<Date>,
    /// Root of the journal's tree, in hexadecimal.
    pub journal_root: String,
}

/// Where a duty instance is found: the duty, whose, which period.
pub type Address = (usize, Subject, Period);

/// [`Inputs`] with the ways into them, made once and shared by all requests.
#[derive(Debug)]
pub struct Snapshot {
    inputs: Inputs,
    /// The record kinds that are about persons.
    personal: Personal,
    /// Those of whom more than the name is seen; `None` is everybody.
    open: Option<BTreeSet<PersonId>>,
    /// Every instance, most urgent first.
    order: Vec<usize>,
    by_unit: BTreeMap<UnitId, Vec<usize>>,
    by_address: BTreeMap<Address, Vec<usize>>,
    by_article: BTreeMap<(String, u32), Vec<usize>>,
    by_name: BTreeMap<String, usize>,
    ways: OnceLock<Ways>,
}

impl Snapshot {
    /// Sorts the instances into their units, most urgent first, and finds the ways in.
    #[must_use]
    pub fn new(inputs: Inputs) -> Self {
        let mut order: Vec<usize> = (0..inputs.instances.len()).collect();
        let key = |&at: &usize| inputs.instances.get(at).map(|i| (urgency(i, inputs.as_of), i.duty, i.subject, i.period, at));
        order.sort_by_cached_key(key);
        let mut by_unit: BTreeMap<UnitId, Vec<usize>> = inputs.site.units.keys().map(|unit| (*unit, Vec::new())).collect();
        for &at in &order {
            if let Some(unit) = inputs.instances.get(at).and_then(|i| i.unit) {
                by_unit.entry(unit).or_default().push(at);
            }
        }
        let mut by_address: BTreeMap<Address, Vec<usize>> = BTreeMap::new();
        for (at, instance) in inputs.instances.iter().enumerate() {
            by_address.entry((instance.duty, instance.subject, instance.period)).or_default().push(at);
        }
        let mut by_article: BTreeMap<(String, u32), Vec<usize>> = BTreeMap::new();
        for (at, duty) in inputs.library.duties.iter().enumerate() {
            for citation in &duty.citations {
                let duties = by_article.entry((citation.document.clone(), citation.article)).or_default();
                if duties.last() != Some(&at) {
                    duties.push(at);
                }
            }
        }
        let by_name = inputs.library.duties.iter().enumerate().map(|(at, duty)| (duty.name.clone(), at)).collect();
        Self { personal: Personal::of(&inputs.library), open: None, inputs, order, by_unit, by_address, by_article, by_name, ways: OnceLock::new() }
    }

    /// The same, with only these people open: of others there is the name where something seen speaks of them, and no page.
    pub(crate) fn open_to(self, people: &BTreeSet<PersonId>) -> Self {
        Self { open: Some(people.clone()), ..self }
    }

    /// Is more than the name of a person seen? Of somebody restricted there is no more, for nobody.
    pub(crate) fn opens_person(&self, person: PersonId) -> bool {
        self.inputs.site.people.get(&person).is_some_and(|person| !person.details.is_held()) && self.open.as_ref().is_none_or(|open| open.contains(&person))
    }

    /// What questions of who may do what are asked of.
    pub(crate) fn register(&self) -> Register<'_> {
        Register { site: &self.inputs.site, personal: &self.personal }
    }

    /// The packs.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.inputs.library
    }
    /// The registers and records.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.inputs.site
    }
    /// What instances say, in the words of the packs and the names that are known here: a narrowed site names what it has.
    #[must_use]
    pub fn words(&self) -> Speaker<'_> {
        Speaker::new(&self.inputs.library, &*self.inputs.site)
    }
    /// Everything else that was handed in.
    #[must_use]
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }
    /// The day judged for.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.inputs.as_of
    }

    /// Every instance, in the order of evaluation.
    pub fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.inputs.instances.iter()
    }

    /// The instances of a unit, most urgent first.
    pub fn of_unit(&self, unit: UnitId) -> impl Iterator<Item = &Instance> {
        self.by_unit.get(&unit).into_iter().flatten().filter_map(|&at| self.inputs.instances.get(at))
    }

    fn ways(&self) -> &Ways {
        self.ways.get_or_init(|| Ways::new(&self.inputs, &self.order))
    }

    fn instances_at<'a>(&'a self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Instance> {
        places.into_iter().flatten().filter_map(|&at| self.inputs.instances.get(at))
    }

    fn records_at<'a>(&'a self, ids: Option<&'a Vec<RecordId>>) -> impl Iterator<Item = &'a Record> {
        ids.into_iter().flatten().filter_map(|id| self.inputs.site.records.get(id))
    }

    /// The instances of a subject, most urgent first.
    pub fn of_subject(&self, subject: Subject) -> impl Iterator<Item = &Instance> {
        self.instances_at(self.ways().of_subject.get(&subject))
    }

    /// The instances that looked at a record, whether it counts for them or not; most urgent first.
    pub fn looked_at(&self, record: RecordId) -> impl Iterator<Item = &Instance> {
        self.instances_at(self.ways().looked_at.get(&record))
    }

    /// The branch of a person on the day judged for.
    #[must_use]
    pub fn branch_of(&self, person: PersonId) -> Option<BodyId> {
        self.ways().branch.get(&person).copied()
    }

    /// The records of a body that stand, newest first; those of its people too.
    pub fn records_of_body(&self, body: BodyId) -> impl Iterator<Item = &Record> {
        self.records_at(self.ways().of_body.get(&body))
    }

    /// The records that stand and name a person in any role, newest first.
    pub fn records_of_person(&self, person: PersonId) -> impl Iterator<Item = &Record> {
        self.records_at(self.ways().of_person.get(&person))
    }

    /// Every record that stands, newest first.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records_at(Some(&self.ways().records))
    }

    /// The instances at an address: one, unless two events of one day raise the same duty.
    #[must_use]
    pub fn at(&self, address: Address) -> Vec<&Instance> {
        self.by_address.get(&address).into_iter().flatten().filter_map(|&at| self.inputs.instances.get(at)).collect()
    }

    /// Which of the instances at its address this one is, from 1.
    #[must_use]
    pub fn ordinal(&self, instance: &Instance) -> usize {
        let twins = self.at((instance.duty, instance.subject, instance.period));
        twins.iter().position(|twin| std::ptr::eq(*twin, instance)).map_or(1, |place| place + 1)
    }

    /// The duty of an instance.
    #[must_use]
    pub fn duty(&self, instance: &Instance) -> Option<&Duty> {
        self.inputs.library.duties.get(instance.duty)
    }

    /// A duty's index, by its name.
    #[must_use]
    pub fn duty_named(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The duties that cite an article, in pack order.
    #[must_use]
    pub fn duties_of(&self, document: &str, article: u32) -> &[usize] {
        self.by_article.get(&(document.to_owned(), article)).map_or(&[], Vec::as_slice)
    }

    /// Every cited article.
    pub fn articles(&self) -> impl Iterator<Item = (&str, u32)> {
        self.by_article.keys().map(|(document, article)| (document.as_str(), *article))
    }

    /// Every unit, in the order of registration: units are never ranked.
    #[must_use]
    pub fn units(&self) -> Vec<&Unit> {
        let mut units: Vec<&Unit> = self.inputs.site.units.values().collect();
        units.sort_by_key(|unit| unit.version);
        units
    }

    /// The bodies of a unit that exist on the day judged for, in the order of registration.
    #[must_use]
    pub fn bodies(&self, unit: UnitId) -> Vec<&Body> {
        let exists = |body: &&Body| body.unit == Some(unit) && holds(body.founded, body.closed, self.inputs.as_of);
        let mut bodies: Vec<&Body> = self.inputs.site.bodies.values().filter(exists).collect();
        bodies.sort_by_key(|body| body.version);
        bodies
    }

    /// The unit to take for granted: the only one.
    #[must_use]
    pub fn only_unit(&self) -> Option<UnitId> {
        let mut units = self.inputs.site.units.keys();
        units.next().copied().filter(|_| units.next().is_none())
    }
}

/// Why there is nothing to show, in Chinese and without personal values: it goes to the operator's log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unavailable(pub String);

/// Where snapshots come from. The one who wires the server judges again when the journal grows or the day changes, and
/// hands out the same snapshot otherwise: this is asked on every request.
pub trait Source: Send + Sync + 'static {
    /// The state to show now.
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Snapshot>, Unavailable>> + Send + '_>>;
}

/// A snapshot that never changes: for tests.
impl Source for Arc<Snapshot> {
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Snapshot>, Unavailable>> + Send + '_>> {
        let snapshot = Self::clone(self);
        Box::pin(std::future::ready(Ok(snapshot)))
    }
}
