//! Restoring a site from a backup, on an empty folder or an empty PostgreSQL database, whichever it came from.
//!
//! Nobody who has been erased comes back: the keys and contents of those whom the lists of erasures name are not even laid
//! down, and their erasure is entered into the journal before anybody uses the site. What lets somebody in without a
//! password ends: a session or token that was taken back since the backup would be good again.

use crate::access::Way;
use crate::beside::Beside;
use crate::command::{Asked, Command};
use crate::connect::{Databases, Location, writing};
use crate::copy::manifest::Part;
use crate::copy::{FACTS, Inside, KEYS, PAGE, bad, verify};
use crate::entropy::Entropy;
use crate::erasures::{Erasures, Gone};
use crate::migrate::{self, Facts, Keys as KeySteps};
use crate::open::Opening;
use crate::rootkey::Keys;
use crate::row::{self, Row};
use crate::schema::{CONTENT, PAST, STEPS, SUBJECT_KEY, Table, WORD};
use crate::vault::owner_text;
use crate::{Refusal, Store, StoreError, files};
use jishi_facts::{Event, Ground};
use jishi_journal::Hash;
use jishi_seal::Key;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement};
use sea_orm_migration::MigratorTrait;
use std::collections::BTreeSet;
use std::path::Path;

/// What is to be restored.
#[derive(Debug)]
pub struct Restoring<'a> {
    /// The backup.
    pub backup: &'a Inside,
    /// A newer one, whose keys are taken where those of the backup have been removed.
    pub newer: Option<&'a Inside>,
    /// Lists of erasures, as files.
    pub lists: &'a [Vec<u8>],
    /// Goes on where no list is known: whoever was erased after the backup is back.
    pub without_lists: bool,
    /// Who asks, and when.
    pub asked: Asked,
}

/// What was restored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    /// Entries that the backup had.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// People who had been erased after the backup, and have been again.
    pub erased: usize,
    /// Entries that the site at this place had beyond those of the backup, as far as is known.
    pub lost: u64,
    /// Sessions and tokens that ended.
    pub ended: usize,
}

/// Restores a site. Where it fails, nothing is left of it.
///
/// # Errors
/// Where the backup is not sound, no list of erasures is known, or the place is not empty.
pub async fn restore(location: &Location, keys: &Keys, wanted: &Restoring<'_>, entropy: Box<dyn Entropy>) -> Result<Restored, StoreError> {
    verify(wanted.backup)?;
    let subjects = with_keys(wanted)?;
    let fresh_root = !keys.exist();
    if !fresh_root && keys.read()?.expose() != wanted.backup.root.expose() {
        return Err(StoreError::RootKey("这里的根密钥与备份的不是同一个。请换一个空目录，或先移走它".into()));
    }
    let known = known(location, keys, wanted)?;
    if let Location::Dir(dir) = location {
        if [files::FACTS, files::KEYS].iter().any(|name| dir.join(name).exists()) {
            return Err(StoreError::Exists);
        }
        files::make_private_dir(dir)?;
    }
    let databases = Databases::connect(location, true).await?;
    refuse_tables(&databases).await?;
    let restored = async {
        if fresh_root {
            keys.create(&wanted.backup.root)?;
        }
        Beside::of(location, keys)?.forget()?;
        lay_down(&databases, wanted.backup, subjects, &known.gone).await?;
        databases.close().await?;
        finish(location, keys, wanted, &known, entropy).await
    };
    let restored = restored.await;
    if restored.is_err() {
        clear(location, keys, fresh_root).await;
    }
    restored
}

/// The backup whose keys are laid down.
fn with_keys<'a>(wanted: &Restoring<'a>) -> Result<&'a Inside, StoreError> {
    if wanted.backup.has_keys() && wanted.newer.is_none() {
        return Ok(wanted.backup);
    }
    let Some(newer) = wanted.newer else {
        let what = "这份备份里各主体的密钥已按期删去，单用它打不开封存的内容";
        return Err(Refusal::new(what, "请用 --keys-from 指出一份较新、还带密钥的备份").into());
    };
    if verify(newer)?.keys && newer.manifest.size >= wanted.backup.manifest.size {
        return Ok(newer);
    }
    Err(Refusal::new("--keys-from 指出的备份没有密钥，或比要恢复的还旧", "请换一份较新、还带密钥的备份").into())
}

