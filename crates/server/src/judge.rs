//! What judges: the packs, one state of the whole site, the holidays, the day.

use crate::rules::Rules;
use jishi_base::UnitId;
use jishi_calendar::{Date, Workdays};
use jishi_evaluate::{Asked, Concern, Instance, Registers, Verdict, Which, evaluate_part, verdicts_of_part};
use jishi_facts::{Site, Subject};
use jishi_pack::Library;
use jishi_store::aside;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// What a judgement takes.
#[derive(Clone, Debug)]
pub(crate) struct Judge {
    pub(crate) library: Arc<Library>,
    pub(crate) site: Arc<Site>,
    /// Those of the site, looked up when first asked for.
    pub(crate) registers: Arc<OnceLock<Arc<Registers>>>,
    pub(crate) workdays: Arc<Workdays>,
    pub(crate) as_of: Date,
    pub(crate) rules: Arc<Rules>,
}

impl Judge {
    fn registers(&self) -> &Arc<Registers> {
        self.registers.get_or_init(|| Arc::new(Registers::of(&self.site)))
    }

    /// The verdicts of a unit, as far as they are asked for.
    pub(crate) fn verdicts(&self, unit: UnitId, which: Which<'_>) -> Vec<Verdict> {
        let asked = Asked { units: &BTreeSet::from([unit]), which };
        verdicts_of_part(&self.library, &self.site, self.registers(), &self.workdays, self.as_of, asked)
    }

    /// Whom it concerns that something happened about these.
    pub(crate) fn concerned(&self, happened: impl IntoIterator<Item = Subject>) -> Concern {
        Concern::of(&self.site, self.registers(), happened)
    }

    /// The instances of a unit, with their reasons, as far as they are asked for.
    pub(crate) fn instances(&self, unit: UnitId, which: Which<'_>) -> Vec<Instance> {
        let asked = Asked { units: &BTreeSet::from([unit]), which };
        aside(|| evaluate_part(&self.library, &self.site, self.registers(), &self.workdays, self.as_of, asked))
    }
}
