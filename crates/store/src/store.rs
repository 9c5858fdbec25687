//! The store as the outer layers see it: open, command, look, verify, close.

use crate::command::{Command, Receipt};
use crate::connect::{Databases, Location};
use crate::entropy::Entropy;
use crate::load::{self, Loaded};
use crate::lock::Lock;
use crate::migrate::{self, Facts, Keys as KeySteps};
use crate::rebuild::{self, Difference};
use crate::rootkey::Keys;
use crate::scope::{Scope, View};
use crate::vault::Vault;
use crate::verify::{self, Verdict};
use crate::writer::{self, Copy, Letter, Published, Writer};
use crate::{Refusal, StoreError, checkpoint, export};
use jishi_base::ImportId;
use jishi_calendar::Date;
use jishi_facts::Event;
use jishi_journal::Hash;
use sea_orm::{DatabaseConnection, TransactionTrait};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// Commands that wait for the writer at most; more wait at their senders.
const QUEUE: usize = 1_024;

/// The way to the writer, and its end.
type Line = (mpsc::Sender<Letter>, JoinHandle<Result<(), StoreError>>);

/// A site's data, open.
#[derive(Debug)]
pub struct Store {
    databases: Databases,
    vault: Arc<Vault>,
    published: Arc<Published>,
    /// None where the store was opened for reading only.
    writer: Option<Line>,
}

impl Store {
    /// Makes an empty site: directory or schemas, tables, root key.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where a site is there already.
    pub async fn init(location: &Location, keys: &Keys, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
        if let Location::Dir(dir) = location {
            make_private_dir(dir)?;
        }
        let databases = Databases::connect(location, true).await?;
        let lock = Lock::take(location).await?;
        if migrate::exists(&databases.facts).await? {
            return Err(StoreError::Exists);
        }
        keys.create(entropy)?;
        migrate::migrate::<KeySteps>(&databases.keys).await?;
        migrate::migrate::<Facts>(&databases.facts).await?;
        lock.release().await?;
        databases.close().await
    }

    /// Opens a site for reading and writing: takes the writer's lock, brings the schema up, reads and checks the
    /// journal, and finishes erasures that were cut short.
    ///
    /// # Errors
    /// Where there is no site, another program writes, the database breaks a promise, or the journal does not verify.
    pub async fn open(location: &Location, keys: &Keys, entropy: Box<dyn Entropy>) -> Result<Self, StoreError> {
        let databases = Databases::connect(location, false).await?;
        if !migrate::exists(&databases.facts).await? {
            return Err(StoreError::Missing);
        }
        let lock = Lock::take(location).await?;
        migrate::migrate::<KeySteps>(&databases.keys).await?;
        migrate::migrate::<Facts>(&databases.facts).await?;
        let vault = Arc::new(Vault::open(databases.keys.clone(), keys.read()?).await?);
        let (loaded, checkpointed) = read(&databases.facts, &vault).await?;
        finish_erasures(&vault, &loaded).await?;
        let Loaded { fold, tree, prev, last, .. } = loaded;
        let fold = Arc::new(fold);
        let published = Arc::new(Published::new(fold, tree));
        let (sender, letters) = mpsc::channel(QUEUE);
        let writer = Writer {
            facts: databases.facts.clone(),
            vault: vault.clone(),
            entropy,
            published: published.clone(),
            copy: Copy::Lost,
            prev,
            last,
            checkpointed,
            lock,
        };
        let task = tokio::spawn(writer.run(letters));
        Ok(Self { databases, vault, published, writer: Some((sender, task)) })
    }

    /// Opens a site for reading only, beside a program that may be writing: what it shows is as of now.
    ///
    /// # Errors
    /// As [`Store::open`], but for the lock.
    pub async fn open_read_only(location: &Location, keys: &Keys) -> Result<Self, StoreError> {
        let databases = Databases::connect(location, false).await?;
        migrate::require_current::<KeySteps>(&databases.keys).await?;
        migrate::require_current::<Facts>(&databases.facts).await?;
        let vault = Arc::new(Vault::open(databases.keys.clone(), keys.read()?).await?);
        let (loaded, _) = read(&databases.facts, &vault).await?;
        let published = Arc::new(Published::new(Arc::new(loaded.fold), loaded.tree));
        Ok(Self { databases, vault, published, writer: None })
    }

