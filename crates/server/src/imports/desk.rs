//! The imports of all accounts, a few at a time.

use super::ReadWorkbook;
use super::writing::{Decided, Outcome, proposal};
use crate::live::Live;
use crate::intent::Rights;
use crate::viewer::Seat;
use jishi_base::{ImportId, UnitId};
use jishi_intake::{Plan, SheetReport, Workbook};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Imports kept at once; the oldest goes first.
const KEPT: usize = 8;

/// How long whoever decides waits for the writing: most imports are written by then, and need no page in between.
const PATIENCE: Duration = Duration::from_secs(2);

/// A workbook with its file name.
pub(super) type Named = (String, Workbook);

/// How far an import has come.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    /// So many files of so many have been read.
    Reading { done: usize, of: usize },
    /// What it would do, for a person to decide.
    Preview,
    /// It has been decided, and is being written.
    Writing,
    /// It has been written: all rows, or the good ones.
    Written,
    /// It could not be carried out: why, and what to do.
    Failed(String, String),
    /// Given up: nothing was written.
    Cancelled,
}

/// An import as its page shows it.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) id: ImportId,
    pub(crate) stage: Stage,
    pub(crate) files: Vec<String>,
    pub(crate) sheets: Vec<SheetReport>,
    pub(crate) facts: usize,
}

struct Staged {
    actor: String,
    /// The unit of whoever imports.
    unit: Option<UnitId>,
    /// What they may write.
    rights: Rights,
    look: Look,
    workbooks: Vec<Named>,
    unreadable: Vec<SheetReport>,
}

/// Where imports lie until they are decided.
#[derive(Default)]
pub(crate) struct Desk(Mutex<BTreeMap<ImportId, Staged>>);

impl Desk {
    fn with<T>(&self, id: ImportId, change: impl FnOnce(&mut Staged) -> T) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&id).map(change)
    }

    /// An import of this account.
    pub(crate) fn look(&self, id: ImportId, actor: &str) -> Option<Look> {
        self.with(id, |staged| (staged.actor == actor).then(|| staged.look.clone())).flatten()
    }

    /// The imports of this account that are not done with, the newest first.
    pub(crate) fn under_way(&self, actor: &str) -> Vec<Look> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = |staged: &&Staged| staged.actor == actor && matches!(staged.look.stage, Stage::Reading { .. } | Stage::Preview | Stage::Writing);
        all.values().rev().filter(open).map(|staged| staged.look.clone()).collect()
    }

    /// Takes the files in and begins to read them; the page asks how far it has come.
    pub(crate) fn begin(self: &Arc<Self>, live: &Arc<Live>, read: &Arc<ReadWorkbook>, seat: &Seat, files: Vec<(String, Vec<u8>)>) -> ImportId {
        let (viewer, rights) = (&seat.viewer, seat.rights());
        let id = live.fresh(|ids| ImportId(ids.next_id()));
        let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        let look = Look { id, stage: Stage::Reading { done: 0, of: files.len() }, files: names, sheets: Vec::new(), facts: 0 };
        let unit = viewer.acting.as_ref().and_then(|acting| acting.unit);
        let staged = Staged { actor: viewer.actor.clone(), unit, rights, look, workbooks: Vec::new(), unreadable: Vec::new() };
        {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            while all.len() >= KEPT {
                all.pop_first();
            }
            all.insert(id, staged);
        }
        let (desk, live, read) = (self.clone(), live.clone(), read.clone());
        tokio::task::spawn_blocking(move || desk.read_all(&live, &*read, id, files));
        id
    }

    fn read_all(&self, live: &Live, read: &ReadWorkbook, id: ImportId, files: Vec<(String, Vec<u8>)>) {
        for (at, (name, bytes)) in files.into_iter().enumerate() {
            let read = read(&name, bytes);
            let go_on = self.with(id, |staged| {
                let Stage::Reading { of, .. } = staged.look.stage else { return false };
                match read {
                    Ok(workbook) => staged.workbooks.push((name, workbook)),
                    Err(report) => staged.unreadable.push(*report),
                }
                staged.look.stage = Stage::Reading { done: at + 1, of };
                true
            });
            if go_on != Some(true) {
                return;
            }
        }
        let Some((workbooks, unit, rights)) = self.with(id, |staged| (staged.workbooks.clone(), staged.unit, staged.rights.clone())) else { return };
        let planned = proposal(live, &workbooks, unit, &rights);
        self.with(id, |staged| {
            if matches!(staged.look.stage, Stage::Reading { .. }) {
                staged.preview(planned);
            }
        });
    }

    /// Forgets everything that was read and is not written: somebody in it has been erased or restricted.
    pub(crate) fn forget(&self) {
        for staged in self.0.lock().unwrap_or_else(PoisonError::into_inner).values_mut() {
            if matches!(staged.look.stage, Stage::Writing) {
                continue;
            }
            (staged.workbooks, staged.unreadable, staged.look.sheets, staged.look.files) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            if matches!(staged.look.stage, Stage::Reading { .. } | Stage::Preview) {
                let (why, help) = ("有人员的信息按规定删除或限制，读过的内容都清除了，没有写入", "请去掉这个人的行，重新上传");
                staged.look.stage = Stage::Failed(why.to_owned(), help.to_owned());
            }
        }
    }

    /// Gives an import up.
    pub(crate) fn cancel(&self, id: ImportId, actor: &str) {
        self.with(id, |staged| {
            if staged.actor == actor && matches!(staged.look.stage, Stage::Reading { .. } | Stage::Preview) {
                staged.look.stage = Stage::Cancelled;
                staged.workbooks.clear();
            }
        });
    }

    /// Writes what the preview showed: all of it, or the good rows where that was asked. Where the registers have changed since,
    /// or the rights of whoever decides, so that the rows would do something else, the new preview is shown instead.
    pub(crate) async fn write(self: &Arc<Self>, live: &Arc<Live>, id: ImportId, seat: &Seat, skip_bad: bool) {
        let (actor, rights) = (seat.viewer.actor.as_str(), seat.rights());
        let ready = self.with(id, |staged| {
            let mine = staged.actor == actor && matches!(staged.look.stage, Stage::Preview);
            mine.then(|| {
                staged.look.stage = Stage::Writing;
                let look = &staged.look;
                let (shown, unreadable) = (look.sheets.clone(), staged.unreadable.clone());
                let workbooks = Arc::new(std::mem::take(&mut staged.workbooks));
                Decided { id, actor: actor.to_owned(), unit: staged.unit, workbooks, shown, unreadable, skip_bad, rights }
            })
        });
        let Some(Some(decided)) = ready else { return };
        let (desk, live) = (self.clone(), live.clone());
        let job = tokio::spawn(async move {
            let (id, workbooks) = (decided.id, decided.workbooks.clone());
            let outcome = decided.carry_out(&live).await;
            desk.with(id, |staged| match outcome {
                Outcome::Ended(stage) => staged.look.stage = stage,
                Outcome::LooksOtherwise(planned) => {
                    staged.workbooks = Arc::unwrap_or_clone(workbooks);
                    staged.preview(planned);
                }
            });
        });
        // It goes on by itself; the page asks how far it has come.
        let _ = tokio::time::timeout(PATIENCE, job).await;
    }
}

impl Staged {
    fn preview(&mut self, planned: Plan) {
        self.look.facts = planned.events.len();
        self.look.sheets = planned.sheets;
        self.look.sheets.extend(self.unreadable.iter().cloned());
        self.look.stage = Stage::Preview;
    }
}
