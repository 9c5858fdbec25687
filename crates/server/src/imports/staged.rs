//! Imports as they lie on the desk: how far each has come, what is kept of it until it is decided, and of those that are
//! done with the last few.

use super::planning::{Basis, Shown, Sources};
use super::line::Waiting;
use super::spool::{Part, Spool};
use crate::rights::Rights;
use crate::limits::{DONE_IMPORTS, OPEN_IMPORTS, UNDECIDED};
use crate::live::Live;
use jishi_base::{ImportId, UnitId};
use jishi_facts::Timestamp;
use jishi_intake::Summary;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far an import has come.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    /// So many files of so many have been read.
    Reading { done: usize, of: usize },
    /// What it would do, for a person to decide.
    Preview,
    /// It has been decided, and is being written: so many parts of so many. Of none, where it is not written in parts, or not yet.
    Writing { done: usize, of: usize },
    /// It has been written: all rows, or the good ones.
    Written,
    /// It could not be carried out: why, and what to do.
    Failed(String, String),
    /// Given up: nothing was written.
    Cancelled,
}

impl Stage {
    /// Is it still to be decided or written?
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Reading { .. } | Self::Preview | Self::Writing { .. })
    }
}

/// What came of a step.
pub(super) enum Outcome {
    /// What it would do, and what is to be known about it before deciding.
    Preview(Shown, Option<&'static str>),
    /// It is done with.
    Ended(Stage),
}

impl Outcome {
    pub(super) fn failed(why: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Ended(Stage::Failed(why.into(), help.into()))
    }

    pub(super) fn broken() -> Self {
        Self::failed("没有写入：程序在读表时出错", "请重新上传；还不行，请把出错的时间告诉系统管理员")
    }
}

/// An import as its page shows it.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) id: ImportId,
    pub(crate) stage: Stage,
    /// Where it waits for its turn: how many imports come before it.
    pub(crate) ahead: Option<usize>,
    pub(crate) files: Vec<String>,
    pub(crate) summary: Arc<Summary>,
    pub(crate) facts: usize,
    /// What is to be known before deciding: why this is another preview than the one before.
    pub(crate) notice: Option<&'static str>,
    /// Has what the preview rests on moved since it was made?
    pub(crate) moved: bool,
    /// Is there a workbook of refused rows?
    pub(crate) refusals: bool,
}

/// An import.
pub(super) struct Staged {
    pub(super) actor: String,
    /// The unit of whoever imports.
    pub(super) unit: Option<UnitId>,
    /// What they may write, as far as the preview goes.
    pub(super) rights: Rights,
    pub(super) begun: Timestamp,
    /// Its place in the order in which imports came, and when it is done with, in which they ended: seconds do not tell.
    pub(super) number: u64,
    /// What stands for its sender's key.
    pub(super) key: Option<u128>,
    pub(super) stage: Stage,
    pub(super) files: Vec<String>,
    pub(super) summary: Arc<Summary>,
    pub(super) facts: usize,
    pub(super) basis: Option<Basis>,
    pub(super) notice: Option<&'static str>,
    /// What was uploaded, as long as it may be needed.
    pub(super) sources: Option<Arc<Sources>>,
    pub(super) refusals: Option<Arc<(Spool, Part)>>,
}

/// All imports, and who waits for what.
#[derive(Default)]
pub(super) struct State {
    pub(super) imports: BTreeMap<ImportId, Staged>,
    /// How many came and ended so far.
    pub(super) came: u64,
    pub(super) waiting: Waiting,
    /// Uploads that are coming in, by account.
    pub(super) uploads: BTreeMap<String, usize>,
}

impl State {
    /// The import that an account sent under a key.
    pub(super) fn known(&self, actor: &str, key: u128) -> Option<(ImportId, &Staged)> {
        self.imports.iter().find(|(_, staged)| staged.key == Some(key) && staged.actor == actor).map(|(id, staged)| (*id, staged))
    }

    pub(super) fn open(&self, actor: &str) -> impl Iterator<Item = (ImportId, &Staged)> {
        self.imports.iter().filter(move |(_, staged)| staged.actor == actor && staged.stage.is_open()).map(|(id, staged)| (*id, staged))
    }

    pub(super) fn would_go(&self, actor: &str) -> Option<ImportId> {
        if self.open(actor).count() < OPEN_IMPORTS {
            return None;
        }
        let undecided = self.open(actor).filter(|(_, staged)| !matches!(staged.stage, Stage::Writing { .. }));
        undecided.min_by_key(|(_, staged)| staged.number).map(|(id, _)| id)
    }

    /// Ends an import: what was uploaded goes. Of those that are done with, an account keeps the last few to look at.
    pub(super) fn end(&mut self, id: ImportId, stage: Stage) {
        self.waiting.remove(id);
        let Some(staged) = self.imports.get_mut(&id) else { return };
        self.came += 1;
        (staged.stage, staged.sources, staged.basis, staged.number) = (stage, None, None, self.came);
        let actor = staged.actor.clone();
        let mut done: Vec<(u64, ImportId)> =
            self.imports.iter().filter(|(_, staged)| staged.actor == actor && !staged.stage.is_open()).map(|(id, staged)| (staged.number, *id)).collect();
        done.sort_unstable();
        for (_, id) in done.iter().rev().skip(DONE_IMPORTS) {
            self.imports.remove(id);
        }
    }

    /// Previews that nobody has decided for too long go.
    pub(super) fn forget(&mut self, now: Timestamp) {
        let over = |staged: &Staged| matches!(staged.stage, Stage::Preview) && staged.begun.saturating_add(UNDECIDED) < now;
        let over: Vec<ImportId> = self.imports.iter().filter(|(_, staged)| over(staged)).map(|(id, _)| *id).collect();
        over.into_iter().for_each(|id| self.end(id, Stage::Cancelled));
    }

    pub(super) fn look(&self, live: &Live, id: ImportId, staged: &Staged) -> Look {
        let moved = || {
            let site = live.store().view(&live.store().owner_on_this_machine());
            matches!(staged.stage, Stage::Preview) && staged.basis.as_ref().is_some_and(|basis| basis.has_moved(&site))
        };
        Look {
            id,
            stage: staged.stage.clone(),
            ahead: self.waiting.place(id),
            files: staged.files.clone(),
            summary: staged.summary.clone(),
            facts: staged.facts,
            notice: staged.notice,
            moved: moved(),
            refusals: staged.refusals.is_some(),
        }
    }
}

impl Staged {
    pub(super) fn preview(&mut self, shown: Shown, notice: Option<&'static str>) {
        let Shown { summary, facts, basis, refusals } = shown;
        (self.stage, self.notice, self.basis) = (Stage::Preview, notice, Some(basis));
        (self.summary, self.facts, self.refusals) = (summary, facts, refusals);
    }
}
