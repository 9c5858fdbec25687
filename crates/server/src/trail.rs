//! The trail (留痕): log-ins that failed, acts that were refused, lists that were taken out, closed fields that were opened.
//! Each is an entry of the journal before the answer goes.
//!
//! What is done again, by the same session, to the same thing, on the same day, is counted: the first few are an entry each;
//! then one entry stands for as many more as there were, and is made before the first of them is answered ([`count`]). So
//! the journal never says less than was answered, however the program ends. Where an entry cannot be written, the deed does
//! not happen: [`Live::enter`] says so, and what was to be shown stays closed. What cannot be left undone, as a refusal, is
//! owed, and entered as soon as anything can be.

mod count;

use crate::live::Live;
use count::{Count, Due, Steps};
use jishi_base::{ImportId, Label};
use jishi_calendar::Date;
use jishi_facts::{Event, Repeats, Thing};
use jishi_store::{Command, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Deeds that are told apart at once; where there are more, counting begins anew.
const KEPT: usize = 4_096;
/// Log-ins that fail which are told apart on a day: a thousand names tried are one entry of many times.
const APART: usize = 64;
/// Who has no account yet.
const NOBODY: &str = "未登录";

/// What may be done and must be entered.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Deed {
    /// A log-in failed: pseudonyms of the login as typed and of where it came from.
    LogInFailed(Option<String>, Option<String>),
    /// Refused: the action's word.
    Refused(String, Thing),
    /// Taken out as a file, of one thing or of all: always an entry of its own.
    TakenOut(&'static str, Thing),
    /// Read as a list by a program, page by page: the list's word.
    Listed(&'static str),
    /// Opened: the fields' names.
    Opened(Thing, BTreeSet<String>, Label),
    /// The journal was read.
    LogRead,
}

/// A deed as it is counted.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Key {
    /// Pseudonym of who did it.
    pub(crate) actor: String,
    /// The session or token, as a pseudonym.
    pub(crate) session: Option<String>,
    /// The day.
    pub(crate) on: Date,
    pub(crate) deed: Deed,
}

impl Deed {
    fn steps(&self) -> Steps {
        match self {
            Self::TakenOut(..) => Steps::Single,
            Self::Listed(_) => Steps::Rows,
            Self::LogInFailed(..) | Self::Refused(..) | Self::Opened(..) | Self::LogRead => Steps::Doubling,
        }
    }

    /// Is it answered whether it can be entered or not?
    fn happens_anyway(&self) -> bool {
        matches!(self, Self::LogInFailed(..) | Self::Refused(..) | Self::LogRead)
    }
}

/// A count that one at a time may change: who does the same meanwhile waits for the entry that covers both.
type Shared = Arc<tokio::sync::Mutex<Count>>;

/// The counts of a running site.
#[derive(Default)]
pub(crate) struct Trail {
    counts: Mutex<BTreeMap<Key, Shared>>,
    /// The day of what was last counted.
    counted: Mutex<Option<Date>>,
    /// Was something answered that could not be entered?
    owes: AtomicBool,
    /// The day of the last request.
    day: Mutex<Option<Date>>,
}

impl Trail {
    fn counts(&self) -> MutexGuard<'_, BTreeMap<Key, Shared>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is this the first request of another day?
    fn turns(&self, today: Date) -> bool {
        is_another(&self.day, today)
    }

    /// The count of a deed. Of other days nothing is kept but what is owed.
    fn of(&self, key: &Key) -> Shared {
        let mut counts = self.counts();
        if is_another(&self.counted, key.on) {
            counts.retain(|known, count| known.on == key.on || owes(count));
        }
        if counts.len() >= KEPT && !counts.contains_key(key) {
            counts.retain(|_, count| owes(count));
        }
        match counts.get(key) {
            Some(count) => count.clone(),
            // So much is owed that no more is remembered: what can be entered still is.
            None if counts.len() >= KEPT => Shared::default(),
            None => counts.entry(key.clone()).or_default().clone(),
        }
    }

    /// What is owed, or may be.
    fn owed(&self) -> Vec<(Key, Shared)> {
        self.counts().iter().filter(|(_, count)| owes(count)).map(|(key, count)| (key.clone(), count.clone())).collect()
    }

    /// The key of a log-in that failed: of one of the first so many of the day, or of all others together.
    fn of_failure(&self, on: Date, login: String, source: String) -> Key {
        let key = |deed| Key { actor: NOBODY.to_owned(), session: None, on, deed };
        let own = key(Deed::LogInFailed(Some(login), Some(source)));
        let counts = self.counts();
        let apart = counts.keys().filter(|known| known.on == on && matches!(known.deed, Deed::LogInFailed(Some(_), _))).count();
        if counts.contains_key(&own) || apart < APART { own } else { key(Deed::LogInFailed(None, None)) }
    }
}

/// Is this another day than the last one?
fn is_another(last: &Mutex<Option<Date>>, day: Date) -> bool {
    last.lock().unwrap_or_else(PoisonError::into_inner).replace(day).is_some_and(|last| last != day)
}

/// Is anything owed of it? Of a count that is being changed that is not known yet.
fn owes(count: &Shared) -> bool {
    count.try_lock().map_or(true, |count| count.owed().is_some())
}

/// As the journal has it.
fn event(key: &Key, Due { sum, ahead }: Due) -> Event {
    let repeats = Repeats { session: key.session.clone(), on: key.on, times: sum.times, ahead };
    match key.deed.clone() {
        Deed::LogInFailed(login, source) => Event::LogInFailed { login, source, repeats },
        Deed::Refused(action, thing) => Event::ActRefused { action, thing, repeats },
        Deed::TakenOut(what, thing) => Event::Exported { what: what.to_owned(), thing, rows: sum.rows, repeats },
        Deed::Listed(what) => Event::Exported { what: what.to_owned(), thing: Thing::Site, rows: sum.rows, repeats },
        Deed::Opened(thing, fields, label) => Event::Opened { thing, fields, label, repeats },
        Deed::LogRead => Event::LogRead { repeats },
    }
}

impl Live {
    /// Enters a deed of so many rows: it is in the journal when this comes back, by an entry of its own or by one that was
    /// made ahead.
    ///
    /// # Errors
    /// Where it could not be written. Then it is not to be done.
    pub(crate) async fn enter(&self, key: Key, rows: u64) -> Result<(), StoreError> {
        let shared = self.trail().of(&key);
        let mut count = shared.lock().await;
        let (after, due) = count.one_more(key.deed.steps(), rows);
        if let Some(due) = due
            && let Err(error) = self.write(&key, due).await
        {
            if key.deed.happens_anyway() {
                count.done = after.done;
                self.trail().owes.store(true, Ordering::Relaxed);
            }
            return Err(error);
        }
        *count = after;
        drop(count);
        // Something can be written again: what could not be is, too.
        if due.is_some() && self.trail().owes.load(Ordering::Relaxed) {
            let _ = self.settle().await;
        }
        Ok(())
    }

    /// Enters a log-in that failed. That it could not be written changes nothing for who tried.
    pub(crate) async fn enter_failure(&self, login: String, source: String) {
        let key = self.trail().of_failure(self.now().day, login, source);
        let _ = self.enter(key, 0).await;
    }

    /// Writes what is owed.
    ///
    /// # Errors
    /// Where it could not be written; it is owed on.
    pub(crate) async fn settle(&self) -> Result<(), StoreError> {
        self.trail().owes.store(false, Ordering::Relaxed);
        for (key, shared) in self.trail().owed() {
            let mut count = shared.lock().await;
            let Some((after, due)) = count.owed() else { continue };
            if let Err(error) = self.write(&key, due).await {
                self.trail().owes.store(true, Ordering::Relaxed);
                return Err(error);
            }
            *count = after;
        }
        Ok(())
    }

    /// At the first request of a day, writes what is owed of the days before.
    pub(crate) async fn turn_day(&self) {
        if self.trail().turns(self.now().day) {
            // What cannot be written is owed on, and is tried again with the next deed.
            let _ = self.settle().await;
        }
    }

    /// Closes the store, after all that is owed: before the program stops.
    ///
    /// # Errors
    /// Where it could not be written or closed.
    pub async fn end(self: Arc<Self>) -> Result<(), StoreError> {
        let settled = self.settle().await;
        self.keep_time().await;
        // Where a full check still reads, it ends with the program; the next start takes in what lies in the log.
        if let Some(live) = Arc::into_inner(self) {
            live.into_store().close().await?;
        }
        settled
    }

    async fn write(&self, key: &Key, due: Due) -> Result<(), StoreError> {
        let id = self.fresh(|ids| ImportId(ids.next_id()));
        let command = Command::events(format!("留痕-{id}"), self.asked(&key.actor), vec![event(key, due)]);
        self.carry_out(command).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests;
