//! Making, opening and closing a site.

use crate::accounts::Hashing;
use crate::connect::{Databases, Location, reading};
use crate::entropy::Entropy;
use crate::load::{self, Loaded};
use crate::lock::Lock;
use crate::migrate::{self, Facts, Keys as KeySteps};
use crate::rootkey::Keys;
use crate::vault::Vault;
use crate::writer::{Copy, Published, Writer};
use crate::{Store, StoreError, checkpoint};
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Commands that wait for the writer at most; more wait at their senders.
const QUEUE: usize = 1_024;

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
        keys.create_unless_there(entropy)?;
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
        let (loaded, checkpointed) = read(&reading(&databases.facts).await?, &vault).await?;
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
        Ok(Self { databases, vault, published, hashing: Hashing::new(), writer: Some((sender, task)) })
    }

    /// Opens a site for reading only, beside a program that may be writing: what it shows is as of now.
    ///
    /// # Errors
    /// As [`Store::open`], but for the lock.
    pub async fn open_read_only(location: &Location, keys: &Keys) -> Result<Self, StoreError> {
        let databases = Databases::connect(location, false).await?;
        migrate::require_current::<KeySteps>(&databases.keys).await?;
        migrate::require_current::<Facts>(&databases.facts).await?;
        let (vault, loaded) = match snapshot(&databases, keys).await {
            // An erasure may have come between the contents and their keys: then it is in the journal now.
            Err(StoreError::Damaged(_)) => snapshot(&databases, keys).await?,
            other => other?,
        };
        let published = Arc::new(Published::new(Arc::new(loaded.fold), loaded.tree));
        Ok(Self { databases, vault, published, hashing: Hashing::new(), writer: None })
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
}

/// Reads and checks journal and checkpoints in one snapshot.
async fn read(facts: &impl ConnectionTrait, vault: &Vault) -> Result<(Loaded, u64), StoreError> {
    let loaded = load::load(facts, vault, None).await?;
    let checkpointed = checkpoint::verify(facts, vault, &loaded.tree).await?;
    Ok((loaded, checkpointed))
}

/// The same beside a program that writes: the snapshot comes first, since keys are written before what they seal.
async fn snapshot(databases: &Databases, keys: &Keys) -> Result<(Arc<Vault>, Loaded), StoreError> {
    let facts = reading(&databases.facts).await?;
    let vault = Arc::new(Vault::open(databases.keys.clone(), keys.read()?).await?);
    let (loaded, _) = read(&facts, &vault).await?;
    Ok((vault, loaded))
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
