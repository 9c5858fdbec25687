//! The site as far as each post sees it, or may take it out: narrowed once for everybody who looks from there, and kept until
//! it changes.

use crate::error::PageError;
use crate::snapshot::{Inputs, Snapshot};
use jishi_authorize::{Actor, narrow, sight, taken_out};
use jishi_base::{HoldingId, PersonId};
use jishi_defence::Defence;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Sights kept at once.
const KEPT: usize = 64;

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

/// What was narrowed, from which whole.
#[derive(Default)]
pub(crate) struct Sights(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    whole: Option<Arc<Snapshot>>,
    parts: BTreeMap<Key, Part>,
}

/// A part, once it has been narrowed: however many ask for it, one of them does the work.
type Part = Arc<OnceCell<Arc<Snapshot>>>;

impl Sights {
    /// The part of `whole` that the actor may see, or take out.
    pub(crate) async fn narrowed(&self, key: Key, actor: &Actor, whole: &Arc<Snapshot>) -> Result<Arc<Snapshot>, PageError> {
        let (actor, from, purpose) = (*actor, whole.clone(), key.3);
        let part = self.part(key, whole);
        let made = part.get_or_try_init(|| async { tokio::task::spawn_blocking(move || narrowed(&actor, purpose, &from)).await }).await;
        made.cloned().map_err(|_| PageError::Unavailable("取可见范围时程序出错".to_owned()))
    }

    /// The place of a part of this whole; what was kept of an earlier one goes.
    fn part(&self, key: Key, whole: &Arc<Snapshot>) -> Part {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.whole.as_ref().is_some_and(|known| Arc::ptr_eq(known, whole)) {
            *kept = Kept { whole: Some(whole.clone()), parts: BTreeMap::new() };
        }
        if kept.parts.len() >= KEPT && !kept.parts.contains_key(&key) {
            kept.parts.pop_first();
        }
        kept.parts.entry(key).or_default().clone()
    }
}

/// Duties were judged on the whole, so that everybody sees the same status; here those of others are left out.
fn narrowed(actor: &Actor, purpose: Purpose, whole: &Arc<Snapshot>) -> Arc<Snapshot> {
    let (inputs, site) = (whole.inputs(), whole.site());
    let sight = match purpose {
        Purpose::TakeOut => taken_out(whole.register(), actor, inputs.today),
        Purpose::See => sight(whole.register(), actor, inputs.today),
    };
    if sight.is_whole() || !Defence::ScopeNarrows.holds() {
        return whole.clone();
    }
    let instances = whole.instances().filter(|instance| sight.sees(site, instance.subject)).cloned().collect();
    let inputs = Inputs { site: Arc::new(narrow(site, &sight)), instances: Arc::new(instances), ..inputs.clone() };
    Arc::new(Snapshot::new(inputs).open_to(sight.people()))
}
