//! Writing an import: a small one as one command, a larger one in parts that become true together.
//!
//! A part is an ordinary command of the one writer; the next is sent when it is durable, so that others come in between. What
//! is staged becomes true with the import's publication, or is given up.

use crate::aside::aside;
use crate::command::{Asked, Command, Letter, Part, Receipt};
use crate::group::{REQUEST, reused_id};
use crate::pen::Published;
use crate::vault::Vault;
use crate::writer::done_before;
use crate::{Refusal, Store, StoreError};
use jishi_base::ImportId;
use jishi_facts::{Abandoned, Event, FileNames, Site};
use sea_orm::DatabaseConnection;
use std::slice::from_ref;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot};

/// Does what the import rests on stand?
pub type Stands = Arc<dyn Fn(&Site) -> bool + Send + Sync>;
/// Is told how many parts of how many are written.
pub type OnPart = Arc<dyn Fn(usize, usize) + Send + Sync>;

/// How large an import and its parts are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parts {
    /// An import of no more events is one command.
    pub few: usize,
    /// Events of a part: not none.
    pub each: usize,
}

impl Default for Parts {
    fn default() -> Self {
        Self { few: 500, each: 250 }
    }
}

/// An import that is to be written.
pub struct Import {
    /// Gives its events. It is decided once, before the first part, where the import is written in parts.
    pub command: Command,
    /// Its id.
    pub import: ImportId,
    /// The names of its files and sheets.
    pub files: Vec<FileNames>,
    /// Asked before each part, and within the turn of the publication.
    pub stands: Stands,
    /// Told after each part.
    pub on_part: OnPart,
    /// Is all of it to be decided and written within one turn, though others wait?
    pub at_once: bool,
    /// How large its parts are.
    pub parts: Parts,
}

impl Import {
    /// An import that rests on nothing but what its command expects.
    #[must_use]
    pub fn new(command: Command, import: ImportId, files: Vec<FileNames>) -> Self {
        let (stands, on_part): (Stands, OnPart) = (Arc::new(|_| true), Arc::new(|_, _| ()));
        Self { command, import, files, stands, on_part, at_once: false, parts: Parts::default() }
    }
}

impl Store {
    /// Writes the events of an import and publishes it with the names of its files and sheets, all or nothing.
    ///
    /// # Errors
    /// As [`Store::execute`].
    pub async fn append_import(&self, command: Command, import: ImportId, files: Vec<FileNames>) -> Result<Receipt, StoreError> {
        self.import(Import::new(command, import, files)).await
    }

    /// The same of an import that rests on something. One of many events is written in parts: the receipt is then that of the
    /// publication.
    ///
    /// # Errors
    /// As [`Store::execute`]. Nothing of it is true then, and what was staged is given up.
    pub async fn import(&self, import: Import) -> Result<Receipt, StoreError> {
        let (sender, _) = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        let lane = Lane {
            sender: sender.clone(),
            facts: self.facts().clone(),
            vault: self.vault.clone(),
            published: self.published.clone(),
            importing: self.importing.clone(),
        };
        // It goes on where whoever asked has gone.
        let written = tokio::spawn(async move { lane.write(import).await });
        written.await.map_err(|_| StoreError::Stopped("写入的任务意外中断".into()))?
    }

    /// Gives up what a program that ended has left staged.
    pub(crate) async fn give_up_left_over(&self) -> Result<(), StoreError> {
        let fold = self.published.fold();
        for import in fold.staged.left() {
            // What is staged was entered at some time.
            let Some((at, day)) = fold.site.moved.latest() else { continue };
            let id = format!("放弃导入-{import}-{}", fold.site.size);
            let asked = Asked { at, day, actor: "本机".into() };
            self.execute(Command::events(id, asked, vec![Event::ImportAbandoned { import, why: Abandoned::LeftOver }])).await?;
        }
        Ok(())
    }
}

/// The way to the writer, and what tells whether something was written before.
struct Lane {
    sender: mpsc::Sender<Letter>,
    facts: DatabaseConnection,
    vault: Arc<Vault>,
    published: Arc<Published>,
    /// Held by the import that is being written in parts: another waits.
    importing: Arc<Mutex<()>>,
}

impl Lane {
    async fn write(&self, import: Import) -> Result<Receipt, StoreError> {
        if let Some(receipt) = self.done(&import.command).await? {
            return Ok(receipt);
        }
        if import.at_once {
            return self.execute(whole(import)).await;
        }
        let events = self.decided(&import)?;
        if events.len() <= import.parts.few {
            return self.execute(whole(import)).await;
        }
        let _turn = self.importing.lock().await;
        // The same may have been sent twice, and been written while it waited.
        if let Some(receipt) = self.done(&import.command).await? {
            return Ok(receipt);
        }
        let began = self.published.fold().site.size;
        Staging { lane: self, import, began, begun: false }.run(events).await
    }

