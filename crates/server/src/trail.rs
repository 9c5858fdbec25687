//! The trail (留痕): log-ins that failed, acts that were refused, lists that were taken out, closed fields that were opened.
//! Each is an entry of the journal before the answer goes.
//!
//! What is done again, by the same session, to the same thing, on the same day, is counted: the first few are an entry each;
//! then one entry stands for as many more as there were, and is made before the first of them is answered ([`count`]). So
//! the journal never says less than was answered, however the program ends. Where an entry cannot be written, the deed does
//! not happen, and what was to be shown stays closed. What cannot be left undone, as a refusal, is
//! owed, and entered as soon as anything can be.

mod count;

use count::{Count, Steps};
pub(crate) use count::Due;
use jishi_base::Label;
use jishi_calendar::Date;
use jishi_facts::{Event, Repeats, Entity};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
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
    Refused(String, Entity),
    /// Taken out as a file, of one thing or of all: always an entry of its own.
    TakenOut(String, Entity),
    /// Read as a list by a program, page by page: the list's word.
    Listed(String),
    /// Opened: the fields' names.
    Opened(Entity, BTreeSet<String>, Label),
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
    pub(crate) fn steps(&self) -> Steps {
        match self {
            Self::TakenOut(..) => Steps::Single,
            Self::Listed(_) => Steps::Rows,
            Self::LogInFailed(..) | Self::Refused(..) | Self::Opened(..) | Self::LogRead => Steps::Doubling,
        }
    }

    /// Is it answered whether it can be entered or not?
    pub(crate) fn happens_anyway(&self) -> bool {
        matches!(self, Self::LogInFailed(..) | Self::Refused(..) | Self::LogRead)
    }
}

/// A count that one at a time may change: who does the same meanwhile waits for the entry that covers both.
pub(crate) type Shared = Arc<tokio::sync::Mutex<Count>>;

/// The counts of a running site.
#[derive(Default)]
pub(crate) struct Trail {
    counts: Mutex<BTreeMap<Key, Shared>>,
    /// The day of what was last counted.
    counted: Mutex<Option<Date>>,
    /// Was something answered that could not be entered?
    pub(crate) owes: AtomicBool,
    /// The day of the last request.
    day: Mutex<Option<Date>>,
}

impl Trail {
    fn counts(&self) -> MutexGuard<'_, BTreeMap<Key, Shared>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Is this the first request of another day?
    pub(crate) fn turns(&self, today: Date) -> bool {
        is_another(&self.day, today)
    }

    /// The count of a deed. Of other days nothing is kept but what is owed.
    pub(crate) fn of(&self, key: &Key) -> Shared {
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
    pub(crate) fn owed(&self) -> Vec<(Key, Shared)> {
        self.counts().iter().filter(|(_, count)| owes(count)).map(|(key, count)| (key.clone(), count.clone())).collect()
    }

    /// The key of a log-in that failed: of one of the first so many of the day, or of all others together.
    pub(crate) fn of_failure(&self, on: Date, login: String, source: String) -> Key {
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
pub(crate) fn event(key: &Key, Due { sum, ahead }: Due) -> Event {
    let repeats = Repeats { session: key.session.clone(), on: key.on, times: sum.times, ahead };
    match key.deed.clone() {
        Deed::LogInFailed(login, source) => Event::LogInFailed { login, source, repeats },
        Deed::Refused(action, thing) => Event::ActRefused { action, thing, repeats },
        Deed::TakenOut(what, thing) => Event::Exported { what, thing, rows: sum.rows, repeats },
        Deed::Listed(what) => Event::Exported { what, thing: Entity::Site, rows: sum.rows, repeats },
        Deed::Opened(thing, fields, label) => Event::Opened { thing, fields, label, repeats },
        Deed::LogRead => Event::LogRead { repeats },
    }
}

#[cfg(test)]
mod tests;
