//! A backup that is opened for reading: its manifest is proven, and each file is held to it as it is read.

use super::manifest::{MANIFEST, Manifest, Mark, Part, Passphrase};
use super::part::{Reader, Sealing};
use super::{ERASURES, KEYS, REMOVED, ROOT_KEY, bad, line};
use crate::erasures::Erasures;
use crate::rootkey::{Keys, derived, mac};
use crate::row::Row;
use crate::schema::Table;
use crate::{Refusal, StoreError, files};
use jishi_facts::Timestamp;
use jishi_journal::{from_hex, to_hex};
use jishi_seal::{Key, Zeroizing, passphrase_key};
use std::path::{Path, PathBuf};

/// The most that a file read whole may have.
const WHOLE: u64 = 256 * 1024 * 1024;

/// What the key of a passphrase gives, to be compared.
const CHECK: &str = "backup passphrase";

/// An opened backup.
pub struct Inside {
    folder: PathBuf,
    pub(crate) manifest: Manifest,
    pub(crate) root: Key,
    sealed: Option<Key>,
}

impl std::fmt::Debug for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inside").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}

/// The key of a new passphrase with what tells it from another.
pub(super) fn new_passphrase(passphrase: &str, salt: &[u8; 16]) -> Result<(Key, Passphrase), StoreError> {
    let key = passphrase_key(salt, passphrase)?;
    let check = to_hex(&mac(&key, &[CHECK.as_bytes()]));
    Ok((key, Passphrase { salt: to_hex(salt), check }))
}

/// How a file of a backup is sealed.
pub(super) fn sealing(passphrase: Option<&Key>, name: &str) -> Option<Sealing> {
    passphrase.map(|key| Sealing { key: derived(key, &format!("backup file {name}")), name: name.to_owned() })
}

/// The name of a table's file.
pub(super) fn file_name(folder: &str, table: &str, sealed: bool) -> String {
    format!("{folder}/{table}.jsonl{}", if sealed { ".sealed" } else { "" })
}

impl Inside {
    /// Opens a backup with the root key of its site: the one in a file, or else the one that lies in the backup.
    ///
    /// # Errors
    /// Where the manifest is not genuine, or a passphrase or a root key is needed and not the right one.
    pub fn open(folder: &Path, root: Option<&Keys>, passphrase: Option<&str>) -> Result<Self, StoreError> {
        let bytes = whole(&folder.join(MANIFEST))?.ok_or_else(|| bad("缺少清单 manifest.json，这里不是一份备份，或没有做完"))?;
        let unproven = Manifest::unproven(&bytes)?;
        let sealed = unproven.sealed.as_ref().map(|told| opened(told, passphrase)).transpose()?;
        let root = match root.filter(|keys| keys.exist()) {
            Some(keys) => keys.read()?,
            None => inside(folder, &unproven, sealed.as_ref())?,
        };
        Ok(Self { folder: folder.to_owned(), manifest: Manifest::decode(&bytes, &root)?, root, sealed })
    }

    /// When a backup of this site was made.
    pub(super) fn made_at(folder: &Path, keys: &Keys) -> Result<Timestamp, StoreError> {
        let bytes = whole(&folder.join(MANIFEST))?.ok_or_else(|| bad("缺少清单 manifest.json"))?;
        Ok(Manifest::decode(&bytes, &keys.read()?)?.at)
    }

    /// Hands on every row of a table, and then holds the file to the manifest.
    pub(crate) fn rows(
        &self,
        folder: &str,
        part: &Part,
        table: &'static Table,
        mut take: impl FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut rows = self.read(folder, part)?;
        while let Some(row) = rows.next(table)? {
            take(row)?;
        }
        rows.finish(part)
    }

    /// The rows of a table, one after the other.
    pub(crate) fn read(&self, folder: &str, part: &Part) -> Result<Rows, StoreError> {
        let name = file_name(folder, &part.table.name, self.sealed.is_some());
        Ok(Rows { reader: Reader::open(&self.folder.join(&name), sealing(self.sealed.as_ref(), &name))?, name, count: 0 })
    }

