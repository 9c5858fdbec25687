//! The reasons of a unit's verdicts: made by the reference evaluator when somebody asks, and kept while the verdicts stand.

use crate::judge::Judge;
use jishi_base::UnitId;
use jishi_evaluate::{Instance, Verdict, Which};
use jishi_facts::Subject;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Cases whose reasons are kept for one unit.
const KEPT: usize = 2_000;

/// A duty of a subject, and its instances in the order of evaluation.
type Cases = BTreeMap<(usize, Subject), Vec<Arc<Instance>>>;

/// What was told of a unit.
#[derive(Debug, Default)]
pub(crate) struct Reasons {
    cases: Mutex<Cases>,
    /// Everything was at hand: what is not there has no reasons.
    complete: bool,
}

impl Reasons {
    /// Of a judgement that is at hand.
    pub(crate) fn given(instances: Vec<Instance>) -> Self {
        Self { cases: Mutex::new(cases(instances)), complete: true }
    }

    /// Everything that is at hand, where that is everything.
    pub(crate) fn all(&self) -> Option<Vec<Arc<Instance>>> {
        self.complete.then(|| self.kept().values().flatten().cloned().collect())
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Cases> {
        self.cases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The instances of these verdicts of a unit, in their order; what is not kept is judged again, all of it at once.
    /// Each comes with which of those at its address it is: one duty may be raised twice on one day.
    pub(crate) fn of(&self, wanted: &[(&Verdict, usize)], unit: UnitId, judge: Option<&Judge>) -> Vec<Arc<Instance>> {
        let missing: Vec<&Verdict> = {
            let kept = self.kept();
            let not_kept = |verdict: &&Verdict| !self.complete && !kept.contains_key(&(verdict.duty, verdict.subject));
            wanted.iter().map(|(verdict, _)| *verdict).filter(not_kept).collect()
        };
        if let (Some(judge), false) = (judge, missing.is_empty()) {
            let duties: BTreeSet<usize> = missing.iter().map(|verdict| verdict.duty).collect();
            let subjects: BTreeSet<Subject> = missing.iter().map(|verdict| verdict.subject).collect();
            let told = cases(judge.instances(unit, Which::Of(&duties, &subjects)));
            let mut kept = self.kept();
            if kept.len() + told.len() > KEPT {
                kept.clear();
            }
            kept.extend(told);
        }
        let kept = self.kept();
        let find = |(verdict, ordinal): &(&Verdict, usize)| {
            let case = kept.get(&(verdict.duty, verdict.subject))?;
            case.iter().filter(|instance| instance.period == verdict.period).nth(*ordinal).cloned()
        };
        wanted.iter().map(|wanted| find(wanted).unwrap_or_else(|| Arc::new(Instance::bare(wanted.0)))).collect()
    }
}

fn cases(instances: Vec<Instance>) -> Cases {
    let mut cases = Cases::new();
    for instance in instances {
        cases.entry((instance.duty, instance.subject)).or_default().push(Arc::new(instance));
    }
    cases
}
