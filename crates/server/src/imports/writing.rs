//! An import that has been decided: planned once more, held against what was shown, and written.

use super::desk::{Named, Stage};
use crate::intent::{Rights, refusal};
use crate::live::Live;
use jishi_authorize::Way;
use jishi_base::{IdSource, ImportId, UnitId};
use jishi_facts::{Event, Site};
use jishi_intake::{Mapping, Options, Plan, SheetReport, plan_held};
use jishi_store::{Command, Refusal, StoreError};
use std::sync::Arc;

/// An import that somebody has decided to write.
pub(super) struct Decided {
    pub(super) id: ImportId,
    pub(super) actor: String,
    pub(super) unit: Option<UnitId>,
    pub(super) workbooks: Arc<Vec<Named>>,
    pub(super) shown: Vec<SheetReport>,
    pub(super) unreadable: Vec<SheetReport>,
    pub(super) skip_bad: bool,
    /// Of whoever decided.
    pub(super) rights: Rights,
}

/// What came of it.
pub(super) enum Outcome {
    Ended(Stage),
    /// The registers have changed so that the rows would do something else than was shown.
    LooksOtherwise(Plan),
}

impl Decided {
    pub(super) async fn carry_out(&self, live: &Arc<Live>) -> Outcome {
        // Whatever was written between planning and writing is planned for anew.
        loop {
            let (planner, workbooks, unit, seen) = (live.clone(), self.workbooks.clone(), self.unit, live.store().head().0);
            let rights = self.rights.clone();
            let planned = tokio::task::spawn_blocking(move || proposal(&planner, &workbooks, unit, &rights));
            let Ok(planned) = planned.await else {
                return failed("没有写入：程序在读表时出错", "请重新上传；还不行，请把出错的时间告诉系统管理员");
            };
            let same = planned.sheets.iter().chain(&self.unreadable).eq(&self.shown);
            let refused = self.shown.iter().any(|sheet| !sheet.refused.is_empty());
            // Of what brings nothing new nothing is written, not even that it was imported.
            if !same || (refused && !self.skip_bad) || planned.events.is_empty() {
                return Outcome::LooksOtherwise(planned);
            }
            let command = self.command(live, planned.events, seen);
            match live.store().append_import(command, planned.import, planned.files).await {
                Ok(_) => return Outcome::Ended(Stage::Written),
                Err(StoreError::Refused(_)) if live.store().head().0 != seen => {}
                Err(StoreError::Refused(refusal)) => return failed(refusal.message, refusal.help),
                Err(error) => return failed("没有写入", error.to_string()),
            }
        }
    }

    /// The planned events, refused where the site is no longer the one they were planned for, or where whoever decided may
    /// not write them any more.
    fn command(&self, live: &Live, events: Vec<Event>, seen: u64) -> Command {
        let (rights, asked) = (self.rights.clone(), live.asked(&self.actor));
        let day = asked.day;
        let decide = move |site: &Site| match site.size == seen {
            true => rights.hold(site, Way::Workbook, events.clone(), day).map_err(|not| refusal(not.why)),
            false => Err(Refusal::new("登记簿在读表以后有了改动", "请再点一次写入")),
        };
        Command::decided(format!("导入-{}", self.id), asked, self.id.to_string(), Box::new(decide))
    }
}

fn failed(why: impl Into<String>, help: impl Into<String>) -> Outcome {
    Outcome::Ended(Stage::Failed(why.into(), help.into()))
}

/// Ids one at a time: a long plan keeps nobody waiting.
struct LiveIds<'l>(&'l Live);

impl IdSource for LiveIds<'_> {
    fn next_id(&mut self) -> u128 {
        self.0.fresh(|ids| ids.next_id())
    }
}

/// What the workbooks would do to the site as it is now, as far as these rights go: rows beyond them are refused, with the right
/// that is missing.
pub(super) fn proposal(live: &Live, workbooks: &[Named], unit: Option<UnitId>, rights: &Rights) -> Plan {
    let site = live.store().view(&live.store().owner_on_this_machine());
    let blind = |number: &str| live.store().blind_index(number);
    let options = Options { today: live.now().day, from: None, unit };
    let mapping = Mapping::built_in().unwrap_or(Mapping { tables: Vec::new(), words: Default::default() });
    let withheld = |events: &[Event]| rights.withheld(&site, Way::Workbook, events, options.today);
    plan_held(workbooks, live.library(), &site, &mapping, &options, &mut LiveIds(live), &blind, &withheld)
}
