//! The verdicts of one unit, or of those of its subjects whom a viewer sees, with the ways to them.

use crate::judge::Judge;
use crate::reasons::Reasons;
use crate::urgency::urgency;
use jishi_base::{RecordId, UnitId};
use jishi_calendar::{Date, Period};
use jishi_evaluate::{Instance, Status, Stirred, Verdict, Which};
use jishi_facts::Subject;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Where a duty instance is found: the duty, whose, which period.
pub type Address = (usize, Subject, Period);

/// The verdicts of one duty: by subject, then in the order of evaluation.
type OfDuty = Arc<[Arc<Verdict>]>;

/// Verdicts by duty and subject, of each case in the order of evaluation, with ways that are made when somebody takes them.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// By the index of the duty in the library. A list in which nothing was judged again is the very one that it was.
    duties: BTreeMap<usize, OfDuty>,
    as_of: Date,
    listed: OnceLock<Listed>,
    by_subject: OnceLock<Vec<u32>>,
    /// Shared by all who see a part of the same.
    reasons: Arc<Reasons>,
}

/// What of a case stands as it was judged.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stands<'d> {
    /// All of it.
    All,
    /// What was raised on other days than these.
    But(&'d BTreeSet<Date>),
    /// Nothing.
    Nothing,
}

/// All verdicts, and their places, most urgent first.
#[derive(Debug)]
struct Listed {
    all: Vec<Arc<Verdict>>,
    order: Vec<u32>,
}

/// How a duty of a subject stands otherwise than it stood; `None` where it did not stand at all.
pub(crate) type Turned<'j> = (&'j Verdict, Option<Status>);

impl Judged {
    /// Of a judgement that is at hand with all its reasons.
    pub(crate) fn told(instances: Vec<Instance>, as_of: Date) -> Self {
        let verdicts = instances.iter().map(|instance| instance.verdict.clone()).collect();
        Self { reasons: Arc::new(Reasons::given(instances)), ..Self::new(verdicts, as_of) }
    }

    /// Of verdicts in the order of evaluation.
    pub(crate) fn new(verdicts: Vec<Verdict>, as_of: Date) -> Self {
        Self { duties: by_duty(verdicts).into_iter().map(|(duty, verdicts)| (duty, verdicts.into())).collect(), as_of, ..Self::default() }
    }

