//! An import that has been decided: planned once more, held against what was shown, and written where what it rests on
//! still stands. A log-in or a record elsewhere is no reason to plan anew.

use super::Tools;
use super::desk::Stage;
use super::planning::{Basis, Planned, Sources, planned};
use super::queue::{Decision, Outcome};
use super::spool::Held;
use crate::limits::ATTEMPTS;
use jishi_base::{ImportId, UnitId};
use jishi_facts::Site;
use jishi_intake::Summary;
use jishi_store::{Command, Refusal, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Said above a preview that is another than the one before.
const ANEW: &str = "登记簿在预览以后有了改动，有的行结果不同了。下面是新的预览，什么都没有写入，请再看一遍。";
/// Said where others were quicker each time.
const OVERTAKEN: &str = "这几次都没有赶上：每次核对完，同一单位的登记又有了改动。什么都没有写入。请过一会儿，等录入少的时候再点写入。";

/// An import that somebody has decided to write.
pub(super) struct Decided {
    pub(super) id: ImportId,
    pub(super) actor: String,
    pub(super) unit: Option<UnitId>,
    pub(super) sources: Arc<Sources>,
    pub(super) shown: Arc<Summary>,
    pub(super) decision: Decision,
}

/// Writes it, or says why not.
pub(super) async fn carry_out(tools: &Tools, held: &Held, decided: Decided) -> Outcome {
    for _ in 0..ATTEMPTS {
        let (planner, sources, unit) = (tools.clone(), decided.sources.clone(), decided.unit);
        let Ok(Some(planned)) = tokio::task::spawn_blocking(move || planned(&planner, &sources, unit, |_| true)).await else { return Outcome::broken() };
        if let Some(outcome) = decided.objection(&planned) {
            return outcome;
        }
        if planned.summary.fingerprint != decided.shown.fingerprint || (planned.summary.total.refused > 0 && !decided.decision.skip_bad) {
            let (live, held) = (tools.live.clone(), held.clone());
            let shown = tokio::task::spawn_blocking(move || planned.shown(&live, &held)).await;
            return shown.map_or_else(|_| Outcome::broken(), |shown| Outcome::Preview(shown, Some(ANEW)));
        }
        if let Some(outcome) = decided.write(tools, planned).await {
            return outcome;
        }
    }
    Outcome::Overtaken(OVERTAKEN)
}

impl Decided {
    /// What stands against writing it at all.
    fn objection(&self, planned: &Planned) -> Option<Outcome> {
        let foreign = self.decision.within.as_ref().is_some_and(|within| !planned.basis.units.is_subset(within));
        foreign.then(|| Outcome::failed("这些表里有别的单位的内容", "请删去别的单位的行，或由那个单位的人导入；什么都没有写入"))
    }

    /// `None` where what the plan rests on had moved by the time that its turn came.
    async fn write(&self, tools: &Tools, planned: Planned) -> Option<Outcome> {
        let (live, overtaken) = (&tools.live, Arc::new(AtomicBool::new(false)));
        let Planned { import, events, basis, .. } = planned;
        let decide = {
            let overtaken = overtaken.clone();
            move |site: &Site| if has_moved(&basis, site, &overtaken) { Err(Refusal::new("登记簿在读表以后有了改动", "请再点一次写入")) } else { Ok(events.clone()) }
        };
        let command = Command::decided(format!("导入-{}", self.id), live.asked(&self.actor), self.id.to_string(), Box::new(decide));
        match live.store().append_import(command, import, self.sources.names()).await {
            Ok(_) => Some(Outcome::Ended(Stage::Written)),
            Err(StoreError::Refused(_)) if overtaken.load(Ordering::Relaxed) => None,
            Err(StoreError::Refused(refusal)) => Some(Outcome::failed(refusal.message, refusal.help)),
            Err(error) => Some(Outcome::failed("没有写入", error.to_string())),
        }
    }
}

fn has_moved(basis: &Basis, site: &Site, overtaken: &AtomicBool) -> bool {
    let moved = basis.has_moved(site);
    overtaken.store(moved, Ordering::Relaxed);
    moved
}
