//! A change that is judged before it is written: what would turn with it. Where it is written to a site on which nothing else has
//! moved that these judgements rest on, they are those of the state that comes of it, which takes them over.

use crate::snapshot::{Inputs, Whole};
use crate::verdicts::Turned;
use jishi_base::UnitId;
use jishi_calendar::Workdays;
use jishi_facts::{Event, Site, Stamp};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A state that may come to be, judged as far as it differs from the one that is.
#[derive(Debug)]
pub(crate) struct Foreseen {
    now: Arc<Whole>,
    then: Whole,
    /// What the change touches.
    units: BTreeSet<UnitId>,
    events: Vec<Event>,
}

impl Foreseen {
    /// Of a state with these events. Takes its time: for a thread that serves no pages.
    pub(crate) fn of(now: &Arc<Whole>, workdays: &Arc<Workdays>, events: Vec<Event>) -> Self {
        let mut site: Site = now.site().clone();
        for event in &events {
            let stamp = Stamp { seq: site.size, at: 0, day: now.inputs().today, actor: "".into() };
            site.apply(&stamp, event);
        }
        let units: BTreeSet<UnitId> = site.units.keys().copied().filter(|unit| !now.again(&site, *unit).is_not()).collect();
        // First as it is: what is foreseen takes that over.
        now.judge(&units);
        let then = Whole::preview(now, Inputs { site: Arc::new(site), ..now.inputs().clone() }, workdays);
        then.judge(&units);
        Self { now: now.clone(), then, units, events }
    }

    /// What would stand otherwise, or stand that does not.
    pub(crate) fn turned(&self) -> Vec<Turned<'_>> {
        self.then.turned(&self.now, &self.units)
    }

    /// Is it this that comes to be where these events are written to a site? Then the size of the site with them.
    pub(crate) fn comes_true(&self, site: &Site, events: &[Event]) -> Option<u64> {
        let stands = |unit: &UnitId| self.now.again(site, *unit).is_not();
        (self.events == events && self.units.iter().all(stands)).then(|| site.size + events.len() as u64)
    }

    /// Has the states from this size on take over what is judged.
    pub(crate) fn came_true(&self, size: u64) {
        self.now.hand_on(&self.then, &self.units, size);
    }
}
