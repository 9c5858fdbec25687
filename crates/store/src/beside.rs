//! What lies beside the database to tell whether it is whole, and the newest there is: size and root of the journal as
//! last committed, under a MAC, and the list of who was erased.
//!
//! A database that is older than its note is one of which a part was left behind, or one that was put back. In the
//! data folder on SQLite, beside the root key's file on PostgreSQL.
//!
//! On SQLite a mark in the database itself says that a program has it open for writing: where it stands and no
//! write-ahead log lies there, the files were copied from under a running program.

mod time;

use crate::StoreError;
use crate::connect::{Databases, Location, journal_size};
use crate::erasures::{Erasures, Gone};
use crate::files::{CHECKPOINT, read, write};
use crate::rootkey::{Keys, derived, mac};
use crate::schema::CONTENT;
use crate::vault::{Vault, parse_owner};
use jishi_facts::Timestamp;
use jishi_journal::{Hash, Tree, from_hex, to_hex};
use jishi_seal::Key;
use sea_orm::sea_query::Query;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The name of the list of erasures.
const ERASURES: &str = "erasures";
/// The name of the note on backups.
pub(crate) const BACKUPS: &str = "last-backup";

/// Where notes lie, and who may have written them.
#[derive(Debug)]
pub(crate) struct Beside {
    location: Location,
    keys: PathBuf,
    root: Key,
    /// What was last written: when, and how many were erased.
    written: Option<(Timestamp, usize)>,
}

/// What the note on the journal says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Noted {
    /// No note lies there, as with a site of before, or with files that were copied without it.
    Absent,
    /// An empty file: somebody has said that this is all there is.
    Accepted,
    /// The journal has been so long, with this root.
    At(u64, Hash),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    size: u64,
    root: String,
    mac: String,
}

/// A note's file: in the data folder, or named after the root key's file, in which folder other sites' may lie too.
pub(crate) fn file(location: &Location, keys: &Path, name: &str) -> PathBuf {
    match location {
        Location::Dir(dir) => dir.join(name),
        Location::Url(_) => {
            let root = keys.file_name().unwrap_or_default().to_string_lossy();
            keys.with_file_name(format!("{root}.{name}"))
        }
    }
}

impl Beside {
    /// # Errors
    /// Where the root key cannot be read.
    pub(crate) fn of(location: &Location, keys: &Keys) -> Result<Self, StoreError> {
        Ok(Self::with(location, keys, keys.read()?))
    }

    /// Of a site whose root key does not lie there yet.
    pub(crate) fn with(location: &Location, keys: &Keys, root: Key) -> Self {
        Self { location: location.clone(), keys: keys.path().to_owned(), root, written: None }
    }

    fn file(&self, name: &str) -> PathBuf {
        file(&self.location, &self.keys, name)
    }

    /// What is noted. To be read before the journal is.
    ///
    /// # Errors
    /// [`StoreError::Incomplete`] where the note is not this site's.
    pub(crate) fn noted(&self) -> Result<Noted, StoreError> {
        let Some(bytes) = read(&self.file(CHECKPOINT))? else { return Ok(Noted::Absent) };
        if bytes.is_empty() {
            return Ok(Noted::Accepted);
        }
        let written: Option<Written> = serde_json::from_slice(&bytes).ok();
        let noted = written.and_then(|written| Some((written.size, from_hex(&written.root)?.try_into().ok()?)));
        match noted.filter(|(size, root)| self.encode(*size, *root) == bytes) {
            Some((size, root)) => Ok(Noted::At(size, root)),
            None => Err(StoreError::Incomplete(format!(
                "{0} 不是用这个根密钥写的，或被改动：可能是两个站点的文件混在了一起。请核对根密钥、数据和它是不是同一个站点的；确认数据无误后，把 {0} 换成空文件再打开",
                self.named(CHECKPOINT)
            ))),
        }
    }

    fn encode(&self, size: u64, root: Hash) -> Vec<u8> {
        let mac = mac(&derived(&self.root, "last checkpoint"), &[&size.to_be_bytes(), &root]);
        let written = Written { size, root: to_hex(&root), mac: to_hex(&mac) };
        // Writing to memory does not fail.
        let mut bytes = serde_json::to_vec(&written).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// What a site left here: the list of who was erased, and how long its journal was.
    ///
    /// # Errors
    /// [`StoreError::Incomplete`] where it is another site's.
    pub(crate) fn left(&self) -> Result<Option<(Erasures, u64)>, StoreError> {
        let Some(bytes) = read(&self.file(ERASURES))? else { return Ok(None) };
        let list = Erasures::decode(&bytes, &self.root)?;
        let size = if let Noted::At(size, _) = self.noted()? { size.max(list.size) } else { list.size };
        Ok(Some((list, size)))
    }

    /// Notes what was committed, of several commits in one second the first; an erasure at once. That it could not be
    /// written holds nobody up: the note is then older than the journal, which is no contradiction.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(crate) fn note(&mut self, size: u64, root: Hash, at: Timestamp, gone: &Gone) -> Result<(), StoreError> {
        if self.written == Some((at, gone.len())) {
            return Ok(());
        }
        if self.written.is_none_or(|(_, before)| before != gone.len()) {
            let list = Erasures { size, root, gone: gone.clone() };
            write(&self.file(ERASURES), &list.encode(&self.root))?;
        }
        write(&self.file(CHECKPOINT), &self.encode(size, root))?;
        self.written = Some((at, gone.len()));
        Ok(())
    }

