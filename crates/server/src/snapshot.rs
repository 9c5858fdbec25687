//! What the pages show: one judged state of the site as far as a viewer sees it, with the ways into it; and where it comes from.

use crate::filed::{Filed, newest_first};
pub use crate::verdicts::Address;
use crate::judge::Judge;
use crate::judged::{Newest, Place};
use crate::verdicts::{Judged, Turned};
use crate::naming::Naming;
use crate::offices::Offices;
use crate::rules::{Again, Rules};
use jishi_authorize::{Acting, Actor, Register, Seen, Sight, sight};
use jishi_base::{BodyId, PersonId, RecordId, UnitId};
use jishi_calendar::{Date, Workdays};
use jishi_evaluate::{Instance, Speaker, Stirred, Verdict};
use jishi_facts::site::holds;
use jishi_facts::{Body, Contents, Record, RecordText, Site, Subject, Unit, Unopened};
use jishi_pack::{Duty, Library};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::ops::Deref;
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
    /// What the site holds sealed.
    pub contents: Arc<dyn Contents>,
}

/// [`Inputs`] with what is judged of them, unit by unit, and the ways in, as far as a viewer sees it.
#[derive(Debug)]
pub struct Snapshot {
    /// Those of a viewer have no site: it is seen through the lens.
    inputs: Inputs,
    seen: Naming,
    rules: Arc<Rules>,
    units: BTreeMap<UnitId, Arc<Place>>,
    filed: BTreeMap<UnitId, Arc<OnceLock<Filed>>>,
    /// The branch of each member on the day judged for.
    branch: Arc<OnceLock<BTreeMap<PersonId, BodyId>>>,
    /// What judges, on the whole site; none where everything was judged already.
    judge: Option<Judge>,
    /// That of which it is the part that a viewer sees.
    whole: Option<Arc<Whole>>,
}

/// The state as it is, for judging and deciding: what is shown of it is the [`Snapshot`] of a viewer. As a snapshot it is
/// that of the owner on the machine. What has not changed since an earlier one is that one's.
#[derive(Debug)]
pub struct Whole {
    shown: Snapshot,
    /// Where what is judged of each unit meets that of other states; of a preview nowhere.
    newest: BTreeMap<UnitId, Arc<Newest>>,
    offices: Arc<Offices>,
}

impl Deref for Whole {
    type Target = Snapshot;
    fn deref(&self) -> &Snapshot {
        &self.shown
    }
}

impl Whole {
    /// Of what was judged already.
    #[must_use]
    pub fn new(inputs: Inputs, instances: Vec<Instance>) -> Self {
        let mut of: BTreeMap<UnitId, Vec<Instance>> = inputs.site.units.keys().map(|unit| (*unit, Vec::new())).collect();
        for instance in instances {
            instance.unit.into_iter().for_each(|unit| of.entry(unit).or_default().push(instance.clone()));
        }
        let units = of.into_iter().map(|(unit, all)| (unit, Arc::new(Place::filled(unit, Judged::told(all, inputs.as_of))))).collect();
        let rules = Arc::new(Rules::of(&inputs.library));
        Self { shown: Snapshot::of_owner(inputs, rules, units, None), newest: BTreeMap::new(), offices: Arc::default() }
    }

    /// To be judged when it is asked for, but for what stands as it did in `before`.
    #[must_use]
    pub(crate) fn after(before: Option<&Self>, inputs: Inputs, workdays: &Arc<Workdays>) -> Self {
        Self::follow(before, inputs, workdays, true)
    }

    /// The same of a site that will never be: what is judged of it is no later state's to take over.
    #[must_use]
    pub(crate) fn preview(before: &Self, inputs: Inputs, workdays: &Arc<Workdays>) -> Self {
        Self::follow(Some(before), inputs, workdays, false)
    }

