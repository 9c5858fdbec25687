//! The imports of all accounts. What one account does pushes out nothing of another's, and nothing of its own unasked.

use super::Tools;
use super::planning::Sources;
use super::line::{Decision, Task};
use super::spool::Held;
use super::staged::{Look, Outcome, Stage, Staged, State};
use crate::error::PageError;
use crate::limits::{OPEN_IMPORTS, UPLOADS, UPLOADS_OF_ACCOUNT};
use crate::live::Live;
use crate::viewer::Seat;
use jishi_base::ImportId;
use jishi_defence::Defence;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How long whoever decides waits for the writing: most imports are written by then, and need no page in between.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where imports lie until they are decided.
#[derive(Default)]
pub(crate) struct Desk {
    state: Mutex<State>,
    pub(super) held: Held,
    /// Rung where an import has come on.
    pub(super) changed: watch::Sender<()>,
}

impl Desk {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets an upload of an account in, as long as not too many are coming in.
    pub(crate) fn admit(self: &Arc<Self>, actor: &str) -> Result<Ticket, PageError> {
        let mut state = self.state();
        let (all, own) = (state.uploads.values().sum::<usize>(), state.uploads.get(actor).copied().unwrap_or_default());
        if own >= UPLOADS_OF_ACCOUNT {
            return Err(PageError::Busy("您上传的文件还没有传完", 10));
        }
        if all >= UPLOADS {
            return Err(PageError::Busy("现在上传的人很多", 30));
        }
        *state.uploads.entry(actor.to_owned()).or_default() += 1;
        Ok(Ticket { desk: self.clone(), actor: actor.to_owned() })
    }

    /// The import of this account that would be given up for another one: the oldest that waits for a decision, where
    /// there are as many as there may be.
    pub(crate) fn would_go(&self, actor: &str) -> Option<(ImportId, Vec<String>)> {
        let state = self.state();
        state.would_go(actor).and_then(|id| state.imports.get(&id).map(|staged| (id, staged.files.clone())))
    }

    /// Takes in what was uploaded; it is read when its turn comes, and the page asks how far it has come. Where the
    /// account has as many open imports as it may, the one named in `instead` is given up.
    ///
    /// # Errors
    /// Where none is named, or another than would go: then it is said which. Where `key` stood for other files.
    pub(crate) fn begin(self: &Arc<Self>, tools: &Tools, seat: &Seat, sources: Sources, instead: Option<ImportId>, key: Option<u128>) -> Result<ImportId, PageError> {
        let (live, viewer) = (&tools.live, &seat.viewer);
        let (id, now) = (live.fresh(|ids| ImportId(ids.next_id())), live.now().at);
        let mut state = self.state();
        state.forget(now);
        if let Some((known, staged)) = key.and_then(|key| state.known(&viewer.actor, key)) {
            let same = staged.files.is_empty() || staged.files == sources.names();
            let other = || PageError::Refused("这个提交编号已用于另一次不同的提交".to_owned(), "请刷新页面后重新提交".to_owned());
            return if same { Ok(known) } else { Err(other()) };
        }
        if state.open(&viewer.actor).count() >= OPEN_IMPORTS {
            let goes = state.would_go(&viewer.actor);
            let Some(goes) = goes.filter(|goes| instead == Some(*goes)) else { return Err(asks(&state, goes)) };
            state.end(goes, Stage::Cancelled);
        }
        state.came += 1;
        let staged = Staged {
            number: state.came,
            key,
            actor: viewer.actor.clone(),
            unit: viewer.acting.as_ref().and_then(|acting| acting.unit),
            rights: seat.rights(),
            begun: now,
            stage: Stage::Reading { done: 0, of: sources.files.len() },
            files: sources.names(),
            summary: Arc::default(),
            facts: 0,
            basis: None,
            notice: None,
            sources: Some(Arc::new(sources)),
            refusals: None,
        };
        state.imports.insert(id, staged);
        state.waiting.add(id, &viewer.actor, Task::Read);
        drop(state);
        self.start(tools);
        Ok(id)
    }

    /// An import of this account.
    pub(crate) fn look(&self, live: &Live, id: ImportId, actor: &str) -> Option<Look> {
        let state = self.state();
        let staged = state.imports.get(&id).filter(|staged| staged.actor == actor || !Defence::PreviewsAreOnesOwn.holds())?;
        Some(state.look(live, id, staged))
    }

    /// The imports of this account that are not done with, the newest first.
    pub(crate) fn under_way(&self, live: &Live, actor: &str) -> Vec<Look> {
        let state = self.state();
        let mut all: Vec<(u64, Look)> = state.open(actor).map(|(id, staged)| (staged.number, state.look(live, id, staged))).collect();
        all.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        all.into_iter().map(|(_, look)| look).collect()
    }

