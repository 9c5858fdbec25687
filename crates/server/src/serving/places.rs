//! The places that there are: how many connections in all and of one source, and who leaves where there are too few.

use super::line::Line;
use crate::limits;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

/// Those who are connected.
#[derive(Default)]
struct Taken {
    next: u64,
    lines: BTreeMap<u64, (Option<IpAddr>, Arc<Line>)>,
    /// Connections of a source; of those behind a proxy, requests that are being answered.
    of_source: BTreeMap<IpAddr, usize>,
}

pub(super) struct Places {
    all: usize,
    of_source: usize,
    taken: Mutex<Taken>,
    freed: Notify,
}

impl Places {
    pub(super) fn new((all, of_source): (usize, usize)) -> Arc<Self> {
        Arc::new(Self { all, of_source, taken: Mutex::default(), freed: Notify::new() })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is a place; where there is none, those who have waited longest leave.
    pub(super) async fn room(&self) {
        loop {
            let freed = self.freed.notified();
            if self.taken().lines.len() < self.all {
                return;
            }
            self.make_room();
            // Who has its answer by then can be sent away.
            let _ = timeout(limits::ACCEPT_PAUSE, freed).await;
        }
    }

    /// Sends away a few of those who have kept the server waiting longest, from the source that has most.
    pub(super) fn make_room(&self) {
        let taken = self.taken();
        send_away(&taken, self.all / 16 + 1, None);
    }

    /// A place for a connection of a source (`None`: of a proxy, behind which there are many); `None` where the source
    /// has all that it may have, and none of them is waited for.
    pub(super) fn take(self: &Arc<Self>, source: Option<IpAddr>) -> Option<Place> {
        let mut taken = self.taken();
        if let Some(source) = source
            && taken.of_source.get(&source).is_some_and(|count| *count >= self.of_source)
            && send_away(&taken, self.of_source / 16 + 1, Some(source)) == 0
        {
            return None;
        }
        let (id, line) = (taken.next, Arc::new(Line::new()));
        taken.next += 1;
        taken.lines.insert(id, (source, line.clone()));
        if let Some(source) = source {
            *taken.of_source.entry(source).or_default() += 1;
        }
        Some(Place { id, line, source, places: self.clone() })
    }

    /// Room for a request of a source behind a proxy; `None` where it has too many already.
    pub(super) fn request_of(self: &Arc<Self>, source: IpAddr) -> Option<Counted> {
        let mut taken = self.taken();
        let count = taken.of_source.entry(source).or_default();
        if *count >= self.of_source {
            return None;
        }
        *count += 1;
        Some(Counted(source, self.clone()))
    }

    /// Are nearly all places taken? Then nobody is kept for the sake of a next request.
    pub(super) fn are_short(&self) -> bool {
        self.taken().lines.len() >= self.all - self.all / 8
    }

    /// Everybody leaves who has what was asked for.
    pub(super) fn close(&self) {
        self.taken().lines.values().for_each(|(_, line)| line.close());
    }

    /// Waits until nobody is there any more.
    pub(super) async fn empty(&self) {
        loop {
            let freed = self.freed.notified();
            if self.taken().lines.is_empty() {
                return;
            }
            freed.await;
        }
    }
}

/// Sends away up to `most` of those who are waited for: the source with the most connections first, then who has kept
/// the server waiting longest. Says how many.
fn send_away(taken: &Taken, most: usize, of: Option<IpAddr>) -> usize {
    let lines = taken.lines.values().filter(|(source, _)| of.is_none() || *source == of);
    let count = |source: &Option<IpAddr>| source.and_then(|source| taken.of_source.get(&source)).copied().unwrap_or_default();
    let mut waiting: Vec<(std::cmp::Reverse<usize>, Instant, &Arc<Line>)> =
        lines.filter_map(|(source, line)| Some((std::cmp::Reverse(count(source)), line.waits_since()?, line))).collect();
    waiting.sort_unstable_by_key(|(count, since, _)| (*count, *since));
    waiting.truncate(most);
    waiting.iter().for_each(|(_, _, line)| line.send_away());
    waiting.len()
}

fn count_down(taken: &mut Taken, source: IpAddr) {
    if let Some(count) = taken.of_source.get_mut(&source) {
        *count -= 1;
        if *count == 0 {
            taken.of_source.remove(&source);
        }
    }
}

/// A place that is taken; free again when dropped.
pub(super) struct Place {
    id: u64,
    pub(super) line: Arc<Line>,
    source: Option<IpAddr>,
    pub(super) places: Arc<Places>,
}

impl Drop for Place {
    fn drop(&mut self) {
        {
            let mut taken = self.places.taken();
            taken.lines.remove(&self.id);
            if let Some(source) = self.source {
                count_down(&mut taken, source);
            }
        }
        self.places.freed.notify_one();
    }
}

/// A request that counts for its source until it has been answered.
pub(super) struct Counted(IpAddr, Arc<Places>);

impl Drop for Counted {
    fn drop(&mut self) {
        count_down(&mut self.1.taken(), self.0);
    }
}
