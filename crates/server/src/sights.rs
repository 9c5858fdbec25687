//! The site as far as each post sees it, or may take it out: who sees which bodies and people is found once for everybody who
//! looks from there, and again when the registers have moved.

use crate::error::PageError;
use crate::judged::{Place, Sifted};
use crate::snapshot::{Snapshot, Whole};
use jishi_authorize::{Actor, Sight, sight, taken_out};
use jishi_base::{HoldingId, PersonId, UnitId};
use jishi_defence::Defence;
use jishi_facts::{Site, Subject};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex as Lock, PoisonError};
use tokio::sync::Mutex;

/// Sights kept at once.
const KEPT: usize = 256;

/// What for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Purpose {
    /// To see it on a page.
    See,
    /// To take it out as a file.
    TakeOut,
}

/// Who looks, in which holding or office, and what for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Key(Option<PersonId>, Option<HoldingId>, String, Purpose);

impl Key {
    pub(crate) fn of(actor: &Actor, purpose: Purpose) -> Self {
        let office = format!("{:?} {} {}", actor.administrator, actor.commissioned, actor.owner_on_this_machine);
        Self(actor.person, actor.acting, office, purpose)
    }
}

/// What is seen, by who looks.
#[derive(Default)]
pub(crate) struct Sights(Lock<BTreeMap<Key, Kept>>);

/// The place of a part: however many ask for it, one of them does the work.
type Kept = Arc<Mutex<Option<Part>>>;

/// What is seen of which whole. Nothing is copied: `shown` is what every request's own lens is made from.
#[derive(Clone)]
struct Part {
    whole: Arc<Whole>,
    sight: Arc<Sight>,
    shown: Arc<Snapshot>,
}

impl Sights {
    /// The part of `whole` that the actor may see, or take out.
    pub(crate) async fn narrowed(&self, key: Key, actor: &Actor, whole: &Arc<Whole>) -> Result<Arc<Snapshot>, PageError> {
        let (actor, purpose, kept) = (*actor, key.3, self.kept(key));
        let mut kept = kept.lock().await;
        if let Some(part) = kept.as_ref().filter(|part| Arc::ptr_eq(&part.whole, whole)) {
            return Ok(Arc::new(part.shown.again()));
        }
        let (before, whole) = (kept.clone(), whole.clone());
        let made = tokio::task::spawn_blocking(move || Part::made(before.as_ref(), &actor, purpose, &whole)).await;
        let part = made.map_err(|_| PageError::Unavailable("取可见范围时程序出错".to_owned()))?;
        Ok(Arc::new(kept.insert(part).shown.again()))
    }

    fn kept(&self, key: Key) -> Kept {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&key) {
            kept.pop_first();
        }
        kept.entry(key).or_default().clone()
    }
}

impl Part {
    fn made(before: Option<&Self>, actor: &Actor, purpose: Purpose, whole: &Arc<Whole>) -> Self {
        let before = before.filter(|before| before.stands_on(whole));
        let sight = before.map_or_else(|| Arc::new(sight_of(actor, purpose, whole)), |before| before.sight.clone());
        let shown = Snapshot::part(whole, &sight, places(before, &sight, whole), before.map(|before| &*before.shown));
        Self { whole: whole.clone(), sight, shown: Arc::new(shown) }
    }

    /// Is what one sees from here the same, but for what happened in it?
    fn stands_on(&self, whole: &Whole) -> bool {
        let (was, is) = (self.whole.inputs(), whole.inputs());
        (was.as_of, was.today) == (is.as_of, is.today) && is.site.moved.registers() <= was.site.size
    }
}

fn sight_of(actor: &Actor, purpose: Purpose, whole: &Whole) -> Sight {
    let today = whole.inputs().today;
    match purpose {
        _ if !Defence::ScopeNarrows.holds() => sight(whole.register(), &Actor::owner(), today),
        Purpose::TakeOut => taken_out(whole.register(), actor, today),
        Purpose::See => sight(whole.register(), actor, today),
    }
}

/// Duties are judged on the whole, so that everybody sees the same status; those of others are left out.
fn places(before: Option<&Part>, sight: &Arc<Sight>, whole: &Arc<Whole>) -> BTreeMap<UnitId, Arc<Place>> {
    if sight.is_whole() {
        return whole.places().clone();
    }
    let (inputs, site) = (whole.inputs(), whole.site());
    let units = units_seen(sight, site);
    let place = |unit: &UnitId| {
        let of_whole = whole.places().get(unit)?;
        let stands = |before: &&Part| before.whole.places().get(unit).is_some_and(|was| Arc::ptr_eq(was, of_whole));
        let kept = before.filter(stands).and_then(|before| before.shown.places().get(unit)).cloned();
        let sifted = || Sifted { whole: of_whole.clone(), sight: sight.clone(), site: inputs.site.clone() };
        Some((*unit, kept.unwrap_or_else(|| Arc::new(Place::sifted(*unit, sifted())))))
    };
    site.units.keys().filter(|unit| units.contains(unit)).filter_map(place).collect()
}

/// The units that have anything that is seen.
fn units_seen(sight: &Sight, site: &Site) -> BTreeSet<UnitId> {
    let bodies = sight.bodies().iter().map(|body| Subject::Body(*body));
    bodies.chain(sight.people().iter().map(|person| Subject::Person(*person))).filter_map(|subject| site.unit_of(subject)).collect()
}