    fn decided(&self, import: &Import) -> Result<Vec<Event>, Refusal> {
        let fold = self.published.fold();
        aside(|| (import.command.decide)(&fold.site))
    }

    /// What was done under a command's id before.
    async fn done(&self, command: &Command) -> Result<Option<Receipt>, StoreError> {
        match done_before(&self.facts, &self.vault, from_ref(command)).await?.get(&command.id) {
            None => Ok(None),
            Some(done) if done.digest == self.vault.mac(REQUEST, &[&command.request]) => Ok(Some(done.receipt)),
            Some(_) => Err(reused_id().into()),
        }
    }

    async fn execute(&self, command: Command) -> Result<Receipt, StoreError> {
        let (answer, answered) = oneshot::channel();
        let ended = || StoreError::Stopped("写入的任务意外中断".into());
        self.sender.send((command, answer)).await.map_err(|_| ended())?;
        answered.await.map_err(|_| ended())?
    }
}

/// All of it as one command.
fn whole(import: Import) -> Command {
    let Import { command, import, files, .. } = import;
    let decide = command.decide;
    let publish = move |site: &Site| -> Result<Vec<Event>, Refusal> {
        let facts = decide(site)?;
        let published = Event::published(import, files.clone(), facts.len() as u64);
        Ok([Event::ImportBegun { import }].into_iter().chain(facts).chain([published]).collect())
    };
    Command { decide: Box::new(publish), ..command }
}

/// One attempt at writing an import in parts.
struct Staging<'l> {
    lane: &'l Lane,
    import: Import,
    /// The size of the journal before it, which tells attempts apart: where one has written anything, the next begins at a larger one.
    began: u64,
    /// Is anything of it staged?
    begun: bool,
}

impl Staging<'_> {
    async fn run(mut self, events: Vec<Event>) -> Result<Receipt, StoreError> {
        let facts = events.len() as u64;
        let written = match self.stage(events).await {
            Ok(()) => self.lane.execute(self.publication(facts)).await,
            Err(error) => Err(error),
        };
        // It is open still where it was refused, or its command was carried out otherwise meanwhile. Where giving it up fails, that is
        // done when the site is opened the next time: it is not true until then.
        if self.begun && self.lane.published.fold().staged.is_open(self.import.import) {
            let _ = self.lane.execute(self.abandonment(written.as_ref().err())).await;
        }
        written
    }

    async fn stage(&mut self, events: Vec<Event>) -> Result<(), StoreError> {
        let begun = Event::ImportBegun { import: self.import.import };
        let all: Vec<Event> = std::iter::once(begun).chain(events).collect();
        let each = self.import.parts.each.max(1);
        let of = all.len().div_ceil(each);
        for (place, part) in all.chunks(each).enumerate() {
            self.lane.execute(self.part(place, part.to_vec())).await?;
            self.begun = true;
            (self.import.on_part)(place + 1, of);
        }
        Ok(())
    }

    fn part(&self, place: usize, events: Vec<Event>) -> Command {
        let (Import { command, import, stands, .. }, number) = (&self.import, place + 1);
        let (id, stands) = (format!("{}-第{number}批-{}", command.id, self.began), stands.clone());
        let decide = move |site: &Site| if stands(site) { Ok(events.clone()) } else { Err(overtaken()) };
        Command::decided(id, command.asked.clone(), Vec::new(), Box::new(decide)).staged(Part { import: *import, is_first: place == 0 })
    }

    fn publication(&self, facts: u64) -> Command {
        let Import { command, import, files, stands, .. } = &self.import;
        let (import, files, stands) = (*import, files.clone(), stands.clone());
        let decide = move |site: &Site| if stands(site) { Ok(vec![Event::published(import, files.clone(), facts)]) } else { Err(overtaken()) };
        let publication = Command::decided(command.id.clone(), command.asked.clone(), command.request.clone(), Box::new(decide));
        publication.expecting(command.expected.clone())
    }

    fn abandonment(&self, error: Option<&StoreError>) -> Command {
        let Import { command, import, .. } = &self.import;
        let why = if matches!(error, None | Some(StoreError::Refused(_))) { Abandoned::Overtaken } else { Abandoned::Failed };
        let id = format!("{}-放弃-{}", command.id, self.began);
        Command::events(id, command.asked.clone(), vec![Event::ImportAbandoned { import: *import, why }])
    }
}

fn overtaken() -> Refusal {
    Refusal::new("登记簿在读表以后有了改动", "请再点一次写入")
}
