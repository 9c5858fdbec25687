//! An import that has been decided: planned once more, held against what was shown, and written where what it rests on
//! still stands. A log-in or a record elsewhere is no reason to plan anew.

use super::Tools;
use super::planning::{Basis, Planned, Sources, planned};
use super::line::Decision;
use super::spool::Held;
use super::staged::{Outcome, Stage};
use crate::intent::refusal;
use crate::limits::ATTEMPTS;
use jishi_authorize::Way;
use jishi_base::{ImportId, UnitId};
use jishi_defence::Defence;
use jishi_facts::Site;
use jishi_intake::Summary;
use jishi_store::{Command, Refusal, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Said above a preview that is another than the one before.
const ANEW: &str = "登记簿或您的权限在预览以后有了改动，有的行结果不同了。下面是新的预览，什么都没有写入，请再看一遍。";
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
        let (planner, sources, unit, rights) = (tools.clone(), decided.sources.clone(), decided.unit, decided.decision.rights.clone());
        let planned = tokio::task::spawn_blocking(move || planned(&planner, &sources, unit, &rights, |_| true));
        let Ok(Some(planned)) = planned.await else { return Outcome::broken() };
        let is_other = planned.summary.fingerprint != decided.shown.fingerprint;
        let has_bad = planned.summary.total.refused > 0 && !decided.decision.skip_bad;
        // Of what brings nothing new nothing is written, not even that it was imported.
        if is_other || has_bad || planned.events.is_empty() {
            let (live, held) = (tools.live.clone(), held.clone());
            let shown = tokio::task::spawn_blocking(move || planned.shown(&live, &held)).await;
            return shown.map_or_else(|_| Outcome::broken(), |shown| Outcome::Preview(shown, is_other.then_some(ANEW)));
        }
        if let Some(outcome) = decided.write(tools, planned).await {
            return outcome;
        }
    }
    Outcome::Overtaken(OVERTAKEN)
}

impl Decided {
    /// Held once more to what may be written when its turn comes. `None` where what the plan rests on had moved by then.
    async fn write(&self, tools: &Tools, planned: Planned) -> Option<Outcome> {
        let (live, overtaken) = (&tools.live, Arc::new(AtomicBool::new(false)));
        let Planned { import, events, basis, files, .. } = planned;
        let (rights, asked) = (self.decision.rights.clone(), live.asked(&self.actor));
        let (day, told) = (asked.day, overtaken.clone());
        let decide = move |site: &Site| match has_moved(&basis, site, &told) {
            true => Err(Refusal::new("登记簿在读表以后有了改动", "请再点一次写入")),
            false if !Defence::ImportsStayWithin.holds() => Ok(events.clone()),
            false => rights.hold(site, Way::Workbook, events.clone(), day).map_err(|not| refusal(not.why)),
        };
        let command = Command::decided(format!("导入-{}", self.id), asked, self.id.to_string(), Box::new(decide));
        match live.store().append_import(command, import, files).await {
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
