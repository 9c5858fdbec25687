//! The root key's file: 32 bytes as hexadecimal, readable by its owner alone.

use crate::StoreError;
use crate::entropy::{Entropy, draw};
use crate::files::write_private;
use jishi_defence::Defence;
use jishi_journal::{Hash, from_hex, to_hex};
use jishi_seal::{International, Key, Suite, Zeroizing};
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

/// Where the root key lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keys {
    root: PathBuf,
}

impl Keys {
    /// The root key in this file.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The root key beside the data: `root.key` in the data directory.
    #[must_use]
    pub fn beside(dir: &Path) -> Self {
        Self::at(dir.join("root.key"))
    }

    /// Makes a root key; one that is there already is kept.
    pub(crate) fn create_unless_there(&self, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
        if self.exist() {
            return self.read().map(|_| ());
        }
        self.create(&Key::new(&Zeroizing::new(draw::<32>(entropy)?)))
    }

    /// Writes a root key where none is yet.
    pub(crate) fn create(&self, key: &Key) -> Result<(), StoreError> {
        let text = Zeroizing::new(to_hex(key.expose()));
        write_private(&self.root, text.as_bytes(), OpenOptions::new().create_new(true)).map_err(|e| StoreError::Io("写入根密钥文件", e))
    }

    /// The file that it lies in.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Is there a root key?
    pub(crate) fn exist(&self) -> bool {
        self.root.exists()
    }

    /// Reads the root key; refuses a file that others could read.
    pub(crate) fn read(&self) -> Result<Key, StoreError> {
        #[cfg(unix)]
        self.refuse_readable_by_others()?;
        let text = Zeroizing::new(fs::read_to_string(&self.root).map_err(not_there)?);
        let bytes = Zeroizing::new(from_hex(text.trim_end()).unwrap_or_default());
        Key::from_slice(&bytes).ok_or_else(|| StoreError::RootKey("内容应为 64 位十六进制数字。请从备份恢复".into()))
    }

    #[cfg(unix)]
    fn refuse_readable_by_others(&self) -> Result<(), StoreError> {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&self.root).map_err(not_there)?.permissions().mode();
        if mode & 0o077 == 0 || !Defence::RootKeyIsPrivate.holds() {
            return Ok(());
        }
        Err(StoreError::RootKey("其他用户可以读取它。请执行 chmod 600 后再试".into()))
    }
}

fn not_there(error: std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::RootKey("找不到它。请从另存的地方放回来；没有它，封存的内容打不开".into()),
        _ => StoreError::Io("读取根密钥文件", error),
    }
}

/// A key for one purpose, from the root key.
pub(crate) fn derived(root: &Key, purpose: &str) -> Key {
    International.derive(root, purpose)
}

/// Authenticates what lies in a file but must come from this program.
pub(crate) fn mac(key: &Key, parts: &[&[u8]]) -> Hash {
    International.mac(key, parts)
}
