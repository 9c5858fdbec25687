//! Making a backup of a site, beside the program that serves it.
//!
//! What is copied is one state: the snapshot of the facts comes first, since keys are written before what they seal. Where
//! an erasure takes a key away in between, all is copied anew, and then the erasure is in the journal.

use super::chain::{self, Chain};
use super::manifest::{MANIFEST, Manifest, Part};
use super::part::Writer;
use super::read::{file_name, new_passphrase, sealing};
use super::shape::Shape;
use super::{ERASURES, FACTS, KEYS, PAGE, PARTIAL, ROOT_KEY, line, state};
use crate::beside::{Beside, Noted};
use crate::connect::{Databases, Location, reading};
use crate::entropy::{Entropy, draw};
use crate::erasures::Erasures;
use crate::rootkey::Keys;
use crate::row::{self, Cell, Row};
use crate::schema::{self, STEPS, SUBJECT_KEY, Table};
use crate::{Refusal, StoreError, files, migrate};
use jishi_facts::Timestamp;
use jishi_journal::{Hash, to_hex};
use jishi_seal::{Key, Zeroizing};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use std::collections::BTreeSet;
use std::path::Path;

/// How often a copy is begun anew because somebody was erased meanwhile.
const ATTEMPTS: u32 = 5;
/// Signs that a passphrase must have.
const PASSPHRASE: usize = 12;

/// What backup is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The folder to be made.
    pub into: &'a Path,
    /// When it is made, in seconds since 1970.
    pub at: Timestamp,
    /// The version of the program.
    pub program: &'a str,
    /// To seal it under.
    pub passphrase: Option<&'a str>,
    /// Puts the root key in it too; only with a passphrase.
    pub with_root_key: bool,
}

/// What was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Made {
    /// Entries of the journal.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Rows of all tables.
    pub rows: u64,
    /// Bytes of all files of rows.
    pub bytes: u64,
    /// Could it be noted beside the site, for `doctor`?
    pub noted: bool,
}

/// Makes a backup. The folder appears when all of it is there, and not before.
///
/// # Errors
/// Where the site cannot be read or is damaged, or the folder cannot be written or is there already.
pub async fn backup(location: &Location, keys: &Keys, wanted: &Wanted<'_>, entropy: &mut dyn Entropy) -> Result<Made, StoreError> {
    let databases = Databases::connect_to_read(location).await?;
    migrate::there(&databases).await?;
    let made = backup_of(&databases, location, keys, wanted, entropy).await?;
    databases.close().await?;
    Ok(Made { noted: state::note_made(location, keys, wanted.at, made.size).is_ok(), ..made })
}

/// The same of databases that are open.
pub(crate) async fn backup_of(
    databases: &Databases,
    location: &Location,
    keys: &Keys,
    wanted: &Wanted<'_>,
    entropy: &mut dyn Entropy,
) -> Result<Made, StoreError> {
    admissible(wanted)?;
    let beside = Beside::of(location, keys)?;
    let noted = beside.noted()?;
    beside.hold(noted, databases).await?;
    let place = wanted.into.with_file_name(format!(".{}{PARTIAL}", wanted.into.file_name().unwrap_or_default().to_string_lossy()));
    let passphrase = wanted.passphrase.map(|words| new_passphrase(words, &draw(entropy)?)).transpose()?;
    let (key, told) = passphrase.unzip();
    let copying = Copying { place: &place, root: keys.read()?, passphrase: key, noted };
    let (mut manifest, made) = match copying.all(databases, wanted).await {
        Ok(copied) => copied,
        Err(error) => {
            // Half a backup helps nobody.
            let _ = std::fs::remove_dir_all(&place);
            return Err(error);
        }
    };
    manifest.sealed = told;
    let moved = files::write(&place.join(MANIFEST), &manifest.encode(&copying.root))
        .and_then(|()| std::fs::rename(&place, wanted.into).map_err(|error| StoreError::Io("把备份放到位", error)))
        .and_then(|()| files::sync_dir(wanted.into.parent().unwrap_or(Path::new("."))));
    moved.map(|()| made)
}

fn admissible(wanted: &Wanted<'_>) -> Result<(), StoreError> {
    if wanted.into.exists() {
        return Err(Refusal::new("这个备份的位置上已有东西", "请换一个目录，或稍等一秒再做").into());
    }
    match wanted.passphrase {
        None if wanted.with_root_key => Err(Refusal::new(
            "根密钥不能不加密就放进备份：谁拿到这份备份，就能读出一切",
            "请用 --passphrase-file 加上口令，或另行保存根密钥",
        )
        .into()),
        Some(words) if words.chars().count() < PASSPHRASE => {
            Err(Refusal::new(format!("口令太短，应不少于 {PASSPHRASE} 个字"), "请换一句长些的，例如几个不相干的词").into())
        }
        _ => Ok(()),
    }
}

/// Who has been erased, as the site's journal has it.
///
/// # Errors
/// Where the site cannot be read or is damaged.
pub async fn erasures(location: &Location, keys: &Keys) -> Result<(Erasures, Vec<u8>), StoreError> {
    let databases = Databases::connect_to_read(location).await?;
    migrate::there(&databases).await?;
    let facts = reading(&databases.facts).await?;
    let mut chain = Chain::new(0);
    if let Some(shape) = Shape::found(&facts, &schema::JOURNAL).await? {
        let table = shape.table()?;
        pages(&facts, table, |row| chain.take(table, &row)).await?;
    }
    facts.rollback().await?;
    databases.close().await?;
    let (size, root) = chain.head();
    let list = Erasures { size, root, gone: chain.gone };
    let bytes = list.encode(&keys.read()?);
    Ok((list, bytes))
}

