//! The verdicts of one unit, or of those of its subjects whom a viewer sees, with the ways to them.

use crate::judge::Judge;
use crate::reasons::Reasons;
use crate::urgency::urgency;
use jishi_base::{RecordId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_evaluate::{Instance, Verdict, Whose};
use jishi_facts::Subject;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Where a duty instance is found: the duty, whose, which period.
pub type Address = (usize, Subject, Period);

/// Verdicts in the order of evaluation, with ways that are made when somebody takes them.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    verdicts: Vec<Arc<Verdict>>,
    /// Their places, most urgent first.
    order: Vec<u32>,
    by_subject: OnceLock<Vec<u32>>,
    by_address: OnceLock<Vec<u32>>,
    /// Shared by all who see a part of the same.
    reasons: Arc<Reasons>,
}

impl Judged {
    /// Of a judgement that is at hand with all its reasons.
    pub(crate) fn told(instances: Vec<Instance>, as_of: Date) -> Self {
        let verdicts = instances.iter().map(|instance| Arc::new(instance.verdict.clone())).collect();
        Self { reasons: Arc::new(Reasons::given(instances)), ..Self::new(verdicts, as_of) }
    }

    pub(crate) fn new(verdicts: Vec<Arc<Verdict>>, as_of: Date) -> Self {
        let mut order: Vec<u32> = (0..).take(verdicts.len()).collect();
        order.sort_by_cached_key(|&at| at_place(&verdicts, at).map(|v| (urgency(v, as_of), v.duty, v.subject, v.period, at)));
        Self { verdicts, order, ..Self::default() }
    }

    /// Those whose subjects are seen.
    pub(crate) fn part(&self, seen: impl Fn(Subject) -> bool, as_of: Date) -> Self {
        let verdicts = self.verdicts.iter().filter(|verdict| seen(verdict.subject)).cloned().collect();
        Self { reasons: self.reasons.clone(), ..Self::new(verdicts, as_of) }
    }

    /// In the order of evaluation.
    pub(crate) fn verdicts(&self) -> &[Arc<Verdict>] {
        &self.verdicts
    }

    /// Some of them with their reasons, which are made as far as nobody has asked for them.
    pub(crate) fn instances(&self, wanted: &[&Verdict], unit: UnitId, judge: Option<&Judge>) -> Vec<Arc<Instance>> {
        let ordinal = |verdict: &Verdict| {
            let twins = self.at((verdict.duty, verdict.subject, verdict.period));
            twins.enumerate().find(|(_, twin)| std::ptr::eq(*twin, verdict)).map_or(0, |(ordinal, _)| ordinal)
        };
        let wanted: Vec<(&Verdict, usize)> = wanted.iter().map(|verdict| (*verdict, ordinal(verdict))).collect();
        self.reasons.of(&wanted, unit, judge)
    }

    /// Those of some duties that looked at a record, with their reasons; in the order of evaluation.
    pub(crate) fn looked_at(&self, record: RecordId, duties: &BTreeSet<usize>, unit: UnitId, judge: Option<&Judge>) -> Vec<(&Verdict, Arc<Instance>)> {
        let told = self.reasons.all().unwrap_or_else(|| judge.map(|judge| judge.instances(unit, duties, Whose::Everybody)).into_iter().flatten().map(Arc::new).collect());
        let mut nth: BTreeMap<Address, usize> = BTreeMap::new();
        let mut out = Vec::new();
        for instance in told {
            let address = (instance.duty, instance.subject, instance.period);
            let ordinal = nth.entry(address).or_default();
            if instance.looked_at(record) && let Some(verdict) = self.at(address).nth(*ordinal) {
                out.push((verdict, instance));
            }
            *ordinal += 1;
        }
        out
    }

    fn places<'s>(&'s self, places: &'s [u32]) -> impl Iterator<Item = &'s Verdict> {
        places.iter().filter_map(|&at| at_place(&self.verdicts, at))
    }

    /// Most urgent first.
    pub(crate) fn urgent_first(&self) -> impl Iterator<Item = &Verdict> {
        self.places(&self.order)
    }

    /// Those of a subject, most urgent first.
    pub(crate) fn of_subject(&self, subject: Subject) -> impl Iterator<Item = &Verdict> {
        let places = self.by_subject.get_or_init(|| {
            let mut places = self.order.clone();
            places.sort_by_key(|&at| at_place(&self.verdicts, at).map(|verdict| verdict.subject));
            places
        });
        self.places(run(places, |at| at_place(&self.verdicts, at).map(|verdict| verdict.subject), Some(subject)))
    }

    /// Those at an address, in the order of evaluation.
    pub(crate) fn at(&self, address: Address) -> impl Iterator<Item = &Verdict> {
        let address_at = |at| at_place(&self.verdicts, at).map(|verdict| (verdict.duty, verdict.subject, verdict.period));
        let places = self.by_address.get_or_init(|| {
            let mut places: Vec<u32> = (0..).take(self.verdicts.len()).collect();
            places.sort_by_key(|&at| address_at(at));
            places
        });
        self.places(run(places, address_at, Some(address)))
    }
}

fn at_place(verdicts: &[Arc<Verdict>], at: u32) -> Option<&Verdict> {
    verdicts.get(usize::try_from(at).ok()?).map(|verdict| &**verdict)
}

/// Those of sorted places that have a key.
fn run<K: Ord>(places: &[u32], key: impl Fn(u32) -> K, wanted: K) -> &[u32] {
    let first = places.partition_point(|&at| key(at) < wanted);
    let length = places.get(first..).unwrap_or_default().partition_point(|&at| key(at) <= wanted);
    places.get(first..first + length).unwrap_or_default()
}
