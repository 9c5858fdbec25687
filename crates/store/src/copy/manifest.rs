//! The manifest: what a backup holds, under a MAC of the site's root key.

use super::bad;
use super::shape::Shape;
use crate::StoreError;
use crate::rootkey::{derived, mac};
use jishi_facts::Timestamp;
use jishi_journal::{Hash, from_hex, to_hex};
use jishi_seal::Key;
use serde::{Deserialize, Serialize};

/// Its file.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The format that is written now.
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// When.
    pub at: Timestamp,
    /// Entries of the journal.
    pub size: u64,
    /// The root over them.
    root: String,
    /// Is it sealed under a passphrase?
    pub sealed: Option<Passphrase>,
    pub facts: Vec<Part>,
    pub keys: Vec<Part>,
    pub erasures: Mark,
    /// Where the root key was asked for.
    pub root_key: Option<Mark>,
}

/// What tells a passphrase from another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Passphrase {
    pub salt: String,
    pub check: String,
}

/// A table's rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub table: Shape,
    pub rows: u64,
    pub file: Mark,
}

/// A file as it lies on the disk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mark {
    pub bytes: u64,
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    manifest: Manifest,
    mac: String,
}

impl Manifest {
    /// Of a backup whose files have been written.
    pub(crate) fn new(program: &str, at: Timestamp, (size, root): (u64, Hash), facts: Vec<Part>, keys: Vec<Part>, erasures: Mark) -> Self {
        let (program, root) = (program.to_owned(), to_hex(&root));
        Self { format: FORMAT, program, at, size, root, sealed: None, facts, keys, erasures, root_key: None }
    }

    /// The root of the journal.
    pub(crate) fn root(&self) -> Result<Hash, StoreError> {
        from_hex(&self.root).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| bad("清单里的根值写得不对"))
    }

    /// The manifest as a file.
    pub(crate) fn encode(&self, root: &Key) -> Vec<u8> {
        // Writing to memory does not fail.
        let inner = serde_json::to_vec(self).unwrap_or_default();
        let mac = to_hex(&mac(&derived(root, "backup manifest"), &[&inner]));
        let mut bytes = serde_json::to_vec_pretty(&Written { manifest: self.clone(), mac }).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Reads what [`Manifest::encode`] wrote under the same root key.
    ///
    /// # Errors
    /// Where anything differs; [`StoreError::NewerSchema`] where a newer program wrote it.
    pub(crate) fn decode(bytes: &[u8], root: &Key) -> Result<Self, StoreError> {
        let manifest = Self::unproven(bytes)?;
        // Compared as a whole: there is one writing.
        if manifest.encode(root) == bytes {
            Ok(manifest)
        } else {
            Err(bad("清单不是用这个根密钥写的，或被改动过。根密钥应是做这份备份的站点的"))
        }
    }

    /// The same before the root key is known: nothing of it may be believed but how to ask for the passphrase.
    pub(crate) fn unproven(bytes: &[u8]) -> Result<Self, StoreError> {
        let format = serde_json::from_slice::<serde_json::Value>(bytes).ok().and_then(|value| value["manifest"]["format"].as_u64());
        match format {
            Some(format) if format > u64::from(FORMAT) => Err(StoreError::NewerSchema(format!("备份格式 {format}"))),
            _ => serde_json::from_slice::<Written>(bytes).map(|written| written.manifest).map_err(|_| bad("清单 manifest.json 读不出来")),
        }
    }
}
