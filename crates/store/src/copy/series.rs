//! A folder of backups, one after the other: which is the newest, and the keys of those that have grown old.

use super::manifest::MANIFEST;
use super::read::Inside;
use super::{KEYS, PARTIAL, REMOVED};
use crate::StoreError;
use crate::rootkey::Keys;
use jishi_facts::Timestamp;
use std::path::{Path, PathBuf};

/// What became of the keys of older backups, by the backups' names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pruned {
    /// Removed.
    pub removed: Vec<String>,
    /// Left, since it could not be told whether it is a backup of this site and how old.
    pub left: Vec<String>,
}

/// A backup itself, or the newest in a folder of backups: their names are their times.
#[must_use]
pub fn newest(folder: &Path) -> Option<PathBuf> {
    if folder.join(MANIFEST).is_file() { Some(folder.to_owned()) } else { backups(folder).pop() }
}

/// The backups in a folder, the oldest first.
fn backups(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let hidden = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let mut found: Vec<PathBuf> = entries.filter(|path| !hidden(path) && path.join(MANIFEST).is_file()).collect();
    found.sort();
    found
}

/// What was begun in a folder of backups and not finished.
#[must_use]
pub fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let partial = |name: &str| name.starts_with('.') && name.ends_with(PARTIAL);
    entries.filter(|entry| partial(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect()
}

/// Removes the subjects' keys from the backups in a folder that were made before a time, so that they undo no erasure.
///
/// # Errors
/// Where a file cannot be removed.
pub fn prune(folder: &Path, keys: &Keys, before: Timestamp) -> Result<Pruned, StoreError> {
    let mut pruned = Pruned::default();
    for backup in backups(folder) {
        let name = backup.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match Inside::made_at(&backup, keys) {
            Ok(at) if at >= before || backup.join(KEYS).join(REMOVED).exists() => {}
            Ok(_) => {
                remove_keys(&backup)?;
                pruned.removed.push(name);
            }
            Err(_) => pruned.left.push(name),
        }
    }
    Ok(pruned)
}

fn remove_keys(backup: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::Io("删去旧备份里的密钥", error);
    let folder = backup.join(KEYS);
    std::fs::write(
        folder.join(REMOVED),
        "各主体的密钥已按期删去。恢复这份备份时，用较新备份里的密钥：jishi restore 这份备份 --keys-from 较新的备份\n",
    )
    .map_err(failed)?;
    for file in std::fs::read_dir(&folder).map_err(failed)? {
        let path = file.map_err(failed)?.path();
        if path.file_name().is_some_and(|name| name != REMOVED) {
            std::fs::remove_file(path).map_err(failed)?;
        }
    }
    Ok(())
}
