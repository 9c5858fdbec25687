//! A plan that is held to what may be written: rows with an event that is withheld are refused whole, with the reason, and the
//! rest is planned again, since it may have stood on them.

use super::{Lookup, Options, Plan, Proposed, Work, looked, propose};
use crate::mapping::Mapping;
use crate::report::Refused;
use crate::workbook::{Address, Workbook};
use jishi_base::IdSource;
use jishi_facts::{Event, Looked, Site};
use jishi_pack::Library;
use jishi_workflow::Refusal;
use std::collections::{BTreeMap, BTreeSet};

/// A row of a sheet that was recognised, counted among these.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Origin {
    pub(crate) sheet: usize,
    /// From 1; 0 is the sheet as a whole.
    pub(crate) row: u32,
}

impl Origin {
    /// The sheet as a whole.
    pub(crate) fn sheet(sheet: usize) -> Self {
        Self { sheet, row: 0 }
    }
}

/// Rows that may not be written, each with the reason.
pub(crate) type Barred = BTreeMap<Origin, Refusal>;

/// Plans at most: rows that stand on rows that are refused are refused in the next. What goes deeper is refused as a whole.
const PASSES: usize = 4;

/// Says which of the events may not be written: by their place, each with why and whom to ask.
pub type Withheld<'w> = dyn Fn(&[Event]) -> Vec<(usize, Refusal)> + 'w;

/// [`super::plan`], held to what may be written. What the plan holds in the end, is not withheld; it rests on what any of its
/// passes looked at.
#[allow(clippy::too_many_arguments)] // Those of `plan`, and who says what may be written.
pub fn plan_held(
    files: &[(String, Workbook)], library: &Library, site: &Site, mapping: &Mapping, options: &Options, ids: &mut dyn IdSource,
    lookup: Lookup<'_>, withheld: &Withheld<'_>,
) -> Plan {
    let mut all = Looked::default();
    let mut propose = |barred: &Barred| {
        let proposed = propose(files, library, site, mapping, options, ids, lookup, barred);
        looked::and(&mut all, &proposed.plan.looked);
        proposed
    };
    let plan = within(&mut propose, withheld);
    Plan { looked: all, ..plan }
}

/// Plans without what is withheld, as often as it takes.
fn within(propose: &mut dyn FnMut(&Barred) -> Proposed, withheld: &Withheld<'_>) -> Plan {
    let mut barred = Barred::new();
    for _ in 0..PASSES {
        let Proposed { mut plan, origins } = propose(&barred);
        let refused = withheld(&plan.events);
        if refused.is_empty() {
            return plan;
        }
        let known = barred.len();
        let mut loose = BTreeSet::new();
        for (event, refusal) in refused {
            match origins.get(event).copied().flatten() {
                Some(origin) => drop(barred.entry(origin).or_insert(refusal)),
                None => drop(loose.insert(event)),
            }
        }
        if barred.len() == known {
            // That a ledger is taken up comes from no one row, and nothing stands on it.
            let mut place = 0..;
            plan.events.retain(|_| place.next().is_none_or(|at| !loose.contains(&at)));
            return if withheld(&plan.events).is_empty() { plan } else { nothing_of(plan) };
        }
    }
    nothing_of(propose(&barred).plan)
}

/// Sheets that may not be written as a whole: they are said once, and not read.
pub(super) fn set_aside(barred: &Barred, works: &mut [Work<'_>]) {
    for (sheet, work) in works.iter_mut().enumerate() {
        if let Some(refusal) = barred.get(&Origin::sheet(sheet)) {
            refuse(work.layout.data.first().map(|row| row.number), work, refusal);
            work.layout.data.clear();
        }
    }
}

fn refuse(row: Option<u32>, work: &mut Work<'_>, refusal: &Refusal) {
    let cell = row.map_or_else(String::new, |row| Address { row, column: 0 }.to_string());
    work.report.refused.push(Refused { cell, cells: Vec::new(), reasons: vec![format!("整张表没有导入：{}", refusal.reason)], help: refusal.help.clone() });
}

/// The plan without any event: so much of it may not be written that the rest cannot be told from it.
fn nothing_of(mut plan: Plan) -> Plan {
    plan.taken_up = Vec::new();
    plan.events.clear();
    for sheet in &mut plan.sheets {
        (sheet.created, sheet.changed) = (0, 0);
        sheet.refused.push(Refused {
            cell: String::new(),
            cells: Vec::new(),
            reasons: vec!["这次导入里有许多行不在您的权限内，其余的又以它们为准，全部没有导入".to_owned()],
            help: "请先删去上面列出的行，再导入".to_owned(),
        });
    }
    plan
}
