//! Making, opening and closing a site.

use crate::hashing::Hashing;
use crate::beside::{self, Beside, Noted};
use crate::clean::{clean, clean_later};
use crate::connect::{Databases, Location, reading, writing};
use crate::entropy::Entropy;
use crate::erasures::Gone;
use crate::files;
use crate::fold::Fold;
use crate::head::Head;
use crate::legacy;
use crate::load::{self, Folding, Loaded};
use crate::lock::Lock;
use crate::contents::Opener;
use crate::migrate::{self, Facts, Keys as KeySteps};
use crate::pen::{Pen, Published, Writing};
use crate::rebuild;
use crate::rootkey::Keys;
use crate::vault::Vault;
use crate::copy::before;
use crate::{Store, StoreError, writer};
use jishi_facts::{KeyOwner, Timestamp};
use jishi_journal::Peaks;
use sea_orm::{ConnectionTrait, DatabaseConnection};
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
            match files::whole(dir) {
                Err(StoreError::Missing) | Ok(()) => files::make_private_dir(dir)?,
                part => return part,
            }
        }
        let databases = Databases::connect(location, true).await?;
        let lock = Lock::take(location).await?;
        match migrate::there(&databases).await {
            Err(StoreError::Missing) => {}
            Ok(()) => return Err(StoreError::Exists),
            part => return part,
        }
        keys.create_unless_there(entropy)?;
        migrate::migrate::<KeySteps>(&databases.keys).await?;
        Vault::found(&databases.keys, &keys.read()?, entropy).await?;
        migrate::migrate::<Facts>(&databases.facts).await?;
        let vault = Vault::open(databases.keys.clone(), keys.read()?).await?;
        Head::new().lay(&databases.facts, &vault).await?;
        lock.release().await?;
        databases.close().await
    }

    /// Opens a site for writing: brings it up to this schema, counts up the epoch, so that nobody else writes any more,
    /// and folds the journal. A site from before entries were authenticated is checked in full, and authenticated; one from
    /// before there was a tally likewise.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Locked`], or what is wrong with settings, keys or data.
    pub async fn open(location: &Location, keys: &Keys, entropy: Box<dyn Entropy>) -> Result<Self, StoreError> {
        Self::open_as(location, keys, entropy, &Opening::default()).await
    }

    /// The same for a site that is being restored.
    pub(crate) async fn open_as(location: &Location, keys: &Keys, mut entropy: Box<dyn Entropy>, opening: &Opening) -> Result<Self, StoreError> {
        let mut databases = Databases::connect(location, false).await?;
        migrate::there(&databases).await?;
        let lock = Lock::take(location).await?;
        let mut beside = Beside::of(location, keys)?;
        let noted = noted(&beside, &databases, keys).await?;
        beside.hold(noted, &databases).await?;
        if !opening.restoring {
            before::copy(location, keys, &databases).await?;
        }
        migrate::migrate::<KeySteps>(&databases.keys).await?;
        migrate::migrate::<Facts>(&databases.facts).await?;
        let mut vault = Vault::open(databases.keys.clone(), keys.read()?).await?;
        beside::paired(&databases.facts, &vault, &opening.erasing).await?;
        if vault.is_old() {
            legacy::authenticate(&databases.facts, &mut vault, &mut *entropy, &opening.erasing).await?;
        }
        legacy::take_tally(&databases.facts, &vault, &mut *entropy, &opening.erasing).await?;
        let head = take_over(&databases.facts, &vault).await?;
        let vault = Arc::new(vault);
        let loaded = read(&reading(&databases.facts).await?, &vault, &opening.erasing).await?;
        beside.agree(noted, &loaded.tree)?;
        rebuild::refill_words(&databases.facts, &loaded.fold.site, &vault, &opening.erasing).await?;
        let erasures: Vec<KeyOwner> = loaded.keyless().filter(|owner| vault.has(*owner)).collect();
        let Loaded { fold, tree, prev, .. } = loaded;
        if !erasures.is_empty() {
            beside.drop_copies()?;
            vault.destroy(&erasures).await?;
        }
        let last_in_use = beside.last_in_use(&databases.facts, &vault, entered(&fold)).await?;
        beside::mark(&databases.facts, true).await?;
        let mut gone = fold.gone.clone();
        gone.extend(&opening.erasing);
        if let Err(error) = beside.note_now(head.size, head.root, &gone) {
            databases.warnings.push(format!("数据旁的 last-checkpoint 写不进去，少了一部分文件时将看不出来：{error}"));
        }
        if !clean(&databases.facts, &[]).await? {
            clean_later(databases.facts.clone(), &[]);
        }
        let mut peaks = Peaks::new();
        (0..tree.size()).filter_map(|place| tree.leaf(place)).for_each(|leaf| peaks.append(leaf));
        let published = Arc::new(Published::new(Arc::new(fold), tree));
        let pen = Pen { entropy, head, peaks, prev, facts: None, lock: Some(lock), erasures: Vec::new(), unclean: false, beside };
        let site = Arc::new(Writing::new(location.clone(), vault.clone(), published.clone(), pen));
        let (sender, letters) = mpsc::channel(QUEUE);
        let task = tokio::spawn(writer::run(site.clone(), letters));
        let opener = Arc::new(Opener::begin(location.clone(), vault.clone(), published.clone()));
        let store = Self { databases, vault, published, opener, hashing: Hashing::new(), writer: Some((sender, task)), writing: Some(site), importing: Arc::default(), last_in_use };
        store.give_up_left_over().await?;
        Ok(store)
    }

    /// Opens a site for reading only, beside a program that may be writing: what it shows is as of now.
    ///
    /// # Errors
    /// As [`Store::open`], but for the lock.
    pub async fn open_read_only(location: &Location, keys: &Keys) -> Result<Self, StoreError> {
        let databases = Databases::connect_to_read(location).await?;
        migrate::there(&databases).await?;
        migrate::require_current::<KeySteps>(&databases.keys).await?;
        migrate::require_current::<Facts>(&databases.facts).await?;
        let beside = Beside::of(location, keys)?;
        let (vault, loaded) = match snapshot(&databases, keys, &beside).await {
            // An erasure may have come between the contents and their keys: then it is in the journal now.
            Err(StoreError::Damaged(_) | StoreError::Incomplete(_)) => snapshot(&databases, keys, &beside).await?,
            other => other?,
        };
        let last_in_use = beside.last_in_use(&databases.facts, &vault, entered(&loaded.fold)).await?;
        let published = Arc::new(Published::new(Arc::new(loaded.fold), loaded.tree));
        let opener = Arc::new(Opener::begin(location.clone(), vault.clone(), published.clone()));
        Ok(Self { databases, vault, published, opener, hashing: Hashing::new(), writer: None, writing: None, importing: Arc::default(), last_in_use })
    }

    /// Ends the writer after what it has been given, and closes the files.
    ///
    /// # Errors
    /// Where the writer had stopped, or closing fails.
    pub async fn close(self) -> Result<(), StoreError> {
        if let Some((sender, task)) = self.writer {
            drop(sender);
            task.await.map_err(|_| StoreError::Stopped("写入的任务意外中断".into()))?;
        }
        self.opener.end();
        let mut stopped = None;
        if let Some(site) = self.writing {
            stopped = site.stopped();
            let mut pen = site.pen.lock().await;
            if let Some(facts) = pen.facts.take() {
                facts.close().await?;
            }
            if stopped.is_none() {
                let (size, root) = (pen.head.size, pen.head.root);
                // An older note is no contradiction, and neither is a mark that stays beside a note.
                let _ = pen.beside.note_now(size, root, &self.published.fold().gone);
                let _ = beside::mark(&self.databases.facts, false).await;
            }
            if let Some(lock) = pen.lock.take() {
                lock.release().await?;
            }
        }
        self.databases.close().await?;
        stopped.map_or(Ok(()), |why| Err(StoreError::Stopped(why)))
    }
}

