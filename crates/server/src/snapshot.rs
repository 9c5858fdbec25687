//! What the pages show: one judged state of the site with the ways into it, and where it comes from.

use crate::filed::{Filed, newest_first};
pub use crate::verdicts::Address;
use crate::judge::Judge;
use crate::judged::Place;
use crate::verdicts::Judged;
use crate::rules::{Again, Rules};
use jishi_authorize::Register;
use jishi_base::{BodyId, PersonId, RecordId, UnitId};
use jishi_calendar::{Date, Workdays};
use jishi_evaluate::{Instance, Speaker, Verdict};
use jishi_facts::site::holds;
use jishi_facts::{Body, Record, Site, Subject, Unit};
use jishi_pack::{Duty, Library};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

/// One state of the site.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The packs to judge by.
    pub library: Arc<Library>,
    /// The registers and records.
    pub site: Arc<Site>,
    /// The day judged for (判定时点).
    pub as_of: Date,
    /// The day it is; pages say so where it is another than `as_of`.
    pub today: Date,
    /// As known on this day; `None` is everything known by now.
    pub known_at: Option<Date>,
    /// Root of the journal's tree, in hexadecimal.
    pub journal_root: String,
}

/// [`Inputs`] with what is judged of them, unit by unit, and the ways in. What has not changed since an earlier snapshot is
/// that one's.
#[derive(Debug)]
pub struct Snapshot {
    inputs: Inputs,
    rules: Arc<Rules>,
    /// Those of whom more than the name is seen; `None` is everybody.
    open: Option<BTreeSet<PersonId>>,
    units: BTreeMap<UnitId, Arc<Place>>,
    filed: BTreeMap<UnitId, Arc<OnceLock<Filed>>>,
    /// The branch of each member on the day judged for.
    branch: Arc<OnceLock<BTreeMap<PersonId, BodyId>>>,
    /// What judges, on the whole site; none where everything was judged already.
    judge: Option<Judge>,
}

impl Snapshot {
    /// Of what was judged already.
    #[must_use]
    pub fn new(inputs: Inputs, instances: Vec<Instance>) -> Self {
        let mut of: BTreeMap<UnitId, Vec<Instance>> = inputs.site.units.keys().map(|unit| (*unit, Vec::new())).collect();
        for instance in instances {
            instance.unit.into_iter().for_each(|unit| of.entry(unit).or_default().push(instance.clone()));
        }
        let units = of.into_iter().map(|(unit, all)| (unit, Arc::new(Place::filled(unit, Judged::told(all, inputs.as_of))))).collect();
        let rules = Arc::new(Rules::of(&inputs.library));
        Self::with(inputs, rules, units, None)
    }

    /// To be judged when it is asked for, but for what stands as it did in `before`.
    #[must_use]
    pub(crate) fn after(before: Option<&Self>, inputs: Inputs, workdays: &Arc<Workdays>) -> Self {
        let before = before.filter(|before| before.inputs.as_of == inputs.as_of && Arc::ptr_eq(&before.inputs.library, &inputs.library));
        let rules = before.map_or_else(|| Arc::new(Rules::of(&inputs.library)), |before| before.rules.clone());
        let known = before.filter(|before| before.has_registers_of(&inputs.site)).and_then(|before| before.judge.as_ref());
        let registers = known.map(|judge| judge.registers.clone()).unwrap_or_default();
        let (library, site, workdays, as_of) = (inputs.library.clone(), inputs.site.clone(), workdays.clone(), inputs.as_of);
        let judge = Judge { library, site, registers, workdays, as_of };
        let place = |unit: &UnitId| match before.and_then(|before| Some((before.units.get(unit)?, before.again(&inputs.site, *unit)))) {
            // One that nobody has asked for would hold on to the state that it was to be judged of.
            Some((place, again)) if again.is_not() && place.is_ready() => place.clone(),
            Some((place, Again::Duties(duties))) => Arc::new(Place::open(*unit, judge.clone(), place.carried(&duties))),
            Some((_, Again::All)) | None => Arc::new(Place::open(*unit, judge.clone(), None)),
        };
        let units = inputs.site.units.keys().map(|unit| (*unit, place(unit))).collect();
        Self { judge: Some(judge), ..Self::with(inputs, rules, units, before) }
    }

    /// The part of `whole` that somebody sees: of this site, with these instances, and more than the names of these people.
    pub(crate) fn part(
        whole: &Self, site: Site, units: BTreeMap<UnitId, Arc<Place>>, open: BTreeSet<PersonId>, before: Option<&Self>,
    ) -> Self {
        let inputs = Inputs { site: Arc::new(site), ..whole.inputs.clone() };
        Self { open: Some(open), judge: whole.judge.clone(), ..Self::with(inputs, whole.rules.clone(), units, before) }
    }