/// A backup in the making.
struct Copying<'a> {
    place: &'a Path,
    root: Key,
    passphrase: Option<Key>,
    noted: Noted,
}

impl Copying<'_> {
    async fn all(&self, databases: &Databases, wanted: &Wanted<'_>) -> Result<(Manifest, Made), StoreError> {
        for _ in 0..ATTEMPTS {
            match self.once(databases, wanted).await {
                Err(StoreError::Incomplete(_)) => {}
                other => return other,
            }
        }
        self.once(databases, wanted).await
    }

    async fn once(&self, databases: &Databases, wanted: &Wanted<'_>) -> Result<(Manifest, Made), StoreError> {
        for folder in [FACTS, KEYS] {
            files::make_private_dir(&self.place.join(folder))?;
        }
        let facts = reading(&databases.facts).await?;
        let mut owners = BTreeSet::new();
        let keys = self.tables(&databases.keys, KEYS, [&SUBJECT_KEY, &STEPS], |table, row| {
            owners.extend((table.name == SUBJECT_KEY.name).then(|| row[0].text().to_owned()));
            Ok(())
        });
        let keys = keys.await?;
        if chain::keyless(&contents(&facts).await?, &owners) > 0 {
            return Err(StoreError::Incomplete(
                "密钥库与数据不是一对，有的内容没有密钥，没有做备份。请核对 facts.db 和 keys.db 是不是同一时刻的".into(),
            ));
        }
        let place = if let Noted::At(size, _) = self.noted { size } else { 0 };
        let mut chain = Chain::new(place);
        let tables = schema::facts().chain([&STEPS]);
        let parts = self.tables(&facts, FACTS, tables, |table, row| chain.take(table, row)).await?;
        facts.rollback().await?;
        if let Noted::At(_, root) = self.noted
            && chain.root_there() != Some(root)
        {
            return Err(StoreError::Damaged("日志与数据旁记下的对不上：它被改写，或数据被换过".into()));
        }
        let (size, root) = chain.head();
        let list = Erasures { size, root, gone: std::mem::take(&mut chain.gone) };
        let erasures = self.file(ERASURES, None, &list.encode(&self.root))?;
        let mut manifest = Manifest::new(wanted.program, wanted.at, (size, root), parts, keys, erasures);
        if wanted.with_root_key {
            let text = Zeroizing::new(to_hex(self.root.expose()));
            manifest.root_key = Some(self.file(ROOT_KEY, self.passphrase.as_ref(), text.as_bytes())?);
        }
        let all = manifest.facts.iter().chain(&manifest.keys);
        let (rows, bytes) = all.fold((0, 0), |(rows, bytes), part| (rows + part.rows, bytes + part.file.bytes));
        Ok((manifest, Made { size, root, rows, bytes, noted: false }))
    }

    fn file(&self, name: &str, passphrase: Option<&Key>, bytes: &[u8]) -> Result<super::manifest::Mark, StoreError> {
        let mut writer = Writer::create(&self.place.join(name), sealing(passphrase, name))?;
        writer.write(bytes)?;
        writer.finish()
    }

    /// Copies the tables that are there, and shows every row.
    async fn tables(
        &self,
        connection: &impl ConnectionTrait,
        folder: &str,
        tables: impl IntoIterator<Item = &'static Table>,
        mut see: impl FnMut(&'static Table, &Row) -> Result<(), StoreError>,
    ) -> Result<Vec<Part>, StoreError> {
        let mut parts = Vec::new();
        for table in tables {
            let Some(shape) = Shape::found(connection, table).await? else { continue };
            let table = shape.table()?;
            let name = file_name(folder, table.name, self.passphrase.is_some());
            let mut writer = Writer::create(&self.place.join(&name), sealing(self.passphrase.as_ref(), &name))?;
            let (mut rows, mut text) = (0, Zeroizing::new(Vec::new()));
            pages(connection, table, |row| {
                see(table, &row)?;
                text.clear();
                line::write(&row, &mut text);
                rows += 1;
                writer.write(&text)
            })
            .await?;
            parts.push(Part { table: shape, rows, file: writer.finish()? });
        }
        Ok(parts)
    }
}

/// Whose key seals anything.
async fn contents(connection: &impl ConnectionTrait) -> Result<BTreeSet<String>, StoreError> {
    let rows = connection.query_all(Query::select().distinct().column("owner").from(schema::CONTENT.name)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Hands on all rows of a table in the order of its key, some at a time.
async fn pages(
    connection: &impl ConnectionTrait,
    table: &'static Table,
    mut take: impl FnMut(Row) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let key: Vec<usize> = table.key.iter().map(|name| table.position(name)).collect();
    let mut after: Option<Vec<Cell>> = None;
    loop {
        let mut statement = row::select_in_order(table);
        statement.limit(PAGE as u64);
        if let Some(last) = after {
            let columns = Expr::tuple(table.key.iter().map(|name| Expr::col(*name)));
            let values = Expr::tuple(last.into_iter().zip(&key).map(|(cell, place)| Expr::value(cell.bind(&table.columns[*place]))));
            statement.and_where(columns.gt(values));
        }
        let rows = row::rows(connection, table, &statement).await?;
        let full = rows.len() == PAGE;
        after = rows.last().map(|row| key.iter().map(|place| row[*place].clone()).collect());
        rows.into_iter().try_for_each(&mut take)?;
        if !full {
            return Ok(());
        }
    }
}