/// Who has to be erased again, and how far the site at this place had come.
struct Known {
    gone: Gone,
    size: u64,
}

/// From the lists that were given and the one that the site at this place left: at least one must be as new as the backup.
fn known(location: &Location, keys: &Keys, wanted: &Restoring<'_>) -> Result<Known, StoreError> {
    let size = wanted.backup.manifest.size;
    let mut lists: Vec<Erasures> =
        wanted.lists.iter().map(|bytes| Erasures::decode(bytes, &wanted.backup.root)).collect::<Result<_, _>>()?;
    let mut newest = lists.iter().map(|list| list.size).max();
    let left = Beside::with(location, keys, Key::new(wanted.backup.root.expose())).left()?;
    let there = left.as_ref().map_or(0, |(_, size)| *size);
    if let Some((list, _)) = left {
        newest = newest.max(Some(there));
        lists.push(list);
    }
    if newest.is_none_or(|newest| newest < size) && !wanted.without_lists {
        let what = match newest {
            None => "不知道这份备份以后又删除过谁的个人信息，直接恢复会让他们的信息重新出现",
            Some(_) => "给出的删除名单比备份还旧，备份以后又删除过谁，从中看不出来",
        };
        let help = "请用 --erasures 给出最新的删除名单（原站点用 jishi erasures 导出，每份备份里也有一份 erasures.json）；确实没有时，用 --without-erasures 明说";
        return Err(Refusal::new(what, help).into());
    }
    let mut gone = Gone::default();
    lists.iter().for_each(|list| gone.extend(&list.gone));
    Ok(Known { gone, size: there })
}

/// Refuses a place where there is anything.
async fn refuse_tables(databases: &Databases) -> Result<(), StoreError> {
    for database in [&databases.facts, &databases.keys] {
        if migrate::any_table(database).await? {
            return Err(StoreError::Exists);
        }
    }
    Ok(())
}

/// Lays the tables down as they were, but for what belonged to the erased, and for tables that are no more. The keys come first, and with the record of
/// steps last, so that what was cut short is no site.
async fn lay_down(databases: &Databases, backup: &Inside, subjects: &Inside, erased: &Gone) -> Result<(), StoreError> {
    let gone: BTreeSet<String> = erased.owners().map(owner_text).collect();
    let keys = writing(&databases.keys).await?;
    KeySteps::install(&keys).await?;
    for part in &subjects.manifest.keys {
        table(&keys, subjects, KEYS, part, &gone).await?;
    }
    keys.commit().await?;
    let facts = writing(&databases.facts).await?;
    Facts::install(&facts).await?;
    for part in backup.manifest.facts.iter().filter(|part| PAST.iter().all(|past| past.name != part.table.name)) {
        table(&facts, backup, FACTS, part, &gone).await?;
    }
    Ok(facts.commit().await?)
}

async fn table(
    transaction: &DatabaseTransaction,
    backup: &Inside,
    folder: &str,
    part: &Part,
    gone: &BTreeSet<String>,
) -> Result<(), StoreError> {
    let table = part.table.table()?;
    if table.name != STEPS.name {
        for statement in migrate::create(table, transaction.get_database_backend()) {
            transaction.execute_unprepared(&statement).await?;
        }
    }
    let mut rows = backup.read(folder, part)?;
    let mut page = Vec::with_capacity(PAGE);
    while let Some(row) = rows.next(table)? {
        if !belongs_to(table, &row, gone) {
            page.push(row);
        }
        if page.len() == PAGE {
            row::insert(transaction, table, std::mem::take(&mut page)).await?;
        }
    }
    row::insert(transaction, table, page).await?;
    // The transaction is committed after this only.
    rows.finish(part)
}

/// Is it a key or a content of somebody who is gone?
fn belongs_to(table: &Table, row: &Row, gone: &BTreeSet<String>) -> bool {
    let owned = [SUBJECT_KEY.name, CONTENT.name, WORD.name].contains(&table.name);
    owned && gone.contains(row[table.position("owner")].text())
}

