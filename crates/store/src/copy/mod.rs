//! Backups: a site's tables as rows in files, one format for both databases, so that either is restored from either.
//!
//! ```text
//! manifest.json          what the backup holds: of every file the size and SHA-256, of the journal size and root; under a
//!                        MAC of the site's root key
//! erasures.json          who had been erased, for older backups
//! facts/<table>.jsonl    the rows in order of their key, one line each
//! keys/<table>.jsonl     the subjects' keys, apart: removed after a time, so that an old backup undoes no erasure
//! root.key.sealed        the root key, only where it was asked for, and never without a passphrase
//! ```
//!
//! Where a passphrase is given, the files of rows are sealed under it in chunks, and end with `.sealed`. Reading and writing
//! take the memory of some hundred rows, whatever the size of the site.
//!
//! Restoring is beyond this: it opens the site (`crate::restore`).

mod backup;
pub(crate) mod before;
mod chain;
mod line;
pub(crate) mod manifest;
mod part;
pub(crate) mod read;
mod series;
pub(crate) mod shape;
pub(crate) mod state;
mod verify;

pub use backup::{Made, Wanted, backup, erasures};
pub use before::before;
pub use read::Inside;
pub use series::{Pruned, newest, prune, unfinished};
pub use state::{Backups, last, note_tried};
pub use verify::{Checked, verify};

use crate::StoreError;

/// The folder of the site's tables but for its keys.
pub(crate) const FACTS: &str = "facts";
/// The folder of the subjects' keys.
pub(crate) const KEYS: &str = "keys";
/// The list of who had been erased.
pub(crate) const ERASURES: &str = "erasures.json";
/// The root key, where it was asked for.
pub(crate) const ROOT_KEY: &str = "root.key.sealed";
/// In the folder of keys, once they have been removed.
pub(crate) const REMOVED: &str = "removed";

/// How the name of a backup ends that is not finished; it begins with a dot.
pub(crate) const PARTIAL: &str = ".partial";

/// Rows read or written at a time.
pub(crate) const PAGE: usize = 256;

/// A backup that cannot be used.
pub(crate) fn bad(what: impl std::fmt::Display) -> StoreError {
    StoreError::Incomplete(format!("这份备份不能用：{what}。请换一份备份，并查明它怎么成了这样"))
}
