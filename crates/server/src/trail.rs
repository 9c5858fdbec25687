//! The trail (留痕): log-ins that failed, acts that were refused, lists that were taken out, closed fields that were opened.
//! Each is an entry of the journal before the answer goes.
//!
//! What is done again, by the same session, to the same thing, on the same day, is counted: the first is written at once,
//! then the fifth, the tenth, the twentieth and so on, each with how many it stands for; what is still waiting is written
//! when the session ends, on the next day, before the journal is read, and when the program stops. Where an entry cannot
//! be written, the deed does not happen: [`Live::enter`] says so, and what was to be shown stays closed.

use crate::live::Live;
use jishi_base::{ImportId, Label};
use jishi_calendar::Date;
use jishi_facts::{Event, Repeats, Thing};
use jishi_store::{Command, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Deeds that are told apart at once; where there are more, what is waiting is written and counting begins anew.
const KEPT: usize = 4_096;
/// Log-ins that fail which are told apart on a day: a thousand names tried are one entry of many times.
const APART: usize = 64;
/// The second entry of a deed stands for as many in all; every later one for twice as many as that before.
const SECOND: u64 = 5;
/// Rows of a list that a program may read in a day before it is taken for taking the list out.
const FREE: u64 = 100;
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

/// What is to be written: a deed, how often, over how many rows.
type Due = (Key, Sum);

/// How often something was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Sum {
    times: u64,
    rows: u64,
}

/// What is known of a deed.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    written: u64,
    waiting: Sum,
}

impl Count {
    /// Is there anything to be written of it at all?
    fn waits(&self, deed: &Deed) -> bool {
        let few = matches!(deed, Deed::Listed(_)) && self.written == 0 && self.waiting.rows <= FREE;
        self.waiting.times > 0 && !few
    }

    /// Must it be written before the answer?
    fn is_due(&self, deed: &Deed) -> bool {
        let next = if self.written < SECOND { SECOND } else { self.written.saturating_mul(2) };
        let again = self.written == 0 || self.written + self.waiting.times >= next || matches!(deed, Deed::TakenOut(..));
        self.waits(deed) && again
    }

    fn take(&mut self) -> Sum {
        std::mem::take(&mut self.waiting)
    }

    fn put(&mut self, sum: Sum) {
        self.waiting = Sum { times: self.waiting.times + sum.times, rows: self.waiting.rows + sum.rows };
    }
}

/// The counts of a running site.
#[derive(Default)]
pub(crate) struct Trail {
    counts: Mutex<BTreeMap<Key, Count>>,
    /// The day of the last request.
    day: Mutex<Option<Date>>,
}

impl Trail {
    fn counts(&self) -> MutexGuard<'_, BTreeMap<Key, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is this the first request of another day?
    fn turns(&self, today: Date) -> bool {
        let last = self.day.lock().unwrap_or_else(PoisonError::into_inner).replace(today);
        last.is_some_and(|last| last != today)
    }

    /// Counts one more, and gives what must be written before the answer.
    fn count(&self, key: &Key, rows: u64) -> Vec<Due> {
        let mut counts = self.counts();
        let mut due = taken(&mut counts, |known| known.on != key.on);
        counts.retain(|known, _| known.on == key.on);
        if counts.len() >= KEPT && !counts.contains_key(key) {
            due.extend(taken(&mut counts, |_| true));
            counts.clear();
        }
        let count = counts.entry(key.clone()).or_default();
        count.put(Sum { times: 1, rows });
        if count.is_due(&key.deed) {
            due.push((key.clone(), count.take()));
        }
        due
    }

    /// What waits of the deeds that are meant.
    fn waiting(&self, meant: impl Fn(&Key) -> bool) -> Vec<Due> {
        taken(&mut self.counts(), meant)
    }

    /// It has been written.
    fn written(&self, due: Vec<Due>) {
        let mut counts = self.counts();
        for (key, sum) in due {
            if let Some(count) = counts.get_mut(&key) {
                count.written += sum.times;
            }
        }
    }