    /// The same, but for what was judged anew: of duties that may stand otherwise, what of their cases does not stand.
    pub(crate) fn but_for<'d>(&self, touched: impl Fn(usize) -> bool, stands: impl Fn(usize, Subject) -> Stands<'d>, anew: Vec<Verdict>) -> Self {
        let mut anew = by_duty(anew);
        let mut duties = self.duties.clone();
        duties.retain(|duty, verdicts| {
            if !touched(*duty) {
                return true;
            }
            let cases = verdicts.chunk_by(|one, next| one.subject == next.subject);
            let mut all: Vec<Arc<Verdict>> = Vec::with_capacity(verdicts.len() + 1);
            let mut by_day = false;
            for case in cases {
                match case.first().map_or(Stands::Nothing, |verdict| stands(*duty, verdict.subject)) {
                    Stands::All => all.extend_from_slice(case),
                    Stands::But(days) => {
                        by_day = true;
                        all.extend(case.iter().filter(|verdict| matches!(verdict.period, Period::Day(day) if !days.contains(&day))).cloned());
                    }
                    Stands::Nothing => {}
                }
            }
            all.extend(anew.remove(duty).unwrap_or_default());
            // What is raised by day has one text, and comes in the order of the days.
            if by_day { all.sort_by_key(|verdict| (verdict.subject, verdict.period)) } else { all.sort_by_key(|verdict| verdict.subject) }
            *verdicts = all.into();
            !verdicts.is_empty()
        });
        duties.extend(anew.into_iter().map(|(duty, verdicts)| (duty, verdicts.into())));
        Self { duties, as_of: self.as_of, ..Self::default() }
    }

    /// Those whose subjects are seen.
    pub(crate) fn part(&self, seen: impl Fn(Subject) -> bool) -> Self {
        let of = |verdicts: &OfDuty| verdicts.iter().filter(|verdict| seen(verdict.subject)).cloned().collect();
        let duties = self.duties.iter().map(|(duty, verdicts)| (*duty, of(verdicts))).filter(|(_, verdicts): &(_, OfDuty)| !verdicts.is_empty());
        Self { duties: duties.collect(), as_of: self.as_of, reasons: self.reasons.clone(), ..Self::default() }
    }

    /// The subjects of its cases; one of several duties comes several times.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = Subject> {
        let cases = self.duties.values().flat_map(|verdicts| verdicts.chunk_by(|one, next| one.subject == next.subject));
        cases.filter_map(|case| case.first()).map(|verdict| verdict.subject)
    }

    /// What stands otherwise than in an earlier judgement, or stands that did not; in the order of evaluation.
    pub(crate) fn turned<'j>(&'j self, earlier: &Self) -> Vec<Turned<'j>> {
        let mut turned = Vec::new();
        for (duty, verdicts) in &self.duties {
            let stood: &[Arc<Verdict>] = match earlier.duties.get(duty) {
                Some(stood) if Arc::ptr_eq(stood, verdicts) => continue,
                Some(stood) => stood,
                None => &[],
            };
            for case in verdicts.chunk_by(|one, next| one.subject == next.subject) {
                let Some(subject) = case.first().map(|verdict| verdict.subject) else { continue };
                turned_of_case(of_subject(stood, subject), case, &mut turned);
            }
        }
        turned
    }

    fn listed(&self) -> &Listed {
        self.listed.get_or_init(|| {
            let all: Vec<Arc<Verdict>> = self.duties.values().flat_map(|verdicts| verdicts.iter()).cloned().collect();
            let mut order: Vec<u32> = (0..).take(all.len()).collect();
            order.sort_by_cached_key(|&at| at_place(&all, at).map(|v| (urgency(v, self.as_of), v.duty, v.subject, v.period, at)));
            Listed { all, order }
        })
    }

    /// Has it been put in the order that is shown?
    pub(crate) fn is_in_order(&self) -> bool {
        self.listed.get().is_some()
    }

    /// Puts it in that order, where nobody has.
    pub(crate) fn put_in_order(&self) {
        self.listed();
    }

    /// By duty, then by subject.
    pub(crate) fn verdicts(&self) -> &[Arc<Verdict>] {
        &self.listed().all
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

    /// Those of some cases that looked at a record, with their reasons; in the order of evaluation.
    pub(crate) fn looked_at(&self, record: RecordId, cases: &Stirred, unit: UnitId, judge: Option<&Judge>) -> Vec<(&Verdict, Arc<Instance>)> {
        let told = self.reasons.all().unwrap_or_else(|| judge.map(|judge| judge.instances(unit, Which::Stirred(cases))).into_iter().flatten().map(Arc::new).collect());
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
        places.iter().filter_map(|&at| at_place(self.verdicts(), at))
    }

    /// Most urgent first.
    pub(crate) fn urgent_first(&self) -> impl Iterator<Item = &Verdict> {
        self.places(&self.listed().order)
    }

    /// Those of a subject, most urgent first.
    pub(crate) fn of_subject(&self, subject: Subject) -> impl Iterator<Item = &Verdict> {
        let places = self.by_subject.get_or_init(|| {
            let mut places = self.listed().order.clone();
            places.sort_by_key(|&at| at_place(self.verdicts(), at).map(|verdict| verdict.subject));
            places
        });
        self.places(run(places, |at| at_place(self.verdicts(), at).map(|verdict| verdict.subject), Some(subject)))
    }

    /// Those at an address, in the order of evaluation.
    pub(crate) fn at(&self, address: Address) -> impl Iterator<Item = &Verdict> {
        let (duty, subject, period) = address;
        let of = self.duties.get(&duty).map_or(&[][..], |verdicts| of_subject(verdicts, subject));
        of.iter().map(|verdict| &**verdict).filter(move |verdict| verdict.period == period)
    }
}

/// Verdicts by duty, each list by subject; of each case in the order of evaluation, which goes through members branch by branch.
fn by_duty(verdicts: Vec<Verdict>) -> BTreeMap<usize, Vec<Arc<Verdict>>> {
    let mut of: BTreeMap<usize, Vec<Arc<Verdict>>> = BTreeMap::new();
    verdicts.into_iter().for_each(|verdict| of.entry(verdict.duty).or_default().push(Arc::new(verdict)));
    of.values_mut().for_each(|verdicts| verdicts.sort_by_key(|verdict| verdict.subject));
    of
}

/// Those of a subject among the verdicts of a duty.
fn of_subject(verdicts: &[Arc<Verdict>], subject: Subject) -> &[Arc<Verdict>] {
    let first = verdicts.partition_point(|verdict| verdict.subject < subject);
    let of = verdicts.get(first..).unwrap_or_default();
    of.get(..of.partition_point(|verdict| verdict.subject == subject)).unwrap_or_default()
}

/// What of a case stands otherwise than it stood: what both begin and end with is passed over. Of several that were raised for one
/// period one has turned where none stood so.
fn turned_of_case<'j>(stood: &[Arc<Verdict>], stands: &'j [Arc<Verdict>], turned: &mut Vec<Turned<'j>>) {
    let same = |(was, is): &(&Arc<Verdict>, &Arc<Verdict>)| was.status == is.status && was.period == is.period;
    let head = stood.iter().zip(stands).take_while(same).count();
    let rest = stands.get(head..).unwrap_or_default();
    let tail = stood.get(head..).unwrap_or_default().iter().rev().zip(rest.iter().rev()).take_while(same).count();
    for verdict in rest.iter().take(rest.len() - tail) {
        let mut before = stood.iter().filter(|was| was.period == verdict.period).map(|was| was.status).peekable();
        let from = before.peek().copied();
        if !before.any(|was| was == verdict.status) {
            turned.push((verdict, from));
        }
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
