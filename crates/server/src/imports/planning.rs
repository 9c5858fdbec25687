//! From what was uploaded to what it would do: read in a child process, planned against the site as it is now.

use super::Tools;
use super::spool::{Held, Part, Spool};
use crate::rights::Rights;
use crate::live::Live;
use crate::xlsx::refusals_workbook;
use jishi_authorize::Way;
use jishi_defence::Defence;
use jishi_base::{IdSource, ImportId, UnitId};
use jishi_facts::{Event, FileNames, Looked, Site};
use jishi_intake::{Lookup, Mapping, Options, SheetReport, Summary, Workbook, plan_held};
use jishi_seal::{Key, Zeroizing};
use std::sync::Arc;

/// What was uploaded: the files by their names.
pub(crate) struct Sources {
    pub(super) spool: Spool,
    pub(super) files: Vec<(String, Part)>,
}

impl Sources {
    pub(super) fn names(&self) -> Vec<String> {
        self.files.iter().map(|(name, _)| name.clone()).collect()
    }
}

/// What a plan rests on: the site's registers as they were at a size, and what it looked at besides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Basis {
    size: u64,
    looked: Looked,
}

impl Basis {
    /// Does it rest on something else by now?
    pub(super) fn has_moved(&self, site: &Site) -> bool {
        self.has_moved_since(self.size, site)
    }

    /// Has what it looked at moved since a site of this size?
    pub(super) fn has_moved_since(&self, size: u64, site: &Site) -> bool {
        site.moved.since(size, &self.looked)
    }
}

/// A plan, on its way to be shown or written.
pub(super) struct Planned {
    pub(super) import: ImportId,
    pub(super) events: Vec<Event>,
    /// Its files and the sheets of them that were read, by name.
    pub(super) files: Vec<FileNames>,
    pub(super) reports: Vec<SheetReport>,
    pub(super) summary: Summary,
    pub(super) basis: Basis,
}

/// What is kept of a plan for whoever decides: nothing that grows with the workbooks.
pub(super) struct Shown {
    pub(super) summary: Arc<Summary>,
    pub(super) facts: usize,
    pub(super) basis: Basis,
    /// The workbook of refused rows, where there are any.
    pub(super) refusals: Option<Arc<(Spool, Part)>>,
}

/// What was uploaded, as it was read: workbooks, what is said of files that could not be taken, and how tables are recognised.
pub(super) struct Read {
    workbooks: Vec<(String, Workbook)>,
    unreadable: Vec<SheetReport>,
    mapping: Mapping,
}

impl Sources {
    /// Reads all files. `on_file` is told how many have been read, and says whether to go on. `None` where it did not, or where
    /// a file could not be got back from the spool.
    pub(super) fn read(&self, tools: &Tools, mut on_file: impl FnMut(usize) -> bool) -> Option<Read> {
        let (mut workbooks, mut unreadable) = (Vec::new(), Vec::new());
        for (at, (name, part)) in self.files.iter().enumerate() {
            match (tools.read)(name, self.spool.read(*part).ok()?) {
                Ok(workbook) => workbooks.push((name.clone(), workbook)),
                Err(report) => unreadable.push(*report),
            }
            if !on_file(at + 1) {
                return None;
            }
        }
        let mapping = Mapping::built_in().unwrap_or(Mapping { tables: Vec::new(), words: Default::default() });
        Some(Read { workbooks, unreadable, mapping })
    }
}

impl Read {
    /// Plans it on the site as it is now.
    pub(super) fn planned(&self, live: &Live, unit: Option<UnitId>, rights: &Rights) -> Planned {
        let site = live.store().view(&live.store().owner_on_this_machine());
        let options = Options { import: live.fresh(|ids| ImportId(ids.next_id())), today: live.now().day, from: None, unit };
        self.planned_on(&site, live, &options, rights)
    }

    /// Plans it on a site, as far as these rights go: rows beyond them are refused, with the right that is missing.
    pub(super) fn planned_on(&self, site: &Site, live: &Live, options: &Options, rights: &Rights) -> Planned {
        let blind = |number: &str| live.store().blind_index(number);
        let withheld = |events: &[Event]| match Defence::ImportsStayWithin.holds() {
            true => rights.withheld(site, Way::Workbook, events, options.today),
            false => Vec::new(),
        };
        let contents = live.store().contents(&live.store().owner_on_this_machine());
        let lookup = Lookup { blind: &blind, contents: &*contents };
        let plan = plan_held(&self.workbooks, live.library(), site, &self.mapping, options, &mut LiveIds(live), lookup, &withheld);
        let reports: Vec<SheetReport> = plan.sheets.into_iter().chain(self.unreadable.iter().cloned()).collect();
        let summary = Summary::of(&reports, &plan.taken_up);
        let basis = Basis { size: site.size, looked: plan.looked };
        Planned { import: plan.import, events: plan.events, files: plan.files, summary, reports, basis }
    }
}

impl Planned {
    /// What is kept of it until somebody decides.
    pub(super) fn shown(self, live: &Live, held: &Held) -> Shown {
        let refused = self.summary.total.refused > 0;
        let bytes = refused.then(|| refusals_workbook(&self.reports, live.now().day)).flatten();
        // Without room for it the summary has to do.
        let refusals = bytes.and_then(|bytes| Spool::of(fresh_key(live), held.clone(), &bytes).ok()).map(Arc::new);
        Shown { summary: Arc::new(self.summary), facts: self.events.len(), basis: self.basis, refusals }
    }
}

/// A key that serves for one file of this program's life: drawn like ids, from the system's randomness on a real site.
pub(super) fn fresh_key(live: &Live) -> Key {
    let halves = live.fresh(|ids| [ids.next_id(), ids.next_id()]);
    let mut bytes = Zeroizing::new([0; 32]);
    for (half, place) in halves.iter().zip(bytes.chunks_exact_mut(16)) {
        place.copy_from_slice(&half.to_be_bytes());
    }
    Key::new(&bytes)
}

/// Ids one at a time: a long plan keeps nobody waiting.
struct LiveIds<'l>(&'l Live);

impl IdSource for LiveIds<'_> {
    fn next_id(&mut self) -> u128 {
        self.0.fresh(|ids| ids.next_id())
    }
}
