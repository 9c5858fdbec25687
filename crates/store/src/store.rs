//! The store as the outer layers see it: command, look, prove, verify. Opening and closing: [`crate::open`].

use crate::hashing::Hashing;
use crate::command::{Command, Letter, Receipt};
use crate::connect::{Databases, reading};
use crate::load::{self, Loaded};
use crate::difference::Difference;
use crate::rebuild;
use crate::contents::Opener;
use crate::unsealed::contents;
use crate::scope::{Scope, View};
use crate::vault::Vault;
use crate::witness::SignedCheckpoint;
use crate::pen::{Published, Writing};
use crate::{StoreError, export};
use jishi_base::PersonId;
use jishi_calendar::Date;
use jishi_facts::{Contents, PersonDetails, Timestamp};
use jishi_journal::{Checkpoint, Hash};
use sea_orm::DatabaseConnection;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

/// The way to the writer, and its end.
pub(crate) type Line = (mpsc::Sender<Letter>, JoinHandle<()>);

/// A site's data, open.
#[derive(Debug)]
pub struct Store {
    pub(crate) databases: Databases,
    pub(crate) vault: Arc<Vault>,
    pub(crate) published: Arc<Published>,
    pub(crate) opener: Arc<Opener>,
    /// Where passwords are hashed, apart from all else.
    pub(crate) hashing: Hashing,
    /// None where the store was opened for reading only.
    pub(crate) writer: Option<Line>,
    /// The same.
    pub(crate) writing: Option<Arc<Writing>>,
    /// Held while an import is written in parts.
    pub(crate) importing: Arc<Mutex<()>>,
    /// See [`Store::last_in_use`].
    pub(crate) last_in_use: Option<Timestamp>,
}

impl Store {
    /// Has another program written since this store was opened? Then it shows an earlier state.
    ///
    /// # Errors
    /// Where the journal cannot be read.
    pub async fn is_behind(&self) -> Result<bool, StoreError> {
        Ok(crate::connect::journal_size(&self.databases.facts).await? != self.head().0)
    }

    /// The latest time at which this site is known to have been in use when it was opened; none of a site where nothing
    /// was ever done.
    #[must_use]
    pub fn last_in_use(&self) -> Option<Timestamp> {
        self.last_in_use
    }

    /// Notes that the site is in use at this time. An earlier time than what is noted changes nothing.
    ///
    /// # Errors
    /// Where the file beside the database cannot be written, or this store is read only.
    pub async fn note_in_use(&self, at: Timestamp) -> Result<(), StoreError> {
        self.writing()?.pen.lock().await.beside.note_time(at)
    }

    /// Carries out a command; answers after it is durable.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with the reason; otherwise nothing was written and the same command may be sent again,
    /// but for [`StoreError::Stopped`], where it is not known.
    pub async fn execute(&self, command: Command) -> Result<Receipt, StoreError> {
        let (sender, _) = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        let (answer, answered) = oneshot::channel();
        let ended = || StoreError::Stopped("写入的任务意外中断".into());
        sender.send((command, answer)).await.map_err(|_| ended())?;
        answered.await.map_err(|_| ended())?
    }

    /// Carries out many commands in their order, in as few transactions as the writer makes of them; answers when all of them
    /// are durable, or as soon as one is not.
    ///
    /// # Errors
    /// As [`Store::execute`], of the first that was not carried out; those before it were, and some after it may have been.
    pub async fn execute_all(&self, commands: impl IntoIterator<Item = Command>) -> Result<(), StoreError> {
        let (sender, _) = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        let ended = || StoreError::Stopped("写入的任务意外中断".into());
        let mut answers = Vec::new();
        for command in commands {
            let (answer, answered) = oneshot::channel();
            sender.send((command, answer)).await.map_err(|_| ended())?;
            answers.push(answered);
        }
        for answered in answers {
            answered.await.map_err(|_| ended())??;
        }
        Ok(())
    }

    /// What opens the contents of entries: whom they are shown is decided by the lens over the whole.
    #[must_use]
    pub fn contents(&self, _: &Scope) -> Arc<dyn Contents> {
        self.opener.clone()
    }

    /// All that is known of a person; none of somebody of whom nothing may be used.
    pub(crate) async fn details(&self, person: PersonId) -> Result<Option<PersonDetails>, StoreError> {
        let fold = self.published.fold();
        let Some(profile) = fold.site.people.get(&person).and_then(|person| person.details.open()) else { return Ok(None) };
        let content = contents(self.facts(), &self.vault, |seq| self.published.leaf(seq), &[profile.at]).await?.pop().flatten();
        Ok(content.as_deref().and_then(PersonDetails::read))
    }

