//! When the last backup was made, and when one was last tried: a small file beside the site, to be told by `doctor`.

use crate::StoreError;
use crate::beside::{BACKUPS, file};
use crate::connect::Location;
use crate::files;
use crate::rootkey::Keys;
use jishi_facts::Timestamp;
use serde::{Deserialize, Serialize};

/// What is known of a site's backups.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Backups {
    /// When the last was made, and how many entries it has.
    pub made: Option<(Timestamp, u64)>,
    /// When one was last verified or restored.
    pub tried: Option<Timestamp>,
}

/// What is known of a site's backups; nothing where the file is missing or cannot be read.
#[must_use]
pub fn last(location: &Location, keys: &Keys) -> Backups {
    let bytes = files::read(&file(location, keys.path(), BACKUPS)).ok().flatten();
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Notes that a backup was tried.
///
/// # Errors
/// Where the file cannot be written.
pub fn note_tried(location: &Location, keys: &Keys, at: Timestamp) -> Result<(), StoreError> {
    note(location, keys, Backups { tried: Some(at), ..last(location, keys) })
}

/// Notes that a backup was made.
pub(crate) fn note_made(location: &Location, keys: &Keys, at: Timestamp, size: u64) -> Result<(), StoreError> {
    note(location, keys, Backups { made: Some((at, size)), ..last(location, keys) })
}

fn note(location: &Location, keys: &Keys, backups: Backups) -> Result<(), StoreError> {
    // Writing to memory does not fail.
    let bytes = serde_json::to_vec(&backups).unwrap_or_default();
    files::write(&file(location, keys.path(), BACKUPS), &bytes)
}