    fn follow(before: Option<&Self>, inputs: Inputs, workdays: &Arc<Workdays>, is_state: bool) -> Self {
        let before = before.filter(|before| before.inputs.as_of == inputs.as_of && Arc::ptr_eq(&before.inputs.library, &inputs.library));
        let rules = before.map_or_else(|| Arc::new(Rules::of(&inputs.library)), |before| before.rules.clone());
        let known = before.filter(|before| before.has_registers_of(&inputs.site)).and_then(|before| before.judge.as_ref());
        let same_day = before.filter(|before| before.inputs.today == inputs.today && before.has_registers_of(&inputs.site));
        let offices = same_day.map(|before| before.offices.clone()).unwrap_or_default();
        let registers = known.map(|judge| judge.registers.clone()).unwrap_or_default();
        let (library, site, workdays, as_of) = (inputs.library.clone(), inputs.site.clone(), workdays.clone(), inputs.as_of);
        let judge = Judge { library, site, registers, workdays, as_of, rules: rules.clone() };
        let known = |unit: &UnitId| before.and_then(|before| before.newest.get(unit)).cloned().unwrap_or_default();
        let newest: BTreeMap<UnitId, Arc<Newest>> = inputs.site.units.keys().filter(|_| is_state).map(|unit| (*unit, known(unit))).collect();
        let place = |unit: &UnitId| match before.and_then(|before| Some((before.units.get(unit)?, before.again(&inputs.site, *unit)))) {
            // One that nobody has asked for would hold on to the state that it was to be judged of.
            Some((place, again)) if again.is_not() && place.is_judged() => place.clone(),
            Some((place, Again::Cases(cases))) => Arc::new(Place::open(*unit, judge.clone(), place.carried(cases), newest.get(unit).cloned())),
            Some((_, Again::All)) | None => Arc::new(Place::open(*unit, judge.clone(), None, newest.get(unit).cloned())),
        };
        let units = inputs.site.units.keys().map(|unit| (*unit, place(unit))).collect();
        Self { shown: Snapshot { judge: Some(judge), ..Snapshot::of_owner(inputs, rules, units, before) }, newest, offices }
    }

    /// The registers and records.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.inputs.site
    }

    /// All texts of a record, whoever may see them: for what must not lose them.
    ///
    /// # Errors
    /// Where they cannot be read now.
    pub(crate) fn text(&self, record: &Record) -> Result<Option<RecordText>, Unopened> {
        let Some(texts) = record.text.open() else { return Ok(None) };
        Ok(texts.read(&self.inputs.contents.one(texts.at)?))
    }

    /// In which offices a person may act today, the most far-reaching first.
    pub(crate) fn offices_of(&self, person: PersonId) -> Arc<[Acting]> {
        self.offices.of(person, self.register(), self.inputs.today)
    }

    /// What questions of who may do what are asked of.
    pub(crate) fn register(&self) -> Register<'_> {
        Register { site: &self.inputs.site, personal: &self.rules.personal }
    }

    /// What the owner on the machine sees of it.
    pub(crate) fn of_owner(whole: &Arc<Self>) -> Snapshot {
        let shown = whole.shown.again();
        Snapshot { inputs: Inputs { site: Arc::default(), ..shown.inputs }, whole: Some(whole.clone()), ..shown }
    }

    /// Has later states, from a size of the site on, take over what was judged of some units of one that was foreseen.
    pub(crate) fn hand_on(&self, foreseen: &Self, units: &BTreeSet<UnitId>, size: u64) {
        let known = units.iter().filter_map(|unit| Some((self.newest.get(unit)?, foreseen.units.get(unit)?)));
        known.for_each(|(newest, place)| newest.offer(size, place.judged()));
    }

    /// How far a unit has to be judged again on a later state of the site.
    pub(crate) fn again(&self, later: &Site, unit: UnitId) -> Again {
        self.rules.again(&later.moved, self.inputs.site.size, unit)
    }
}

impl Snapshot {
    fn of_owner(inputs: Inputs, rules: Arc<Rules>, units: BTreeMap<UnitId, Arc<Place>>, before: Option<&Whole>) -> Self {
        let moved = &inputs.site.moved;
        let stands = |before: &&Whole, unit: UnitId| {
            let size = before.inputs.site.size;
            !moved.judged_since(size, unit) && moved.kinds_since(size, unit).next().is_none()
        };
        let kept = |unit: &UnitId| before.filter(|before| stands(before, *unit)).and_then(|before| before.filed.get(unit)).cloned();
        let filed = inputs.site.units.keys().map(|unit| (*unit, kept(unit).unwrap_or_default())).collect();
        let same = before.filter(|before| before.inputs.today == inputs.today && before.has_registers_of(&inputs.site));
        let anew = || Seen::new(inputs.site.clone(), Arc::new(sight(Register { site: &inputs.site, personal: &rules.personal }, &Actor::owner(), inputs.today)), inputs.contents.clone());
        let seen = Naming(same.map_or_else(anew, |before| before.seen.over(inputs.site.clone())));
        let branch = same.map(|before| before.branch.clone()).unwrap_or_default();
        Self { seen, units, filed, branch, inputs, rules, judge: None, whole: None }
    }