    /// The same part of a later whole, in which nothing has happened that is seen.
    pub(crate) fn part_again(whole: &Self, before: &Self, units: BTreeMap<UnitId, Arc<Place>>) -> Self {
        let inputs = Inputs { site: before.inputs.site.clone(), ..whole.inputs.clone() };
        Self {
            inputs, units, rules: whole.rules.clone(), open: before.open.clone(), filed: before.filed.clone(), branch: before.branch.clone(),
            judge: whole.judge.clone(),
        }
    }

    fn with(inputs: Inputs, rules: Arc<Rules>, units: BTreeMap<UnitId, Arc<Place>>, before: Option<&Self>) -> Self {
        let moved = &inputs.site.moved;
        let stands = |before: &&Self, unit: UnitId| {
            let size = before.inputs.site.size;
            !moved.judged_since(size, unit) && moved.kinds_since(size, unit).next().is_none()
        };
        let kept = |unit: &UnitId| before.filter(|before| stands(before, *unit)).and_then(|before| before.filed.get(unit)).cloned();
        let filed = inputs.site.units.keys().map(|unit| (*unit, kept(unit).unwrap_or_default())).collect();
        let branch = before.filter(|before| before.has_registers_of(&inputs.site)).map(|before| before.branch.clone());
        Self { open: None, units, filed, branch: branch.unwrap_or_default(), judge: None, inputs, rules }
    }

    /// Has everything been judged?
    pub(crate) fn is_ready(&self) -> bool {
        self.units.values().all(|place| place.is_ready())
    }

    /// Judges what has not been, of all units or of some. Takes its time: for a thread that serves no pages.
    pub(crate) fn make_ready(&self, units: Option<&BTreeSet<UnitId>>) {
        let asked = self.units.iter().filter(|(unit, _)| units.is_none_or(|units| units.contains(unit)));
        asked.for_each(|(_, place)| drop(place.judged().clone()));
    }

    /// How far a unit has to be judged again on a later state of the site.
    pub(crate) fn again(&self, later: &Site, unit: UnitId) -> Again {
        self.rules.again(&later.moved, self.inputs.site.size, unit)
    }

    /// Has a later state of the site the same registers?
    fn has_registers_of(&self, later: &Site) -> bool {
        later.moved.registers() <= self.inputs.site.size
    }

    /// The places of what is judged, by unit.
    pub(crate) fn places(&self) -> &BTreeMap<UnitId, Arc<Place>> {
        &self.units
    }

    /// Is more than the name of a person seen? Of somebody restricted there is no more, for nobody.
    pub(crate) fn opens_person(&self, person: PersonId) -> bool {
        self.inputs.site.people.get(&person).is_some_and(|person| !person.details.is_held()) && self.open.as_ref().is_none_or(|open| open.contains(&person))
    }

    /// What questions of who may do what are asked of.
    pub(crate) fn register(&self) -> Register<'_> {
        Register { site: &self.inputs.site, personal: &self.rules.personal }
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

    /// Every verdict: by unit, in the order of evaluation.
    pub fn verdicts(&self) -> impl Iterator<Item = &Verdict> {
        self.units.values().flat_map(|place| place.judged().verdicts()).map(|verdict| &**verdict)
    }

    /// The verdicts of a unit, most urgent first.
    pub fn of_unit(&self, unit: UnitId) -> impl Iterator<Item = &Verdict> {
        self.units.get(&unit).into_iter().flat_map(|place| place.judged().urgent_first())
    }

    /// What is judged of a subject's unit; of one whose unit is not known here, what is judged of any.
    fn about(&self, subject: Subject) -> impl Iterator<Item = &Arc<Judged>> {
        let unit = self.inputs.site.unit_of(subject);
        self.units.iter().filter(move |(known, _)| unit.is_none_or(|unit| unit == **known)).map(|(_, place)| place.judged())
    }

    /// The verdicts of a subject, most urgent first.
    pub fn of_subject(&self, subject: Subject) -> impl Iterator<Item = &Verdict> {
        self.about(subject).flat_map(move |judged| judged.of_subject(subject))
    }

    /// A verdict with its reasons.
    #[must_use]
    pub fn told(&self, verdict: &Verdict) -> Arc<Instance> {
        self.told_all(&[verdict]).pop().unwrap_or_else(|| Arc::new(Instance::bare(verdict)))
    }

    /// Verdicts with their reasons, in their order: dearer than verdicts alone, and cheaper than one by one.
    #[must_use]
    pub fn told_all(&self, verdicts: &[&Verdict]) -> Vec<Arc<Instance>> {
        let mut of: BTreeMap<Option<UnitId>, Vec<(usize, &Verdict)>> = BTreeMap::new();
        verdicts.iter().enumerate().for_each(|(at, verdict)| of.entry(verdict.unit).or_default().push((at, verdict)));
        let mut told: BTreeMap<usize, Arc<Instance>> = BTreeMap::new();
        for (unit, wanted) in of {
            let (places, wanted): (Vec<usize>, Vec<&Verdict>) = wanted.into_iter().unzip();
            let judged = unit.and_then(|unit| Some((unit, self.units.get(&unit)?.judged())));
            let instances = judged.map_or_else(|| wanted.iter().map(|verdict| Arc::new(Instance::bare(verdict))).collect(), |(unit, judged)| {
                judged.instances(&wanted, unit, self.judge.as_ref())
            });
            told.extend(places.into_iter().zip(instances));
        }
        told.into_values().collect()
    }

