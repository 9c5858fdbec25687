//! The root key's file: 32 bytes as hexadecimal, readable by its owner alone.

use crate::StoreError;
use crate::entropy::{Entropy, draw};
use jishi_defence::Defence;
use jishi_journal::{from_hex, to_hex};
use jishi_seal::{Key, Zeroizing};
use std::fs::{self, OpenOptions};
use std::io::Write;
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
        if self.root.exists() {
            return self.read().map(|_| ());
        }
        let bytes = Zeroizing::new(draw::<32>(entropy)?);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.root).map_err(|e| StoreError::Io("建立根密钥文件", e))?;
        let text = Zeroizing::new(to_hex(&*bytes));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| StoreError::Io("写入根密钥文件", e))
    }

    /// Reads the root key; refuses a file that others could read.
    pub(crate) fn read(&self) -> Result<Key, StoreError> {
        #[cfg(unix)]
        self.refuse_readable_by_others()?;
        let text = Zeroizing::new(fs::read_to_string(&self.root).map_err(|e| StoreError::Io("读取根密钥文件", e))?);
        let bytes = Zeroizing::new(from_hex(text.trim_end()).unwrap_or_default());
        Key::from_slice(&bytes).ok_or_else(|| StoreError::RootKey("内容应为 64 位十六进制数字。请从备份恢复".into()))
    }

    #[cfg(unix)]
    fn refuse_readable_by_others(&self) -> Result<(), StoreError> {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&self.root).map_err(|e| StoreError::Io("读取根密钥文件", e))?.permissions().mode();
        if mode & 0o077 == 0 || !Defence::RootKeyIsPrivate.holds() {
            return Ok(());
        }
        Err(StoreError::RootKey("其他用户可以读取它。请执行 chmod 600 后再试".into()))
    }
}
