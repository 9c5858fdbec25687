//! Verifying a backup where it lies, without a site: every byte, every row, and the journal from its first entry on.

use super::chain::{self, Chain};
use super::read::Inside;
use super::{FACTS, KEYS, bad};
use crate::StoreError;
use crate::schema::SUBJECT_KEY;
use jishi_facts::Timestamp;
use jishi_journal::Hash;
use std::collections::BTreeSet;

/// What a sound backup amounts to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    /// When it was made.
    pub at: Timestamp,
    /// Entries of the journal.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// Rows of all tables.
    pub rows: u64,
    /// People who had been erased.
    pub erased: usize,
    /// Are the subjects' keys still in it?
    pub keys: bool,
    /// Does the root key lie in it?
    pub root_key: bool,
}

/// Verifies a backup in full.
///
/// # Errors
/// At the first thing that is not as it was written.
pub fn verify(backup: &Inside) -> Result<Checked, StoreError> {
    let manifest = &backup.manifest;
    let (mut rows, mut owners, mut contents) = (0, BTreeSet::new(), BTreeSet::new());
    let keys = backup.has_keys();
    for part in manifest.keys.iter().filter(|_| keys) {
        let table = part.table.table()?;
        backup.rows(KEYS, part, table, |row| {
            rows += 1;
            owners.extend((table.name == SUBJECT_KEY.name).then(|| row[0].text().to_owned()));
            Ok(())
        })?;
    }
    let mut chain = Chain::new(0);
    for part in &manifest.facts {
        let table = part.table.table()?;
        backup.rows(FACTS, part, table, |row| {
            rows += 1;
            contents.extend(chain::owner(table, &row).map(str::to_owned));
            chain.take(table, &row)
        })?;
    }
    let root = manifest.root()?;
    if chain.head() != (manifest.size, root) {
        return Err(bad("日志与清单的根值不符"));
    }
    let erasures = backup.erasures()?;
    if erasures.gone != chain.gone {
        return Err(bad("删除名单与日志不符"));
    }
    match chain::keyless(&contents, &owners) {
        lost if keys && lost > 0 => return Err(bad(format!("{lost} 个主体的内容没有密钥"))),
        _ => {}
    }
    backup.check_root_key()?;
    let (at, size, erased, root_key) = (manifest.at, manifest.size, erasures.gone.people.len(), manifest.root_key.is_some());
    Ok(Checked { at, size, root, rows, erased, keys, root_key })
}
