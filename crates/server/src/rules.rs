//! The ways into the packs: made once, for as long as the packs are the same.

use jishi_authorize::Personal;
use jishi_base::UnitId;
use jishi_evaluate::looks;
use jishi_facts::{Kinds, Moved, Subject};
use jishi_pack::Library;
use std::collections::{BTreeMap, BTreeSet};

/// Duties by a kind of records or items.
type ByKind = BTreeMap<String, BTreeSet<usize>>;

/// How far a unit has to be judged again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Again {
    /// These cases; none where everything stands.
    Cases(Cases),
    /// Whatever it owes.
    All,
}

/// Some of what a unit owes. Duties are named by their index in the library.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Cases {
    /// Those that look at what happened: of the subjects that it concerns.
    pub(crate) duties: BTreeSet<usize>,
    /// The same of those that judge each record of what happened by itself: what is raised on its day.
    pub(crate) by_day: BTreeSet<usize>,
    /// Those about which something was decided, each of one subject.
    pub(crate) decided: BTreeSet<(usize, Subject)>,
}

impl Cases {
    /// These with others.
    pub(crate) fn and(mut self, others: Self) -> Self {
        self.duties.extend(others.duties);
        self.by_day.extend(others.by_day);
        self.decided.extend(others.decided);
        self
    }
}

impl Again {
    /// Does everything stand?
    pub(crate) fn is_not(&self) -> bool {
        *self == Self::Cases(Cases::default())
    }
}

/// Places of duties, and what is asked of the packs again and again.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) by_article: BTreeMap<(String, u32), Vec<usize>>,
    pub(crate) by_name: BTreeMap<String, usize>,
    /// The record kinds that are about persons.
    pub(crate) personal: Personal,
    /// The duties that look at a kind of records or items.
    by_kind: ByKind,
    /// Those among them that judge each record of it by itself.
    raised_by_kind: ByKind,
    /// Those that look at it in bodies below.
    by_kind_below: ByKind,
}

impl Rules {
    pub(crate) fn of(library: &Library) -> Self {
        let mut by_article: BTreeMap<(String, u32), Vec<usize>> = BTreeMap::new();
        for (at, duty) in library.duties.iter().enumerate() {
            for citation in &duty.citations {
                let duties = by_article.entry((citation.document.clone(), citation.article)).or_default();
                if duties.last() != Some(&at) {
                    duties.push(at);
                }
            }
        }
        let by_name = library.duties.iter().enumerate().map(|(at, duty)| (duty.name.clone(), at)).collect();
        let [mut by_kind, mut raised_by_kind, mut by_kind_below] = [const { ByKind::new() }; 3];
        for (at, looks) in looks(library).into_iter().enumerate() {
            for (duties, kinds) in [(&mut by_kind, looks.own), (&mut raised_by_kind, looks.raising), (&mut by_kind_below, looks.below)] {
                kinds.into_iter().for_each(|kind| duties.entry(kind).or_default().extend([at]));
            }
        }
        Self { by_article, by_name, personal: Personal::of(library), by_kind, raised_by_kind, by_kind_below }
    }

    /// How far a unit has to be judged again for what has happened since its site was of this size.
    pub(crate) fn again(&self, moved: &Moved, size: u64, unit: UnitId) -> Again {
        if moved.judged_since(size, unit) {
            return Again::All;
        }
        let duties = |of: &ByKind, kind: &str| of.get(kind).cloned().unwrap_or_default();
        let below = moved.below_since(size, unit).flat_map(|kind| duties(&self.by_kind_below, kind));
        let decided = moved.decided_since(size, unit).filter_map(|(subject, duty)| Some((*self.by_name.get(duty)?, subject)));
        let mut cases = Cases { duties: below.collect(), by_day: BTreeSet::new(), decided: decided.collect() };
        for kind in moved.kinds_since(size, unit) {
            let by_day = duties(&self.raised_by_kind, kind);
            cases.duties.extend(duties(&self.by_kind, kind).difference(&by_day));
            cases.by_day.extend(by_day);
        }
        Again::Cases(cases)
    }

    /// The duties that look at records of these kinds: those of a unit's own, where it is near, and those of bodies below.
    pub(crate) fn looking_at(&self, kinds: &Kinds, near: bool, above: bool) -> BTreeSet<usize> {
        let own = kinds.iter().filter(|_| near).filter_map(|kind| self.by_kind.get(kind.as_str()));
        let below = kinds.iter().filter(|_| above).filter_map(|kind| self.by_kind_below.get(kind.as_str()));
        own.chain(below).flatten().copied().collect()
    }
}
