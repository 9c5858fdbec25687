//! Contents by the entries that they belong to, opened when somebody looks.
//!
//! Who asks is a page being made, or a plan: neither can wait as a task. They wait for a thread that has a connection of its own,
//! so that they need no runtime and take none of its tasks' turns.

use crate::connect::{self, Location};
use crate::pen::Published;
use crate::aside::aside;
use crate::unsealed::contents;
use crate::vault::Vault;
use crate::{StoreError, words};
use jishi_facts::{Among, Contents, Unopened};
use sea_orm::DatabaseConnection;
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

type Answer<T> = SyncSender<Result<T, Unopened>>;

/// What is asked, and where the answer goes.
enum Ask {
    Open(Vec<u64>, Answer<Vec<Option<String>>>),
    Find(Vec<String>, Among, Answer<BTreeSet<u64>>),
}

/// The thread that opens contents.
#[derive(Debug)]
pub(crate) struct Opener {
    asks: Mutex<Option<Sender<Ask>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    failures: AtomicU64,
}

impl Opener {
    /// Begins a thread over a site's data; it connects when it is first asked.
    pub(crate) fn begin(location: Location, vault: Arc<Vault>, published: Arc<Published>) -> Self {
        let (asks, asked) = channel();
        let thread = std::thread::Builder::new().name("contents".into()).spawn(move || answer(&location, &vault, &published, &asked)).ok();
        Self { asks: Mutex::new(thread.is_some().then_some(asks)), thread: Mutex::new(thread), failures: AtomicU64::new(0) }
    }

    /// Ends the thread, and with it its connection.
    pub(crate) fn end(&self) {
        drop(self.asks.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A thread that ended otherwise has left nothing to be put right.
        let _ = thread.map(JoinHandle::join);
    }

    fn ask<T>(&self, ask: impl FnOnce(Answer<T>) -> Ask) -> Result<T, Unopened> {
        let (answer, answered) = sync_channel(1);
        let asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let sent = asks.is_some_and(|asks| asks.send(ask(answer)).is_ok());
        let closed = || Err(Unopened("这份数据已经关上".into()));
        let answer = if sent { aside(|| answered.recv()).unwrap_or_else(|_| closed()) } else { closed() };
        if answer.is_err() {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }
}

impl Contents for Opener {
    fn open(&self, entries: &[u64]) -> Result<Vec<Option<String>>, Unopened> {
        if entries.is_empty() { Ok(Vec::new()) } else { self.ask(|answer| Ask::Open(entries.to_vec(), answer)) }
    }

    fn find(&self, words: &[&str], among: &Among) -> Result<BTreeSet<u64>, Unopened> {
        self.ask(|answer| Ask::Find(words.iter().map(ToString::to_string).collect(), among.clone(), answer))
    }

    fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }
}

/// Answers until nobody can ask any more. Who asked may have gone.
fn answer(location: &Location, vault: &Vault, published: &Published, asked: &Receiver<Ask>) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
    let mut reader = Reader { location, vault, published, connection: None };
    while let Ok(ask) = asked.recv() {
        match ask {
            Ask::Open(entries, answer) => drop(answer.send(unread(runtime.block_on(reader.open(&entries))))),
            Ask::Find(words, among, answer) => drop(answer.send(unread(runtime.block_on(reader.find(&words, &among))))),
        }
    }
    if let Some(connection) = reader.connection {
        let _ = runtime.block_on(DatabaseConnection::close(connection));
    }
}

fn unread<T>(read: Result<T, StoreError>) -> Result<T, Unopened> {
    read.map_err(|error| Unopened(error.to_string()))
}

/// One connection, made when it is first needed, and again where it fails.
struct Reader<'r> {
    location: &'r Location,
    vault: &'r Vault,
    published: &'r Published,
    connection: Option<DatabaseConnection>,
}

impl Reader<'_> {
    async fn open(&mut self, entries: &[u64]) -> Result<Vec<Option<String>>, StoreError> {
        if let Some(connection) = &self.connection {
            match contents(connection, self.vault, |seq| self.published.leaf(seq), entries).await {
                Err(StoreError::Database(_)) => {}
                other => return other,
            }
        }
        let (vault, published) = (self.vault, self.published);
        contents(self.anew().await?, vault, |seq| published.leaf(seq), entries).await
    }

    async fn find(&mut self, wanted: &[String], among: &Among) -> Result<BTreeSet<u64>, StoreError> {
        if let Some(connection) = &self.connection {
            match words::find(connection, self.vault, wanted, among).await {
                Err(StoreError::Database(_)) => {}
                other => return other,
            }
        }
        let vault = self.vault;
        words::find(self.anew().await?, vault, wanted, among).await
    }

    async fn anew(&mut self) -> Result<&DatabaseConnection, StoreError> {
        Ok(self.connection.insert(connect::reader(self.location).await?))
    }
}