    /// Notes all that there is now, and the next commit too.
    ///
    /// # Errors
    /// As [`Beside::note`].
    pub(crate) fn note_now(&mut self, size: u64, root: Hash, gone: &Gone) -> Result<(), StoreError> {
        self.written = None;
        self.note(size, root, 0, gone)?;
        self.written = None;
        Ok(())
    }

    /// Removes the note on the journal, where the site is put back to an earlier state on purpose.
    ///
    /// # Errors
    /// Where it cannot be removed.
    pub(crate) fn forget(&self) -> Result<(), StoreError> {
        match std::fs::remove_file(self.file(CHECKPOINT)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Io("删去 last-checkpoint ", error)),
            _ => Ok(()),
        }
    }

    /// Removes the copies that were made before the site was brought up to a newer schema: they hold the keys of all who
    /// were in it then, and would undo an erasure.
    ///
    /// # Errors
    /// Where one cannot be removed.
    pub(crate) fn drop_copies(&self) -> Result<(), StoreError> {
        let copies = copies_before(&self.location, &self.keys);
        copies.iter().try_for_each(std::fs::remove_dir_all).map_err(|error| StoreError::Io("删去升级前的副本", error))
    }

    /// Refuses a database that is older than its note, and one that was copied without its write-ahead log. Asked
    /// before the journal is read: what was left behind may be why it cannot be.
    ///
    /// # Errors
    /// [`StoreError::Incomplete`] with the cause and the way out.
    pub(crate) async fn hold(&self, noted: Noted, databases: &Databases) -> Result<(), StoreError> {
        let (size, hot) = (journal_size(&databases.facts).await?, copied_hot(databases).await?);
        let note = self.named(CHECKPOINT);
        let older = match noted {
            Noted::At(noted, _) if noted > size => format!("{note} 记着 {noted} 条，数据里只有 {size} 条"),
            Noted::Absent if hot => format!("数据里有 {size} 条"),
            _ => return Ok(()),
        };
        let (what, help) = if hot {
            (
                "这是程序运行时直接复制出来的文件，少了 facts.db-wal，最后录入的不在里面",
                "原来的文件还在时请用原来的；复制前先停止程序，或用 jishi backup",
            )
        } else {
            ("数据比上次记下的旧，可能放回了较早的文件，或复制时漏了一部分", "请放回最新的文件，或用 jishi restore 从备份恢复")
        };
        Err(StoreError::Incomplete(format!(
            "{what}（{older}）。{help}；确实只有这份数据、后来录入的都不要了时，把 {note} 换成空文件再打开"
        )))
    }

    /// Refuses a journal that does not begin with what was noted.
    ///
    /// # Errors
    /// [`StoreError::Incomplete`].
    pub(crate) fn agree(&self, noted: Noted, tree: &Tree) -> Result<(), StoreError> {
        match noted {
            Noted::At(size, root) if tree.root_at(size) != Some(root) => Err(StoreError::Incomplete(format!(
                "日志与 {} 对不上：前 {size} 条不是当时的那些，可能换上了另一份数据，或日志被改写。请停止使用，保留现场，用备份核对",
                self.named(CHECKPOINT)
            ))),
            _ => Ok(()),
        }
    }

    /// The file as people are told of it: no folder, which may be anything.
    fn named(&self, name: &str) -> String {
        self.file(name).file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// Refuses contents whose keys are nowhere, other than of whom is being erased: the two databases are not of one
/// site, or not of one time.
///
/// # Errors
/// [`StoreError::Incomplete`].
pub(crate) async fn paired(facts: &impl ConnectionTrait, vault: &Vault, erasing: &Gone) -> Result<(), StoreError> {
    let rows = facts.query_all(Query::select().distinct().column("owner").from(CONTENT.name)).await?;
    let mut lost = 0;
    for row in rows {
        let owner = parse_owner(&row.try_get_by_index::<String>(0)?);
        lost += usize::from(!owner.is_some_and(|owner| erasing.has(owner) || vault.has(owner)));
    }
    match lost {
        0 => Ok(()),
        lost => Err(StoreError::Incomplete(format!(
            "密钥库与数据不是一对：{lost} 个主体的内容没有密钥。可能其中一个是另一个站点或另一天的，请把同一时刻的 facts.db 和 keys.db（或同一个数据库的两个模式）放在一起"
        ))),
    }
}

/// Were these files copied from under a running program, without the write-ahead log?
async fn copied_hot(databases: &Databases) -> Result<bool, StoreError> {
    if databases.facts.get_database_backend() != DbBackend::Sqlite || !databases.without_log {
        return Ok(false);
    }
    let row = databases.facts.query_one_raw(Statement::from_string(DbBackend::Sqlite, "PRAGMA user_version")).await?;
    let mark: Option<i32> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(mark == Some(1))
}

/// Marks the database as open for writing, in its file and not only in the log; or as closed.
pub(crate) async fn mark(facts: &DatabaseConnection, open: bool) -> Result<(), StoreError> {
    if facts.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    facts.execute_unprepared(if open { "PRAGMA user_version = 1" } else { "PRAGMA user_version = 0" }).await?;
    // Waits for nobody: where a reader stands in the way, the next one takes it along.
    facts.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await?;
    Ok(())
}

/// How the folder of a copy from before a newer schema begins; the step that was to come first follows.
pub(crate) const BEFORE: &str = "before-";

/// The copies of the site from before it was brought up to a newer schema, by the root key's file.
pub(crate) fn copies_before(location: &Location, keys: &Path) -> Vec<PathBuf> {
    let begin = file(location, keys, BEFORE);
    let name = begin.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let all = begin.parent().into_iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
    let mut found: Vec<PathBuf> = all
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&name))
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}