    /// Who looked at a record, whether it counts for them or not, with their reasons; by unit, in the order of evaluation.
    #[must_use]
    pub fn looked_at(&self, record: RecordId) -> Vec<(&Verdict, Arc<Instance>)> {
        let Some(entry) = self.inputs.site.records.get(&record) else { return Vec::new() };
        let whole = self.judge.as_ref().map_or(&*self.inputs.site, |judge| &*judge.site);
        let (near, above) = whole.looking_at(entry.id);
        let looking = self.units.iter().filter_map(|(unit, place)| {
            let duties = self.rules.looking_at(&entry.kinds, near.contains(unit), above.contains(unit));
            (!duties.is_empty()).then_some((unit, place, duties))
        });
        looking.flat_map(|(unit, place, duties)| place.judged().looked_at(record, &duties, *unit, self.judge.as_ref())).collect()
    }

    fn branches(&self) -> &BTreeMap<PersonId, BodyId> {
        self.branch.get_or_init(|| branches(&self.inputs.site, self.inputs.as_of))
    }

    /// The branch of a person on the day judged for.
    #[must_use]
    pub fn branch_of(&self, person: PersonId) -> Option<BodyId> {
        self.branches().get(&person).copied()
    }

    fn filed(&self, unit: UnitId) -> Option<&Filed> {
        let filed = self.filed.get(&unit)?;
        Some(filed.get_or_init(|| Filed::new(&self.inputs.site, unit, self.branches(), self.inputs.as_of)))
    }

    fn record(&self, id: RecordId) -> Option<&Record> {
        self.inputs.site.records.get(&id)
    }

    /// The records of a body that stand, newest first; those of its people too.
    pub fn records_of_body(&self, body: BodyId) -> impl Iterator<Item = &Record> {
        let filed = self.inputs.site.unit_of(Subject::Body(body)).and_then(|unit| self.filed(unit));
        filed.into_iter().flat_map(move |filed| filed.of_body(body)).filter_map(|id| self.record(id))
    }

    /// The records that stand and name a person in any role, newest first.
    pub fn records_of_person(&self, person: PersonId) -> impl Iterator<Item = &Record> {
        let filed = self.inputs.site.unit_of(Subject::Person(person)).and_then(|unit| self.filed(unit));
        filed.into_iter().flat_map(move |filed| filed.of_person(person)).filter_map(|id| self.record(id))
    }

    /// The records that stand and are about a unit, newest first; of no unit in particular, every one.
    #[must_use]
    pub fn records(&self, unit: Option<UnitId>) -> Vec<&Record> {
        match unit {
            Some(unit) => self.filed(unit).into_iter().flat_map(Filed::all).filter_map(|id| self.record(id)).collect(),
            None => newest_first(self.inputs.site.records.values(), self.inputs.as_of),
        }
    }

    /// The verdicts at an address: one, unless two events of one day raise the same duty.
    #[must_use]
    pub fn at(&self, address: Address) -> Vec<&Verdict> {
        self.about(address.1).flat_map(|judged| judged.at(address)).collect()
    }

    /// Which of the verdicts at its address this one is, from 1.
    #[must_use]
    pub fn ordinal(&self, instance: &Verdict) -> usize {
        let twins = self.at((instance.duty, instance.subject, instance.period));
        twins.iter().position(|twin| std::ptr::eq(*twin, instance)).map_or(1, |place| place + 1)
    }

    /// The duty of a verdict.
    #[must_use]
    pub fn duty(&self, instance: &Verdict) -> Option<&Duty> {
        self.inputs.library.duties.get(instance.duty)
    }

    /// A duty's index, by its name.
    #[must_use]
    pub fn duty_named(&self, name: &str) -> Option<usize> {
        self.rules.by_name.get(name).copied()
    }

    /// The duties that cite an article, in pack order.
    #[must_use]
    pub fn duties_of(&self, document: &str, article: u32) -> &[usize] {
        self.rules.by_article.get(&(document.to_owned(), article)).map_or(&[], Vec::as_slice)
    }

    /// Every cited article.
    pub fn articles(&self) -> impl Iterator<Item = (&str, u32)> {
        self.rules.by_article.keys().map(|(document, article)| (document.as_str(), *article))
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

/// As [`Site::branch_of`] for everybody: the membership entered last stands.
fn branches(site: &Site, as_of: Date) -> BTreeMap<PersonId, BodyId> {
    site.memberships.iter().filter(|m| holds(site.member_since(m), m.until, as_of)).map(|m| (m.person, m.body)).collect()
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
