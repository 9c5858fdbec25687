//! What was judged of one unit: made when it is first asked for, and shared by all snapshots in which it stands.

use crate::judge::{Judge, aside};
use crate::verdicts::Judged;
use jishi_authorize::Sight;
use jishi_base::UnitId;
use jishi_calendar::Date;
use jishi_evaluate::{Verdict, Whose};
use jishi_facts::{Site, Subject};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What was judged of a unit before, and the duties by their index that may stand otherwise now.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    judged: Arc<Judged>,
    duties: BTreeSet<usize>,
    /// How large the site was of which it was judged.
    size: u64,
}

/// Judges a unit: all of it, or what does not stand as it stood.
fn judged(judge: &Judge, unit: UnitId, carried: Option<&Carried>) -> Judged {
    let Some(Carried { judged, duties, size }) = carried else {
        return Judged::new(judge.verdicts(unit, None, Whose::Everybody).into_iter().map(Arc::new).collect(), judge.as_of);
    };
    let people = judge.moved_since(*size, unit);
    let whose = Whose::About(&people);
    let anew = judge.verdicts(unit, Some(duties), whose).into_iter().map(Arc::new);
    let asks = |verdict: &Verdict| duties.contains(&verdict.duty) && judge.library.duties.get(verdict.duty).is_some_and(|duty| whose.asks(duty, verdict.subject));
    let mut verdicts: Vec<Arc<Verdict>> = judged.verdicts().iter().filter(|verdict| !asks(verdict)).cloned().chain(anew).collect();
    verdicts.sort_by_key(|verdict| (verdict.duty, verdict.subject));
    Judged::new(verdicts, judge.as_of)
}

/// The verdicts of those subjects who are seen; the very same where all of them are.
#[derive(Debug)]
pub(crate) struct Sifted {
    pub(crate) whole: Arc<Place>,
    pub(crate) sight: Arc<Sight>,
    pub(crate) site: Arc<Site>,
    pub(crate) as_of: Date,
}

impl Sifted {
    fn take(&self) -> Arc<Judged> {
        let all = self.whole.judged();
        let subjects: BTreeSet<Subject> = all.verdicts().iter().map(|verdict| verdict.subject).collect();
        let seen: BTreeSet<Subject> = subjects.iter().filter(|subject| self.sight.sees(&self.site, **subject)).copied().collect();
        if seen.len() == subjects.len() {
            return all.clone();
        }
        Arc::new(all.part(|subject| seen.contains(&subject), self.as_of))
    }
}

/// From what the judgement of a place comes, until it is there.
#[derive(Debug)]
enum Source {
    Judge(Judge, Option<Carried>),
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
    pub(crate) fn open(unit: UnitId, judge: Judge, carried: Option<Carried>) -> Self {
        Self { unit, size: judge.site.size, source: Mutex::new(Some(Source::Judge(judge, carried))), judged: OnceLock::new() }
    }

    /// To be judged as a whole, and seen in part.
    pub(crate) fn sifted(unit: UnitId, sifted: Sifted) -> Self {
        Self { unit, size: sifted.site.size, source: Mutex::new(Some(Source::Sifted(sifted))), judged: OnceLock::new() }
    }

    /// With what was judged.
    pub(crate) fn filled(unit: UnitId, judged: Judged) -> Self {
        Self { unit, size: 0, source: Mutex::new(None), judged: OnceLock::from(Arc::new(judged)) }
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Option<Source>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is judged of the unit; judges it where nobody asked before.
    pub(crate) fn judged(&self) -> &Arc<Judged> {
        self.judged.get_or_init(|| aside(|| match self.source().take() {
            Some(Source::Judge(judge, carried)) => Arc::new(judged(&judge, self.unit, carried.as_ref())),
            Some(Source::Sifted(sifted)) => sifted.take(),
            None => Arc::default(),
        }))
    }

    /// What is carried over to a later state on which these duties may stand otherwise as well; `None` where nothing was
    /// judged that could be.
    pub(crate) fn carried(&self, duties: &BTreeSet<usize>) -> Option<Carried> {
        let carried = match self.judged.get() {
            Some(judged) => Carried { judged: judged.clone(), duties: BTreeSet::new(), size: self.size },
            // Not asked for since the last change: what that carried over goes on, and not the state it was to be judged of.
            None => match &*self.source() {
                Some(Source::Judge(_, carried)) => carried.clone()?,
                Some(Source::Sifted(_)) | None => return None,
            },
        };
        Some(Carried { duties: carried.duties.union(duties).copied().collect(), ..carried })
    }

    /// Has it been judged?
    pub(crate) fn is_ready(&self) -> bool {
        self.judged.get().is_some()
    }
}
