//! What judges: the packs, one state of the whole site, the holidays, the day.

use jishi_base::{PersonId, UnitId};
use jishi_calendar::{Date, Workdays};
use jishi_evaluate::{Asked, Instance, Registers, Verdict, Whose, evaluate_part, verdicts_of_part};
use jishi_facts::Site;
use jishi_pack::Library;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

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

impl Judge {
    fn registers(&self) -> &Arc<Registers> {
        self.registers.get_or_init(|| Arc::new(Registers::of(&self.site)))
    }

    /// The verdicts of a unit: of these duties, or of all.
    pub(crate) fn verdicts(&self, unit: UnitId, duties: Option<&BTreeSet<usize>>, whose: Whose<'_>) -> Vec<Verdict> {
        let asked = Asked { units: &BTreeSet::from([unit]), duties, whose };
        verdicts_of_part(&self.library, &self.site, self.registers(), &self.workdays, self.as_of, asked)
    }

    /// The people of a unit about whom, or about whose bodies, something has happened since the site was of this size.
    pub(crate) fn moved_since(&self, size: u64, unit: UnitId) -> BTreeSet<PersonId> {
        self.registers().people(unit).filter(|person| self.site.moved_about(*person, size)).collect()
    }

    /// The instances of some duties of a unit, with their reasons.
    pub(crate) fn instances(&self, unit: UnitId, duties: &BTreeSet<usize>, whose: Whose<'_>) -> Vec<Instance> {
        let asked = Asked { units: &BTreeSet::from([unit]), duties: Some(duties), whose };
        aside(|| evaluate_part(&self.library, &self.site, self.registers(), &self.workdays, self.as_of, asked))
    }
}

/// Does something that takes its time: what else waits on this thread of a server goes on on another.
pub(crate) fn aside<T>(work: impl FnOnce() -> T) -> T {
    let server = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if server { block_in_place(work) } else { work() }
}