    /// The workbook of refused rows of an import of this account: where it lies.
    pub(crate) fn refusals(&self, id: ImportId, actor: &str) -> Option<impl FnOnce() -> std::io::Result<Vec<u8>> + Send + 'static> {
        let refusals = self.state().imports.get(&id).filter(|staged| staged.actor == actor)?.refusals.clone()?;
        Some(move || refusals.0.read(refusals.1))
    }

    /// Forgets everything that was read and is not being written: somebody in it has been erased or restricted.
    pub(crate) fn forget(&self) {
        let mut state = self.state();
        let kept: Vec<ImportId> = state.imports.iter().filter(|(_, staged)| !matches!(staged.stage, Stage::Writing { .. })).map(|(id, _)| *id).collect();
        for id in kept {
            let Some(staged) = state.imports.get_mut(&id) else { continue };
            (staged.files, staged.summary, staged.facts, staged.refusals) = (Vec::new(), Arc::default(), 0, None);
            if staged.stage.is_open() {
                let (why, help) = ("有人员的信息按规定删除或限制，读过的内容都清除了，没有写入", "请去掉这个人的行，重新上传");
                state.end(id, Stage::Failed(why.to_owned(), help.to_owned()));
            }
        }
        drop(state);
        self.changed.send_replace(());
    }

    /// Gives an import up, unless it is being written already.
    pub(crate) fn cancel(&self, id: ImportId, actor: &str) {
        let mut state = self.state();
        let waits = state.waiting.place(id).is_some();
        let mine = state.imports.get(&id).filter(|staged| staged.actor == actor);
        if mine.is_some_and(|staged| waits || matches!(staged.stage, Stage::Reading { .. } | Stage::Preview)) {
            state.end(id, Stage::Cancelled);
        }
    }

    /// Writes what the preview showed: all of it, or the good rows where that was asked. Where what the plan rests on has
    /// moved, or the rights of whoever decides are others, so that the rows would do something else, the new preview is
    /// shown instead.
    pub(crate) async fn write(self: &Arc<Self>, tools: &Tools, id: ImportId, seat: &Seat, skip_bad: bool) {
        let (actor, rights) = (seat.viewer.actor.as_str(), seat.rights());
        let mut changes = self.changed.subscribe();
        {
            let mut state = self.state();
            let mine = state.imports.get_mut(&id).filter(|staged| staged.actor == actor && matches!(staged.stage, Stage::Preview));
            let Some(staged) = mine else { return };
            (staged.stage, staged.notice) = (Stage::Writing { done: 0, of: 0 }, None);
            state.waiting.add(id, actor, Task::Write(Decision { skip_bad, rights }));
        }
        self.start(tools);
        // It goes on by itself; the page asks how far it has come.
        let written = changes.wait_for(|()| self.with(id, |staged| !matches!(staged.stage, Stage::Writing { .. })).unwrap_or(true));
        let _ = tokio::time::timeout(PATIENCE, written).await;
    }

    pub(super) fn with<T>(&self, id: ImportId, change: impl FnOnce(&mut Staged) -> T) -> Option<T> {
        self.state().imports.get_mut(&id).map(change)
    }

    /// Notes what came of a step, unless the import was given up meanwhile.
    pub(super) fn settle(&self, id: ImportId, outcome: Outcome) {
        let mut state = self.state();
        if state.imports.get(&id).is_some_and(|staged| staged.stage.is_open()) {
            match outcome {
                Outcome::Preview(shown, notice) => drop(state.imports.get_mut(&id).map(|staged| staged.preview(shown, notice))),
                Outcome::Ended(stage) => state.end(id, stage),
            }
        }
        drop(state);
        self.changed.send_replace(());
    }
}

fn asks(state: &State, goes: Option<ImportId>) -> PageError {
    let named = goes.and_then(|id| state.imports.get(&id).map(|staged| (id, staged.files.join("、"))));
    let why = format!("您有 {OPEN_IMPORTS} 次导入还没有决定，不能再多");
    let help = match named {
        Some((id, files)) => format!("最早的一次是“{files}”：请先写入或放弃其中一次；同意放弃最早的这一次，就勾选后再上传（接口：加 ?instead={id}）"),
        None => "请等正在写入的写完".to_owned(),
    };
    PageError::Refused(why, help)
}

/// An upload that is coming in.
pub(crate) struct Ticket {
    pub(super) desk: Arc<Desk>,
    actor: String,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = self.desk.state();
        if let Some(count) = state.uploads.get_mut(&self.actor) {
            *count -= 1;
            if *count == 0 {
                state.uploads.remove(&self.actor);
            }
        }
    }
}