/// Opens the site, erases again, ends what let in without a password, and checks everything.
async fn finish(
    location: &Location,
    keys: &Keys,
    wanted: &Restoring<'_>,
    known: &Known,
    entropy: Box<dyn Entropy>,
) -> Result<Restored, StoreError> {
    let (size, root) = (wanted.backup.manifest.size, wanted.backup.manifest.root()?);
    let opening = Opening { restoring: true, erasing: known.gone.clone() };
    let store = Store::open_as(location, keys, entropy, &opening).await?;
    let (to_erase, mut imports) = {
        let (fold, Gone { people, imports }) = (store.published.fold(), &known.gone);
        let people = people.iter().copied().filter(|person| fold.site.people.contains_key(person) && !fold.gone.people.contains(person));
        let imports: BTreeSet<_> = imports.iter().copied().filter(|import| fold.site.imports.names(*import).is_some()).collect();
        (people.collect::<Vec<_>>(), imports.difference(&fold.gone.imports).copied().collect())
    };
    // Whose name it was that an import's file had is known to nobody any more: the first takes them all.
    let erase = to_erase.iter().map(|person| Event::PersonErased { person: *person, ground: Ground::Restored, imports: std::mem::take(&mut imports) });
    let events: Vec<Event> = erase.chain([Event::CommandUsed { command: "restore".to_owned() }]).collect();
    let id = format!("恢复-{}-{}", wanted.asked.at, jishi_journal::to_hex(&root[..8]));
    store.execute(Command::events(id, wanted.asked.clone(), events)).await?;
    let ended = end_ways_in(&store, &wanted.asked).await?;
    store.check().await?;
    store.close().await?;
    Ok(Restored { size, root, erased: to_erase.len(), lost: known.size.saturating_sub(size), ended })
}

/// Ends sessions, tokens and one-time links, each in the journal; says how many there were.
async fn end_ways_in(store: &Store, asked: &Asked) -> Result<usize, StoreError> {
    let accounts = store.accounts();
    let mut ended = 0;
    for account in accounts.list().await? {
        let ways: Vec<Way> = {
            let fold = store.published.fold();
            fold.access.accounts.get(&account.id).into_iter().flat_map(|standing| standing.ways.values()).map(|(way, _)| *way).collect()
        };
        ended += ways.len();
        if ways.contains(&Way::Session) {
            accounts.log_out_everywhere(account.id, asked).await?;
        }
        for token in accounts.tokens(account.id, asked.at).await? {
            accounts.revoke(account.id, token.id, asked).await?;
        }
        if ways.contains(&Way::Link) {
            accounts.end_links(account.id, asked).await?;
        }
    }
    Ok(ended)
}

/// Takes away what was laid down.
async fn clear(location: &Location, keys: &Keys, fresh_root: bool) {
    match location {
        Location::Dir(dir) => {
            for name in [files::FACTS, files::KEYS] {
                for ending in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(dir.join(format!("{name}{ending}")));
                }
            }
            let _ = std::fs::remove_file(dir.join(files::CHECKPOINT));
        }
        Location::Url(_) => {
            if let Ok(databases) = Databases::connect(location, false).await {
                for (database, schema) in [(&databases.facts, "jishi"), (&databases.keys, "jishi_keys")] {
                    let _ = drop_schema(database, schema).await;
                }
                let _ = databases.close().await;
            }
        }
    }
    if fresh_root {
        let _ = std::fs::remove_file(keys.path());
    }
}

async fn drop_schema(database: &DatabaseConnection, schema: &str) -> Result<(), StoreError> {
    let drop = Statement::from_string(database.get_database_backend(), format!("DROP SCHEMA IF EXISTS {schema} CASCADE"));
    database.execute_raw(drop).await?;
    Ok(())
}

/// The bytes of a list of erasures: a file, or the list in a backup.
///
/// # Errors
/// Where it cannot be read.
pub fn list_in(path: &Path) -> Result<Vec<u8>, StoreError> {
    let file = if path.is_dir() { path.join(crate::copy::ERASURES) } else { path.to_owned() };
    files::read(&file)?.ok_or_else(|| bad("没有找到删除名单"))
}