    /// It could not be written, and waits on; but for what was just asked for, which has not been done.
    fn not_written(&self, due: Vec<Due>, asked: Option<(&Key, u64)>) {
        let mut counts = self.counts();
        for (key, sum) in due {
            let undone = asked.filter(|(asked, _)| **asked == key).map_or(Sum::default(), |(_, rows)| Sum { times: 1, rows });
            let sum = Sum { times: sum.times - undone.times, rows: sum.rows - undone.rows };
            counts.entry(key).or_default().put(sum);
        }
        counts.retain(|_, count| count.written > 0 || count.waiting != Sum::default());
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

/// Takes out what waits.
fn taken(counts: &mut BTreeMap<Key, Count>, meant: impl Fn(&Key) -> bool) -> Vec<Due> {
    let some = counts.iter_mut().filter(|(key, count)| count.waits(&key.deed) && meant(key));
    some.map(|(key, count)| (key.clone(), count.take())).collect()
}

/// As the journal has it.
fn event(key: &Key, sum: Sum) -> Event {
    let repeats = Repeats { session: key.session.clone(), on: key.on, times: sum.times };
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
    /// Enters a deed of so many rows: where it must be, before this comes back.
    ///
    /// # Errors
    /// Where it could not be written. Then it is not to be done.
    pub(crate) async fn enter(&self, key: Key, rows: u64) -> Result<(), StoreError> {
        let due = self.trail().count(&key, rows);
        self.write(due, Some((&key, rows))).await
    }

    /// Enters a log-in that failed. That it could not be written changes nothing for who tried.
    pub(crate) async fn enter_failure(&self, login: String, source: String) {
        let key = self.trail().of_failure(self.now().day, login, source);
        let _ = self.enter(key, 0).await;
    }

    /// Writes what waits of the deeds that are meant.
    ///
    /// # Errors
    /// Where it could not be written; it waits on.
    pub(crate) async fn settle(&self, meant: impl Fn(&Key) -> bool) -> Result<(), StoreError> {
        let due = self.trail().waiting(meant);
        self.write(due, None).await
    }

    /// At the first request of a day, writes what waits of the days before.
    pub(crate) async fn turn_day(&self) {
        let today = self.now().day;
        if self.trail().turns(today) {
            // What cannot be written waits on, and is tried again with the next deed.
            let _ = self.settle(|key| key.on != today).await;
        }
    }

    /// Writes all that is still to be entered.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn finish(&self) -> Result<(), StoreError> {
        self.settle(|_| true).await
    }

    /// The same, and closes the store: before the program stops.
    ///
    /// # Errors
    /// Where it could not be written or closed.
    pub async fn end(self: Arc<Self>) -> Result<(), StoreError> {
        let entered = self.finish().await;
        // Where a full check still reads, it ends with the program; the next start takes in what lies in the log.
        if let Some(live) = Arc::into_inner(self) {
            live.into_store().close().await?;
        }
        entered
    }

    async fn write(&self, due: Vec<Due>, asked: Option<(&Key, u64)>) -> Result<(), StoreError> {
        // A command has one actor.
        let mut by_actor: BTreeMap<String, Vec<Due>> = BTreeMap::new();
        for one in due {
            by_actor.entry(one.0.actor.clone()).or_default().push(one);
        }
        let mut outcome = Ok(());
        for (actor, due) in by_actor {
            let events = due.iter().map(|(key, sum)| event(key, *sum)).collect();
            let id = self.fresh(|ids| ImportId(ids.next_id()));
            match self.carry_out(Command::events(format!("留痕-{id}"), self.asked(&actor), events)).await {
                Ok(_) => self.trail().written(due),
                Err(error) => {
                    self.trail().not_written(due, asked);
                    // What others did and waits on is not for whoever asks to suffer.
                    if asked.is_none_or(|(key, _)| key.actor == actor) {
                        outcome = Err(error);
                    }
                }
            }
        }
        outcome
    }
}

#[cfg(test)]
mod tests;
