//! Bringing workbooks in: taking them in, deciding what becomes of a preview, and taking back what was written.

use crate::app::App;
use crate::imports::{Look, Sources, allowed};
use crate::office::Once;
use crate::intent::Intent;
use crate::error::PageError;
use crate::live::Live;
use crate::viewer::{Seat, unavailable};
use jishi_authorize::{Action, Way};
use jishi_base::{ImportId, PersonId, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Event, Import, Site, Undone};
use jishi_workflow as workflow;
use jishi_workflow::imports::{Outlook, outlook};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What becomes of a preview.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Choice {
    /// All of it is written.
    All,
    /// The rows that are right are.
    Good,
    /// It is given up.
    Cancel,
}

/// Takes in what was uploaded: it is read when its turn comes. The same files again under one key are the same import.
pub(crate) fn take_in(app: &App, live: &Arc<Live>, seat: &Seat, sources: Sources, instead: Option<ImportId>, key: &Once) -> Result<ImportId, PageError> {
    allowed(seat)?;
    app.imports.begin(&app.tools(live), seat, sources, instead, key.number(seat))
}

/// An import of whoever looks.
pub(crate) fn look(app: &App, live: &Live, seat: &Seat, id: &str) -> Result<Look, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    app.imports.look(live, id, &seat.viewer.actor).ok_or(PageError::NotFound)
}

/// Decides about a preview. That can be done once: decided already, it is as it is.
pub(crate) async fn decide(app: &App, live: &Arc<Live>, seat: &Seat, id: &str, choice: Choice) -> Result<Look, PageError> {
    allowed(seat)?;
    let import = look(app, live, seat, id)?.id;
    match choice {
        Choice::Cancel => app.imports.cancel(import, &seat.viewer.actor),
        Choice::All | Choice::Good => app.imports.write(&app.tools(live), import, seat, choice == Choice::Good).await,
    }
    look(app, live, seat, id)
}

/// An import that was written, as far as it may be seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Past {
    pub(crate) import: ImportId,
    pub(crate) day: Date,
    pub(crate) files: Vec<String>,
    /// Records of it that stand and are seen.
    pub(crate) records: usize,
    /// What has been taken back of it.
    pub(crate) undone: Option<Undone>,
    /// May it be taken back, as whoever looks?
    pub(crate) can_be_undone: bool,
    /// Position in the journal.
    pub(crate) seq: u64,
}

/// The imports of the units one may import for, and those whose records one sees; the last first.
pub(crate) fn past(seat: &Seat) -> Vec<Past> {
    let mut records: BTreeMap<ImportId, usize> = BTreeMap::new();
    let standing = seat.snapshot.seen().records().filter(|record| !record.withdrawn);
    for source in standing.filter_map(|record| record.source.as_ref()) {
        *records.entry(source.import).or_default() += 1;
    }
    let (units, imports) = (seat.units_for(Action::Import), &seat.whole().site().imports);
    seat.snapshot.seen().open_imports(imports.ids());
    let shown = |import: &Import| {
        let (mine, records) = (is_mine(import, units.as_ref()), records.get(&import.id).copied().unwrap_or_default());
        let can_be_undone = mine && import.can_be_undone();
        (mine || records > 0).then(|| Past {
            import: import.id,
            day: import.day,
            files: seat.snapshot.seen().files_of(import.id),
            records,
            undone: import.undone,
            can_be_undone,
            seq: import.seq,
        })
    };
    imports.newest_first().into_iter().filter_map(shown).collect()
}

/// Is an import only of units that one may import for?
fn is_mine(import: &Import, units: Option<&BTreeSet<UnitId>>) -> bool {
    units.is_none_or(|units| !import.units.is_empty() && import.units.is_subset(units))
}

/// An import that one may take back, and what that would do.
pub(crate) async fn undoing<'s>(live: &Live, seat: &'s Seat, id: &str) -> Result<(&'s Import, Outlook), PageError> {
    let import = mine(seat, id)?;
    let accounts = holders_of_accounts(live).await?;
    let site = seat.whole().site();
    let Some(outlook) = outlook(site, import.id, &accounts) else {
        let (why, help) = match import.undone {
            Some(_) => ("这次导入已经撤回", "请返回导入页面"),
            None => ("这次导入太早，不能整批撤回了", "请逐条更正或撤回"),
        };
        return Err(PageError::Refused(why.to_owned(), help.to_owned()));
    };
    // What the page offers needs the right to all that it would change, as its writing will.
    let undone = vec![Event::ImportUndone { import: import.id, registers: outlook.standing.is_empty() }];
    seat.rights().hold(site, Way::Single, undone, live.now().day)?;
    Ok((import, outlook))
}

/// Takes an import back: all of it, or its records only. That can be done once, so that it is its own key.
pub(crate) async fn undo(live: &Live, seat: &Seat, id: &str, registers: bool) -> Result<(), PageError> {
    let import = mine(seat, id)?.id;
    let (since, accounts) = (live.store().accounts().since_now(), holders_of_accounts(live).await?);
    let asked = workflow::Command::UndoImport { import, registers, accounts };
    let decide = move |site: &Site| match since.has_opened() {
        true => Err(workflow::Refusal { reason: "刚刚有人员开了账户，撤回会怎样要重新核对".to_owned(), help: "请回到撤回的页面，再看一遍".to_owned() }.into()),
        false => Ok(workflow::decide(site, asked.clone())?),
    };
    let extent = if registers { "全部" } else { "记录" };
    let id = format!("撤回导入-{import}-{extent}");
    Ok(seat.carry_out(live, Intent { id, request: Vec::new(), expected: Vec::new(), decide: Box::new(decide) }).await?)
}

fn mine<'s>(seat: &'s Seat, id: &str) -> Result<&'s Import, PageError> {
    allowed(seat)?;
    let units = seat.units_for(Action::Import);
    let id: ImportId = id.parse().map_err(|_| PageError::NotFound)?;
    seat.whole().site().imports.get(id).filter(|import| is_mine(import, units.as_ref())).ok_or(PageError::NotFound)
}

/// Whoever has an account cannot be taken off the register by an undoing.
async fn holders_of_accounts(live: &Live) -> Result<BTreeSet<PersonId>, PageError> {
    let accounts = live.store().accounts().list().await.map_err(unavailable)?;
    Ok(accounts.iter().filter_map(|account| account.person()).collect())
}
