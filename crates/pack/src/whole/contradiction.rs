//! Looks for duties that cannot both be met.

use crate::check::contradiction::cap_below_demand;
use crate::compiler::{Compiler, Sort};
use crate::finding::Finding;
use crate::model::{Bound, Duty, Evidence, Form, Occurrence, Who};
use jishi_calendar::Cadence;

/// Compares every cap with every demand on the same records of the same subjects.
pub(crate) fn find(c: &mut Compiler) {
    let mut found = Vec::new();
    for cap in &c.library.duties {
        let Form::Cap(Bound::AtMost { cadence, count, evidence }) = &cap.form else { continue };
        for demand in &c.library.duties {
            let Form::Periodic { cadence: every, at_least, evidence: shown, .. } = &demand.form else { continue };
            let clash = yearly(*at_least, *every) > yearly(*count, *cadence);
            if clash && cap.applies == demand.applies && same_subjects(&cap.who, &demand.who) && covers(evidence, shown) {
                found.push(finding(c, cap, demand));
            }
        }
    }
    found.into_iter().for_each(|finding| c.findings.push(finding));
}

fn finding(c: &Compiler, cap: &Duty, demand: &Duty) -> Finding {
    let at = |duty: &Duty| c.home(Sort::Duty, &duty.name).unwrap_or_default();
    cap_below_demand(at(cap), &cap.name, &demand.name, at(demand))
}

fn yearly(count: u32, cadence: Cadence) -> u64 {
    u64::from(count) * u64::from(cadence.per_year())
}

fn same_subjects(a: &Who, b: &Who) -> bool {
    match (a, b) {
        (Who::Bodies(a), Who::Bodies(b)) => a.iter().any(|kind| b.contains(kind)),
        _ => a == b,
    }
}

/// Does everything that `shown` counts fall under `capped`?
fn covers(capped: &Evidence, shown: &Evidence) -> bool {
    shown.any.iter().all(|occurrence| {
        capped.any.iter().any(|cap| match (cap, occurrence) {
            (Occurrence::Records(cap), Occurrence::Records(shown)) => {
                shown.kinds.iter().all(|kind| cap.kinds.contains(kind)) && (cap.when.is_none() || cap.when == shown.when)
            }
            (cap, shown) => cap == shown,
        })
    })
}
