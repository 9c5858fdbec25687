//! Which units an import touches.

use jishi_base::UnitId;
use jishi_calendar::Date;
use jishi_facts::{Event, Site, Stamp};
use std::collections::BTreeSet;

/// The units that the events are about, new ones included: each seen from the site before it and after it.
pub(crate) fn units_of(events: &[Event], site: &Site, today: Date) -> BTreeSet<UnitId> {
    let mut site = site.clone();
    let mut about = BTreeSet::new();
    for event in events {
        about.extend(site.units_of_event(event));
        site.apply(&Stamp { seq: site.size, at: 0, day: today, actor: "".into() }, event);
        about.extend(site.units_of_event(event));
    }
    about
}