    /// The part of `whole` that is in a sight, with these instances; it may have been seen `before`, with the same registers.
    pub(crate) fn part(whole: &Arc<Whole>, sight: &Arc<Sight>, units: BTreeMap<UnitId, Arc<Place>>, before: Option<&Self>) -> Self {
        let site = &whole.inputs.site;
        let seen = Naming(before.map_or_else(|| Seen::new(site.clone(), sight.clone(), whole.inputs.contents.clone()), |before| before.seen.over(site.clone())));
        let inputs = Inputs { site: Arc::default(), ..whole.inputs.clone() };
        let branch = before.map(|before| before.branch.clone()).unwrap_or_default();
        Self { inputs, seen, units, rules: whole.rules.clone(), filed: BTreeMap::new(), branch, judge: whole.judge.clone(), whole: Some(whole.clone()) }
    }

    /// The same for another request: what it looks at in part goes with it.
    pub(crate) fn again(&self) -> Self {
        Self {
            inputs: self.inputs.clone(), seen: Naming(self.seen.again()), rules: self.rules.clone(), units: self.units.clone(),
            filed: self.filed.clone(), branch: self.branch.clone(), judge: self.judge.clone(), whole: self.whole.clone(),
        }
    }

    /// That of which it is a part: the owner's.
    fn whole(&self) -> &Self {
        self.whole.as_ref().map_or(self, |whole| whole)
    }

    /// Has everything been judged, and put in order?
    pub(crate) fn is_ready(&self) -> bool {
        self.units.values().all(|place| place.is_ready())
    }

    /// Judges what has not been, and puts it in order. Takes its time: for a thread that serves no pages.
    pub(crate) fn make_ready(&self) {
        self.units.values().for_each(|place| place.judged().put_in_order());
    }

