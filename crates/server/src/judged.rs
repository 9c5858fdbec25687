//! What was judged of one unit: made when it is first asked for, and shared by all snapshots in which it stands.

use crate::judge::Judge;
use crate::rules::{Again, Cases};
use crate::verdicts::{Judged, Stands};
use jishi_authorize::Sight;
use jishi_base::UnitId;
use jishi_evaluate::{Concern, Stirred, Which};
use jishi_facts::{Site, Subject};
use jishi_store::aside;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// What was judged of a unit before, and the cases that may stand otherwise now.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    judged: Arc<Judged>,
    cases: Cases,
    /// How large the site was of which it was judged.
    size: u64,
}

/// The newest judgement of a unit along the states of a site, by whoever of several it was made: a state takes over what was
/// judged when it is made itself, and what is judged of an older one a moment later is found here.
#[derive(Debug, Default)]
pub(crate) struct Newest(Mutex<Option<(u64, Arc<Judged>)>>);

impl Newest {
    fn lock(&self) -> MutexGuard<'_, Option<(u64, Arc<Judged>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was judged of a site of this size, unless something newer is there.
    pub(crate) fn offer(&self, size: u64, judged: &Arc<Judged>) {
        let mut newest = self.lock();
        if newest.as_ref().is_none_or(|(known, _)| *known < size) {
            *newest = Some((size, judged.clone()));
        }
    }

    /// What a judgement of a unit may take over: what its state carries, or what was judged of a later state, but not of one
    /// beyond its own.
    fn taken_over(&self, judge: &Judge, unit: UnitId, carried: Option<Carried>) -> Option<Carried> {
        let from = carried.as_ref().map_or(0, |carried| carried.size);
        let newer = self.lock().clone().filter(|(size, _)| (from + 1..=judge.site.size).contains(size));
        match newer.map(|(size, judged)| (judge.rules.again(&judge.site.moved, size, unit), judged, size)) {
            Some((Again::Cases(cases), judged, size)) => Some(Carried { judged, cases, size }),
            Some((Again::All, ..)) | None => carried,
        }
    }
}

/// Judges a unit: all of it, or what does not stand as it stood.
fn judged(judge: &Judge, unit: UnitId, carried: Option<Carried>) -> Arc<Judged> {
    let Some(Carried { judged, cases: Cases { duties, by_day, decided }, size }) = carried else {
        return Arc::new(Judged::new(judge.verdicts(unit, Which::All), judge.as_of));
    };
    if duties.is_empty() && by_day.is_empty() && decided.is_empty() {
        return judged;
    }
    let moved = &judge.site.moved;
    let concern = if duties.is_empty() && by_day.is_empty() { Concern::default() } else { judge.concerned(moved.subjects_since(size)) };
    let days = if by_day.is_empty() { BTreeSet::new() } else { moved.days_since(size).collect() };
    let stirred = Stirred { duties, by_day, days, concern, decided };
    let anew = judge.verdicts(unit, Which::Stirred(&stirred));
    let stands = |index, subject| match judge.library.duties.get(index) {
        Some(duty) if stirred.has(index, duty, subject) => stirred.days_of(index, subject).map_or(Stands::Nothing, Stands::But),
        Some(_) => Stands::All,
        None => Stands::Nothing,
    };
    Arc::new(judged.but_for(|index| stirred.has_duty(index), stands, anew))
}

/// The verdicts of those subjects who are seen; the very same where all of them are.
#[derive(Debug)]
pub(crate) struct Sifted {
    pub(crate) whole: Arc<Place>,
    pub(crate) sight: Arc<Sight>,
    pub(crate) site: Arc<Site>,
}

impl Sifted {
    fn take(&self) -> Arc<Judged> {
        let all = self.whole.judged();
        let subjects: BTreeSet<Subject> = all.subjects().collect();
        let seen: BTreeSet<Subject> = subjects.iter().filter(|subject| self.sight.sees(&self.site, **subject)).copied().collect();
        if seen.len() == subjects.len() {
            return all.clone();
        }
        Arc::new(all.part(|subject| seen.contains(&subject)))
    }
}

/// From what the judgement of a place comes, until it is there.
#[derive(Debug)]
enum Source {
    /// Of previews there is nothing newest: they are no states of the site.
    Judge(Judge, Option<Carried>, Option<Arc<Newest>>),
    Sifted(Sifted),
}

/// The place of what is judged of a unit: whoever asks first, judges.
#[derive(Debug)]
pub(crate) struct Place {
    unit: UnitId,
    /// How large the site is of which it is judged.
    size: u64,
    /// Given away once it has been used: it holds on to a state of the site.
    source: Mutex<Option<Source>>,
    judged: OnceLock<Arc<Judged>>,
}

impl Place {
    /// To be judged, but for what is carried over.
    pub(crate) fn open(unit: UnitId, judge: Judge, carried: Option<Carried>, newest: Option<Arc<Newest>>) -> Self {
        Self { unit, size: judge.site.size, source: Mutex::new(Some(Source::Judge(judge, carried, newest))), judged: OnceLock::new() }
    }

    /// To be judged as a whole, and seen in part.
    pub(crate) fn sifted(unit: UnitId, sifted: Sifted) -> Self {
        Self { unit, size: sifted.site.size, source: Mutex::new(Some(Source::Sifted(sifted))), judged: OnceLock::new() }
    }

    /// With what was judged.
    pub(crate) fn filled(unit: UnitId, judged: Judged) -> Self {
        Self { unit, size: 0, source: Mutex::new(None), judged: OnceLock::from(Arc::new(judged)) }
    }

    fn source(&self) -> MutexGuard<'_, Option<Source>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is judged of the unit; judges it where nobody asked before.
    pub(crate) fn judged(&self) -> &Arc<Judged> {
        self.judged.get_or_init(|| aside(|| match self.source().take() {
            Some(Source::Judge(judge, carried, None)) => judged(&judge, self.unit, carried),
            Some(Source::Judge(judge, carried, Some(newest))) => {
                let made = judged(&judge, self.unit, newest.taken_over(&judge, self.unit, carried));
                newest.offer(self.size, &made);
                made
            }
            Some(Source::Sifted(sifted)) => sifted.take(),
            None => Arc::default(),
        }))
    }

    /// What is carried over to a later state on which these cases may stand otherwise as well; `None` where nothing was
    /// judged that could be.
    pub(crate) fn carried(&self, cases: Cases) -> Option<Carried> {
        let carried = match self.judged.get() {
            Some(judged) => Carried { judged: judged.clone(), cases: Cases::default(), size: self.size },
            // Not asked for since the last change: what that carried over goes on, and not the state it was to be judged of.
            None => match &*self.source() {
                Some(Source::Judge(_, carried, _)) => carried.clone()?,
                Some(Source::Sifted(_)) | None => return None,
            },
        };
        Some(Carried { cases: carried.cases.and(cases), ..carried })
    }

    /// Has it been judged?
    pub(crate) fn is_judged(&self) -> bool {
        self.judged.get().is_some()
    }

    /// Is it at hand, in the order that is shown?
    pub(crate) fn is_ready(&self) -> bool {
        self.judged.get().is_some_and(|judged| judged.is_in_order())
    }
}
