//! The site as it is now: judged when first asked for, and again as far as it has changed; and the way to write to it.

use crate::steady::{Clock, Now, Steady};
use crate::snapshot::{Inputs, Whole, Source, Unavailable};
use crate::trail::Trail;
use crate::dates;
use jishi_base::IdSource;
use jishi_calendar::{Date, Workdays};
use jishi_facts::{Site, Timestamp};
use jishi_pack::Library;
use jishi_store::{Asked, Command, Receipt, Store, StoreError};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;

/// How often the time is noted while a site is served.
pub const KEEP_TIME: Duration = Duration::from_secs(30);

/// What whoever wires the server hands in.
pub struct Wiring {
    /// The site's data.
    pub store: Store,
    /// The packs to judge by.
    pub library: Library,
    /// The holidays.
    pub workdays: Workdays,
    /// The time.
    pub clock: Clock,
    /// Judged for this day; `None` is today.
    pub as_of: Option<Date>,
    /// New ids.
    pub ids: Box<dyn IdSource + Send>,
}

/// A site that is open, with what was last judged of it.
pub struct Live {
    store: Store,
    library: Arc<Library>,
    workdays: Arc<Workdays>,
    clock: Steady,
    as_of: Option<Date>,
    ids: std::sync::Mutex<Box<dyn IdSource + Send>>,
    trail: Trail,
    /// What was last judged, and of which state of the site.
    last: Mutex<Option<(u64, Arc<Whole>)>>,
    soundness: RwLock<Soundness>,
}

/// What the full check after the start found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Soundness {
    /// It is still looking.
    Looking,
    /// Everything agrees, with so many entries.
    Sound(u64),
    /// Something was tampered with, or the disk has forgotten: what, in words.
    Broken(String),
}

impl Live {
    /// Over an open store.
    #[must_use]
    pub fn new(wiring: Wiring) -> Self {
        let Wiring { store, library, workdays, clock, as_of, ids } = wiring;
        let (library, workdays) = (Arc::new(library), Arc::new(workdays));
        let (ids, soundness) = (std::sync::Mutex::new(ids), RwLock::new(Soundness::Looking));
        let clock = Steady::new(clock, latest(&store));
        Self { store, library, workdays, clock, as_of, ids, trail: Trail::default(), last: Mutex::new(None), soundness }
    }

    /// Checks everything in full, once, beside what else is done: journal, contents, accounts, keys, tables.
    pub async fn check(&self) -> Soundness {
        let found = match self.store.check().await {
            Ok(verdict) => Soundness::Sound(verdict.size),
            Err(error) => Soundness::Broken(error.to_string()),
        };
        self.soundness.write().unwrap_or_else(PoisonError::into_inner).clone_from(&found);
        found
    }

    /// What the full check found so far.
    #[must_use]
    pub fn soundness(&self) -> Soundness {
        self.soundness.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The open store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The store alone, to be closed.
    pub(crate) fn into_store(self) -> Store {
        self.store
    }

    /// What is done and not entered yet.
    pub(crate) fn trail(&self) -> &Trail {
        &self.trail
    }

    /// The packs.
    #[must_use]
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// The holidays.
    #[must_use]
    pub fn workdays(&self) -> &Arc<Workdays> {
        &self.workdays
    }

    /// The time, which never runs back, whatever the machine's clock does; a site that is judged for a fixed day lives
    /// on that day.
    #[must_use]
    pub fn now(&self) -> Now {
        let now = self.clock.now();
        Now { day: self.as_of.unwrap_or(now.day), ..now }
    }

    /// Notes the time beside the data, for the next start. To be done every [`KEEP_TIME`] while the site is served: a clock
    /// that is set back between two starts gives no session or link more time than that.
    pub async fn keep_time(&self) {
        // On a full disk an older note stays: the next one is tried like this one.
        let _ = self.store.note_in_use(self.clock.now().at).await;
    }

    /// By how many seconds the machine's clock is behind what has been entered, where it is noticeably.
    #[must_use]
    pub fn clock_is_behind(&self) -> Option<i64> {
        self.clock.behind().filter(|_| self.as_of.is_none())
    }

    /// Something new.
    pub fn fresh<T>(&self, make: impl FnOnce(&mut dyn IdSource) -> T) -> T {
        make(&mut **self.ids.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Carries out a command; the next snapshot shows what it did.
    ///
    /// # Errors
    /// As [`Store::execute`].
    pub async fn carry_out(&self, command: Command) -> Result<Receipt, StoreError> {
        self.store.execute(command).await
    }

    /// Who asks, and when.
    #[must_use]
    pub fn asked(&self, actor: &str) -> Asked {
        let now = self.now();
        Asked { at: now.at, day: now.day, actor: actor.to_owned() }
    }

    async fn judged(&self) -> Result<Arc<Whole>, Unavailable> {
        let mut last = self.last.lock().await;
        let (view, root) = (self.store.view(&self.store.owner_on_this_machine()), self.store.head().1);
        // Log-ins and whoever looks are entries too: nothing is judged again for them.
        let (changed, today) = (view.changed, self.now().day);
        if let Some((_, snapshot)) = last.as_ref().filter(|(known, snapshot)| *known == changed && snapshot.as_of() == today) {
            return Ok(snapshot.clone());
        }
        let before = last.as_ref().map(|(_, snapshot)| snapshot.clone()).filter(|snapshot| snapshot.as_of() == today);
        let site: Arc<Site> = Arc::new((*view).clone());
        let (library, workdays) = (self.library.clone(), self.workdays.clone());
        let journal_root = jishi_journal::to_hex(&root);
        let contents = self.store.contents(&self.store.owner_on_this_machine());
        let inputs = Inputs { library, site, as_of: today, today, known_at: None, journal_root, contents };
        let snapshot = Arc::new(Whole::after(before.as_deref(), inputs, &workdays));
        *last = Some((changed, snapshot.clone()));
        Ok(snapshot)
    }
}

/// The latest time that a site knows, and the latest day.
fn latest(store: &Store) -> Option<(Timestamp, Date)> {
    let entered = store.view(&store.owner_on_this_machine()).moved.latest();
    let used = store.last_in_use().filter(|used| entered.is_none_or(|(at, _)| at < *used));
    let used = used.and_then(|used| dates::of_time(used).parse().ok().map(|day: Date| (used, day)));
    match (entered, used) {
        (Some((_, entered)), Some((at, day))) => Some((at, Ord::max(day, entered))),
        (entered, used) => used.or(entered),
    }
}

impl Source for Live {
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Whole>, Unavailable>> + Send + '_>> {
        Box::pin(self.judged())
    }

    fn unread(&self) -> u64 {
        self.store.contents(&self.store.owner_on_this_machine()).failures()
    }
}

impl Source for Arc<Live> {
    fn snapshot(&self) -> Pin<Box<dyn Future<Output = Result<Arc<Whole>, Unavailable>> + Send + '_>> {
        Box::pin(self.judged())
    }

    fn unread(&self) -> u64 {
        self.store.contents(&self.store.owner_on_this_machine()).failures()
    }
}

#[cfg(test)]
mod tests;
