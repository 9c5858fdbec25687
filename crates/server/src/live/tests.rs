//! What is judged again after a change equals what is judged anew.

use super::judge;
use crate::changed::changed_units;
use crate::testing::{apply, events, library, snapshot, today, workdays};
use jishi_evaluate::evaluate;
use jishi_facts::{Event, Site};

/// The last months of a site, in steps: corrections, records, items, and a register that changes once in a while.
#[test]
fn judging_what_changed_equals_judging_all() {
    let (today, library, workdays) = (today(), library(), workdays());
    let events = events(2, 3);
    let (before, after) = events.split_at(events.len() - 240);
    let mut site = Site::default();
    before.iter().for_each(|event| apply(&mut site, event));
    let mut shown = snapshot(&site, evaluate(&library, &site, &workdays, today));
    let mut in_part = 0;
    for step in after.chunks(48) {
        step.iter().for_each(|event| apply(&mut site, event));
        in_part += usize::from(changed_units(shown.site(), &site).is_some());
        let again = judge(&library, &site, &workdays, today, Some(&shown));
        let anew = evaluate(&library, &site, &workdays, today);
        assert!(again == anew, "{} and {} instances", again.len(), anew.len());
        shown = snapshot(&site, again);
    }
    assert!(in_part > 0, "no step was judged in part");
    let record = site.records.values().next().expect("a record").clone();
    let mut changed = site.clone();
    apply(&mut changed, &(today, Event::RecordWithdrawn { record: record.id }));
    let units = changed_units(&site, &changed).expect("only a record has changed");
    assert!(!units.is_empty() && units.len() < site.units.len(), "{units:?}");
}
