//! The site as far as each post sees it: narrowed once for everybody who looks from there, and kept until it changes.

use crate::error::PageError;
use crate::snapshot::{Inputs, Snapshot};
use jishi_authorize::{Actor, narrow, sight};
use jishi_base::{HoldingId, PersonId};
use jishi_defence::Defence;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Sights kept at once.
const KEPT: usize = 64;

/// Who looks, in which holding or office.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Key(Option<PersonId>, Option<HoldingId>, String);

impl Key {
    pub(crate) fn of(actor: &Actor) -> Self {
        Self(actor.person, actor.acting, format!("{:?} {}", actor.administrator, actor.commissioned))
    }
}

/// What was narrowed, from which whole.
#[derive(Default)]
pub(crate) struct Sights(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    whole: Option<Arc<Snapshot>>,
    parts: BTreeMap<Key, Arc<Snapshot>>,
}

impl Sights {
    /// The part of `whole` that the actor may see.
    pub(crate) async fn narrowed(&self, key: Key, actor: &Actor, whole: &Arc<Snapshot>) -> Result<Arc<Snapshot>, PageError> {
        if let Some(part) = self.kept(&key, whole) {
            return Ok(part);
        }
        let (actor, from) = (*actor, whole.clone());
        let part = tokio::task::spawn_blocking(move || narrowed(&actor, &from)).await;
        let part = part.map_err(|_| PageError::Unavailable("取可见范围时程序出错".to_owned()))?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.whole.as_ref().is_some_and(|known| Arc::ptr_eq(known, whole)) {
            if kept.parts.len() >= KEPT {
                kept.parts.pop_first();
            }
            kept.parts.insert(key, part.clone());
        }
        Ok(part)
    }

    /// What is kept of this whole; what was kept of an earlier one goes.
    fn kept(&self, key: &Key, whole: &Arc<Snapshot>) -> Option<Arc<Snapshot>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.whole.as_ref().is_some_and(|known| Arc::ptr_eq(known, whole)) {
            *kept = Kept { whole: Some(whole.clone()), parts: BTreeMap::new() };
        }
        kept.parts.get(key).cloned()
    }
}

/// Duties were judged on the whole, so that everybody sees the same status; here those of others are left out.
fn narrowed(actor: &Actor, whole: &Arc<Snapshot>) -> Arc<Snapshot> {
    let (inputs, site) = (whole.inputs(), whole.site());
    let sight = sight(whole.register(), actor, inputs.today);
    if sight.is_whole() || !Defence::ScopeNarrows.holds() {
        return whole.clone();
    }
    let instances = whole.instances().filter(|instance| sight.sees(site, instance.subject)).cloned().collect();
    let inputs = Inputs { site: Arc::new(narrow(site, &sight)), instances: Arc::new(instances), ..inputs.clone() };
    Arc::new(Snapshot::new(inputs).open_to(sight.people()))
}
