//! The imports of all accounts, a few at a time.

use super::ReadWorkbook;
use super::reach::units_of;
use crate::live::Live;
use crate::viewer::Viewer;
use jishi_base::{IdSource, ImportId, UnitId};
use jishi_facts::{Event, Site};
use jishi_intake::{Mapping, Options, Plan, SheetReport, Workbook, plan};
use jishi_store::{Command, Refusal, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Imports kept at once; the oldest goes first.
const KEPT: usize = 8;

/// A workbook with its file name.
type Named = (String, Workbook);

/// How far an import has come.
#[derive(Clone, Debug)]
pub(crate) enum Stage {
    /// So many files of so many have been read.
    Reading { done: usize, of: usize },
    /// What it would do, for a person to decide.
    Preview,
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

    /// Takes the files in and begins to read them; the page asks how far it has come.
    pub(crate) fn begin(self: &Arc<Self>, live: &Arc<Live>, read: &Arc<ReadWorkbook>, viewer: &Viewer, files: Vec<(String, Vec<u8>)>) -> ImportId {
        let id = live.fresh(|ids| ImportId(ids.next_id()));
        let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        let look = Look { id, stage: Stage::Reading { done: 0, of: files.len() }, files: names, sheets: Vec::new(), facts: 0 };
        let unit = viewer.acting.as_ref().and_then(|acting| acting.unit);
        let staged = Staged { actor: viewer.actor.clone(), unit, look, workbooks: Vec::new(), unreadable: Vec::new() };
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
                match read {
                    Ok(workbook) => staged.workbooks.push((name, workbook)),
                    Err(report) => staged.unreadable.push(*report),
                }
                let Stage::Reading { of, .. } = staged.look.stage else { return false };
                staged.look.stage = Stage::Reading { done: at + 1, of };
                true
            });
            if go_on != Some(true) {
                return;
            }
        }
        let Some((workbooks, unit)) = self.with(id, |staged| (staged.workbooks.clone(), staged.unit)) else { return };
        let planned = proposal(live, &workbooks, unit);
        self.with(id, |staged| {
            if matches!(staged.look.stage, Stage::Reading { .. }) {
                staged.preview(planned);
            }
        });
    }

    /// Gives an import up.
    pub(crate) fn cancel(&self, id: ImportId, actor: &str) {
        self.with(id, |staged| {
            if staged.actor == actor && !matches!(staged.look.stage, Stage::Written) {
                staged.look.stage = Stage::Cancelled;
                staged.workbooks.clear();
            }
        });
    }

    /// Writes what the preview showed: all of it, or the good rows where that was asked. `within`: the only units that
    /// may be touched; `None` is all. Where the registers have changed since so that the rows would do something else,
    /// the new preview is shown instead.
    pub(crate) async fn write(&self, live: &Arc<Live>, id: ImportId, actor: &str, skip_bad: bool, within: Option<BTreeSet<UnitId>>) {
        let ready = self.with(id, |staged| {
            let mine = staged.actor == actor && matches!(staged.look.stage, Stage::Preview);
            mine.then(|| (staged.workbooks.clone(), staged.look.sheets.clone(), staged.unreadable.clone(), staged.unit))
        });
        let Some(Some((workbooks, shown, unreadable, unit))) = ready else { return };
        let workbooks = Arc::new(workbooks);
        // Whatever was written between planning and writing is planned for anew.
        let stage = loop {
            let (planner, files, seen) = (live.clone(), workbooks.clone(), live.store().head().0);
            let Ok(planned) = tokio::task::spawn_blocking(move || proposal(&planner, &files, unit)).await else { return };
            let same = planned.sheets.iter().chain(&unreadable).eq(&shown);
            let refused = shown.iter().any(|sheet| !sheet.refused.is_empty());
            if !same || (refused && !skip_bad) {
                self.with(id, |staged| staged.preview(planned));
                return;
            }
            if within.as_ref().is_some_and(|within| !units_of(&planned.events, live).is_subset(within)) {
                break Stage::Failed("这些表里有别的单位的内容".to_owned(), "请删去别的单位的行，或由那个单位的人导入；什么都没有写入".to_owned());
            }
            let files = self.with(id, |staged| staged.look.files.clone()).unwrap_or_default();
            match live.store().append_import(command(live, id, actor, planned.events, seen), planned.import, files).await {
                Ok(_) => break Stage::Written,
                Err(StoreError::Refused(_)) if live.store().head().0 != seen => {}
                Err(StoreError::Refused(refusal)) => break Stage::Failed(refusal.message, refusal.help),
                Err(error) => break Stage::Failed("没有写入".to_owned(), error.to_string()),
            }
        };
        self.with(id, |staged| {
            staged.look.stage = stage;
            staged.workbooks.clear();
        });
    }
}

/// The planned events, refused where the site is no longer the one they were planned for.
fn command(live: &Live, id: ImportId, actor: &str, events: Vec<Event>, seen: u64) -> Command {
    let decide = move |site: &Site| match site.size == seen {
        true => Ok(events),
        false => Err(Refusal::new("登记簿在读表以后有了改动", "请再点一次写入")),
    };
    Command::decided(format!("导入-{id}"), live.asked(actor), id.to_string(), Box::new(decide))
}

impl Staged {
    fn preview(&mut self, planned: Plan) {
        self.look.facts = planned.events.len();
        self.look.sheets = planned.sheets;
        self.look.sheets.extend(self.unreadable.iter().cloned());
        self.look.stage = Stage::Preview;
    }
}

/// Ids one at a time: a long plan keeps nobody waiting.
struct LiveIds<'l>(&'l Live);

impl IdSource for LiveIds<'_> {
    fn next_id(&mut self) -> u128 {
        self.0.fresh(|ids| ids.next_id())
    }
}

/// What the workbooks would do to the site as it is now.
fn proposal(live: &Live, workbooks: &[Named], unit: Option<UnitId>) -> Plan {
    let site = live.store().view(&live.store().owner_on_this_machine());
    let blind = |number: &str| live.store().blind_index(number);
    let options = Options { today: live.now().day, from: None, unit };
    let mapping = Mapping::built_in().unwrap_or(Mapping { tables: Vec::new(), words: Default::default() });
    plan(workbooks, live.library(), &site, &mapping, &options, &mut LiveIds(live), &blind)
}