    /// Who had been erased when the backup was made.
    pub(crate) fn erasures(&self) -> Result<Erasures, StoreError> {
        let mut reader = Reader::open(&self.folder.join(ERASURES), None)?;
        let bytes = reader.rest()?;
        hold(ERASURES, &reader.finish()?, &self.manifest.erasures)?;
        Erasures::decode(&bytes, &self.root)
    }

    /// Are the subjects' keys still there? They are removed after a time; that they were lost otherwise is no removal.
    pub(crate) fn has_keys(&self) -> bool {
        !self.folder.join(KEYS).join(REMOVED).exists()
    }

    /// Holds the root key's file to the manifest, where there is one.
    pub(crate) fn check_root_key(&self) -> Result<(), StoreError> {
        let Some(mark) = &self.manifest.root_key else { return Ok(()) };
        let mut reader = Reader::open(&self.folder.join(ROOT_KEY), sealing(self.sealed.as_ref(), ROOT_KEY))?;
        let same = root_of(&reader.rest()?).is_some_and(|key| key.expose() == self.root.expose());
        hold(ROOT_KEY, &reader.finish()?, mark)?;
        if same { Ok(()) } else { Err(bad("里面的根密钥不是这个站点的")) }
    }
}

/// Rows of one file.
pub(crate) struct Rows {
    reader: Reader,
    name: String,
    count: u64,
}

impl Rows {
    /// The next row; none at the end.
    pub(crate) fn next(&mut self, table: &'static Table) -> Result<Option<Row>, StoreError> {
        let Some(text) = self.reader.line()? else { return Ok(None) };
        self.count += 1;
        let row = line::read(text, table);
        row.map(Some).ok_or_else(|| bad(format!("{} 第 {} 行不是这张表的一行", self.name, self.count)))
    }

    /// Holds what was read to the manifest.
    pub(crate) fn finish(self, part: &Part) -> Result<(), StoreError> {
        let same = self.count == part.rows;
        hold(&self.name, &self.reader.finish()?, &part.file)?;
        if same { Ok(()) } else { Err(bad(format!("{} 的行数与清单不符", self.name))) }
    }
}

fn hold(name: &str, found: &Mark, told: &Mark) -> Result<(), StoreError> {
    if found == told { Ok(()) } else { Err(bad(format!("{name} 与清单不符，它被改动、截断或换过"))) }
}

fn opened(told: &Passphrase, passphrase: Option<&str>) -> Result<Key, StoreError> {
    let Some(passphrase) = passphrase else {
        return Err(Refusal::new("这份备份用口令加了密", "请用 --passphrase-file 指出写着口令的文件").into());
    };
    let salt = from_hex(&told.salt).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| bad("清单里的盐写得不对"))?;
    let (key, mine) = new_passphrase(passphrase, &salt)?;
    if mine == *told {
        Ok(key)
    } else {
        Err(Refusal::new("口令不对，或清单被改动过", "请核对写着口令的文件，末尾的换行不算在内").into())
    }
}

/// The root key that lies in the backup.
fn inside(folder: &Path, unproven: &Manifest, sealed: Option<&Key>) -> Result<Key, StoreError> {
    let (Some(_), Some(key)) = (&unproven.root_key, sealed) else {
        return Err(Refusal::new("根密钥不在备份里，也没有指明它在哪里", "请用 --root-key 指出根密钥文件；没有它，封存的内容打不开").into());
    };
    let mut reader = Reader::open(&folder.join(ROOT_KEY), sealing(Some(key), ROOT_KEY))?;
    root_of(&reader.rest()?).ok_or_else(|| bad("里面的根密钥读不出来"))
}

fn root_of(text: &[u8]) -> Option<Key> {
    let bytes = Zeroizing::new(from_hex(std::str::from_utf8(text).ok()?)?);
    Key::from_slice(&bytes)
}

/// A file that is read whole; none where there is none.
fn whole(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    if std::fs::metadata(path).is_ok_and(|found| found.len() > WHOLE) {
        return Err(bad("清单大得不像是清单"));
    }
    files::read(path)
}
