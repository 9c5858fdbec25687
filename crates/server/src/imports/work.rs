//! The work at imports: begun when their turn comes, each step noted on the desk.

use super::Tools;
use super::desk::Desk;
use super::planning::Sources;
use super::line::{Decision, Task};
use super::staged::{Outcome, Stage};
use super::writing::{Decided, carry_out};
use jishi_base::{ImportId, UnitId};
use jishi_store::OnPart;
use std::sync::Arc;

impl Desk {
    /// Begins with those whose turn it is.
    pub(super) fn start(self: &Arc<Self>, tools: &Tools) {
        loop {
            let Some((id, task)) = self.state().waiting.next() else { return };
            tokio::spawn(self.clone().work(tools.clone(), id, task));
        }
    }

    async fn work(self: Arc<Self>, tools: Tools, id: ImportId, task: Task) {
        let outcome = match task {
            Task::Read => self.read(&tools, id).await,
            Task::Write(decision) => self.write_one(&tools, id, decision).await,
        };
        self.state().waiting.done(id);
        self.settle(id, outcome);
        self.start(&tools);
    }

    /// Reads an import and plans it.
    async fn read(self: &Arc<Self>, tools: &Tools, id: ImportId) -> Outcome {
        let Some((sources, unit)) = self.sources(id) else { return Outcome::broken() };
        let Some(rights) = self.with(id, |staged| staged.rights.clone()) else { return Outcome::broken() };
        let (desk, tools) = (self.clone(), tools.clone());
        let read = tokio::task::spawn_blocking(move || {
            let of = sources.files.len();
            let on_file = |done| {
                let stage = Stage::Reading { done, of };
                desk.with(id, |staged| matches!(staged.stage, Stage::Reading { .. }).then(|| staged.stage = stage)).flatten().is_some()
            };
            let read = sources.read(&tools, on_file)?;
            Some(read.planned(&tools.live, unit, &rights).shown(&tools.live, &desk.held))
        });
        match read.await {
            Ok(Some(shown)) => Outcome::Preview(shown, None),
            _ => Outcome::broken(),
        }
    }

    async fn write_one(self: &Arc<Self>, tools: &Tools, id: ImportId, decision: Decision) -> Outcome {
        let Some((sources, unit)) = self.sources(id) else { return Outcome::broken() };
        let Some((shown, actor)) = self.with(id, |staged| (staged.summary.clone(), staged.actor.clone())) else { return Outcome::broken() };
        let desk = self.clone();
        let on_part: OnPart = Arc::new(move |done, of| desk.with(id, |staged| staged.stage = Stage::Writing { done, of }).unwrap_or_default());
        carry_out(tools, &self.held, Decided { id, actor, unit, sources, shown, decision, on_part }).await
    }

    fn sources(&self, id: ImportId) -> Option<(Arc<Sources>, Option<UnitId>)> {
        self.with(id, |staged| staged.sources.clone().map(|sources| (sources, staged.unit))).flatten()
    }
}
