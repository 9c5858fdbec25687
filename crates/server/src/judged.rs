//! What was judged of one unit, with the ways into it: made when it is first asked for, and shared by all snapshots in which
//! it stands.

use crate::snapshot::Address;
use crate::view::urgency;
use jishi_authorize::Sight;
use jishi_base::{RecordId, UnitId};
use jishi_calendar::{Date, Workdays};
use jishi_evaluate::{Instance, evaluate_units};
use jishi_facts::{Site, Subject};
use jishi_pack::Library;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// The instances of a unit, or of those of its subjects whom a viewer may see.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// In the order of evaluation.
    instances: Vec<Instance>,
    /// Their places, most urgent first.
    order: Vec<usize>,
    ways: OnceLock<Ways>,
}

/// Places of instances, each list most urgent first.
#[derive(Debug, Default)]
struct Ways {
    of_subject: BTreeMap<Subject, Vec<usize>>,
    at: BTreeMap<Address, Vec<usize>>,
    looked_at: BTreeMap<RecordId, Vec<usize>>,
}

impl Judged {
    pub(crate) fn new(instances: Vec<Instance>, as_of: Date) -> Self {
        let mut order: Vec<usize> = (0..instances.len()).collect();
        order.sort_by_cached_key(|&at| instances.get(at).map(|i| (urgency(i, as_of), i.duty, i.subject, i.period, at)));
        Self { instances, order, ways: OnceLock::new() }
    }

    /// In the order of evaluation.
    pub(crate) fn instances(&self) -> &[Instance] {
        &self.instances
    }

    fn places<'s>(&'s self, places: Option<&'s Vec<usize>>) -> impl Iterator<Item = &'s Instance> {
        places.into_iter().flatten().filter_map(|&at| self.instances.get(at))
    }

    /// Most urgent first.
    pub(crate) fn urgent_first(&self) -> impl Iterator<Item = &Instance> {
        self.places(Some(&self.order))
    }

    /// Those of a subject, most urgent first.
    pub(crate) fn of_subject(&self, subject: Subject) -> impl Iterator<Item = &Instance> {
        self.places(self.ways().of_subject.get(&subject))
    }

    /// Those that looked at a record, whether it counts for them or not; most urgent first.
    pub(crate) fn looked_at(&self, record: RecordId) -> impl Iterator<Item = &Instance> {
        self.places(self.ways().looked_at.get(&record))
    }

    /// Those at an address, in the order of evaluation.
    pub(crate) fn at(&self, address: Address) -> impl Iterator<Item = &Instance> {
        self.places(self.ways().at.get(&address))
    }

    fn ways(&self) -> &Ways {
        self.ways.get_or_init(|| {
            let mut ways = Ways::default();
            for (at, instance) in self.instances.iter().enumerate() {
                ways.at.entry((instance.duty, instance.subject, instance.period)).or_default().push(at);
            }
            for &at in &self.order {
                let Some(instance) = self.instances.get(at) else { continue };
                ways.of_subject.entry(instance.subject).or_default().push(at);
                let records: BTreeSet<RecordId> = instance.evidence.iter().filter_map(|fact| fact.what.record()).collect();
                records.into_iter().for_each(|record| ways.looked_at.entry(record).or_default().push(at));
            }
            ways
        })
    }
}

/// What a judgement takes.
#[derive(Clone, Debug)]
pub(crate) struct Judge {
    pub(crate) library: Arc<Library>,
    pub(crate) site: Arc<Site>,
    pub(crate) workdays: Arc<Workdays>,
    pub(crate) as_of: Date,
}

impl Judge {
    /// Of the same state, for the same day?
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.site, &other.site) && self.as_of == other.as_of
    }

    /// Judges some units at once.
    fn judge(&self, units: &BTreeSet<UnitId>) -> BTreeMap<UnitId, Judged> {
        let mut of: BTreeMap<UnitId, Vec<Instance>> = units.iter().map(|unit| (*unit, Vec::new())).collect();
        for instance in evaluate_units(&self.library, &self.site, &self.workdays, self.as_of, units) {
            instance.unit.and_then(|unit| of.get_mut(&unit)).into_iter().for_each(|all| all.push(instance.clone()));
        }
        of.into_iter().map(|(unit, instances)| (unit, Judged::new(instances, self.as_of))).collect()
    }
}