    /// Why nothing is written any more until the program is started again, where that is so. Reading goes on.
    #[must_use]
    pub fn stopped(&self) -> Option<String> {
        self.writing.as_ref().and_then(|site| site.stopped())
    }

    /// How many passwords have been hashed or compared since the start: a log-in costs one, whether the name is known or not.
    #[must_use]
    pub fn passwords_reckoned(&self) -> u64 {
        self.hashing.reckoned()
    }

    /// The way to write.
    pub(crate) fn writing(&self) -> Result<&Arc<Writing>, StoreError> {
        self.writing.as_ref().ok_or(StoreError::ReadOnly)
    }

    /// The whole site, for its owner on the machine: whoever can read the root key's file can read everything anyway.
    #[must_use]
    pub fn owner_on_this_machine(&self) -> Scope {
        Scope::whole()
    }

    /// The site as committed, seen from a scope.
    #[must_use]
    pub fn view(&self, _: &Scope) -> View {
        View::of(self.published.fold())
    }

    /// The site as it was known on a day: folded from the events entered on or before it. Who is erased or restricted now
    /// is so there too.
    ///
    /// # Errors
    /// Where the journal does not verify.
    pub async fn known_at(&self, _: &Scope, day: Date) -> Result<View, StoreError> {
        loop {
            let erased = self.erased();
            match load::load(&reading(self.facts()).await?, &self.vault, Some(day)).await {
                Ok(Loaded { mut fold, .. }) => {
                    let now = self.published.fold();
                    fold.site.withhold(&now.gone.people, &now.site);
                    return Ok(View::of(Arc::new(fold)));
                }
                Err(error) => self.came_between(erased, error).await?,
            }
        }
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

    /// Size and root of the journal now, signed: to be kept where nobody who can write to the database can write.
    /// `at` is the time in UTC: `2026-07-01T08:00:00Z`.
    #[must_use]
    pub fn sign_checkpoint(&self, at: &str) -> SignedCheckpoint {
        let (size, root) = self.head();
        SignedCheckpoint::sign(Checkpoint { size, root, at: at.to_owned() }, &self.vault.signer())
    }

    /// Holds the site to a checkpoint that was kept elsewhere: what it covers must still be the beginning of the journal.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it is not: cut, rewritten, or an older state put back.
    pub fn hold_to(&self, kept: &SignedCheckpoint) -> Result<(), StoreError> {
        self.published.tree(|tree| kept.holds(tree, &self.vault.signer()))
    }

    /// Writes the journal in its export format, without any content.
    ///
    /// # Errors
    /// Where reading or writing fails.
    pub async fn export(&self, out: &mut (dyn std::io::Write + Send)) -> Result<(), StoreError> {
        export::export(&reading(self.facts()).await?, out).await
    }

    /// Compares what is derived and kept, the words that texts are found by, with what journal and contents give anew.
    ///
    /// # Errors
    /// Where the journal does not verify.
    pub async fn rebuild_check(&self) -> Result<Vec<Difference>, StoreError> {
        loop {
            let erased = self.erased();
            match rebuild::check(&reading(self.facts()).await?, &self.vault).await {
                Ok(differences) => return Ok(differences),
                Err(error) => self.came_between(erased, error).await?,
            }
        }
    }

    /// Makes what is derived and kept anew, from the journal and its contents.
    ///
    /// # Errors
    /// Where the journal does not verify, or this store is read only.
    pub async fn rebuild(&self) -> Result<(), StoreError> {
        let turn = self.writing()?.turn().await?;
        rebuild::rebuild(&turn, &self.vault).await?;
        turn.commit().await
    }

    /// What is weaker than it could be and still safe enough, in words for the owner.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.databases.warnings
    }

    /// How often contents have been taken away so far.
    pub(crate) fn erased(&self) -> usize {
        let fold = self.published.fold();
        fold.gone.len() + fold.staged.given_up()
    }

    /// Is to be read again, where an erasure took a key away while its content was being read.
    ///
    /// # Errors
    /// The error itself, where none did.
    pub(crate) async fn came_between(&self, erased: usize, error: StoreError) -> Result<(), StoreError> {
        // An erasure may have destroyed the key and not have been published yet.
        let _pen = match &self.writing {
            Some(site) => Some(site.pen.lock().await),
            None => None,
        };
        if matches!(error, StoreError::Damaged(_)) && self.erased() != erased { Ok(()) } else { Err(error) }
    }

    pub(crate) fn facts(&self) -> &DatabaseConnection {
        &self.databases.facts
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }
}