    /// What stands otherwise in some units than in an earlier state, or stands that did not; judged where it has not been.
    pub(crate) fn turned(&self, earlier: &Self, units: &BTreeSet<UnitId>) -> Vec<Turned<'_>> {
        let both = units.iter().filter_map(|unit| Some((self.units.get(unit)?, earlier.units.get(unit)?)));
        both.flat_map(|(now, before)| now.judged().turned(before.judged())).collect()
    }

    /// Judges some units, in no order yet.
    pub(crate) fn judge(&self, units: &BTreeSet<UnitId>) {
        units.iter().filter_map(|unit| self.units.get(unit)).for_each(|place| drop(place.judged().clone()));
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
        self.seen.sees_person(person) && self.seen.person(person).is_some_and(|person| !person.details.is_held())
    }

    /// The packs.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.inputs.library
    }
    /// The registers and records, as far as they are seen.
    #[must_use]
    pub fn seen(&self) -> &Seen {
        &self.seen
    }
    /// Names, titles and grounds, as far as they are known here.
    pub(crate) fn names(&self) -> &Naming {
        &self.seen
    }
    /// What instances say, in the words of the packs and the names that are known here.
    #[must_use]
    pub fn words(&self) -> Speaker<'_> {
        Speaker::new(&self.inputs.library, &self.seen)
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
        let unit = self.seen.unit_of(subject);
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
        let Some(entry) = self.seen.record(record) else { return Vec::new() };
        let (near, above) = self.whole().inputs.site.looking_at(entry.id);
        let people = entry.people.values().flat_map(|people| people.iter()).map(|person| Subject::Person(*person));
        let named = entry.bodies.iter().map(|body| Subject::Body(*body)).chain(people);
        let concern = self.judge.as_ref().map(|judge| judge.concerned(named)).unwrap_or_default();
        let looking = self.units.iter().filter_map(|(unit, place)| {
            let duties = self.rules.looking_at(&entry.kinds, near.contains(unit), above.contains(unit));
            (!duties.is_empty()).then(|| (unit, place, Stirred { duties, concern: concern.clone(), ..Stirred::default() }))
        });
        looking.flat_map(|(unit, place, cases)| place.judged().looked_at(record, &cases, *unit, self.judge.as_ref())).collect()
    }

    fn branches(&self) -> &BTreeMap<PersonId, BodyId> {
        self.branch.get_or_init(|| branches(&self.seen, self.inputs.as_of))
    }

    /// The branch of a person on the day judged for.
    #[must_use]
    pub fn branch_of(&self, person: PersonId) -> Option<BodyId> {
        self.branches().get(&person).copied()
    }

    /// What is filed under a unit of the whole: what is not seen of it is left out when it is listed.
    fn filed(&self, unit: UnitId) -> Option<&Filed> {
        let whole = self.whole();
        let filed = whole.filed.get(&unit)?;
        Some(filed.get_or_init(|| Filed::new(&whole.inputs.site, unit, whole.branches(), whole.inputs.as_of)))
    }

    fn record(&self, id: RecordId) -> Option<&Record> {
        self.seen.record(id)
    }

    /// The records of a body that stand, newest first; those of its people too, as far as it is known who they are.
    pub fn records_of_body(&self, body: BodyId) -> impl Iterator<Item = &Record> {
        let filed = self.seen.unit_of(Subject::Body(body)).and_then(|unit| self.filed(unit));
        let of_people = move |record: &&Record| record.people.values().flat_map(|people| people.iter()).any(|person| self.branch_of(*person) == Some(body));
        let records = filed.into_iter().flat_map(move |filed| filed.of_body(body)).filter_map(|id| self.record(id));
        records.filter(move |record| !record.bodies.is_empty() || of_people(record))
    }

    /// The records that stand and name a person in any role, newest first.
    pub fn records_of_person(&self, person: PersonId) -> impl Iterator<Item = &Record> {
        let filed = self.seen.unit_of(Subject::Person(person)).and_then(|unit| self.filed(unit));
        let named = move |record: &&Record| record.people.values().flat_map(|people| people.iter()).any(|named| *named == person);
        filed.into_iter().flat_map(move |filed| filed.of_person(person)).filter_map(|id| self.record(id)).filter(named)
    }

    /// The records that stand and are about a unit, newest first; of no unit in particular, every one.
    #[must_use]
    pub fn records(&self, unit: Option<UnitId>) -> Vec<&Record> {
        match unit {
            Some(unit) if self.seen.unit(unit).is_some() => self.filed(unit).into_iter().flat_map(Filed::all).filter_map(|id| self.record(id)).collect(),
            Some(_) => Vec::new(),
            None => newest_first(self.seen.records(), self.inputs.as_of),
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
        // Twins are of one subject: who sees one of them sees all.
        let twins = self.whole().at((instance.duty, instance.subject, instance.period));
        twins.iter().position(|twin| std::ptr::eq(*twin, instance)).map_or(1, |place| place + 1)
    }

    /// What stands in the way of a record's content. It is asked of the whole: what is refused when it is written is refused here.
    pub(crate) fn refuses(&self, content: &jishi_workflow::Content) -> Option<jishi_workflow::Refusal> {
        jishi_workflow::check_content(&self.whole().inputs.site, content).err()
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
        let mut units: Vec<&Unit> = self.seen.units().collect();
        units.sort_by_key(|unit| unit.version);
        units
    }

    /// The bodies of a unit that exist on the day judged for, in the order of registration.
    #[must_use]
    pub fn bodies(&self, unit: UnitId) -> Vec<&Body> {
        let exists = |body: &&Body| body.unit == Some(unit) && holds(body.founded, body.closed, self.inputs.as_of);
        let mut bodies: Vec<&Body> = self.seen.bodies().filter(exists).collect();
        bodies.sort_by_key(|body| body.version);
        bodies
    }

    /// The unit to take for granted: the only one.
    #[must_use]
    pub fn only_unit(&self) -> Option<UnitId> {
        let mut units = self.seen.units().map(|unit| unit.id);
        units.next().filter(|_| units.next().is_none())
    }
}

/// As [`Seen::branch_of`] for everybody: the membership entered last stands.
fn branches(seen: &Seen, as_of: Date) -> BTreeMap<PersonId, BodyId> {
    seen.memberships().filter(|m| holds(seen.member_since(m), m.until, as_of)).map(|m| (m.person, m.body)).collect()
}

/// Why there is nothing to show, in Chinese and without personal values: it goes to the operator's log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unavailable(pub String);

/// Where snapshots come from. The one who wires the server judges again when the journal grows or the day changes, and
/// hands out the same snapshot otherwise: this is asked on every request.
pub trait Source: Send + Sync + 'static {
    /// The state to show now.
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Whole>, Unavailable>> + Send + '_>>;

    /// How often sealed contents could not be read so far.
    fn unread(&self) -> u64;
}

/// A snapshot that never changes: for tests.
impl Source for Arc<Whole> {
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Whole>, Unavailable>> + Send + '_>> {
        let snapshot = Self::clone(self);
        Box::pin(std::future::ready(Ok(snapshot)))
    }

    fn unread(&self) -> u64 {
        self.inputs.contents.failures()
    }
}