/// The instances of those subjects who are seen; the very same where all of them are.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) whole: Arc<Place>,
    pub(crate) sight: Arc<Sight>,
    pub(crate) site: Arc<Site>,
    pub(crate) as_of: Date,
}

impl Seen {
    fn take(&self) -> Arc<Judged> {
        let all = self.whole.judged();
        let subjects: BTreeSet<Subject> = all.instances.iter().map(|instance| instance.subject).collect();
        let seen: BTreeSet<Subject> = subjects.iter().filter(|subject| self.sight.sees(&self.site, **subject)).copied().collect();
        if seen.len() == subjects.len() {
            return all.clone();
        }
        let instances = all.instances.iter().filter(|instance| seen.contains(&instance.subject)).cloned().collect();
        Arc::new(Judged::new(instances, self.as_of))
    }
}

/// From what the judgement of a place comes, until it is there.
#[derive(Debug)]
enum Source {
    Judge(Judge),
    Seen(Seen),
}

/// The place of what is judged of a unit: whoever asks first, judges.
#[derive(Debug)]
pub(crate) struct Place {
    unit: UnitId,
    /// Given away once it has been used: it holds on to a state of the site.
    source: Mutex<Option<Source>>,
    judged: OnceLock<Arc<Judged>>,
}

impl Place {
    /// To be judged.
    pub(crate) fn open(unit: UnitId, judge: Judge) -> Self {
        Self { unit, source: Mutex::new(Some(Source::Judge(judge))), judged: OnceLock::new() }
    }

    /// To be judged as a whole, and seen in part.
    pub(crate) fn seen(unit: UnitId, seen: Seen) -> Self {
        Self { unit, source: Mutex::new(Some(Source::Seen(seen))), judged: OnceLock::new() }
    }

    /// With what was judged.
    pub(crate) fn filled(unit: UnitId, judged: Judged) -> Self {
        Self { unit, source: Mutex::new(None), judged: OnceLock::from(Arc::new(judged)) }
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Option<Source>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is judged of the unit; judges it where nobody asked before.
    pub(crate) fn judged(&self) -> &Arc<Judged> {
        self.judged.get_or_init(|| aside(|| match self.source().take() {
            Some(Source::Judge(judge)) => Arc::new(judge.judge(&[self.unit].into()).remove(&self.unit).unwrap_or_default()),
            Some(Source::Seen(seen)) => seen.take(),
            None => Arc::default(),
        }))
    }

    /// Has it been judged?
    pub(crate) fn is_ready(&self) -> bool {
        self.judged.get().is_some()
    }

    fn set(&self, judged: Judged) {
        let _ = self.judged.set(Arc::new(judged));
        *self.source() = None;
    }
}

/// Does something that takes its time: what else waits on this thread of a server goes on on another.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    let server = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if server { block_in_place(work) } else { work() }
}

/// Judges those of some places that have not been, all at once. Takes its time: for a thread that serves no pages.
pub(crate) fn make_ready<'p>(places: impl Iterator<Item = &'p Arc<Place>> + Clone) {
    let open = places.clone().filter(|place| !place.is_ready()).map(whole_of).filter(|place| !place.is_ready());
    let mut open: Vec<(Arc<Place>, Judge)> = open.filter_map(|place| judge_of(&place).map(|judge| (place, judge))).collect();
    while let Some((_, judge)) = open.last().cloned() {
        let (now, later): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, other)| other.is(&judge));
        let mut judged = judge.judge(&now.iter().map(|(place, _)| place.unit).collect());
        now.iter().for_each(|(place, _)| place.set(judged.remove(&place.unit).unwrap_or_default()));
        open = later;
    }
    places.for_each(|place| drop(place.judged().clone()));
}

/// The place that is judged, of one that is seen in part.
fn whole_of(place: &Arc<Place>) -> Arc<Place> {
    match &*place.source() {
        Some(Source::Seen(seen)) => seen.whole.clone(),
        _ => place.clone(),
    }
}

fn judge_of(place: &Place) -> Option<Judge> {
    match &*place.source() {
        Some(Source::Judge(judge)) => Some(judge.clone()),
        _ => None,
    }
}
