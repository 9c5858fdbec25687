//! Whose turn it is: a few imports are worked at at once, of one account one; the others wait and are told how many come
//! before them.

use super::Tools;
use super::desk::Desk;
use super::planning::{Shown, Sources, planned};
use super::staged::Stage;
use super::writing::{Decided, carry_out};
use crate::intent::Rights;
use crate::limits::IMPORTS_AT_WORK;
use jishi_base::{ImportId, UnitId};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// What is to be done with an import.
pub(super) enum Task {
    Read,
    Write(Decision),
}

/// What somebody has decided.
pub(super) struct Decision {
    pub(super) skip_bad: bool,
    /// Of whoever decided.
    pub(super) rights: Rights,
}

/// What came of a step.
pub(super) enum Outcome {
    /// What it would do, and what is to be known about it before deciding.
    Preview(Shown, Option<&'static str>),
    /// It is done with.
    Ended(Stage),
    /// Others were quicker each time: it may be tried again.
    Overtaken(&'static str),
}

impl Outcome {
    pub(super) fn failed(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Ended(Stage::Failed(why.into(), help.into()))
    }

    pub(super) fn broken() -> Self {
        Self::failed("没有写入：程序在读表时出错", "请重新上传；还不行，请把出错的时间告诉系统管理员")
    }
}

/// Those that wait, and those that are worked at.
#[derive(Default)]
pub(super) struct Waiting {
    line: VecDeque<(ImportId, String, Task)>,
    at_work: BTreeMap<ImportId, String>,
}

impl Waiting {
    pub(super) fn add(&mut self, id: ImportId, actor: &str, task: Task) {
        self.line.push_back((id, actor.to_owned(), task));
    }

    pub(super) fn remove(&mut self, id: ImportId) {
        self.line.retain(|(waiting, ..)| *waiting != id);
    }

    /// How many come before one that waits.
    pub(super) fn place(&self, id: ImportId) -> Option<usize> {
        self.line.iter().position(|(waiting, ..)| *waiting == id).map(|at| at + self.at_work.len())
    }

    /// The next whose turn it is: the first whose account is not worked for already.
    fn next(&mut self) -> Option<(ImportId, Task)> {
        if self.at_work.len() >= IMPORTS_AT_WORK {
            return None;
        }
        let at = self.line.iter().position(|(_, actor, _)| self.at_work.values().all(|working| working != actor))?;
        let (id, actor, task) = self.line.remove(at)?;
        self.at_work.insert(id, actor);
        Some((id, task))
    }
}

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
        self.state().waiting.at_work.remove(&id);
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
            planned(&tools, &sources, unit, &rights, on_file).map(|planned| planned.shown(&tools.live, &desk.held))
        });
        match read.await {
            Ok(Some(shown)) => Outcome::Preview(shown, None),
            _ => Outcome::broken(),
        }
    }

    async fn write_one(self: &Arc<Self>, tools: &Tools, id: ImportId, decision: Decision) -> Outcome {
        let Some((sources, unit)) = self.sources(id) else { return Outcome::broken() };
        let Some((shown, actor)) = self.with(id, |staged| (staged.summary.clone(), staged.actor.clone())) else { return Outcome::broken() };
        carry_out(tools, &self.held, Decided { id, actor, unit, sources, shown, decision }).await
    }

    fn sources(&self, id: ImportId) -> Option<(Arc<Sources>, Option<UnitId>)> {
        self.with(id, |staged| staged.sources.clone().map(|sources| (sources, staged.unit))).flatten()
    }
}