/// How a site is opened for writing.
#[derive(Default)]
pub(crate) struct Opening {
    /// It was laid down from a backup: no copy of it is made before it is brought up to this schema.
    pub restoring: bool,
    /// Who will be erased before anything else is done, and whose keys are gone already.
    pub erasing: Gone,
}

/// The latest time of entry.
fn entered(fold: &Fold) -> Option<Timestamp> {
    fold.site.moved.latest().map(|(at, _)| at)
}

/// What is noted beside the databases. Where the root key is another site's, that is said, and not that the note is.
async fn noted(beside: &Beside, databases: &Databases, keys: &Keys) -> Result<Noted, StoreError> {
    let noted = beside.noted();
    if noted.is_err() {
        Vault::open(databases.keys.clone(), keys.read()?).await?;
    }
    noted
}

/// From here on only this program writes.
async fn take_over(facts: &DatabaseConnection, vault: &Vault) -> Result<Head, StoreError> {
    let transaction = writing(facts).await?;
    let found = Head::read(&transaction, vault, true).await?;
    let head = Head { epoch: found.epoch + 1, ..found };
    head.put(&transaction, vault).await?;
    transaction.commit().await?;
    Ok(head)
}

/// Reads and checks the journal and its head in one snapshot.
async fn read(facts: &impl ConnectionTrait, vault: &Vault, erasing: &Gone) -> Result<Loaded, StoreError> {
    let loaded = load::load_erasing(facts, vault, Folding::Site(None), erasing).await?;
    Head::read(facts, vault, false).await?.agrees(&loaded.tree)?;
    Ok(loaded)
}

/// The same beside a program that writes: the snapshot comes first, since keys are written before what they seal.
async fn snapshot(databases: &Databases, keys: &Keys, beside: &Beside) -> Result<(Arc<Vault>, Loaded), StoreError> {
    // Read before the journal: whoever writes it notes it afterwards.
    let noted = noted(beside, databases, keys).await?;
    beside.hold(noted, databases).await?;
    let facts = reading(&databases.facts).await?;
    let vault = Arc::new(Vault::open(databases.keys.clone(), keys.read()?).await?);
    if vault.is_old() {
        return Err(StoreError::Unsafe("数据的结构较旧，请先以可写方式打开一次以升级".into()));
    }
    beside::paired(&facts, &vault, &Gone::default()).await?;
    let loaded = read(&facts, &vault, &Gone::default()).await?;
    beside.agree(noted, &loaded.tree)?;
    Ok((vault, loaded))
}
