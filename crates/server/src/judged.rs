//! What was judged of one unit, with the ways into it: made when it is first asked for, and shared by all snapshots in which
//! it stands.

use crate::urgency::urgency;
use jishi_authorize::Sight;
use jishi_base::{RecordId, UnitId};
use jishi_calendar::{Date, Period, Workdays};
use jishi_evaluate::{Asked, Instance, Registers, evaluate_part};
use jishi_facts::{Site, Subject};
use jishi_pack::Library;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

/// Where a duty instance is found: the duty, whose, which period.
pub type Address = (usize, Subject, Period);

/// The instances of a unit, or of those of its subjects whom a viewer may see.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// In the order of evaluation.
    instances: Vec<Arc<Instance>>,
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
    pub(crate) fn new(instances: impl IntoIterator<Item = Instance>, as_of: Date) -> Self {
        Self::shared(instances.into_iter().map(Arc::new).collect(), as_of)
    }

    fn shared(instances: Vec<Arc<Instance>>, as_of: Date) -> Self {
        let mut order: Vec<usize> = (0..instances.len()).collect();
        order.sort_by_cached_key(|&at| instances.get(at).map(|i| (urgency(i, as_of), i.duty, i.subject, i.period, at)));
        Self { instances, order, ways: OnceLock::new() }
    }

    /// In the order of evaluation.
    pub(crate) fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.instances.iter().map(|instance| &**instance)
    }

    fn places<'s>(&'s self, places: Option<&'s Vec<usize>>) -> impl Iterator<Item = &'s Instance> {
        places.into_iter().flatten().filter_map(|&at| self.instances.get(at).map(|instance| &**instance))
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
    /// Those of the site, looked up when first asked for.
    pub(crate) registers: Arc<OnceLock<Arc<Registers>>>,
    pub(crate) workdays: Arc<Workdays>,
    pub(crate) as_of: Date,
}

/// What was judged of a unit before, and the duties by their index that may stand otherwise now.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    judged: Arc<Judged>,
    duties: BTreeSet<usize>,
}

impl Judge {
    /// Judges a unit: all of it, or what does not stand as it stood.
    fn judge(&self, unit: UnitId, carried: Option<&Carried>) -> Judged {
        let registers = self.registers.get_or_init(|| Arc::new(Registers::of(&self.site)));
        let (units, duties) = (BTreeSet::from([unit]), carried.map(|carried| &carried.duties));
        let asked = Asked { units: &units, duties };
        let anew = evaluate_part(&self.library, &self.site, registers, &self.workdays, self.as_of, asked).into_iter().map(Arc::new);
        let stands = |instance: &&Arc<Instance>| duties.is_some_and(|duties| !duties.contains(&instance.duty));
        let before = carried.into_iter().flat_map(|carried| &carried.judged.instances).filter(stands).cloned();
        let mut instances: Vec<Arc<Instance>> = before.chain(anew).collect();
        instances.sort_by_key(|instance| instance.duty);
        Judged::shared(instances, self.as_of)
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
        let subjects: BTreeSet<Subject> = all.instances().map(|instance| instance.subject).collect();
        let seen: BTreeSet<Subject> = subjects.iter().filter(|subject| self.sight.sees(&self.site, **subject)).copied().collect();
        if seen.len() == subjects.len() {
            return all.clone();
        }
        let instances = all.instances.iter().filter(|instance| seen.contains(&instance.subject)).cloned().collect();
        Arc::new(Judged::shared(instances, self.as_of))
    }
}

/// From what the judgement of a place comes, until it is there.
#[derive(Debug)]
enum Source {
    Judge(Judge, Option<Carried>),
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
    /// To be judged, but for what is carried over.
    pub(crate) fn open(unit: UnitId, judge: Judge, carried: Option<Carried>) -> Self {
        Self { unit, source: Mutex::new(Some(Source::Judge(judge, carried))), judged: OnceLock::new() }
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
            Some(Source::Judge(judge, carried)) => Arc::new(judge.judge(self.unit, carried.as_ref())),
            Some(Source::Seen(seen)) => seen.take(),
            None => Arc::default(),
        }))
    }

    /// What is carried over to a later state on which these duties may stand otherwise as well; `None` where nothing was
    /// judged that could be.
    pub(crate) fn carried(&self, duties: &BTreeSet<usize>) -> Option<Carried> {
        let carried = match self.judged.get() {
            Some(judged) => Carried { judged: judged.clone(), duties: BTreeSet::new() },
            // Not asked for since the last change: what that carried over goes on, and not the state it was to be judged of.
            None => match &*self.source() {
                Some(Source::Judge(_, carried)) => carried.clone()?,
                Some(Source::Seen(_)) | None => return None,
            },
        };
        Some(Carried { duties: carried.duties.union(duties).copied().collect(), ..carried })
    }

    /// Has it been judged?
    pub(crate) fn is_ready(&self) -> bool {
        self.judged.get().is_some()
    }
}

/// Does something that takes its time: what else waits on this thread of a server goes on on another.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    let server = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if server { block_in_place(work) } else { work() }
}
