//! An import that has been decided: planned once more, held against what was shown, and written where what it rests on still
//! stands. A log-in or a record that the plan did not look at is no reason to plan anew. Where others are quicker each time,
//! the last plan is made while nobody else writes: it is never too late.

use super::Tools;
use super::line::Decision;
use super::planning::{Planned, Read, Sources};
use super::spool::Held;
use super::staged::{Outcome, Stage};
use crate::intent::refusal;
use crate::limits::ATTEMPTS;
use jishi_authorize::Way;
use jishi_base::{ImportId, UnitId};
use jishi_calendar::Date;
use jishi_defence::Defence;
use jishi_facts::{Event, Site};
use jishi_intake::{Options, Summary};
use jishi_store::{Command, Import, OnPart, Refusal, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Said above a preview that is another than the one before.
const ANEW: &str = "登记簿或您的权限在预览以后有了改动，有的行结果不同了。下面是新的预览，什么都没有写入，请再看一遍。";

/// How often it is planned within a turn again, where others wrote in the very same one before it.
const AT_LAST: usize = 3;

/// An import that somebody has decided to write.
pub(super) struct Decided {
    pub(super) id: ImportId,
    pub(super) actor: String,
    pub(super) unit: Option<UnitId>,
    pub(super) sources: Arc<Sources>,
    pub(super) shown: Arc<Summary>,
    pub(super) decision: Decision,
    /// Is told how far the writing has come.
    pub(super) on_part: OnPart,
}

/// Writes it, or says why not.
pub(super) async fn carry_out(tools: &Tools, held: &Held, decided: Decided) -> Outcome {
    let (reader, sources) = (tools.clone(), decided.sources.clone());
    let read = tokio::task::spawn_blocking(move || sources.read(&reader, |_| true).map(Arc::new));
    let Ok(Some(read)) = read.await else { return Outcome::broken() };
    let decided = Arc::new(decided);
    for attempt in 1..=ATTEMPTS + AT_LAST {
        let Some(planned) = decided.planned(tools, &read).await else { return Outcome::broken() };
        if !decided.is_as_shown(&planned) || planned.events.is_empty() {
            return decided.show(tools, held, planned).await;
        }
        let at_last = (attempt >= ATTEMPTS).then(|| read.clone());
        if let Some(outcome) = decided.write(tools, planned, at_last).await {
            return outcome;
        }
    }
    // Planned while nobody else wrote, it was another: that is what is shown.
    match decided.planned(tools, &read).await {
        Some(planned) => decided.show(tools, held, planned).await,
        None => Outcome::broken(),
    }
}

impl Decided {
    async fn planned(self: &Arc<Self>, tools: &Tools, read: &Arc<Read>) -> Option<Planned> {
        let (decided, live, read) = (self.clone(), tools.live.clone(), read.clone());
        tokio::task::spawn_blocking(move || read.planned(&live, decided.unit, &decided.decision.rights)).await.ok()
    }

    /// Would it do what was decided?
    fn is_as_shown(&self, planned: &Planned) -> bool {
        let has_bad = planned.summary.total.refused > 0 && !self.decision.skip_bad;
        planned.summary.fingerprint == self.shown.fingerprint && !has_bad
    }

    /// What it would do now. Of what brings nothing new nothing is written, not even that it was imported.
    async fn show(&self, tools: &Tools, held: &Held, planned: Planned) -> Outcome {
        let notice = (planned.summary.fingerprint != self.shown.fingerprint).then_some(ANEW);
        let (live, held) = (tools.live.clone(), held.clone());
        let shown = tokio::task::spawn_blocking(move || planned.shown(&live, &held)).await;
        shown.map_or_else(|_| Outcome::broken(), |shown| Outcome::Preview(shown, notice))
    }

    /// Held once more to what may be written when its turn comes: before the first part of one that is written in parts, since the
    /// rights rest on the registers, as the plan does. What the plan rests on may have moved by then: `at_last` it is planned again
    /// within the turn, while nobody else writes. `None` where it has to be planned again outside.
    async fn write(self: &Arc<Self>, tools: &Tools, planned: Planned, at_last: Option<Arc<Read>>) -> Option<Outcome> {
        let (live, overtaken) = (&tools.live, Arc::new(AtomicBool::new(false)));
        let Planned { import, events, basis, files, .. } = planned;
        let asked = live.asked(&self.actor);
        let (decided, day, told, planner, at_once) = (self.clone(), asked.day, overtaken.clone(), live.clone(), at_last.is_some());
        let (ground, fallen) = (basis.clone(), overtaken.clone());
        let stands = move |site: &Site| {
            fallen.store(ground.has_moved(site), Ordering::Relaxed);
            !fallen.load(Ordering::Relaxed)
        };
        // It may be decided more than once: the last time counts.
        let decide = move |site: &Site| {
            let again = || {
                let options = Options { import, today: day, from: None, unit: decided.unit };
                let planned = at_last.as_ref()?.planned_on(site, &planner, &options, &decided.decision.rights);
                // Contents that others entered in this very transaction cannot be opened yet: it is for the next turn.
                let committed = planner.store().view(&planner.store().owner_on_this_machine()).size;
                (!planned.basis.has_moved_since(committed, site) && decided.is_as_shown(&planned) && !planned.events.is_empty()).then_some(planned.events)
            };
            let events = if basis.has_moved(site) { again() } else { Some(events.clone()) };
            told.store(events.is_none(), Ordering::Relaxed);
            let events = events.ok_or_else(|| Refusal::new("登记簿在读表以后有了改动", "请再点一次写入"))?;
            decided.hold(site, events, day)
        };
        let command = Command::decided(format!("导入-{}", self.id), asked, self.id.to_string(), Box::new(decide));
        let import = Import { stands: Arc::new(stands), on_part: self.on_part.clone(), at_once, ..Import::new(command, import, files) };
        match live.store().import(import).await {
            Ok(_) => Some(Outcome::Ended(Stage::Written)),
            Err(StoreError::Refused(_)) if overtaken.load(Ordering::Relaxed) => None,
            Err(StoreError::Refused(refusal)) => Some(Outcome::failed(refusal.message, refusal.help)),
            Err(error) => Some(Outcome::failed("没有写入", error.to_string())),
        }
    }

    fn hold(&self, site: &Site, events: Vec<Event>, day: Date) -> Result<Vec<Event>, Refusal> {
        if !Defence::ImportsStayWithin.holds() {
            return Ok(events);
        }
        self.decision.rights.hold(site, Way::Workbook, events, day).map_err(|not| refusal(not.why))
    }
}