    /// Has another program written since this store was opened? Then it shows an earlier state.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub async fn is_behind(&self) -> Result<bool, StoreError> {
        Ok(writer::journal_size(&self.databases.facts).await? != self.head().0)
    }

    /// Carries out a command; answers after it is durable.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with the reason; otherwise nothing was written and the same command may be sent again,
    /// but for [`StoreError::Stopped`], where it is not known.
    pub async fn execute(&self, command: Command) -> Result<Receipt, StoreError> {
        let (sender, _) = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        let (answer, answered) = oneshot::channel();
        sender.send((command, answer)).await.map_err(|_| StoreError::Stopped)?;
        answered.await.map_err(|_| StoreError::Stopped)?
    }

    /// Writes the events of an import and publishes it, all or nothing.
    ///
    /// # Errors
    /// As [`Store::execute`].
    pub async fn append_import(&self, command: Command, import: ImportId, files: Vec<String>) -> Result<Receipt, StoreError> {
        let Command { id, asked, request, expected, decide } = command;
        let publish = move |site: &jishi_facts::Site| -> Result<Vec<Event>, Refusal> {
            let mut events = decide(site)?;
            let facts = events.len() as u64;
            events.push(Event::ImportPublished { import, files, facts });
            Ok(events)
        };
        self.execute(Command { id, asked, request, expected, decide: Box::new(publish) }).await
    }

    /// The whole site, for its owner on the machine: whoever can read the root key's file can read everything anyway.
    #[must_use]
    pub fn owner_on_this_machine(&self) -> Scope {
        Scope::whole()
    }

    /// The site as committed, seen from a scope.
    #[must_use]
    pub fn view(&self, scope: &Scope) -> View {
        scope.view(self.published.fold())
    }

    /// The site as it was known on a day: folded from the events entered on or before it.
    ///
    /// # Errors
    /// Where the journal does not verify.
    pub async fn known_at(&self, scope: &Scope, day: Date) -> Result<View, StoreError> {
        let transaction = self.databases.facts.begin().await?;
        let loaded = load::load(&transaction, &self.vault, Some(day)).await?;
        Ok(scope.view(Arc::new(loaded.fold)))
    }

    /// The blind index of an identity number, for matching people without reading the number.
    #[must_use]
    pub fn blind_index(&self, id_number: &str) -> String {
        self.vault.blind(id_number)
    }

    /// Size and root of the journal.
    #[must_use]
    pub fn head(&self) -> (u64, Hash) {
        self.published.tree(|tree| (tree.size(), tree.root()))
    }

    /// The audit path of an entry in the journal of `size` entries.
    #[must_use]
    pub fn inclusion(&self, seq: u64, size: u64) -> Option<Vec<Hash>> {
        self.published.tree(|tree| tree.inclusion(seq, size))
    }

    /// The proof that the journal of `new` entries begins with that of `old`.
    #[must_use]
    pub fn consistency(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        self.published.tree(|tree| tree.consistency(old, new))
    }

    /// Verifies everything in the database against the journal, in full.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] at the first contradiction.
    pub async fn verify(&self) -> Result<Verdict, StoreError> {
        let transaction = self.databases.facts.begin().await?;
        verify::verify(&transaction, &self.vault).await
    }

    /// Writes the journal in its export format, without any content.
    ///
    /// # Errors
    /// Where reading or writing fails.
    pub async fn export(&self, out: &mut (dyn std::io::Write + Send)) -> Result<(), StoreError> {
        let transaction = self.databases.facts.begin().await?;
        export::export(&transaction, out).await
    }

    /// Compares the tables with a fold of the journal made anew.
    ///
    /// # Errors
    /// Where the journal does not verify.
    pub async fn rebuild_check(&self) -> Result<Vec<Difference>, StoreError> {
        let transaction = self.databases.facts.begin().await?;
        rebuild::check(&transaction, &self.vault).await
    }

    /// Makes the tables anew from the journal.
    ///
    /// # Errors
    /// Where the journal does not verify, or this store is read only.
    pub async fn rebuild(&self) -> Result<(), StoreError> {
        if self.writer.is_none() {
            return Err(StoreError::ReadOnly);
        }
        let transaction = writer::begin_writing(&self.databases.facts).await?;
        rebuild::rebuild(&transaction, &self.vault).await?;
        Ok(transaction.commit().await?)
    }

    /// Ends the writer after what it has been given, writes a checkpoint, and closes the files.
    ///
    /// # Errors
    /// Where the writer had stopped, or closing fails.
    pub async fn close(self) -> Result<(), StoreError> {
        if let Some((sender, task)) = self.writer {
            drop(sender);
            task.await.map_err(|_| StoreError::Stopped)??;
        }
        self.databases.close().await
    }

    pub(crate) fn facts(&self) -> &DatabaseConnection {
        &self.databases.facts
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }
}

/// Reads and checks journal and checkpoints in one snapshot.
async fn read(facts: &DatabaseConnection, vault: &Vault) -> Result<(Loaded, u64), StoreError> {
    let transaction = facts.begin().await?;
    let loaded = load::load(&transaction, vault, None).await?;
    let checkpointed = checkpoint::verify(&transaction, vault, &loaded.tree).await?;
    Ok((loaded, checkpointed))
}

/// Destroys keys that an erasure in the journal should have destroyed before the program ended.
async fn finish_erasures(vault: &Vault, loaded: &Loaded) -> Result<(), StoreError> {
    let left: Vec<_> = loaded.erased.iter().copied().filter(|owner| vault.has(*owner)).collect();
    if left.is_empty() { Ok(()) } else { vault.destroy(&left).await }
}

fn make_private_dir(dir: &std::path::Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|e| StoreError::Io("建立数据目录", e))
}
